"""What a site says of being monitored: how fast, when not, and whom to ask (docs/contract.md).

It is a wish with limits: a site can ask for care, it cannot make itself unseen. The official
accesses to the home page go on at their times whatever it says.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from xuncha.base.urls import join
from xuncha.evidence.response import Fetcher, Reach

PATH: Final = "/.well-known/site-monitoring.json"
SCHEMA: Final = "site-monitoring/1"
OFFICE_TIME: Final = ZoneInfo("Asia/Shanghai")
#: The slowest pace a site may ask for, in requests a second: a full visit must end in its week.
SLOWEST: Final = 0.2
#: Hours of quiet a day, at most; spans beyond are not kept.
MOST_QUIET: Final = timedelta(hours=8)
_LONGEST: Final = 16_384
_MOST_SPANS: Final = 8
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Agreement:
    """The document of one site, within the limits."""

    #: Requests a second; None without a wish.
    rate: float | None = None
    #: Spans of the day, office time, in which no visit is to begin.
    quiet: tuple[tuple[time, time], ...] = ()
    contact: str = ""

    def quiet_until(self, now: datetime) -> datetime | None:
        """When the quiet around `now` ends; None outside it."""
        there = now.astimezone(OFFICE_TIME)
        ends = [end for one in self.quiet if (end := _end(one, there)) is not None]
        return max(ends, default=None)

    def written(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "schema": SCHEMA,
            "rate": self.rate,
            "quiet": [{"from": f"{a:%H:%M}", "to": f"{b:%H:%M}"} for a, b in self.quiet],
            "contact": self.contact,
        }


NONE: Final = Agreement()


async def ask(home: str, fetcher: Fetcher) -> Agreement | None:
    """The document of `home`'s host; None where the site has none that can be read."""
    url = join(home, PATH)
    response = await fetcher.get(url, limit=_LONGEST) if url else None
    if response is None or response.reach is not Reach.OK or response.cut:
        return None
    try:
        return read(json.loads(response.body))
    except (ValueError, RecursionError):
        return None


def read(document: object) -> Agreement | None:
    """The document within the limits; None for another one. A wish that makes no sense is none."""
    if not isinstance(document, Mapping) or document.get("schema") != SCHEMA:
        return None
    contact = document.get("contact")
    return Agreement(
        _rate(document.get("rate")),
        _quiet(document.get("quiet")),
        " ".join(contact.split())[:200] if isinstance(contact, str) else "",
    )


def _rate(wish: object) -> float | None:
    if isinstance(wish, bool) or not isinstance(wish, int | float) or not 0 < wish < 1e6:
        return None
    return max(float(wish), SLOWEST)


def _quiet(wish: object) -> tuple[tuple[time, time], ...]:
    if not isinstance(wish, Sequence) or isinstance(wish, str):
        return ()
    kept: list[tuple[time, time]] = []
    left = MOST_QUIET
    for one in wish[:_MOST_SPANS]:
        span = _span(one)
        if span is not None and (length := _length(span)) <= left:
            kept.append(span)
            left -= length
    return tuple(kept)


def _span(one: object) -> tuple[time, time] | None:
    if not isinstance(one, Mapping):
        return None
    try:
        begins, ends = (time.fromisoformat(str(one[key])) for key in ("from", "to"))
    except (KeyError, ValueError):
        return None
    plain = begins.tzinfo is None and ends.tzinfo is None
    return (begins, ends) if plain and begins != ends else None


def _length(span: tuple[time, time]) -> timedelta:
    begins, ends = (timedelta(hours=one.hour, minutes=one.minute) for one in span)
    return (ends - begins) % _DAY


def _end(span: tuple[time, time], now: datetime) -> datetime | None:
    begins, ends = span
    clock = now.time()
    over = begins > ends
    if not (begins <= clock < ends if not over else clock >= begins or clock < ends):
        return None
    day = now.date() + (_DAY if over and clock >= begins else timedelta(0))
    return datetime.combine(day, ends, OFFICE_TIME)
