"""Sites of the register, with their columns, states and verdicts."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router

from xuncha.findings.models import Judgement
from xuncha.findings.queries import judgements_visible_to
from xuncha.registry.models import Column, Site, SiteTransition
from xuncha.registry.queries import columns_visible_to, sites_visible_to
from xuncha.web.api.keys import user_of
from xuncha.web.api.paging import piece
from xuncha.web.api.shapes import (
    ColumnOut,
    JudgementOut,
    Page,
    Paging,
    Problem,
    SiteFilter,
    SiteOut,
    TransitionOut,
)

router = Router(tags=["sites"])
READS: Any = {401: Problem, 422: Problem, 429: Problem}
ONE: Any = {**READS, 404: Problem}


@router.get("", response={200: Page[SiteOut], **READS})
def sites(request: HttpRequest, asked: Query[SiteFilter]) -> dict[str, Any]:
    """The sites of my part of the tree."""
    return piece(_filtered(sites_visible_to(user_of(request)), asked), asked)


@router.get("/{int:site_id}", response={200: SiteOut, **ONE})
def site(request: HttpRequest, site_id: int) -> Site:
    """One site."""
    return _site(request, site_id)


@router.get("/{int:site_id}/columns", response={200: Page[ColumnOut], **ONE})
def columns(request: HttpRequest, site_id: int, asked: Query[Paging]) -> dict[str, Any]:
    """The columns of a site, and how fresh each was when last seen."""
    found: QuerySet[Column] = columns_visible_to(user_of(request))
    return piece(found.filter(site=_site(request, site_id)), asked)


@router.get("/{int:site_id}/transitions", response={200: Page[TransitionOut], **ONE})
def transitions(request: HttpRequest, site_id: int, asked: Query[Paging]) -> dict[str, Any]:
    """The states a site went through."""
    return piece(SiteTransition.objects.filter(site=_site(request, site_id)), asked)


@router.get("/{int:site_id}/judgements", response={200: Page[JudgementOut], **ONE})
def judgements(request: HttpRequest, site_id: int, asked: Query[Paging]) -> dict[str, Any]:
    """What inspections said of a site, the latest first."""
    found: QuerySet[Judgement] = judgements_visible_to(user_of(request))
    return piece(found.filter(site=_site(request, site_id)), asked, newest_first=True)


def _site(request: HttpRequest, site_id: int) -> Site:
    return get_object_or_404(sites_visible_to(user_of(request)), pk=site_id)


def _filtered(found: QuerySet[Site], asked: SiteFilter) -> QuerySet[Site]:
    for field in ("state", "kind", "verdict", "region"):
        if value := getattr(asked, field):
            found = found.filter(**{field: value})
    if asked.q:
        found = found.filter(
            Q(name__contains=asked.q) | Q(site_code__startswith=asked.q) | Q(host__contains=asked.q)
        )
    return found
