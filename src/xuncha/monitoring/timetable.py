"""Which of very many sites are due, without asking each of them: a timetable of the day's parts.

`rules.slot` says when a site is due; here each moment is worked out once, and a look at what came
due is a search in a sorted list, be there two sites or the country's.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Final

from xuncha.monitoring.rules import OFFICE_TIME, PROBES_A_DAY, slot

_DAY: Final = timedelta(days=1)
_PART: Final = _DAY / PROBES_A_DAY
#: A day of office time and the number of its part.
_Part = tuple[date, int]


class Timetable:
    """The slots of one node's sites, kept for the parts of the day that were last asked for."""

    def __init__(self, node: str) -> None:
        """`node` by its name."""
        self._node = node
        self._sites: tuple[str, ...] = ()
        self._parts: dict[_Part, list[tuple[datetime, str]]] = {}

    def know(self, sites: Iterable[str]) -> None:
        """These are the sites, and no others."""
        ordered = tuple(sorted(sites))
        if ordered != self._sites:
            self._sites = ordered
            self._parts.clear()

    def due(self, after: datetime, until: datetime) -> list[tuple[datetime, str]]:
        """(slot, site) of every slot in (after, until], the oldest first."""
        asked = list(_parts(after, until))
        for old in self._parts.keys() - set(asked):
            del self._parts[old]
        found = []
        for part in asked:
            rows = self._rows(part)
            low, high = (bisect_right(rows, moment, key=_moment) for moment in (after, until))
            found += rows[low:high]
        return found

    def _rows(self, part: _Part) -> list[tuple[datetime, str]]:
        rows = self._parts.get(part)
        if rows is None:
            day, number = part
            rows = sorted((slot(one, self._node, day, number), one) for one in self._sites)
            self._parts[part] = rows
        return rows


def _parts(after: datetime, until: datetime) -> Iterator[_Part]:
    """The parts of the day that (after, until] touches, in their order."""
    at = after.astimezone(OFFICE_TIME)
    while at <= until:
        day = at.date()
        number = (at - datetime.combine(day, time(), OFFICE_TIME)) // _PART
        yield day, number
        at = datetime.combine(day, time(), OFFICE_TIME) + _PART * (number + 1)


def _moment(row: tuple[datetime, str]) -> datetime:
    return row[0]
