"""Requests for a change of the register, and the word of each reviewing level."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from xuncha.people.queries import offices_visible_to
from xuncha.registry import actions
from xuncha.registry.models import Opinion, Request
from xuncha.registry.queries import requests_to_review, requests_visible_to, sites_visible_to
from xuncha.web.api.keys import actor_of, user_of
from xuncha.web.api.paging import piece
from xuncha.web.api.shapes import (
    OpinionIn,
    OpinionOut,
    Page,
    Paging,
    Problem,
    RequestFilter,
    RequestIn,
    RequestOut,
)

router = Router(tags=["requests"])
READS: Any = {401: Problem, 422: Problem, 429: Problem}
ONE: Any = {**READS, 404: Problem}
CHANGES: Any = {**ONE, 400: Problem, 403: Problem, 409: Problem}


@router.get("", response={200: Page[RequestOut], **READS})
def requests(request: HttpRequest, asked: Query[RequestFilter]) -> dict[str, Any]:
    """The requests of my part of the tree, or those that wait for my office."""
    user = user_of(request)
    found = requests_to_review(user) if asked.to_review else requests_visible_to(user)
    if asked.state:
        found = found.filter(state=asked.state)
    return piece(found, asked, newest_first=True)


@router.post("", response={201: RequestOut, **CHANGES})
def draft(request: HttpRequest, asked: RequestIn) -> Status[Request]:
    """Draft a request."""
    user = user_of(request)
    office = (
        get_object_or_404(offices_visible_to(user), pk=asked.office_id)
        if asked.office_id
        else user.office
    )
    site = get_object_or_404(sites_visible_to(user), pk=asked.site_id) if asked.site_id else None
    made = actions.draft_request(
        actor_of(request), asked.kind, office, site=site, new=asked.new, reason=asked.reason
    )
    return Status(201, made)


@router.get("/{int:request_id}", response={200: RequestOut, **ONE})
def one(request: HttpRequest, request_id: int) -> Request:
    """One request."""
    return _one(request, request_id)


@router.get("/{int:request_id}/opinions", response={200: Page[OpinionOut], **ONE})
def opinions(request: HttpRequest, request_id: int, asked: Query[Paging]) -> dict[str, Any]:
    """What each level said of it."""
    return piece(Opinion.objects.filter(request=_one(request, request_id)), asked)


@router.post("/{int:request_id}/submit", response={200: RequestOut, **CHANGES})
def submit(request: HttpRequest, request_id: int) -> Request:
    """Hand it to the first reviewing level."""
    return actions.submit(actor_of(request), _one(request, request_id))


@router.post("/{int:request_id}/approve", response={200: RequestOut, **CHANGES})
def approve(request: HttpRequest, request_id: int, said: OpinionIn) -> Request:
    """Approve it at my level."""
    return actions.approve(actor_of(request), _one(request, request_id), said.text)


@router.post("/{int:request_id}/return", response={200: RequestOut, **CHANGES})
def send_back(request: HttpRequest, request_id: int, said: OpinionIn) -> Request:
    """Send it back for correction; the text says what is to be corrected."""
    return actions.send_back(actor_of(request), _one(request, request_id), said.text)


@router.post("/{int:request_id}/withdraw", response={200: RequestOut, **CHANGES})
def withdraw(request: HttpRequest, request_id: int) -> Request:
    """Take it back."""
    return actions.withdraw(actor_of(request), _one(request, request_id))


def _one(request: HttpRequest, request_id: int) -> Request:
    return get_object_or_404(requests_visible_to(user_of(request)), pk=request_id)
