"""The verdict on a site after people looked: the machine's proposal less what they took away.

A finding that was called a false alarm, removed, or explained until a later day counts for nothing;
a suspicion that was confirmed counts; one of an indicator that needs a person waits.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.timezone import localdate

from xuncha.base.types import Outcome, Verdict
from xuncha.cases.kinds.rectification.actions import note_visit
from xuncha.checks.contract import Fault
from xuncha.findings.models import Finding, FindingState, Judgement, Ruling
from xuncha.findings.precision import waiting_for_people
from xuncha.findings.rules import SETTLED
from xuncha.people.actions import Actor
from xuncha.registry.models import Site, SiteKind
from xuncha.scoring.judge import Concluded, conclude
from xuncha.scoring.standard import load, shipped

_SEEN = frozenset({*SETTLED, FindingState.OPEN, FindingState.CONFIRMED})


def reconsider(site: Site, now: datetime) -> Ruling | None:
    """Find the last verdict on a site anew; the row of it where it differs from what stands.

    The judgement keeps what the machine said; the ruling says what came of it.
    """
    judgement = Judgement.objects.filter(site=site).order_by("-as_of", "-id").first()
    if judgement is None or not judgement.judged_at:
        return None
    # Whatever people said of it since.
    seen = Finding.objects.filter(site=site, state__in=_SEEN, last_seen__gte=judgement.judged_at)
    rows = seen.order_by("id").defer("evidence", "message")
    return weigh(site, judgement, rows, waiting_for_people(), now)


def weigh(
    site: Site,
    judgement: Judgement,
    findings: Iterable[Finding],
    unsure: frozenset[str],
    now: datetime,
) -> Ruling | None:
    """The same of a verdict in hand, by the site's findings as they are, in their order."""
    if judgement.standard not in shipped():
        return None
    rows = [
        row
        for row in findings
        if row.state in _SEEN and judgement.judged_at and row.last_seen >= judgement.judged_at
    ]
    if not judgement.standing and not any(is_touched(row, unsure) for row in rows):
        return None
    found = _conclude(site, judgement, rows, unsure, now)
    return _keep(site, judgement, found, now)


def decided(*, site: Site, now: datetime, **_rest: Any) -> None:
    """Hears of every decision (`findings.actions.decided`)."""
    reconsider(site, now)
    note_visit(Actor(None, now), site, None)


def is_touched(row: Finding, unsure: frozenset[str]) -> bool:
    """Whether anything but the machine has a say in `row`."""
    return (
        row.state != FindingState.OPEN or row.explained_until is not None or row.indicator in unsure
    )


def _conclude(
    site: Site,
    judgement: Judgement,
    rows: Iterable[Finding],
    unsure: frozenset[str],
    now: datetime,
) -> Concluded:
    today = localdate(now)
    counting = [
        row
        for row in rows
        if row.state not in SETTLED
        and not row.explained(today)
        and (row.state == FindingState.CONFIRMED or row.indicator not in unsure)
    ]
    return conclude(
        load(judgement.standard),
        str(SiteKind(site.kind).label),
        ((row.indicator, _fault(row)) for row in counting),
        seen=judgement.pages > 0 and judgement.verdict != Verdict.UNTESTABLE,
    )


def _fault(row: Finding) -> Fault:
    return Fault(
        where=row.where,
        seen=row.observed,
        url=row.url or None,
        suspected=row.outcome == Outcome.SUSPECTED and row.state != FindingState.CONFIRMED,
        root=row.root,
    )


def _keep(site: Site, judgement: Judgement, found: Concluded, now: datetime) -> Ruling | None:
    last = judgement.rulings.order_by("-id").first()
    stands = (
        (last.verdict, last.score, list(last.vetoes))
        if last
        else (judgement.verdict, judgement.score, list(judgement.vetoes))
    )
    if stands == (found.verdict, found.score, list(found.vetoes)):
        return None
    ruling = Ruling.objects.create(
        judgement=judgement,
        at=now,
        verdict=found.verdict,
        score=found.score,
        vetoes=list(found.vetoes),
    )
    Judgement.objects.filter(pk=judgement.pk).update(standing=found.verdict)
    Site.objects.filter(pk=site.pk).update(verdict=found.verdict, score=found.score)
    return ruling
