"""Quotas met and sites overlooked, counted by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from tests.campaigns.cases import announced, drawn, planned, province
from tests.people import Cast

from xuncha.campaigns import actions
from xuncha.campaigns.queries import coverage, last_before, meters, overlooked
from xuncha.campaigns.rules import Meter, Share, floor_at, period_begin, quarters_before
from xuncha.people.actions import RefusedError
from xuncha.registry.models import Site


def test_each_jurisdiction_has_its_meter_and_the_whole_has_one(cast: Cast) -> None:
    province(cast)
    campaign = drawn(cast, announced(cast, planned(cast, strata="office", batch_count=1)))
    found = {one.name: one for one in meters(campaign)}
    assert (found[cast.hainan.name].running, found[cast.hainan.name].sampled) == (20, 6)
    assert (found[cast.haixi.name].running, found[cast.haixi.name].sampled) == (6, 2)
    assert (found[cast.province.name].running, found[cast.province.name].sampled) == (36, 11)
    assert all(one.met for one in found.values())
    # Nobody's site: no meter.
    assert cast.tax.name not in found


def test_a_prefectures_own_draw_of_the_period_counts_and_a_site_only_once(cast: Cast) -> None:
    province(cast)
    own = planned(cast, "海南州抽查", office=cast.hainan, user=cast.ma, percent=100)
    drawn(cast, announced(cast, own))
    whole = drawn(cast, announced(cast, planned(cast, strata="office")))
    earlier = planned(
        cast, "三季度抽查", percent=100, begin=date(2017, 7, 1), end=date(2017, 9, 30)
    )
    drawn(cast, announced(cast, earlier))
    found = {one.name: one.sampled for one in meters(whole)}
    assert found[cast.hainan.name] == 20
    assert found[cast.haixi.name] == 2


def test_the_floor_is_the_nearest_one_set_above(cast: Cast) -> None:
    province(cast)
    actions.set_floor(cast.acting(cast.office), cast.province, 40, citation="青政办〔2017〕1号")
    actions.set_floor(cast.acting(cast.ma), cast.hainan, 50, months=1)
    with pytest.raises(PermissionDenied):
        actions.set_floor(cast.acting(cast.ma), cast.haixi, 1)
    with pytest.raises(RefusedError, match="比例"):
        actions.set_floor(cast.acting(cast.ma), cast.hainan, 0)
    found = {one.name: one for one in meters(planned(cast))}
    assert found[cast.hainan.name].floor == 50
    assert found[cast.haixi.name].floor == 40
    assert not found[cast.haixi.name].met
    assert floor_at("00009", {}) == Share(30, 3)
    with pytest.raises(RefusedError, match="比例"):
        actions.set_floor(cast.acting(cast.ma), cast.hainan, 50, months=5)


def test_the_share_counts_in_its_own_period(cast: Cast) -> None:
    sites = province(cast)
    actions.set_floor(cast.acting(cast.ma), cast.hainan, 50, months=1)
    for day, site in ((date(2017, 11, 2), sites[10]), (date(2017, 10, 30), sites[11])):
        Site.objects.filter(pk=site.pk).update(
            inspected_at=datetime(*day.timetuple()[:3], tzinfo=UTC)
        )
    mine = coverage(cast.hainan.path, date(2017, 11, 20))
    assert (mine.share, mine.in_period, mine.needed) == (Share(50, 1), 1, 10)
    assert coverage(cast.province.path, date(2017, 11, 20)).in_period == 2
    assert period_begin(date(2017, 11, 20), 6) == date(2017, 7, 1)
    assert period_begin(date(2017, 12, 31), 12) == date(2017, 1, 1)


def test_a_share_is_rounded_up_and_of_nothing_it_is_met() -> None:
    assert Meter("", "", 11, 3, 30).needed == 4
    assert not Meter("", "", 11, 3, 30).met
    assert Meter("", "", 11, 4, 30).met
    assert Meter("", "", 0, 0, 30).met


def test_quarters_are_counted_back_over_the_year() -> None:
    assert quarters_before(date(2018, 2, 14), 0) == date(2018, 1, 1)
    assert quarters_before(date(2018, 2, 14), 1) == date(2017, 10, 1)
    assert quarters_before(date(2018, 2, 14), 4) == date(2017, 1, 1)
    assert quarters_before(date(2017, 12, 31), 3) == date(2017, 1, 1)


def test_coverage_and_who_was_overlooked_for_three_quarters(cast: Cast) -> None:
    sites = province(cast)
    today = date(2017, 11, 13)
    for site, when in (
        (sites[0], datetime(2017, 10, 1, 0, 0, tzinfo=UTC)),
        # The last moment of September in the office's time is of the third quarter.
        (sites[1], datetime(2017, 9, 30, 15, 59, tzinfo=UTC)),
        (sites[2], datetime(2017, 4, 2, tzinfo=UTC)),
        (sites[3], datetime(2017, 3, 31, tzinfo=UTC)),
        (sites[4], datetime(2016, 12, 30, tzinfo=UTC)),
    ):
        Site.objects.filter(pk=site.pk).update(inspected_at=when)
    Site.objects.filter(pk=sites[5].pk).update(state="closed")
    found = coverage(cast.province.path, today)
    assert found.running == 35
    assert found.seen == {1: 1, 2: 2, 3: 3, 4: 4}
    assert found.since == date(2017, 4, 1)
    left = set(overlooked(cast.province.path, today))
    assert left == set(sites[3:]) - {sites[5]}
    assert not overlooked(cast.tax.path, today).exists()


def test_the_spot_check_before_is_the_offices_own_last_drawn_one(cast: Cast) -> None:
    province(cast)
    third = drawn(
        cast,
        announced(
            cast,
            planned(cast, "三季度抽查", begin=date(2017, 7, 1), end=date(2017, 9, 30)),
        ),
    )
    planned(cast, "未抽取的", begin=date(2017, 9, 1), end=date(2017, 9, 30))
    fourth = planned(cast)
    assert last_before(fourth) == third
    assert last_before(third) is None
    own = planned(cast, "海南州抽查", office=cast.hainan, user=cast.ma)
    assert last_before(own) is None
