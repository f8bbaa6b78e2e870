"""Administrative divisions (GB/T 2260) that come with Xuncha, and the changes among them.

A code stays valid for ever: a site registered under a county that was merged keeps its number, so
the region of today is looked up, never read off the code (standards.md §5).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Division:
    """One division as it was called from one day to another; None is "as far as we know"."""

    code: str
    name: str
    parent: str = ""
    since: date | None = None
    #: The first day on which it was no more, and the code that went on.
    until: date | None = None
    successor: str = ""


@cache
def shipped() -> Mapping[str, tuple[Division, ...]]:
    """The divisions that come with Xuncha, by code."""
    found: dict[str, list[Division]] = {}
    for one in (*_named(), *changes(_rows("changes.csv"))):
        found.setdefault(one.code, []).append(one)
    return {code: tuple(ones) for code, ones in found.items()}


def changes(rows: Iterable[Mapping[str, str]]) -> Iterator[Division]:
    """Divisions as a file of changes has them; raises ValueError for a day that is none."""
    for row in rows:
        yield Division(
            row["code"],
            row["name"],
            row["parent_code"],
            date.fromisoformat(row["since"]) if row["since"] else None,
            date.fromisoformat(row["until"]) if row["until"] else None,
            row["successor"],
        )


def on(code: str, day: date, known: Mapping[str, Iterable[Division]]) -> Division | None:
    """What ``code`` meant on ``day``; the nearest we know for a day nobody recorded."""
    ones = sorted(known.get(code, ()), key=lambda one: one.since or date.min)
    then = [
        one
        for one in ones
        if (one.since is None or one.since <= day) and (one.until is None or day < one.until)
    ]
    return then[-1] if then else ones[-1] if ones else None


def today(code: str, day: date, known: Mapping[str, Iterable[Division]]) -> Division | None:
    """The division that goes on with ``code`` on ``day``, through every merger on the way."""
    seen: set[str] = set()
    found = on(code, day, known)
    while found and found.until and found.until <= day and found.successor not in seen:
        seen.add(found.code)
        found = on(found.successor, day, known) or found
        if found.code in seen:
            break
    return found


def _named() -> Iterator[Division]:
    for row in _rows("provinces.csv"):
        yield Division(f"{row['code']}0000", row["name"])
    for row in _rows("cities.csv"):
        yield Division(f"{row['code']}00", row["name"], f"{row['provinceCode']}0000")
    for row in _rows("areas.csv"):
        yield Division(row["code"], row["name"], f"{row['cityCode']}00")


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = (resources.files(__name__) / name).read_text("utf-8")
    yield from csv.DictReader(text.splitlines())
