"""What an inspection teaches the register: how fresh its columns are, which sites it lacks, and
where its word and the world differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from xuncha.base.language import _
from xuncha.base.types import Level, Outcome, Verdict
from xuncha.base.urls import canonical, host_of, same_site
from xuncha.evidence.response import Reach
from xuncha.evidence.snapshot import Column as SeenColumn
from xuncha.evidence.snapshot import Snapshot
from xuncha.people.actions import Actor
from xuncha.registry.candidacy import Sighting
from xuncha.registry.candidates import note_candidates
from xuncha.registry.models import Column, ColumnState, Site
from xuncha.registry.reality import SENTENCES, Mismatch, Registered, Seen, mismatches
from xuncha.scoring.results import Finding, SiteResult

#: Columns of one judgement that are kept for the site's page; a site has about 17.
MOST_COLUMNS = 300


def with_reality(site: Site, result: SiteResult) -> SiteResult:
    """`result` and what only the register's own state can tell (standards.md R01)."""
    registered = Registered(site.state, site.home_url, site.site_code or "")
    found = mismatches(registered, Seen(reached=_reached(result)))
    return replace(result, findings=(*result.findings, *(_finding(one, site) for one in found)))


def columns_seen(snapshot: Snapshot) -> list[dict[str, Any]]:
    """The columns of a visit as the site's page shows them."""
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
        for one in (snapshot.columns or ())[:MOST_COLUMNS]
    ]


def note_columns(site: Site, snapshot: Snapshot, now: datetime) -> None:
    """Write into the register's columns how each was when it was seen just now."""
    seen = {one.url: one for one in snapshot.columns or ()}
    rows = []
    for row in Column.objects.filter(site=site):
        one = seen.get(canonical(row.url) or row.url)
        if one is not None:
            row.seen_at, row.newest, row.state = now, one.newest, _state(one, row.state)
            rows.append(row)
    Column.objects.bulk_update(rows, ["seen_at", "newest", "state"], batch_size=500)


def note_missed(site: Site, result: SiteResult, snapshot: Snapshot, now: datetime) -> None:
    """Note the hosts linked from the site that look governmental and are in no register (漏报)."""
    note_candidates(Actor(None, now), site, _sightings(site, result, snapshot))


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


def _sightings(site: Site, result: SiteResult, snapshot: Snapshot) -> Iterator[Sighting]:
    linked = {
        one.url: one
        for one in result.findings
        if one.indicator == "registry.mismatch" and one.url and "text" in one.observed
    }
    for url, answer in (snapshot.answers or {}).items():
        if answer.reach is not Reach.OK or same_site(url, site.home_url):
            continue
        named = linked.pop(url, None)
        yield Sighting(
            host=host_of(url),
            url=url,
            page=(named and named.source_url) or "",
            anchor=str(named.observed["text"]) if named else "",
            title=answer.title or "",
            text=answer.text or "",
        )
    for url, named in linked.items():
        yield Sighting(
            host=host_of(url),
            url=url,
            page=named.source_url or "",
            anchor=str(named.observed["text"]),
        )
