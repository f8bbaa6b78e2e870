"""Who I am, and the offices of my part of the tree."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from xuncha.people.queries import offices_visible_to
from xuncha.web.api.keys import user_of
from xuncha.web.api.paging import piece
from xuncha.web.api.shapes import Me, OfficeOut, Page, Paging, Problem

router = Router(tags=["people"])
READS: Any = {401: Problem, 422: Problem, 429: Problem}


@router.get("/me", response={200: Me, **READS})
def me(request: HttpRequest) -> dict[str, Any]:
    """The person this token acts for."""
    user = user_of(request)
    return {
        "username": user.username,
        "name": user.name,
        "role": user.role,
        "office": user.office,
        "writes": request.auth.writes,  # type: ignore[attr-defined]
    }


@router.get("/offices", response={200: Page[OfficeOut], **READS})
def offices(request: HttpRequest, asked: Query[Paging]) -> dict[str, Any]:
    """The offices at and below my own."""
    return piece(offices_visible_to(user_of(request)), asked)
