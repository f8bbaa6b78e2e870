"""Sites that somebody missed: claim, assign, dismiss."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router

from xuncha.base.language import _
from xuncha.people.actions import RefusedError
from xuncha.people.queries import offices_visible_to
from xuncha.registry import candidates as verbs
from xuncha.registry.models import Candidate
from xuncha.registry.queries import candidates_visible_to
from xuncha.web.api.keys import actor_of, user_of
from xuncha.web.api.paging import piece
from xuncha.web.api.shapes import CandidateDecision, CandidateFilter, CandidateOut, Page, Problem

router = Router(tags=["candidates"])
READS: Any = {401: Problem, 422: Problem, 429: Problem}
ONE: Any = {**READS, 404: Problem}
CHANGES: Any = {**ONE, 400: Problem, 403: Problem, 409: Problem}


@router.get("", response={200: Page[CandidateOut], **READS})
def candidates(request: HttpRequest, asked: Query[CandidateFilter]) -> dict[str, Any]:
    """The candidates of my part of the tree."""
    found = candidates_visible_to(user_of(request))
    if asked.state:
        found = found.filter(state=asked.state)
    return piece(found, asked)


@router.post("/{int:candidate_id}/decide", response={200: CandidateOut, **CHANGES})
def decide(request: HttpRequest, candidate_id: int, asked: CandidateDecision) -> Candidate:
    """Say what becomes of it."""
    user, actor = user_of(request), actor_of(request)
    candidate = get_object_or_404(candidates_visible_to(user), pk=candidate_id)
    if asked.decision == "claim":
        verbs.claim_candidate(actor, candidate)
    elif asked.decision == "dismiss":
        verbs.dismiss_candidate(actor, candidate, asked.reason)
    elif asked.office_id is None:
        raise RefusedError(_("请写明交由哪个单位补录"))
    else:
        office = get_object_or_404(offices_visible_to(user), pk=asked.office_id)
        verbs.assign_candidate(actor, candidate, office)
    candidate.refresh_from_db()
    return candidate
