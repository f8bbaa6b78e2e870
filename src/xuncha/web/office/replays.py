"""A proof asked again from the page of its finding: the button, and what came of it before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from xuncha.base.language import _
from xuncha.findings.models import Finding
from xuncha.findings.queries import findings_visible_to
from xuncha.people.models import User
from xuncha.people.queries import can
from xuncha.people.rules import Verb
from xuncha.pipeline.models import Replay
from xuncha.pipeline.proofs import Exchange, ProofShown, answers_of
from xuncha.pipeline.replays import chance_of, may_ask, order_replay, waiting
from xuncha.registry.models import ScanAuthorisation
from xuncha.web.door import Visit, actor, page

#: Repetitions that the page lists.
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Section:
    """What the page of a hole says of asking its proof again."""

    may: bool
    #: Why not now; "" where it may.
    why: str
    letter: ScanAuthorisation | None
    waiting: bool
    rows: list[Replay]
    #: The newest repetition beside the proof: question, the answer then, the answer now.
    pairs: list[tuple[Exchange, Exchange]]


def section(user: User, finding: Finding, proof: ProofShown, now: datetime) -> Section:
    """The section for somebody who may read `proof`."""
    data = Path(settings.DATA)
    rows = list(finding.replays.select_related("asked_by", "authorisation")[:_SHOWN])
    chance = chance_of(finding, data, now)
    newest = next((row for row in rows if row.answers), None)
    again = answers_of(newest, data) if newest is not None else None
    return Section(
        may=may_ask(user, finding),
        why=_(chance.why) if chance.why else "",
        letter=chance.letter,
        waiting=waiting(finding).exists(),
        rows=rows,
        pairs=_paired(proof, again) if again is not None else [],
    )


def _paired(then: ProofShown, now: ProofShown) -> list[tuple[Exchange, Exchange]]:
    harmless = zip(then.baselines, now.baselines, strict=False)
    return [*list(harmless)[:1], *zip(then.exchanges, now.exchanges, strict=False)]


@page("POST", verb=Verb.AUTHORISE_PROBING)
def order(request: Visit, number: int) -> HttpResponse:
    """Have the proof asked again now."""
    finding = get_object_or_404(findings_visible_to(request.user), pk=number)
    if not can(request.user, Verb.READ_SECURITY, finding.path):
        return redirect("finding", number)
    order_replay(actor(request), Path(settings.DATA), finding)
    messages.success(request, _("已排队重做，片刻后刷新本页查看"))
    return redirect("finding", number)


def hole_of(user: User, finding: Finding, proof: ProofShown | None) -> Section | None:
    """The section, None where there is no proof that this person may read."""
    return section(user, finding, proof, timezone.now()) if proof is not None else None
