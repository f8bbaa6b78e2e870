"""Working days: Monday to Friday, less the holidays the State Council announces, plus the weekend
days it makes working days (调休)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked.

    A year without a notice has its fixed holidays only, so what is counted in it is provisional.
    """

    #: Days whose kind was announced: True is a day off, False a working day.
    announced: Mapping[date, bool]
    #: Years whose notice is known.
    years: frozenset[int]

    @classmethod
    def shipped(cls) -> Calendar:
        """The notices of 2007 to 2026 that come with Xuncha."""
        return _shipped()

    @classmethod
    def from_days(cls, days: Mapping[date, bool], years: Iterable[int] | None = None) -> Calendar:
        """A calendar of one's own: day to True (off) or False (worked).

        Without ``years`` every year that has a day off among them counts as announced.
        """
        if years is None:
            years = {day.year for day, off in days.items() if off}
        return cls(dict(days), frozenset(years))

    def with_days(self, days: Mapping[date, bool], years: Iterable[int] = ()) -> Calendar:
        """This calendar and more: a new year's notice, or holidays of a province."""
        return Calendar({**self.announced, **days}, self.years | frozenset(years))

    def is_working(self, day: date) -> bool:
        """Whether offices work on ``day``."""
        off = self.announced.get(day)
        if off is not None:
            return not off
        return day.weekday() < 5 and not (day.year not in self.years and _is_fixed_holiday(day))

    def add(self, day: date, n: int) -> date:
        """The ``n``-th working day after ``day``, which itself does not count.

        ``add(day, 0)`` is ``day``, or the next working day where it is a day off. Raises
        ValueError for a negative ``n``.
        """
        if n < 0:
            raise ValueError(f"working days are counted forward only, not {n}")
        while n or not self.is_working(day):
            day += _DAY
            n -= n > 0 and self.is_working(day)
        return day

    def between(self, a: date, b: date) -> int:
        """How many working days lie after ``a`` up to and with ``b``; negative if b is earlier."""
        if b < a:
            return -self.between(b, a)
        return sum(self.is_working(a + _DAY * n) for n in range(1, (b - a).days + 1))

    def provisional(self, day: date) -> bool:
        """Whether a deadline on ``day`` may still move, its year having no notice yet (暂定)."""
        return day.year not in self.years


@cache
def _shipped() -> Calendar:
    path = resources.files("xuncha.base") / "holidays.json"
    table = json.loads(path.read_text("utf-8"))
    days = {
        date.fromisoformat(day): kind == "off"
        for notice in table["years"].values()
        for kind in ("off", "work")
        for day in notice[kind]
    }
    return Calendar.from_days(days, map(int, table["years"]))


def _is_fixed_holiday(day: date) -> bool:
    """New Year, Labour Day, National Day and Qingming: the ones whose day the sun fixes."""
    if (day.month, day.day) in ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)):
        return True
    year = day.year % 100
    # The usual formula for the solar term, right for 2000 to 2099.
    return day.month == 4 and day.day == int(year * 0.2422 + 4.81) - year // 4
