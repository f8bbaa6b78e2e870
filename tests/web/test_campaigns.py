"""A spot check through its pages: planned, announced, drawn, begun; what strangers can check."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.campaigns.cases import SEED, SOURCE, province
from tests.people import NOW, Cast
from tests.web.people import Desk

from xuncha.campaigns.models import Campaign
from xuncha.findings.models import Judgement
from xuncha.pipeline.models import InspectionRun
from xuncha.registry.models import Site

pytestmark = pytest.mark.django_db
PLAN = {
    "name": "2017年第四季度全省政府网站抽查",
    "begin": "2017-10-01",
    "end": "2017-12-31",
    "standard": "census-2015",
    "strata": "stratum",
    "percent": "30",
    "batch_count": "2",
    "quota.省直部门": "4+2",
}


class Clock:
    """The time of the console, set by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """It stands still until it is moved."""
    made = Clock()
    monkeypatch.setattr(timezone, "now", made)
    return made


def announced(cast: Cast, clock: Clock) -> tuple[Desk, str]:
    """小李 plans and announces; her desk and the address of the spot check."""
    desk = Desk(cast.li)
    said = desk.send(reverse("campaign_new"), **PLAN)
    assert "公告种子" in said
    where = reverse("campaign", args=[Campaign.objects.latest("id").pk])
    said = desk.send(f"{where}announce/", seed_source=SOURCE, seed_on="2017-11-20")
    assert "名单和配额已冻结" in said
    clock.now = NOW + timedelta(days=7)
    # A week later she signs in anew.
    return Desk(cast.li), where


def test_from_the_plan_to_an_inspection(cast: Cast, clock: Clock) -> None:
    province(cast)
    desk, where = announced(cast, clock)
    assert "已抽取" in desk.send(f"{where}draw/", seed=SEED, seed_url="http://www.cwl.gov.cn/")
    page = desk.text(where)
    # 6 of 10 by quota, and 30 % of 26 rounded up, in two batches.
    assert "第1批 8" in page
    assert "第2批 6" in page
    assert f"{cast.province.name} 14/36 38.9% 30% 11家 ✓ 达到" in page
    assert "已开始检查" in desk.send(f"{where}batches/1/begin/", visits="1", render="never")
    run = InspectionRun.objects.get()
    assert (run.items.count(), run.options) == (8, {"visits": 1, "render": "never"})
    assert "已经开始检查" in desk.send(f"{where}batches/1/begin/")
    assert InspectionRun.objects.count() == 1
    assert "读不懂" in desk.send(f"{where}batches/2/begin/", as_of="昨天")
    assert "不是数字" in desk.send(f"{where}batches/2/begin/", rate="quick")
    assert InspectionRun.objects.count() == 1


def test_the_seed_waits_for_its_day_and_bad_input_is_told(cast: Cast, clock: Clock) -> None:
    province(cast)
    desk = Desk(cast.li)
    assert "读不懂" in desk.send(reverse("campaign_new"), **PLAN | {"begin": "十月"})
    assert "看不懂配额" in desk.send(reverse("campaign_new"), **PLAN | {"quota.市州": "不少"})
    assert not Campaign.objects.exists()
    desk.send(reverse("campaign_new"), **PLAN)
    where = reverse("campaign", args=[Campaign.objects.get().pk])
    assert "今天以后的日期" in desk.send(
        f"{where}announce/", seed_source=SOURCE, seed_on="2017-11-13"
    )
    assert "没有找到" in desk.send(f"{where}wish/", site="无此网站", what="exclude", reason="x")
    assert "理由" in desk.send(f"{where}wish/", site="s100.gov.cn", what="exclude", reason="")
    assert "已记下" in desk.send(f"{where}wish/", site="s100.gov.cn", what="add", reason="群众反映")
    assert "群众反映" in desk.text(where)
    assert "已记下" in desk.send(f"{where}wish/", site="s100.gov.cn", what="forget")
    assert "群众反映" not in desk.text(where)
    desk.send(f"{where}announce/", seed_source=SOURCE, seed_on="2017-11-20")
    assert "才公布" in desk.send(f"{where}draw/", seed=SEED)
    assert desk.status(f"{where}files/draw/") == 404


