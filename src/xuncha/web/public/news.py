"""What is new for everyone, from every room that publishes: the first page and the feeds read it.

A room's pages add their source to `SOURCES`; nothing else has to know of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from xuncha.base.language import N_


class Sort(StrEnum):
    """What kind of news."""

    BULLETIN = "bulletin"
    REPORT = "report"
    CORRECTION = "correction"


SORTS = {
    Sort.BULLETIN: N_("通报"),
    Sort.REPORT: N_("纠错办理"),
    Sort.CORRECTION: N_("更正"),
}


@dataclass(frozen=True, slots=True)
class News:
    """One entry: only what is public, personal data already masked."""

    sort: Sort
    #: Names the entry for ever, e.g. ``report/7``.
    key: str
    title: str
    text: str
    #: Below our own address, e.g. ``/public/reports/``.
    path: str
    at: datetime


#: Given a number, each gives its newest entries, at most so many.
SOURCES: list[Callable[[int], Iterable[News]]] = []


def newest(most: int, sort: Sort | None = None) -> list[News]:
    """The newest entries of all sources, of one sort where one is named; the newest first."""
    found = [one for source in SOURCES for one in source(most)]
    wanted = [one for one in found if sort in (None, one.sort)]
    return sorted(wanted, key=lambda one: one.at, reverse=True)[:most]
