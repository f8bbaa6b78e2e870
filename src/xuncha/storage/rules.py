"""For how long what is kept: pure decisions over the dated rules of a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any


class Hold(StrEnum):
    """Why a piece of evidence is kept; its term begins where the word says."""

    LIVE = "live"
    CASE = "case"
    PUBLISHED = "published"
    SETTLED = "settled"
    LOOSE = "loose"


@dataclass(frozen=True, slots=True)
class Terms:
    """Days each thing is kept; 0 keeps it for good."""

    evidence: Mapping[Hold, int]
    snapshots: int
    #: The latest visits of a site whose snapshots always stay.
    keep: int
    facts: int
    probes: int


def terms(raw: Mapping[str, Any]) -> Terms:
    """Read the rules; raises ValueError, with the name, for what is missing, unknown or no number.

    What the law or a case holds on to cannot be given a term by mistake: a word too many is refused
    as one too few is.
    """
    wanted: Mapping[str, frozenset[str]] = {
        "evidence": frozenset(Hold),
        "snapshots": frozenset({"keep", "days"}),
        "facts": frozenset({"days"}),
        "probes": frozenset({"days"}),
    }
    if odd := set(raw) ^ set(wanted):
        raise ValueError(", ".join(sorted(odd)))
    for part, names in wanted.items():
        if not isinstance(raw[part], Mapping) or (odd := set(raw[part]) ^ names):
            raise ValueError(f"{part}: {', '.join(sorted(odd))}")
        for name, value in raw[part].items():
            if not isinstance(value, int) or isinstance(value, bool) or value < 0:
                raise ValueError(f"{part}.{name} = {value!r}")
    return Terms(
        evidence={Hold(name): days for name, days in raw["evidence"].items()},
        snapshots=raw["snapshots"]["days"],
        keep=raw["snapshots"]["keep"],
        facts=raw["facts"]["days"],
        probes=raw["probes"]["days"],
    )


def may_go(holds: Iterable[tuple[Hold, datetime]], kept: Mapping[Hold, int], now: datetime) -> bool:
    """Whether a piece held for these reasons, each since a time, has passed the last of its terms.

    What nothing holds is not asked about here: it is held as `Hold.LOOSE` since it was kept.
    """
    reasons = list(holds)
    return bool(reasons) and all(
        kept[why] > 0 and since + timedelta(days=kept[why]) <= now for why, since in reasons
    )


def first_day_kept(days: int, today: date) -> date | None:
    """The first day whose records stay; None: all of them do."""
    return today - timedelta(days=days) if days else None


def month_is_over(month: str, days: int, today: date) -> bool:
    """Whether so many days have passed since the month ``2017-11`` ended; never for 0 days."""
    year, number = (int(part) for part in month.split("-"))
    after = date(year + number // 12, number % 12 + 1, 1)
    return days > 0 and after + timedelta(days=days) <= today
