"""Dates as Chinese government pages write them, read without ever inventing one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class DateSeen:
    """A date as a page shows it. Impossible dates keep their wording and have no value."""

    #: The wording on the page, e.g. "2106-11-10", "[11-10]", "二〇一七年十二月五日".
    raw: str
    #: The calendar day it names, or None when there is no such day (2017-13-45).
    day: date | None
