"""When a routine is due: pure decisions over office time and the working-day calendar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from xuncha.base.calendar import Calendar

#: The whole country keeps one time, without daylight saving.
OFFICE_TIME = ZoneInfo("Asia/Shanghai")
_DAY = timedelta(days=1)
#: What was missed longer ago is not made up for: a month away must not end in thirty runs.
LONGEST_LOOK_BACK = timedelta(days=40)


@dataclass(frozen=True, slots=True)
class Beat:
    """A rhythm as data: "daily", "workdays", "weekly" on a weekday (1 is Monday), "monthly" on the
    n-th working day."""

    rhythm: str
    at: time
    day: int = 1


def last_due(beat: Beat, now: datetime, calendar: Calendar) -> datetime | None:
    """The latest moment up to ``now`` at which the beat fell; None in the last forty days."""
    today = now.astimezone(OFFICE_TIME).date()
    for day in _days_back(today):
        due = datetime.combine(day, beat.at, OFFICE_TIME)
        if due <= now and _falls(beat, day, calendar):
            return due
    return None


def next_due(beat: Beat, now: datetime, calendar: Calendar) -> datetime | None:
    """The first moment after ``now`` at which the beat falls; None in the coming forty days."""
    today = now.astimezone(OFFICE_TIME).date()
    for number in range(LONGEST_LOOK_BACK.days):
        day = today + number * _DAY
        due = datetime.combine(day, beat.at, OFFICE_TIME)
        if due > now and _falls(beat, day, calendar):
            return due
    return None


def _days_back(today: date) -> Iterator[date]:
    for number in range(LONGEST_LOOK_BACK.days):
        yield today - number * _DAY


def _falls(beat: Beat, day: date, calendar: Calendar) -> bool:
    match beat.rhythm:
        case "daily":
            return True
        case "workdays":
            return calendar.is_working(day)
        case "weekly":
            return day.isoweekday() == beat.day
        case "monthly":
            return calendar.is_working(day) and _working_days(day, calendar) == beat.day
        case _:
            raise ValueError(f"no such rhythm: {beat.rhythm!r}")


def _working_days(day: date, calendar: Calendar) -> int:
    """The how-many-eth working day of its month ``day`` is."""
    first = day.replace(day=1)
    return sum(calendar.is_working(first + n * _DAY) for n in range(day.day))