def test_a_stranger_checks_the_commitment_and_repeats_the_draw(
    cast: Cast, clock: Clock, tmp_path: Path
) -> None:
    province(cast)
    desk, where = announced(cast, clock)
    number = Campaign.objects.get().pk
    stranger, public = Client(), reverse("public_draw", args=[number])
    before = stranger.get(public).content.decode()
    file = stranger.get(reverse("public_draw_file", args=[number, "commitment"]))
    assert hashlib.sha256(file.content).hexdigest() in before
    assert "抽中的网站" not in before
    desk.send(f"{where}draw/", seed=SEED)
    (tmp_path / "draw.json").write_bytes(
        stranger.get(reverse("public_draw_file", args=[number, "draw"])).content
    )
    (tmp_path / "redraw.py").write_bytes(stranger.get(reverse("public_redraw")).content)
    alone = subprocess.run(
        [sys.executable, "redraw.py", "draw.json"], cwd=tmp_path, capture_output=True, text=True
    )
    assert alone.stdout.strip() == "一致"
    page = stranger.get(public).content.decode()
    assert SEED in page
    shown = re.findall(r"<small>(63\d{8})</small>", page)
    assert sorted(shown) == sorted(
        Campaign.objects.get().sample.values_list("site_code", flat=True)
    )
    assert "2017年第四季度全省政府网站抽查" in stranger.get("/public/draws/").content.decode()


def test_a_plan_is_nobodys_business_before_it_is_announced(cast: Cast, clock: Clock) -> None:
    province(cast)
    Desk(cast.li).send(reverse("campaign_new"), **PLAN)
    number = Campaign.objects.get().pk
    assert Client().get(reverse("public_draw", args=[number])).status_code == 404
    assert PLAN["name"] not in Client().get("/public/draws/").content.decode()


def test_rates_stand_with_their_interval_and_last_failures_return(cast: Cast, clock: Clock) -> None:
    province(cast)
    desk, where = announced(cast, clock)
    desk.send(f"{where}draw/", seed=SEED)
    desk.send(f"{where}batches/1/begin/")
    campaign = Campaign.objects.get()
    batch = campaign.batches.get(number=1)
    rows = list(campaign.sample.filter(batch=1, stratum="省直部门"))
    bad = rows[0].site
    for row in rows:
        Judgement.objects.create(
            site=row.site,
            path=row.path,
            as_of=batch.as_of,
            judged_at=clock.now,
            standard="census-2015",
            verdict="unqualified" if row.site == bad else "qualified",
        )
    page = desk.text(where)
    # Three of four of ten: by hand, K=3…9 agree with it (P(X≤3|9)=0.4…, P(X≥3|3)=4/120).
    assert "省直部门 10 6 4 3 75.0% 30.0%–90.0%" in page
    one = desk.client.get(f"{where}?verdict=unqualified").content.decode()
    assert one.count('class="name"') == 1
    assert "✗</b> 不合格" in one
    clock.now = NOW + timedelta(days=60)
    later = Desk(cast.li)
    later.send(
        reverse("campaign_new"),
        **PLAN | {"name": "2018年第一季度抽查", "begin": "2018-01-01", "end": "2018-03-31"},
        copy=campaign.pk,
    )
    again = Campaign.objects.latest("id")
    assert again.copied_from == campaign
    where = reverse("campaign", args=[again.pk])
    assert bad.name in later.text(where)
    later.send(f"{where}announce/", seed_source=SOURCE, seed_on="2018-02-01")
    clock.now = NOW + timedelta(days=90)
    Desk(cast.li).send(f"{where}draw/", seed="9")
    row = again.sample.get(site=bad)
    assert row.how == "random" or row.reason == f"{campaign.name}不合格"


def test_who_only_reads_is_offered_nothing_to_press(cast: Cast, clock: Clock) -> None:
    province(cast)
    _desk, where = announced(cast, clock)
    leader = Desk(cast.leader)
    assert "抽取并公布" not in leader.text(where)
    assert leader.client.post(f"{where}draw/", {"seed": SEED}).status_code == 403
    assert Site.objects.exists()
    for tongue in ("zh", "en"):
        leader.client.cookies["lang"] = tongue
        assert leader.status(where) == 200


def test_the_share_is_set_by_who_manages_the_office(cast: Cast, clock: Clock) -> None:
    province(cast)
    ma = Desk(cast.ma)
    address = reverse("office_floor", args=[cast.hainan.pk])
    assert "抽查比例已设为50%" in ma.send(address, percent="50", citation="青政办〔2017〕1号")
    assert Desk(cast.li).client.post(address, {"percent": "1"}).status_code == 403
