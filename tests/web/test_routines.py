"""Routines and digests in the console."""

from __future__ import annotations

from datetime import time

import pytest
from django.test import Client
from tests.people import Cast
from tests.sites import registered
from tests.web.people import Desk

from xuncha.alerts.models import Digest
from xuncha.campaigns.models import Campaign, CampaignState
from xuncha.people.models import AuditEntry
from xuncha.pipeline.models import InspectionRun, Routine, What


@pytest.fixture
def usual(cast: Cast) -> dict[str, Routine]:
    """省办's usual routines over one site in 海南 and one in 海西."""
    registered(
        cast.land, "共和县国土资源局", "http://land.gov.cn/", site_code="6325210001", stratum="县区"
    )
    registered(
        cast.service,
        "格尔木市政务服务网",
        "http://zwfw.golmud.gov.cn/",
        site_code="6328010001",
        stratum="县区",
    )
    assert "已设置 4 个日程" in Desk(cast.office).send("/routines/usual/")
    return {f"{one.what} {one.rhythm}": one for one in Routine.objects.all()}


def test_the_usual_ones_are_set_once(cast: Cast, usual: dict[str, Routine]) -> None:
    desk = Desk(cast.office)
    assert "已设置 0 个日程" in desk.send("/routines/usual/")
    assert set(usual) == {
        "inspect daily",
        "inspect weekly",
        "digest weekly",
        "spot_check monthly",
    }
    said = desk.text("/routines/")
    assert "每周一 08:00" in said
    assert "每月第 2 个工作日 09:00" in said


def test_a_routine_is_paused_resumed_and_moved_in_the_log(
    cast: Cast, usual: dict[str, Routine]
) -> None:
    desk, daily = Desk(cast.office), usual["inspect daily"]
    assert "已暂停" in desk.send(f"/routines/{daily.pk}/pause/")
    desk.send(f"/routines/{daily.pk}/resume/")
    desk.send(f"/routines/{daily.pk}/change/", rhythm="weekly", day="3", at="04:15")
    daily.refresh_from_db()
    assert (daily.active, daily.rhythm, daily.day, daily.at) == (True, "weekly", 3, time(4, 15))
    verbs = AuditEntry.objects.filter(noun="routine", noun_id=str(daily.pk)).order_by("id")
    assert list(verbs.values_list("verb", flat=True)) == [
        "routine.set",
        "routine.stop",
        "routine.resume",
        "routine.change",
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"rhythm": "hourly"},
        {"day": "8"},
        {"day": "x"},
        {"at": "25:00"},
        {"at": ""},
    ],
)
def test_a_time_there_is_not_is_refused(
    cast: Cast, usual: dict[str, Routine], wrong: dict[str, str]
) -> None:
    said = {"rhythm": "weekly", "day": "1", "at": "08:00"} | wrong
    weekly = usual["digest weekly"]
    assert "已保存" not in Desk(cast.office).send(f"/routines/{weekly.pk}/change/", **said)
    weekly.refresh_from_db()
    assert weekly.at == time(8)


def test_the_light_pass_begins_at_once(cast: Cast, usual: dict[str, Routine]) -> None:
    Desk(cast.office).send(f"/routines/{usual['inspect daily'].pk}/begin/")
    run = InspectionRun.objects.get()
    assert run.items.count() == 2
    assert run.options["max_pages"] == 60


def test_the_digest_is_written_read_and_printed(cast: Cast, usual: dict[str, Routine]) -> None:
    Desk(cast.office).send(f"/routines/{usual['digest weekly'].pk}/begin/")
    own = Digest.objects.get(office=cast.hainan)
    assert "海南州人民政府办公室每周汇报" in Desk(cast.ma).text(f"/digests/{own.pk}/")
    assert Desk(cast.zhou).status(f"/digests/{own.pk}/") == 404
    assert "海南州" not in Desk(cast.zhou).text("/digests/")


def test_the_spot_check_opens_in_each_jurisdiction_with_its_seed_announced(
    cast: Cast, usual: dict[str, Routine]
) -> None:
    begin = f"/routines/{usual['spot_check monthly'].pk}/begin/"
    Desk(cast.office).send(begin)
    opened = Campaign.objects.order_by("path")
    assert [one.office for one in opened] == [cast.hainan, cast.haixi]
    for one in opened:
        assert (one.state, one.percent) == (CampaignState.ANNOUNCED, 30)
        assert one.seed_on is not None
        assert one.announced_at is not None
        assert (one.seed_on - one.announced_at.date()).days >= 6
        assert one.seed == ""
    assert AuditEntry.objects.filter(verb="routine.opened", by=None).count() == 2
    Desk(cast.office).send(begin)
    assert Campaign.objects.count() == 2


def test_who_only_reads_changes_nothing(cast: Cast, usual: dict[str, Routine]) -> None:
    daily = usual["inspect daily"]
    for user in (cast.leader, cast.wang, cast.keeper):
        desk = Desk(user)
        for deed in ("pause", "resume", "begin", "change"):
            assert desk.client.post(f"/routines/{daily.pk}/{deed}/").status_code in (403, 404)
    assert Desk(cast.ma).client.post(f"/routines/{daily.pk}/pause/").status_code == 404
    daily.refresh_from_db()
    assert daily.active


@pytest.mark.django_db
def test_the_first_run_sets_them_up(client: Client) -> None:
    from tests.web.test_first_run import FILLED

    from xuncha.web import firstrun

    key = firstrun.key()
    client.post("/begin/", FILLED | {"key": key})
    assert set(Routine.objects.values_list("what", flat=True)) == set(What.values)
