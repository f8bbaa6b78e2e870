"""Working days: every day of 2007 to 2027 as the notices have it, and the known deadlines."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from xuncha.base.calendar import Calendar

CALENDAR = Calendar.shipped()
#: Of 2027 there is no notice: its days off are the ones whose day the sun fixes, and provisional.
FIXED_2027 = {date(2027, 1, 1), date(2027, 4, 5), date(2027, 10, 1)}


def test_every_day_is_what_the_notices_say() -> None:
    path = Path(__file__).parent / "holidays" / "holiday-cn.json"
    said = {
        date.fromisoformat(day): off for day, off in json.loads(path.read_text())["days"].items()
    }
    day, differs = date(2007, 1, 1), set()
    while day <= date(2027, 12, 31):
        if CALENDAR.is_working(day) == said.get(day, day.weekday() >= 5):
            differs.add(day)
        day += timedelta(days=1)
    assert differs == FIXED_2027
    assert all(CALENDAR.provisional(one) for one in FIXED_2027)
    assert not CALENDAR.provisional(date(2026, 12, 31))


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2017-07-06", 3, "2017-07-11"),
        ("2017-09-29", 3, "2017-10-10"),
        ("2018-02-09", 2, "2018-02-12"),
        ("2018-02-09", 3, "2018-02-13"),
        ("2018-02-14", 3, "2018-02-24"),
        ("2026-01-02", 1, "2026-01-04"),
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-13", 3, "2026-02-25"),
        ("2026-09-30", 3, "2026-10-10"),
    ],
)
def test_a_deadline_falls_where_the_rules_put_it(start: str, days: int, due: str) -> None:
    """standards.md §10, the vectors."""
    begins, ends = date.fromisoformat(start), date.fromisoformat(due)
    assert CALENDAR.add(begins, days) == ends
    assert CALENDAR.between(begins, ends) == days


def test_the_slowest_message_of_zhejiang_took_twenty_four_working_days() -> None:
    """standards.md §6: 34 days from 2017-07-06."""
    start = date(2017, 7, 6)
    assert CALENDAR.between(start, start + timedelta(days=34)) == 24


def test_an_office_adds_a_notice_or_a_holiday_of_its_own() -> None:
    more = CALENDAR.with_days({date(2027, 2, 8): True, date(2027, 2, 6): False}, [2027])
    assert not more.is_working(date(2027, 2, 8))
    assert more.is_working(date(2027, 2, 6))
    assert not more.provisional(date(2027, 2, 8))
    assert CALENDAR.is_working(date(2027, 2, 8))
