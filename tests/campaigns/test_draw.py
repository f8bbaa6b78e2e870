"""From plan to draw: what is frozen, what is committed to, who may repeat it, what is refused."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import threading
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from tests.campaigns.cases import (
    LATER,
    SEED,
    SEED_ON,
    SOURCE,
    announced,
    drawn,
    planned,
    province,
)
from tests.people import NOW, Cast

from xuncha.campaigns import actions, drawing
from xuncha.campaigns.models import Campaign, CampaignFile, Sampled, Wish
from xuncha.campaigns.queries import (
    campaigns_visible_to,
    content,
    public_campaigns,
    sample_visible_to,
)
from xuncha.campaigns.rules import read_commitment
from xuncha.cli.main import main
from xuncha.people.actions import RefusedError
from xuncha.people.models import AuditEntry, Event
from xuncha.registry.models import Site
from xuncha.sampling.published import decode, verify

REDRAW = Path(__file__).parents[2] / "docs" / "redraw.py"


def published(campaign: Campaign, folder: Path) -> Path:
    file = folder / "draw.json"
    file.write_bytes(content(campaign, "draw"))
    return file


def test_a_stranger_repeats_the_draw_from_the_published_file(cast: Cast, tmp_path: Path) -> None:
    province(cast)
    campaign = drawn(cast, announced(cast, planned(cast)))
    file = published(campaign, tmp_path)
    alone = subprocess.run([sys.executable, str(REDRAW), str(file)], capture_output=True, text=True)
    assert (alone.returncode, alone.stdout.strip()) == (0, "一致")
    assert main(["verify-draw", str(file)]) == 0
    # 30 % of 10 and of 26, rounded up, in three batches.
    rows = Sampled.objects.filter(campaign=campaign)
    assert rows.filter(stratum="省直部门").count() == 3
    assert rows.filter(stratum="市州").count() == 8
    assert [one.size for one in campaign.batches.all()] == [4, 4, 3]


def test_another_seed_another_sample_and_one_changed_line_is_told(
    cast: Cast, tmp_path: Path
) -> None:
    province(cast)
    campaign = drawn(cast, announced(cast, planned(cast)))
    said = json.loads(content(campaign, "draw"))
    said["seed"] = f"{SEED}0"
    file = tmp_path / "draw.json"
    file.write_text(json.dumps(said))
    alone = subprocess.run([sys.executable, str(REDRAW), str(file)], capture_output=True, text=True)
    assert alone.returncode != 0
    assert verify(decode(file.read_bytes()))


def test_what_was_committed_to_is_what_was_drawn_from(cast: Cast) -> None:
    sites = province(cast)
    campaign = announced(cast, planned(cast))
    file = content(campaign, "commitment")
    assert hashlib.sha256(file).hexdigest() == campaign.commitment
    assert SEED not in file.decode()
    # The register goes on; the draw does not notice.
    Site.objects.filter(pk=sites[0].pk).update(state="closed", name="改名网站")
    campaign = drawn(cast, campaign)
    draw, plan = decode(content(campaign, "draw")), read_commitment(file)
    assert [(one.site_code, one.name) for one in draw.register] == [
        (one.site_code, one.name) for one in plan.register
    ]
    assert {one.site_code: one.reason for one in draw.exclusions} == plan.exclusions
    assert not verify(draw)


def test_states_exclude_with_their_reason_and_people_with_theirs(cast: Cast) -> None:
    sites = province(cast)
    Site.objects.filter(pk=sites[1].pk).update(state="exempt")
    Site.objects.filter(pk=sites[2].pk).update(state="closed")
    Site.objects.filter(pk=sites[3].pk).update(state="draft")
    campaign = planned(cast)
    actions.wish(cast.acting(cast.li), campaign, sites[4], "exclude", "正在并入省政府门户")
    draw = decode(content(drawn(cast, announced(cast, campaign)), "draw"))
    reasons = {one.site_code: one.reason for one in draw.exclusions}
    assert reasons == {
        sites[1].site_code: "例外",
        sites[2].site_code: "关停",
        sites[4].site_code: "正在并入省政府门户",
    }
    assert sites[3].site_code not in {one.site_code for one in draw.register}


def test_added_sites_and_last_periods_failures_are_in_and_marked(cast: Cast) -> None:
    sites = province(cast)
    campaign = planned(cast)
    actions.wish(cast.acting(cast.li), campaign, sites[0], "add", "群众反映集中")
    rechecks = {site.pk: "2017年第三季度抽查不合格" for site in sites[30:36]}
    campaign = drawn(cast, announced(cast, campaign, rechecks))
    draw = decode(content(campaign, "draw"))
    rows = {one.site_id: one for one in Sampled.objects.filter(campaign=campaign)}
    assert rows.keys() >= {sites[0].pk, *rechecks}
    by_lot = {one.site_code for one in draw.result if one.batch is not None}
    for site in (sites[0], *sites[30:36]):
        expected = "random" if site.site_code in by_lot else None
        how = rows[site.pk].how
        assert how == (expected or ("manual" if site == sites[0] else "recheck"))
        assert bool(rows[site.pk].reason) == (expected is None)
    # They take nobody's place.
    assert len(by_lot) == 3 + 8


def test_strata_may_be_the_offices_below_so_that_each_gives_its_share(cast: Cast) -> None:
    province(cast)
    campaign = drawn(cast, announced(cast, planned(cast, strata="office", batch_count=1)))
    rows = Sampled.objects.filter(campaign=campaign)
    assert rows.filter(stratum=cast.hainan.name).count() == 6
    assert rows.filter(stratum=cast.haixi.name).count() == 2
    assert rows.filter(stratum=cast.province.name).count() == 3


def test_quotas_by_stratum_and_batch(cast: Cast) -> None:
    province(cast)
    campaign = planned(cast, quotas={"省直部门": "2+1+4", "市州": "50%"})
    campaign = drawn(cast, announced(cast, campaign))
    rows = Sampled.objects.filter(campaign=campaign)
    assert [rows.filter(stratum="省直部门", batch=n).count() for n in (1, 2, 3)] == [2, 1, 4]
    assert rows.filter(stratum="市州").count() == 13


def test_a_copy_keeps_the_plan_and_who_is_left_out(cast: Cast) -> None:
    sites = province(cast)
    first = planned(cast, percent=50, quotas={"市州": "40%"})
    actions.wish(cast.acting(cast.li), first, sites[4], "exclude", "正在并入省政府门户")
    actions.wish(cast.acting(cast.li), first, sites[5], "add", "群众反映集中")
    drawn(cast, announced(cast, first))
    again = actions.plan(
        cast.acting(cast.li),
        cast.province,
        copy_of=first,
        name="2018年第一季度抽查",
        begin=date(2018, 1, 1),
        end=date(2018, 3, 31),
    )
    assert (again.percent, again.quotas, again.state) == (50, {"市州": "40%"}, "draft")
    assert [(one.site, one.what) for one in again.wishes.all()] == [(sites[4], "exclude")]
    assert again.copied_from == first


def test_the_seed_lies_in_the_future_and_is_not_taken_before_its_day(cast: Cast) -> None:
    province(cast)
    campaign = planned(cast)
    for day in (NOW.date(), NOW.date() - timedelta(days=1)):
        with pytest.raises(RefusedError, match="以后的日期"):
            drawing.announce(
                cast.acting(cast.li), campaign, seed_source=SOURCE, seed_on=day, rechecks={}
            )
    campaign = announced(cast, campaign)
    with pytest.raises(RefusedError, match="才公布"):
        drawing.make_draw(cast.acting(cast.li, LATER - timedelta(days=1)), campaign, SEED)
    for wrong in ("", "  ", "1\n2"):
        with pytest.raises(RefusedError, match="种子"):
            drawing.make_draw(cast.acting(cast.li, LATER), campaign, wrong)
    assert Campaign.objects.get().state == "announced"


def test_nothing_of_the_plan_moves_once_it_is_announced_and_a_draw_is_made_once(
    cast: Cast,
) -> None:
    sites = province(cast)
    campaign = announced(cast, planned(cast))
    acting = cast.acting(cast.li)
    for deed in (
        lambda: actions.change(acting, campaign, percent=10),
        lambda: actions.wish(acting, campaign, sites[0], "exclude", "不想查"),
        lambda: announced(cast, campaign),
    ):
        with pytest.raises(RefusedError, match="不能再改"):
            deed()
    drawn(cast, campaign)
    with pytest.raises(RefusedError, match="不能这样办理"):
        drawn(cast, campaign, "another")
    with pytest.raises(RefusedError, match="不能这样办理"):
        actions.withdraw(acting, campaign, "结果不好")
    assert Campaign.objects.get().seed == SEED


def test_a_withdrawn_one_stays_to_be_seen_with_its_reason(cast: Cast) -> None:
    province(cast)
    campaign = announced(cast, planned(cast))
    with pytest.raises(RefusedError, match="理由"):
        actions.withdraw(cast.acting(cast.li), campaign, " ")
    campaign = actions.withdraw(cast.acting(cast.li), campaign, "开奖改期")
    assert list(public_campaigns()) == [campaign]
    assert campaign.events.last().opinion == "开奖改期"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ({"name": " "}, "名称"),
        ({"name": "2017年第四季度抽查"}, "名称"),
        ({"begin": date(2018, 1, 1)}, "颠倒"),
        ({"percent": 0}, "比例"),
        ({"percent": 101}, "比例"),
        ({"batch_count": 51}, "批次"),
        ({"strata": "moon"}, "分层"),
        ({"quotas": {"市州": "许多"}}, "配额"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(cast: Cast, said: dict[str, object], word: str) -> None:
    planned(cast)
    with pytest.raises(RefusedError, match=word):
        planned(cast, **{"name": "另一次抽查"} | said)
    assert Campaign.objects.count() == 1


def test_more_than_there_are_is_told_at_the_announcement(cast: Cast) -> None:
    province(cast)
    campaign = planned(cast, quotas={"省直部门": "11"}, batch_count=1)
    with pytest.raises(RefusedError, match="未排除的只有 10 家"):
        announced(cast, campaign)
    assert not CampaignFile.objects.exists()


def test_everybody_draws_in_their_own_part_only(cast: Cast) -> None:
    sites = province(cast)
    own = planned(cast, "海南州抽查", office=cast.hainan, user=cast.ma)
    with pytest.raises(PermissionDenied):
        planned(cast, "越界", office=cast.hainan, user=cast.zhou)
    with pytest.raises(PermissionDenied):
        actions.change(cast.acting(cast.zhou), own, percent=100)
    with pytest.raises(RefusedError, match="范围"):
        actions.wish(cast.acting(cast.ma), own, sites[-1], "exclude", "不在这里")
    assert not Wish.objects.exists()
    assert not campaigns_visible_to(cast.zhou).exists()
    assert campaigns_visible_to(cast.li).get() == own
    whole = drawn(cast, announced(cast, planned(cast)))
    seen = sample_visible_to(cast.zhou).filter(campaign=whole)
    assert {one.path for one in seen} <= {cast.golmud.path}
    assert not campaigns_visible_to(cast.wang).exists()


def test_each_step_is_logged_and_the_draw_is_told(cast: Cast) -> None:
    province(cast)
    campaign = drawn(cast, announced(cast, planned(cast)))
    said = AuditEntry.objects.filter(noun="campaign").order_by("id").values_list("verb", flat=True)
    assert list(said) == ["campaign.plan", "campaign.announce", "campaign.draw"]
    steps = [(one.from_state, one.to_state) for one in campaign.events.all()]
    assert steps == [("", "draft"), ("draft", "announced"), ("announced", "drawn")]
    assert Event.objects.filter(kind="bulletin.drawn").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_draw_at_once_make_one_draw(transactional_db: None) -> None:
    from tests.people import assemble

    cast = assemble()
    province(cast)
    campaign = announced(cast, planned(cast))
    said: list[str] = []

    def work(seed: str) -> None:
        try:
            drawn(cast, campaign, seed)
            said.append("drawn")
        except RefusedError:
            said.append("told")
        finally:
            connection.close()

    both = [threading.Thread(target=work, args=(seed,)) for seed in ("111", "222")]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(said) == ["drawn", "told"]
    kept = decode(content(Campaign.objects.get(), "draw"))
    assert kept.seed == Campaign.objects.get().seed
    assert Campaign.objects.get().seed_on == SEED_ON
