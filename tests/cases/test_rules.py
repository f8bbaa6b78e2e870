"""The table of steps, whose they are, and how a case stands with its deadline."""

from __future__ import annotations

from datetime import date, timedelta
from importlib import import_module
from pkgutil import iter_modules

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xuncha.base.calendar import Calendar
from xuncha.cases.rules import Machine, Side, Timing, machine, sides, soon_until, timing

DAYS = Calendar.shipped()
TIMES = st.dates(date(2016, 1, 1), date(2026, 12, 1))


def kinds() -> list[str]:
    """Every kind that brought a machine."""
    return [one.name for one in iter_modules(import_module("xuncha.cases.kinds").__path__)]


def reached(table: Machine) -> set[str]:
    """The states the steps lead to from the start."""
    found, todo = {table.start}, [table.start]
    while todo:
        at = todo.pop()
        for before, after in table.steps:
            if before == at and after not in found:
                found.add(after)
                todo.append(after)
    return found


@pytest.mark.parametrize("kind", kinds())
def test_every_state_is_named_reached_and_led_to_an_end(kind: str) -> None:
    table = machine(kind)
    assert {at for step in table.steps for at in step} | {table.start} == set(table.states)
    assert reached(table) == set(table.states)
    assert table.ended
    assert table.ended < set(table.states)
    for state in set(table.states) - table.ended:
        turned = Machine(
            table.name, table.prefix, table.states, state, table.opening, table.steps, table.ended
        )
        assert reached(turned) & table.ended, state


def test_a_kind_there_is_not() -> None:
    for kind in ("bribe", "../rules", "rectification.rules", ""):
        with pytest.raises(KeyError):
            machine(kind)


def test_a_unit_replies_and_the_office_judges() -> None:
    table = machine("rectification")
    assert table.onward("issued", Side.UNIT) == ("replied",)
    assert set(table.onward("replied", Side.OFFICE)) == {"returned", "passed", "withdrawn"}
    assert table.onward("passed", Side.OFFICE) == ()


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("000010000100001", {Side.UNIT}),
        ("0000100001", {Side.OFFICE}),
        ("00001", {Side.OFFICE}),
        ("0000100002", set()),
        ("00001000010000100001", set()),
        ("", set()),
    ],
)
def test_sides(who: str, expected: set[Side]) -> None:
    assert sides(who, "000010000100001", "00001") == expected


def test_only_the_root_judges_a_case_about_itself() -> None:
    assert sides("0000100001", "0000100001", "0000100001") == {Side.UNIT}
    assert sides("00001", "00001", "00001") == {Side.UNIT, Side.OFFICE}


# standards.md §10: the last day still counts, days off in between do not.
@pytest.mark.parametrize(
    ("due", "today", "expected"),
    [
        (date(2017, 10, 10), date(2017, 9, 29), Timing.IN_TIME),
        (date(2017, 10, 10), date(2017, 9, 30), Timing.SOON),
        (date(2017, 10, 10), date(2017, 10, 8), Timing.SOON),
        (date(2017, 10, 10), date(2017, 10, 10), Timing.SOON),
        (date(2017, 10, 10), date(2017, 10, 11), Timing.OVERDUE),
        (None, date(2017, 10, 11), Timing.NONE),
    ],
)
def test_timing_of_an_open_case(due: date | None, today: date, expected: Timing) -> None:
    assert timing(due, None, today, DAYS) is expected


def test_timing_of_a_closed_case() -> None:
    due = date(2017, 10, 10)
    assert timing(due, due, date(2018, 1, 1), DAYS) is Timing.CLOSED
    assert timing(due, date(2017, 10, 11), date(2018, 1, 1), DAYS) is Timing.CLOSED_LATE
    assert timing(None, date(2017, 10, 11), date(2018, 1, 1), DAYS) is Timing.CLOSED


@given(TIMES, st.integers(0, 40))
def test_the_bound_of_the_query_says_what_timing_says(today: date, ahead: int) -> None:
    due = today + timedelta(days=ahead)
    assert (due < soon_until(today, DAYS)) == (timing(due, None, today, DAYS) is Timing.SOON)
