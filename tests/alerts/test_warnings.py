"""Who comes near a veto is warned once, before it falls, and told when it is over."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.people import NOW, Cast
from tests.sites import registered

from xuncha.alerts.early import Facts, levels, read_levels, warned
from xuncha.alerts.models import Warned
from xuncha.alerts.warnings import check, in_words, warnings_visible_to
from xuncha.evidence.response import Phases
from xuncha.findings.models import Judgement
from xuncha.monitoring.actions import keep, our_node
from xuncha.monitoring.probing import Accessed
from xuncha.people.models import Event
from xuncha.registry.models import Site

TODAY = NOW.date()
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("facts", "reached"),
    [
        (Facts(), {}),
        (Facts(failed=Decimal("2.9")), {}),
        (Facts(failed=Decimal("3.0")), {"unreachable"}),
        (Facts(newest=TODAY - timedelta(days=9)), {}),
        (Facts(newest=TODAY - timedelta(days=10)), {"home_stale"}),
        (Facts(newest=TODAY + timedelta(days=30)), {}),
        (Facts(blank=1, overdue=5), {}),
        (Facts(blank=2, overdue=6), {"blank", "overdue"}),
    ],
)
def test_each_level_warns_at_its_value(facts: Facts, reached: set[str]) -> None:
    assert set(warned(facts, levels(), TODAY)) == set(reached)


def test_a_warning_that_came_after_its_veto_is_no_level() -> None:
    with pytest.raises(ValueError, match="before its veto"):
        read_levels({"blank": {"name": "空白", "unit": "个", "warn": 6, "veto": 5}})


@pytest.fixture
def site(cast: Cast) -> Site:
    return registered(cast.land, "共和县国土资源局", "http://land.gov.cn/")


def visited(site: Site, at: datetime, newest: date, *, blank: int = 0) -> None:
    columns: list[dict[str, Any]] = [
        {"name": "动态", "newest": newest.isoformat(), "blank": False},
        {"name": "公告", "newest": "2016-01-01", "blank": False},
        {"name": "概况", "newest": None, "blank": False},
        *({"name": f"空{n}", "newest": None, "blank": True} for n in range(blank)),
    ]
    Judgement.objects.create(
        site=site, path=site.path, as_of=at, standard="s", verdict="qualified", columns=columns
    )


def told() -> list[tuple[str, bool]]:
    rows = Event.objects.filter(kind="site.warning").order_by("id")
    return list(rows.values_list("title", "over"))


def test_a_stale_home_page_is_warned_of_once_and_its_news_ends_it(site: Site) -> None:
    visited(site, NOW, TODAY - timedelta(days=9))
    assert check(NOW) == 0
    assert check(NOW + timedelta(days=1)) == 1
    assert check(NOW + timedelta(days=2)) == 0
    row = Warned.objects.get()
    assert (row.value, row.ended_at) == (11, None)
    assert in_words(row) == "首页未见新信息：11天（否决线14天）"
    visited(site, NOW + timedelta(days=3), TODAY + timedelta(days=3))
    assert check(NOW + timedelta(days=3)) == 0
    row.refresh_from_db()
    assert row.ended_at is not None
    title = "共和县国土资源局接近单项否决：首页未见新信息"
    assert told() == [(title, False), (title, True)]
    event = Event.objects.filter(over=False).get()
    assert (event.office, event.urgency) == (site.office, 1)


def test_blank_columns_are_counted_in_the_latest_visit_that_saw_any(site: Site) -> None:
    visited(site, NOW - timedelta(days=2), TODAY, blank=3)
    Judgement.objects.create(
        site=site, path=site.path, as_of=NOW, standard="s", verdict="untestable", columns=[]
    )
    assert check(NOW) == 1
    assert Warned.objects.get().code == "blank"


def test_a_site_that_was_never_visited_is_not_warned(site: Site) -> None:
    assert check(NOW) == 0


def probed(site: Site, failed: int, of: int = 100) -> None:
    for number in range(of):
        at = NOW - (of - number) * HOUR
        good = number >= failed
        one = Accessed(at, good, "" if good else "timeout", 200, 90, Phases())
        keep(our_node(at), [(site.pk, at, one)], at)


@pytest.mark.parametrize(("failed", "warns"), [(2, 0), (3, 1)])
def test_three_percent_of_the_week_is_warned_of(site: Site, failed: int, warns: int) -> None:
    probed(site, failed)
    assert check(NOW) == warns


def test_what_was_filed_in_advance_warns_of_nothing(site: Site) -> None:
    from xuncha.alerts import warnings
    from xuncha.monitoring.rules import Window

    probed(site, 5)
    window = Window(NOW - 200 * HOUR, NOW - 95 * HOUR)
    assert warnings._failed({site.pk}, NOW, ())[site.pk] == Decimal("5.0")
    from xuncha.monitoring.queries import week_of

    reading = week_of(site, NOW, [window])
    assert (reading.failed, reading.set_aside) == (0, 5)
    assert not reading.warned


def test_neighbours_see_no_warning(site: Site, cast: Cast) -> None:
    visited(site, NOW, TODAY - timedelta(days=12))
    check(NOW)
    assert warnings_visible_to(cast.ma).count() == 1
    assert not warnings_visible_to(cast.zhou).exists()
