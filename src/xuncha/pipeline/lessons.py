"""What an inspection teaches the register: how fresh its columns are, which sites it lacks, and
where its word and the world differ."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from xuncha.base.language import _
from xuncha.base.types import Level, Outcome, Verdict
from xuncha.base.urls import canonical
from xuncha.evidence import store
from xuncha.evidence.response import Reach
from xuncha.evidence.snapshot import Column as SeenColumn
from xuncha.findings.linked import sightings
from xuncha.people.actions import Actor
from xuncha.registry.bulk import update_changed, values_of
from xuncha.registry.candidacy import Sighting
from xuncha.registry.candidates import note_candidates
from xuncha.registry.models import Column, ColumnState, Site
from xuncha.registry.reality import SENTENCES, Mismatch, Registered, Seen, mismatches
from xuncha.scoring.results import Finding, SiteResult

#: Columns of one judgement that are kept for the site's page; a site has about 17.
MOST_COLUMNS = 300
#: What a visit says of a registered column.
_LEARNT: Final = ("seen_at", "newest", "state")


def with_reality(site: Site, result: SiteResult) -> SiteResult:
    """`result` and what only the register's own state can tell (standards.md R01)."""
    registered = Registered(site.state, site.home_url, site.site_code or "")
    found = mismatches(registered, Seen(reached=_reached(result)))
    return replace(result, findings=(*result.findings, *(_finding(one, site) for one in found)))


@dataclass(frozen=True, slots=True)
class Lessons:
    """What a visit holds for the register; read from its snapshot once, away from the ledger."""

    columns: tuple[SeenColumn, ...]
    sightings: tuple[Sighting, ...]

    @classmethod
    def of(cls, folder: Path) -> Lessons:
        """The lessons of the snapshot in `folder`."""
        snapshot = store.load(folder)
        return cls(snapshot.columns or (), tuple(sightings(snapshot)))

    def shown(self) -> list[dict[str, Any]]:
        """The columns as the site's page shows them."""
        return [
            {
                "name": one.name[:120],
                "url": one.url[:500],
                "type": one.type.value,
                "newest": one.newest.isoformat() if one.newest else None,
                "items": None if one.items is None else len(one.items),
                "blank": one.blank[:60],
                "static": one.static,
            }
            for one in self.columns[:MOST_COLUMNS]
        ]


def note_columns(site: Site, lessons: Lessons, now: datetime) -> None:
    """Write into the register's columns how each was when it was seen just now."""
    seen = {one.url: one for one in lessons.columns}
    columns = list(Column.objects.filter(site=site).order_by())
    rows, before = [], values_of(columns, _LEARNT)
    for row in columns:
        one = seen.get(canonical(row.url) or row.url)
        if one is not None:
            row.seen_at, row.newest, row.state = now, one.newest, _state(one, row.state)
            rows.append(row)
    update_changed(rows, _LEARNT, before)


def note_missed(site: Site, lessons: Lessons, now: datetime) -> None:
    """Note the hosts linked from the site that look governmental and are in no register (漏报)."""
    if lessons.sightings:
        note_candidates(Actor(None, now), site, lessons.sightings)


def _reached(result: SiteResult) -> bool | None:
    if result.verdict is Verdict.UNTESTABLE:
        return None
    # One vantage only suspects an outage; the register is called wrong where no page came at all.
    return result.pages > 0


def _finding(one: Mismatch, site: Site) -> Finding:
    return Finding(
        indicator="registry.mismatch",
        level=Level.NOTICE,
        outcome=Outcome.SUSPECTED,
        where=one.where,
        url=site.home_url,
        source_url=None,
        column=None,
        observed={"kind": one.kind, **one.seen},
        message=_(SENTENCES[one.kind]).format_map(dict(one.seen)),
        points=Decimal(0),
        sentence=one.kind,
    )


def _state(one: SeenColumn, before: str) -> str:
    if one.reach is Reach.DEAD:
        return ColumnState.DEAD
    if one.blank:
        return ColumnState.BLANK
    if one.items is None or before == ColumnState.UPKEEP:
        return before  # not looked at, or the unit said that it is being worked on
    return ColumnState.NORMAL
