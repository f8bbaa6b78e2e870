"""What an inspection found, kept: the verdict, and each fault under its identity."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

import msgspec
from django.db import transaction

from xuncha.base.types import Level, Outcome, Verdict
from xuncha.cases.kinds.rectification.actions import note_visit
from xuncha.findings.models import Finding, FindingEvent, FindingState, Judgement, Problem
from xuncha.findings.precision import waiting_for_people
from xuncha.findings.problems import recount_all
from xuncha.findings.rules import Key, compare, looked, where_hash
from xuncha.findings.seals import write_seals
from xuncha.people.actions import Actor
from xuncha.pipeline.verdicts import is_touched, weigh
from xuncha.registry.bulk import update_changed, values_of
from xuncha.registry.models import Site
from xuncha.scoring import results
from xuncha.scoring.entries import carries_entry
from xuncha.scoring.standard import Standard, StandardError, load

#: What another visit may change of a finding.
_SEEN: Final = (
    "level", "outcome", "url", "source_url", "column", "observed", "message", "sentence", "points",
    "evidence", "root", "cause", "first_by_id", "second_by_id", "version", "last_seen", "standard",
    "proof", "times_seen", "state", "gone_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Visit:
    """Which inspection a result comes from."""

    item: int | None
    as_of: datetime
    standard: str
    #: The snapshot's folder, below the data folder.
    folder: str
    #: The folder of the run that holds the evidence, below the data folder.
    proof: str
    #: False when a cap ended the visit before every page was seen.
    whole: bool
    now: datetime
    #: The run of re-tests that the visit belongs to; None where it is none.
    retests: int | None = None
    #: Indicators whose findings a person must confirm, whatever the check says.
    unsure: frozenset[str] = frozenset()


@transaction.atomic(savepoint=False)
def write_result(
    site: Site,
    result: results.SiteResult,
    visit: Visit,
    *,
    columns: Sequence[Mapping[str, Any]] = (),
) -> Judgement:
    """Keep the verdict, and give each fault its identity: first seen, seen again, back, gone.

    The caller holds the site's row.
    """
    visit = replace(visit, unsure=waiting_for_people())
    judgement = _judgement(site, result, visit, columns)
    # Sorted here: an order takes the database longer to be told than these few to be put in.
    there = sorted(Finding.objects.filter(site=site).order_by(), key=lambda one: one.pk)
    known = {(one.indicator, one.where): one for one in there}
    seen: dict[Key, results.Finding] = {}
    for one in result.findings:
        # The first says it; and rows are numbered as they were found, so that lists name them so.
        seen.setdefault((one.indicator, one.where), one)
    how = looked(
        ((one.indicator, one.where) for one in result.untested),
        (code for code, _why in result.errors),
        whole=visit.whole,
        testable=result.verdict is not Verdict.UNTESTABLE,
    )
    changes = compare({key: one.state for key, one in known.items()}, seen, how)
    before = {key: list(known[key].evidence) for key in changes.again}
    made = _add(site, [seen[key] for key in changes.new], visit)
    _see_again(known, seen, changes.again, changes.back, visit)
    _let_go([known[key] for key in changes.gone], visit.now)
    grown = [known[key] for key in changes.again if known[key].evidence != before[key]]
    write_seals([*made, *grown], site.site_code or result.site_code, visit.now)
    everything = (*known.values(), *made)
    _stamp(site, result, visit, recount_all(site, everything))
    seen_now = (*made, *(known[key] for key in changes.again))
    if any(is_touched(one, visit.unsure) for one in seen_now):
        weigh(site, judgement, everything, visit.unsure, visit.now)
    note_visit(Actor(None, visit.now), site, visit.retests)
    return judgement


def _judgement(
    site: Site,
    result: results.SiteResult,
    visit: Visit,
    columns: Sequence[Mapping[str, Any]],
) -> Judgement:
    return Judgement.objects.create(
        site=site,
        path=site.path,
        item=visit.item,
        as_of=visit.as_of,
        judged_at=visit.now,
        standard=visit.standard,
        verdict=result.verdict,
        score=result.score,
        vetoes=list(result.vetoes),
        untested=[
            {"indicator": one.indicator, "why": one.why, "where": one.where}
            for one in result.untested
        ],
        pages=result.pages,
        links=result.links,
        findings_count=len(result.findings),
        folder=visit.folder,
        columns=list(columns),
    )


def _add(site: Site, found: Iterable[results.Finding], visit: Visit) -> list[Finding]:
    made = Finding.objects.bulk_create(
        [
            _filled(
                Finding(
                    site=site,
                    path=site.path,
                    indicator=one.indicator,
                    where=one.where,
                    where_hash=where_hash(one.where),
                    first_seen=visit.now,
                ),
                one,
                visit,
            )
            for one in found
        ],
        batch_size=500,
    )
    _tell(made, "seen", visit.now, to=FindingState.OPEN)
    return made


def _filled(row: Finding, one: results.Finding, visit: Visit) -> Finding:
    """`row` with what this visit saw of it."""
    row.level, row.outcome = one.level, one.outcome
    if one.indicator in visit.unsure and row.state != FindingState.CONFIRMED:
        row.outcome = Outcome.SUSPECTED
    row.url, row.source_url = one.url or "", one.source_url or ""
    row.column = (one.column or "")[:200]
    row.observed = msgspec.to_builtins(one.observed)
    row.message, row.sentence, row.points = one.message, one.sentence, one.points
    row.evidence, row.root = list(one.evidence), one.root[:200]
    row.cause = row.root or row.where_hash
    row.last_seen, row.standard, row.proof = visit.now, visit.standard, visit.proof
    return row


def _see_again(
    known: dict[Key, Finding],
    seen: dict[Key, results.Finding],
    again: Sequence[Key],
    back: Sequence[Key],
    visit: Visit,
) -> None:
    rows = [known[key] for key in again]
    before, grown = values_of(rows, _SEEN), []
    for key, row in zip(again, rows, strict=True):
        _filled(row, seen[key], visit)
        row.times_seen += 1
        if row.state == FindingState.GONE:
            row.state, row.gone_at = FindingState.OPEN, None
            row.first_by = row.second_by = None
            row.version += 1
        elif _lacks_second(row):
            row.state, row.version = FindingState.OPEN, row.version + 1
            grown.append(row)
    update_changed(rows, _SEEN, before)
    _tell([known[key] for key in back], "back", visit.now, frm="gone", to=FindingState.OPEN)
    _tell(grown, "reopen", visit.now, frm=FindingState.CONFIRMED, to=FindingState.OPEN)


def _lacks_second(row: Finding) -> bool:
    """Whether one person confirmed what has become a veto since: that takes another."""
    return (
        row.state == FindingState.CONFIRMED and row.level == Level.VETO and row.second_by_id is None
    )


def _let_go(rows: Sequence[Finding], now: datetime) -> None:
    events = [
        FindingEvent(
            finding=row, at=now, what="gone", from_state=row.state, to_state=FindingState.GONE
        )
        for row in rows
    ]
    for row in rows:
        row.state, row.gone_at = FindingState.GONE, now
        row.version += 1
    Finding.objects.bulk_update(rows, ["state", "gone_at", "version"], batch_size=500)
    FindingEvent.objects.bulk_create(events, batch_size=500)


def _tell(
    rows: Iterable[Finding], what: str, now: datetime, *, to: FindingState, frm: str = ""
) -> None:
    FindingEvent.objects.bulk_create(
        [FindingEvent(finding=row, at=now, what=what, from_state=frm, to_state=to) for row in rows],
        batch_size=500,
    )


def _law(name: str) -> Standard | None:
    try:
        return load(name)
    except StandardError:
        return None


def _stamp(
    site: Site, result: results.SiteResult, visit: Visit, problems: Iterable[Problem]
) -> None:
    site.verdict, site.score, site.inspected_at = result.verdict, result.score, visit.as_of
    site.has_entry = carries_entry(result, _law(visit.standard))
    live = [(one.live, one.level) for one in problems]
    site.open_findings = sum(places for places, _level in live)
    site.open_vetoes = sum(places for places, level in live if level == Level.VETO)
    site.save(
        update_fields=[
            "verdict", "score", "inspected_at", "has_entry", "open_findings", "open_vetoes",
        ]
    )  # fmt: skip
