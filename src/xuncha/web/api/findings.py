"""Findings of my part of the tree; what a hole would show is only for those who may see it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router

from xuncha.findings.models import Finding
from xuncha.findings.queries import findings_visible_to
from xuncha.web.api.keys import user_of
from xuncha.web.api.paging import piece
from xuncha.web.api.shapes import FindingFilter, FindingOut, Page, Problem

router = Router(tags=["findings"])
READS: Any = {401: Problem, 422: Problem, 429: Problem}


@router.get("", response={200: Page[FindingOut], **READS})
def findings(request: HttpRequest, asked: Query[FindingFilter]) -> dict[str, Any]:
    """The findings, the latest first."""
    found = findings_visible_to(user_of(request))
    for field in ("state", "indicator", "level", "site_id"):
        if value := getattr(asked, field):
            found = found.filter(**{field: value})
    return piece(found, asked, newest_first=True)


@router.get("/{int:finding_id}", response={200: FindingOut, **READS, 404: Problem})
def finding(request: HttpRequest, finding_id: int) -> Finding:
    """One finding."""
    return get_object_or_404(findings_visible_to(user_of(request)), pk=finding_id)
