"""Findings no visit makes: what the office's own books say of a site, and what they set aside.

A visit's own findings are kept by the pipeline; these come and go under the same identity.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from xuncha.base.types import Level, Outcome, Verdict
from xuncha.checks.contract import catalogue
from xuncha.checks.sentences import say_again
from xuncha.findings.models import Finding, FindingEvent, FindingState, Judgement
from xuncha.findings.problems import recount_site
from xuncha.findings.rules import LIVE, where_hash
from xuncha.people.actions import Actor, Noun, record
from xuncha.registry.models import Site


@dataclass(frozen=True, slots=True)
class Noted:
    """One fault as the books say it; `where` is its identity, `sentence` one of the indicator's."""

    where: str
    sentence: str
    seen: Mapping[str, Any]
    url: str = ""
    suspected: bool = False


@transaction.atomic
def note(site: Site, indicator: str, found: Sequence[Noted], now: datetime) -> list[Finding]:
    """Make `found` all that there is of `indicator` at a site; those that are new or back.

    What is not among them any more is gone. What people settled stays as they said.
    """
    site = Site.objects.select_for_update().get(pk=site.pk)
    known = {one.where: one for one in Finding.objects.filter(site=site, indicator=indicator)}
    fresh = []
    for one in {one.where: one for one in found}.values():
        row = known.pop(one.where, None) or Finding(
            site=site,
            path=site.path,
            indicator=indicator,
            where=one.where,
            where_hash=where_hash(one.where),
            first_seen=now,
            times_seen=0,
        )
        if _saw(row, one, now):
            fresh.append(row)
    for row in known.values():
        if row.state in LIVE:
            _turn(row, FindingState.GONE, "gone", now)
    recount_site(site)
    return fresh


def note_again(rows: Sequence[Finding], now: datetime) -> None:
    """The same was found once more, word for word, of findings that are not gone."""
    there = Finding.objects.filter(pk__in=[one.pk for one in rows])
    there.exclude(state=FindingState.GONE).update(last_seen=now, times_seen=F("times_seen") + 1)


def _saw(row: Finding, one: Noted, now: datetime) -> bool:
    """Write a fault down; whether it is new or back."""
    indicator = catalogue()[row.indicator]
    before = "" if row.pk is None else row.state
    row.level = Level.NOTICE
    row.outcome = Outcome.SUSPECTED if one.suspected else Outcome.FAULT
    row.url, row.observed, row.sentence = one.url, dict(one.seen), one.sentence
    row.message = say_again(indicator, one.sentence, row.observed, one.url)
    row.last_seen, row.times_seen = now, row.times_seen + 1
    if before not in ("", FindingState.GONE):
        row.save()
        return False
    row.state, row.gone_at = FindingState.OPEN, None
    row.save()
    FindingEvent.objects.create(
        finding=row,
        at=now,
        what="back" if before else "seen",
        from_state=before,
        to_state=FindingState.OPEN,
    )
    return True


@transaction.atomic
def set_aside_within(
    actor: Actor,
    site: Site,
    begins: datetime,
    ends: datetime,
    indicators: Sequence[str],
    why: str,
) -> int:
    """Remove (核减) what was seen of a site between two moments only, with the reason.

    A verdict given in that time on these indicators becomes 未检: the site could not be judged.
    The number of findings removed.
    """
    site = Site.objects.select_for_update().get(pk=site.pk)
    rows = Finding.objects.filter(
        site=site,
        indicator__in=indicators,
        state__in=LIVE,
        first_seen__gte=begins,
        last_seen__lt=ends,
    )
    count = 0
    for row in rows:
        _turn(row, FindingState.REMOVED, "remove", actor.now, actor, why)
        count += 1
    _unjudge(actor, site, begins, ends, indicators, why)
    recount_site(site)
    return count


def _unjudge(
    actor: Actor,
    site: Site,
    begins: datetime,
    ends: datetime,
    indicators: Sequence[str],
    why: str,
) -> None:
    rows = Judgement.objects.filter(
        site=site, as_of__gte=begins, as_of__lt=ends, verdict=Verdict.UNQUALIFIED
    )
    for one in rows:
        others = [code for code in one.vetoes if code not in indicators]
        if others or not one.vetoes:
            continue
        said = [{"indicator": code, "why": why} for code in one.vetoes]
        one.untested, one.vetoes, one.verdict = [*one.untested, *said], [], Verdict.UNTESTABLE
        one.save(update_fields=["untested", "vetoes", "verdict"])
        record(
            actor,
            "judgement.set_aside",
            Noun("site", site.pk, site.name, site.path),
            old={"verdict": Verdict.UNQUALIFIED, "as_of": one.as_of},
            new={"verdict": Verdict.UNTESTABLE, "why": why},
        )
    last = Judgement.objects.filter(site=site).first()
    if last is not None and last.as_of == site.inspected_at and last.verdict != site.verdict:
        site.verdict, site.score = last.verdict, last.score
        site.save(update_fields=["verdict", "score"])


def _turn(
    row: Finding,
    state: FindingState,
    what: str,
    now: datetime,
    actor: Actor | None = None,
    why: str = "",
) -> None:
    FindingEvent.objects.create(
        finding=row,
        at=now,
        by=actor.user if actor else None,
        what=what,
        from_state=row.state,
        to_state=state,
        reason=why,
    )
    row.state = state
    row.gone_at = now if state == FindingState.GONE else None
    row.save(update_fields=["state", "gone_at"])
