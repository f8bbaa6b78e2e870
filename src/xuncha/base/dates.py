"""Dates as Chinese government pages write them, read without ever inventing one.

What merely looks like a date stays unread: 文号 (〔2017〕32号), telephone and ICP numbers,
versions, addresses, amounts, ranges such as "3-5名".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from xuncha.base import datepatterns as patterns
from xuncha.base.datereader import Reader, day_of, with_brackets


@dataclass(frozen=True, slots=True)
class DateSeen:
    """A date as a page shows it. Impossible dates keep their wording and have no value."""

    #: The wording on the page, e.g. "2106-11-10", "[11-10]", "二〇一七年十二月五日".
    raw: str
    #: The calendar day it names, or None when there is no such day (2017-13-45).
    day: date | None


def find(text: str, today: date) -> tuple[DateSeen, ...]:
    """Every date in ``text``, in reading order, impossible ones with no day.

    ``today`` gives a year to what has none: the latest such day that is not after tomorrow. A month
    (2017年12月) counts as its last day, or as ``today`` while it lasts, so that no page is called
    old for a day it did not name. In running text 今天, 12-05 and 3天前 are dates only where they
    stand alone, between brackets or in a line of their own.
    """
    return tuple(seen for _, seen in _all(text, today, alone=False))


def read(text: str, today: date) -> DateSeen | None:
    """The date of a short text such as a list item's date cell; None where it shows none.

    Short forms (12-5, 昨天) are believed when they are all there is in it, and so is a day set
    apart from its month, as large figures are ("05 2017-12"). With several dates the first that has
    a year of its own counts, else the first.
    """
    if not patterns.HINT.search(text):
        return None
    return _remembered(text, today) if len(text) <= 100 else _first(text, today)


def _first(text: str, today: date) -> DateSeen | None:
    if plain := patterns.PLAIN.fullmatch(text):
        raw, year, _, month, day, *chinese = plain.groups()
        month, day = (month, day) if month else chinese
        return DateSeen(raw, day_of(int(year), int(month), int(day)))
    alone = patterns.CELL.fullmatch(text) is not None
    if alone and (apart := _set_apart(text)):
        return apart
    found = list(_all(text, today, alone=alone))
    return next((seen for full, seen in found if full), found[0][1] if found else None)


#: The cells of a list repeat: many items of one day, one list on many pages.
_remembered = lru_cache(maxsize=4096)(_first)


def _set_apart(text: str) -> DateSeen | None:
    for form in patterns.APART:
        if (match := form.fullmatch(text)) and (
            day := day_of(int(match["y"]), int(match["m"]), int(match["d"]))
        ):
            return DateSeen(text.strip(), day)
    return None


def _all(text: str, today: date, *, alone: bool) -> Iterator[tuple[bool, DateSeen]]:
    """Each date and whether it has a year of its own, in reading order, without overlaps."""
    end = -1
    for found in sorted(Reader(text, today, alone).scan(), key=lambda one: one.start):
        if found.start >= end:
            end = found.stop
            start, stop = with_brackets(text, found.start, found.stop)
            yield found.full, DateSeen(text[start:stop].strip(), found.day)
