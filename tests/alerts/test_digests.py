"""The weekly digest: each level its own, once, as figures stood."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.people import NOW, Cast
from tests.sites import registered

from xuncha.alerts.digests import digests_visible_to, plain, write_all
from xuncha.alerts.models import Digest, Notice
from xuncha.alerts.routing import route
from xuncha.alerts.warnings import check
from xuncha.findings.models import Finding, FindingState, Judgement
from xuncha.findings.rules import where_hash
from xuncha.monitoring.models import Alarm
from xuncha.people.models import Event
from xuncha.registry.models import Site

DAY = timedelta(days=1)


@pytest.fixture
def week(cast: Cast) -> Site:
    """A week in 共和县: a veto, a repair, two outages of one site, a warning; one in 海西."""
    site = registered(cast.land, "共和县国土资源局", "http://land.gov.cn/")
    registered(cast.service, "格尔木市政务服务网", "http://zwfw.golmud.gov.cn/")
    for number, (level, state, days) in enumerate(
        [("veto", "open", 3), ("deduct", "open", 3), ("deduct", "gone", 20), ("veto", "open", 90)]
    ):
        Finding.objects.create(
            site=site,
            path=site.path,
            indicator="column.stale",
            where=f"column:{number}",
            where_hash=where_hash(f"column:{number}"),
            state=FindingState(state),
            level=level,
            outcome="fault",
            message=f"“栏目{number}”栏目已 400 天未更新",
            first_seen=NOW - days * DAY,
            last_seen=NOW,
            gone_at=NOW - DAY if state == "gone" else None,
        )
    for hours in (20, 40):
        began = NOW - timedelta(hours=hours)
        Alarm.objects.create(site=site, path=site.path, kind="down", began_at=began, ended_at=began)
    columns = [{"name": "动态", "newest": (NOW - 11 * DAY).date().isoformat(), "blank": False}]
    Judgement.objects.create(
        site=site, path=site.path, as_of=NOW, standard="s", verdict="qualified", columns=columns
    )
    check(NOW)
    return site


def test_every_level_with_a_site_and_a_person_has_its_own(cast: Cast, week: Site) -> None:
    write_all(cast.province, NOW)
    offices = set(Digest.objects.values_list("office", flat=True))
    assert offices == {
        one.pk
        for one in (cast.province, cast.hainan, cast.gonghe, cast.land, cast.haixi, cast.service)
    }
    numbers = Digest.objects.get(office=cast.hainan).said["numbers"]
    assert numbers == {"sites": 1, "fresh": 2, "gone": 1, "down": 1, "vetoes": 2}
    assert Digest.objects.get(office=cast.province).said["numbers"]["sites"] == 2
    assert Digest.objects.get(office=cast.haixi).said["numbers"]["fresh"] == 0


def test_three_lists_and_no_more(cast: Cast, week: Site) -> None:
    write_all(cast.province, NOW)
    said = Digest.objects.get(office=cast.land).said
    assert [len(said["lists"][key]) for key in ("near", "vetoed", "late")] == [1, 1, 0]
    text = plain(said)
    assert "未了结的单项否决 2" in text
    assert "首页未见新信息：11天" in text


def test_it_is_written_and_told_once_a_week(cast: Cast, week: Site) -> None:
    assert write_all(cast.province, NOW) == 6
    assert write_all(cast.province, NOW + DAY) == 0
    assert write_all(cast.province, NOW + 7 * DAY) == 6
    assert Event.objects.filter(kind="digest.weekly", office=cast.hainan).count() == 2


def test_it_reaches_each_level_and_the_leader(cast: Cast, week: Site) -> None:
    write_all(cast.province, NOW)
    route(NOW)
    for user, office in (
        (cast.wang, cast.land),
        (cast.ma, cast.hainan),
        (cast.leader, cast.province),
    ):
        notices = Notice.objects.filter(listener__user=user, event__kind="digest.weekly")
        assert [one.event.office for one in notices] == [office]
    assert not Notice.objects.filter(listener__user=cast.keeper, event__kind="digest.weekly")


def test_neighbours_read_none_of_it(cast: Cast, week: Site) -> None:
    write_all(cast.province, NOW)
    assert {one.office for one in digests_visible_to(cast.zhou)} == {cast.haixi, cast.service}
