"""站点无法访问 by the official rule: a week, twenty accesses a day, 15 seconds, 5 %."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xuncha.monitoring.rules import (
    OFFICE_TIME,
    PROBES_A_DAY,
    Access,
    Window,
    due,
    node_outages,
    read,
    slots,
)

DAY = date(2017, 11, 13)
START = datetime(2017, 11, 13, tzinfo=OFFICE_TIME)
MINUTE = timedelta(minutes=1)


def week(failed: int, of: int = 140, node: str = "xining") -> list[Access]:
    gap = timedelta(days=7) / of
    return [Access(START + gap * n, node, n >= failed) for n in range(of)]


@given(st.text("abc0", min_size=1, max_size=8), st.dates(date(2017, 1, 1), date(2030, 1, 1)))
def test_twenty_moments_a_day_one_in_each_part(site: str, day: date) -> None:
    moments = list(slots(site, "xining", day))
    begins = datetime.combine(day, datetime.min.time(), OFFICE_TIME)
    part = timedelta(days=1) / PROBES_A_DAY
    assert len(moments) == PROBES_A_DAY
    for number, moment in enumerate(moments):
        assert begins + part * number <= moment < begins + part * (number + 1)


def test_sites_are_not_all_probed_at_one_moment() -> None:
    firsts = {next(slots(f"s{number}", "xining", DAY)) for number in range(200)}
    assert len(firsts) > 190


def test_every_slot_is_due_once_however_the_time_is_cut() -> None:
    cuts = [START + timedelta(minutes=36) * n for n in range(81)]
    pieces = [slot for a, b in pairwise(cuts) for slot in due("s", "xining", a, b)]
    assert pieces == due("s", "xining", START, START + timedelta(days=2))
    assert len(pieces) == 2 * PROBES_A_DAY


@pytest.mark.parametrize(
    ("failed", "unreachable", "warned", "deduction"),
    [
        (0, False, False, 0),
        (4, False, False, 10),
        (5, False, True, 15),
        (6, False, True, 20),
        (7, True, True, 25),
    ],
)
def test_five_percent_is_the_veto(
    failed: int, unreachable: bool, warned: bool, deduction: int
) -> None:
    reading = read(week(failed))
    assert (reading.unreachable, reading.warned) == (unreachable, warned)
    assert reading.deduction == Decimal(deduction)


def test_nothing_looked_at_is_no_verdict() -> None:
    kept_out = [Access(START, "xining", None)] * 20
    assert not read(kept_out).unreachable
    assert read(kept_out).set_aside == 20
    assert not read([]).unreachable


def test_a_filed_outage_counts_for_nothing_inside_its_window_only() -> None:
    accesses = week(20)
    gap = timedelta(days=7) / 140
    filed = Window(START, START + gap * 15)
    reading = read(accesses, [filed])
    assert (reading.accesses, reading.failed, reading.set_aside) == (125, 5, 15)


def test_a_fault_from_one_vantage_is_suspected_and_from_two_confirmed() -> None:
    assert not read(week(10)).confirmed
    assert read(week(10) + week(10, node="haidong")).confirmed


def test_a_day_with_too_few_accesses_is_said() -> None:
    assert read(week(0, of=100)).thin
    assert not read(week(0)).thin


def province(node: str, down: set[int], of: int = 20) -> list[tuple[str, Access]]:
    return [
        (f"s{number}", Access(START + MINUTE * (number % 10), node, number not in down))
        for number in range(of)
    ]


def test_a_node_without_a_line_is_known_where_another_sees_the_sites() -> None:
    everything = set(range(20))
    seen = province("xining", everything) + province("haidong", set())
    (window,) = node_outages(seen)
    assert window.node == "xining"
    reading = read([one for site, one in seen if site == "s3"], [window])
    assert (reading.accesses, reading.failed) == (1, 0)


def test_sites_that_fail_from_everywhere_are_down_themselves() -> None:
    down = set(range(12))
    assert not node_outages(province("xining", down) + province("haidong", down))


def test_one_node_alone_never_calls_the_whole_province_down() -> None:
    assert node_outages(province("xining", set(range(20))))
    assert not node_outages(province("xining", {1, 2}))


def test_few_sites_say_nothing_about_a_node() -> None:
    assert not node_outages(province("xining", {0, 1, 2}, of=3))
