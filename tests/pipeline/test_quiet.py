"""A site's own hours of quiet, as the ledger keeps them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.people import NOW, Cast
from tests.sites import registered

from xuncha.monitoring.models import Sight
from xuncha.pipeline.actions import start_run
from xuncha.pipeline.claims import claim
from xuncha.pipeline.models import InspectionItem, ItemState
from xuncha.pipeline.orders import items_of
from xuncha.pipeline.quiet import wait_for_end
from xuncha.pipeline.rules import RETEST, ROUTINE

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(("priority", "waits"), [(ROUTINE, True), (RETEST, False)])
def test_a_routine_visit_waits_for_the_end_of_the_quiet(
    cast: Cast, priority: int, waits: bool
) -> None:
    site = registered(cast.land, "国土", "http://land.gov.cn/")
    quiet = [{"from": "08:30", "to": "09:30"}]
    Sight.objects.create(site=site, agreement={"schema": "site-monitoring/1", "quiet": quiet})
    start_run(
        cast.acting(cast.li),
        cast.province,
        [site],
        standard="census-2015",
        title="检查",
        priority=priority,
    )
    [taken] = claim(5, NOW)
    assert wait_for_end(taken, items_of([taken])[taken.item_id], NOW) is waits
    item = InspectionItem.objects.get()
    if waits:
        assert (item.state, item.attempt) == (ItemState.QUEUED, 0)
        assert item.due_at == NOW + HOUR / 2
        assert claim(5, NOW + HOUR / 4) == []
        [taken] = claim(5, NOW + HOUR / 2)
        assert wait_for_end(taken, items_of([taken])[taken.item_id], NOW + HOUR / 2) is False


def test_a_site_without_wishes_is_visited_at_once(cast: Cast) -> None:
    site = registered(cast.land, "国土", "http://land.gov.cn/")
    start_run(cast.acting(cast.li), cast.province, [site], standard="census-2015", title="检查")
    [taken] = claim(5, NOW)
    assert wait_for_end(taken, items_of([taken])[taken.item_id], NOW) is False
