"""R02 (standards.md §11): filings that are too many, came too late, or were due and never came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from xuncha.base.calendar import Calendar
from xuncha.cases.kinds.outage.rules import (
    OFFICE_TIME,
    Figures,
    FilingKind,
    Span,
    Timeliness,
    covered,
    latest_to_file,
)

_DAY = timedelta(days=1)


def quarter_of(day: date) -> tuple[int, int]:
    """The year and the quarter of a day."""
    return day.year, (day.month - 1) // 3 + 1


def too_many(begun: Iterable[datetime], most: int) -> dict[tuple[int, int], int]:
    """The quarters in which more than `most` filings began, each with how many."""
    counts: dict[tuple[int, int], int] = {}
    for at in begun:
        quarter = quarter_of(at.astimezone(OFFICE_TIME).date())
        counts[quarter] = counts.get(quarter, 0) + 1
    return {quarter: count for quarter, count in counts.items() if count > most}


@dataclass(frozen=True, slots=True)
class Filed:
    """A filing as R02 sees it; what was withdrawn or never submitted is not among them."""

    number: str
    kind: FilingKind
    span: Span
    told: datetime
    when: Timeliness
    #: Did the last level agree?
    approved: bool
    restored: datetime | None = None

    @property
    def covers(self) -> Span | None:
        """The part of its window in which nothing counts."""
        return covered(self.span, self.told, self.when, self.restored) if self.approved else None


@dataclass(frozen=True, slots=True)
class Amiss:
    """One thing R02 finds; `where` is its identity from day to day."""

    sentence: str
    where: str
    seen: Mapping[str, str | int]


def amiss(
    downs: Sequence[Span],
    filed: Sequence[Filed],
    now: datetime,
    figures: Figures,
    calendar: Calendar,
) -> list[Amiss]:
    """What R02 says of one site: outages nobody told of, filings that came late, too long or too
    often offline, too many filings. `downs` are the times the site was seen down; one that lasts
    ends now."""
    return [
        *_untold(as_one(downs), filed, now, figures, calendar),
        *_late(filed),
        *_offline(filed, now, figures),
        *_many(filed, figures),
    ]


def as_one(downs: Iterable[Span]) -> list[Span]:
    """Spans that have a moment in common are one outage.

    A single success in it ends an alarm; the next one begins with the same first failure.
    """
    found: list[Span] = []
    for one in sorted(downs, key=lambda span: (span.begins, span.ends)):
        if found and one.begins <= found[-1].ends:
            found[-1] = Span(found[-1].begins, max(found[-1].ends, one.ends))
        else:
            found.append(one)
    return found


def _untold(
    downs: Sequence[Span],
    filed: Sequence[Filed],
    now: datetime,
    figures: Figures,
    calendar: Calendar,
) -> Iterable[Amiss]:
    silent = timedelta(hours=figures.silent_hours)
    for down in downs:
        # A filing that still waits for a level counts as told; a late one says so itself.
        if any(one.span.meets(down.begins, down.ends) for one in filed):
            continue
        limit = latest_to_file(FilingKind.OUTAGE, down.begins, figures, calendar)
        if down.ends - down.begins < silent or now < limit:
            continue
        began = down.begins.astimezone(OFFICE_TIME)
        hours = int((down.ends - down.begins).total_seconds() // 3600)
        yield Amiss(
            "missing",
            f"outage:{began:%Y-%m-%dT%H:%M}",
            {"began": f"{began:%Y-%m-%d %H:%M}", "hours": hours},
        )


def _late(filed: Sequence[Filed]) -> Iterable[Amiss]:
    for one in filed:
        if one.when is Timeliness.LATE:
            began, told = (at.astimezone(OFFICE_TIME) for at in (one.span.begins, one.told))
            yield Amiss(
                "late",
                f"filing:{one.number}",
                {"began": f"{began:%Y-%m-%d %H:%M}", "told": f"{told:%Y-%m-%d %H:%M}"},
            )


def _offline(filed: Sequence[Filed], now: datetime, figures: Figures) -> Iterable[Amiss]:
    years: dict[int, list[Span]] = {}
    for one in filed:
        if one.kind is FilingKind.OFFLINE and one.approved and one.span.begins < now:
            years.setdefault(one.span.begins.astimezone(OFFICE_TIME).year, []).append(
                Span(one.span.begins, one.restored or max(one.span.ends, now))
            )
    for year, spans in years.items():
        # A day begun is a day.
        longest = max(-((one.begins - one.ends) // _DAY) for one in spans)
        if longest > figures.offline_days:
            yield Amiss(
                "offline_long",
                f"offline:{year}:days",
                {"year": year, "days": longest, "most": figures.offline_days},
            )
        if len(spans) > figures.offline_times:
            yield Amiss(
                "offline_often",
                f"offline:{year}:times",
                {"year": year, "times": len(spans), "most": figures.offline_times},
            )


def _many(filed: Sequence[Filed], figures: Figures) -> Iterable[Amiss]:
    begun = [one.span.begins for one in filed if one.approved]
    for (year, quarter), count in too_many(begun, figures.most_a_quarter).items():
        yield Amiss(
            "many",
            f"filings:{year}Q{quarter}",
            {"year": year, "quarter": quarter, "times": count, "most": figures.most_a_quarter},
        )
