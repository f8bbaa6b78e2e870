"""The timetable says the same as asking every site, whatever part of time is asked for."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.people import NOW

from xuncha.monitoring.rules import due
from xuncha.monitoring.timetable import Timetable

SITES = tuple(map(str, range(1, 30)))
MINUTES = st.integers(-3000, 3000).map(lambda minutes: timedelta(minutes=minutes))


@given(begins=MINUTES, lasts=st.lists(st.integers(0, 400), min_size=1, max_size=4))
def test_it_says_what_every_site_says(begins: timedelta, lasts: list[int]) -> None:
    table, after = Timetable("here"), NOW + begins
    table.know(SITES)
    for minutes in lasts:
        until = after + timedelta(minutes=minutes)
        asked = sorted((slot, one) for one in SITES for slot in due(one, "here", after, until))
        assert table.due(after, until) == asked
        after = until


def test_a_new_site_is_due_and_one_that_went_is_not() -> None:
    table, until = Timetable("here"), NOW + timedelta(days=1)
    table.know(["1", "2"])
    assert {site for _slot, site in table.due(NOW, until)} == {"1", "2"}
    table.know(["2", "3"])
    assert {site for _slot, site in table.due(NOW, until)} == {"2", "3"}


def test_a_clock_that_was_set_back_makes_nothing_due() -> None:
    table = Timetable("here")
    table.know(["1"])
    assert table.due(NOW, NOW - timedelta(hours=3)) == []
    assert table.due(NOW, NOW) == []
