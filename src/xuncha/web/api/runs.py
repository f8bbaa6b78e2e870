"""Inspections: start one, watch it, cancel it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from xuncha.base.language import _
from xuncha.people.actions import RefusedError
from xuncha.pipeline.actions import cancel_run, start_run
from xuncha.pipeline.models import InspectionRun
from xuncha.pipeline.queries import progress, runs_visible_to
from xuncha.registry.models import Site, SiteState
from xuncha.registry.queries import sites_visible_to
from xuncha.web.api.keys import actor_of, now, user_of
from xuncha.web.api.paging import piece
from xuncha.web.api.shapes import Page, Paging, Problem, ProgressOut, RunIn, RunOut

router = Router(tags=["runs"])
READS: Any = {401: Problem, 422: Problem, 429: Problem}
ONE: Any = {**READS, 404: Problem}
CHANGES: Any = {**ONE, 400: Problem, 403: Problem, 409: Problem}


@router.get("", response={200: Page[RunOut], **READS})
def runs(request: HttpRequest, asked: Query[Paging]) -> dict[str, Any]:
    """The inspections of my part of the tree, the latest first."""
    return piece(runs_visible_to(user_of(request)), asked, newest_first=True)


@router.post("", response={201: RunOut, **CHANGES})
def start(request: HttpRequest, asked: RunIn) -> Status[InspectionRun]:
    """Start an inspection of sites of my part of the tree."""
    actor = actor_of(request)
    office = user_of(request).office
    options = {
        key: value
        for key in ("max_pages", "rate", "visits")
        if (value := getattr(asked, key)) is not None
    }
    if asked.probing:
        # The rules are the console's: the right, a letter two people stand for, its hours.
        options["probing"] = True
    run = start_run(
        actor,
        office,
        _chosen(request, asked),
        standard=asked.standard,
        title=asked.title,
        options=options,
    )
    return Status(201, run)


@router.get("/{int:run_id}", response={200: RunOut, **ONE})
def run(request: HttpRequest, run_id: int) -> InspectionRun:
    """One inspection."""
    return _run(request, run_id)


@router.get("/{int:run_id}/progress", response={200: ProgressOut, **ONE})
def run_progress(request: HttpRequest, run_id: int) -> Any:
    """How far it has come."""
    return progress(_run(request, run_id), now())


@router.post("/{int:run_id}/cancel", response={200: RunOut, **CHANGES})
def cancel(request: HttpRequest, run_id: int) -> InspectionRun:
    """Begin nothing more of it."""
    cancel_run(actor_of(request), _run(request, run_id))
    return _run(request, run_id)


def _run(request: HttpRequest, run_id: int) -> InspectionRun:
    return get_object_or_404(runs_visible_to(user_of(request)), pk=run_id)


def _chosen(request: HttpRequest, asked: RunIn) -> QuerySet[Site]:
    mine = sites_visible_to(user_of(request))
    if asked.everything:
        return mine.filter(state=SiteState.ACTIVE)
    found = mine.filter(pk__in=asked.site_ids)
    if found.count() != len(set(asked.site_ids)):
        raise RefusedError(_("所选网站有的不存在，或不在您的范围内"))
    return found
