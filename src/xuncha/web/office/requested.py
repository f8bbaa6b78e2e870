"""Requested reports in the console: what is asked, by when, of whom, and what it comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from xuncha.base.language import N_, _
from xuncha.cases.kinds.report_request import actions
from xuncha.cases.kinds.report_request.actions import WrongsError
from xuncha.cases.kinds.report_request.fields import Wrong
from xuncha.cases.kinds.report_request.models import AskState, ReportRequest
from xuncha.cases.kinds.report_request.queries import (
    answers_of,
    answers_visible_to,
    asked_visible_to,
    fields_of,
    may_ask,
    offices_to_ask,
    requested_report_figures,
    requested_report_text,
    sites_to_ask,
)
from xuncha.cases.kinds.report_request.shipped import joined, templates
from xuncha.people.actions import RefusedError
from xuncha.people.models import User
from xuncha.people.rules import Verb
from xuncha.web.address import whole
from xuncha.web.door import Visit, actor, page
from xuncha.web.listing import Column, Filter, Listing, choices
from xuncha.web.office import building, requested_files

COLUMNS: Final = (
    Column("title", N_("报送事项"), narrow=True),
    Column("state", N_("状态"), ("state",), narrow=True),
    Column("due", N_("截止日期"), ("due",), narrow=True),
    Column("office", N_("下发单位"), ("path",)),
    Column("made", N_("起草日期"), ("id",)),
)
_SHOWN: Final = 50
_MOST_OFFERED: Final = 2000


@page("GET")
def show(request: Visit) -> HttpResponse:
    """What this office has to hand in, and what it and those below asked for."""
    user = request.user
    filters: list[Filter[ReportRequest]] = [
        Filter("state", N_("状态"), lambda q, v: q.filter(state=v), choices(AskState.choices)),
        Filter("q", N_("报送事项"), lambda q, v: q.filter(title__contains=v)),
    ]
    listing = Listing(
        request.GET,
        "requested",
        asked_visible_to(user),
        COLUMNS,
        filters,
        "-made",
        dress=lambda rows: rows.select_related("office").defer("form", "text"),
    )
    mine = (
        answers_visible_to(user).filter(case__office=user.office).select_related("case", "request")
    )
    waiting = mine.filter(case__state__in=("asked", "returned")).order_by("case__due", "id")
    return render(
        request,
        "office/requested.html",
        {
            "listing": listing,
            "waiting": waiting[:_SHOWN],
            "done": mine.exclude(case__state__in=("asked", "returned")).order_by("-id")[:20],
            "may_ask": may_ask(user),
            "today": timezone.localdate(),
        },
    )


@page("GET")
def one(request: Visit, number: int) -> HttpResponse:
    """One request: who answered, what it comes to; while a draft, whom to ask and by when."""
    row = _seen(request.user, number)
    mine = may_ask(request.user) and row.office_id == request.user.office_id
    context: dict[str, Any] = {
        "row": row,
        "fields": fields_of(row),
        "mine": mine,
        "today": timezone.localdate(),
    }
    if row.state == AskState.DRAFT:
        return render(request, "office/requested_draft.html", context | _whom(request, row))
    figures = requested_report_figures(row)
    return render(
        request,
        "office/requested_one.html",
        context
        | {
            "answers": answers_of(row),
            "figures": figures,
            "quote": requested_report_text(row),
        },
    )


def _whom(request: Visit, row: ReportRequest) -> dict[str, Any]:
    """Whom a draft can be sent to: the offices directly below, all others, or the sites."""
    user = request.user
    if row.annual == "work":
        sites = list(sites_to_ask(user)[: _MOST_OFFERED + 1])
        return {
            "sites": sites[:_MOST_OFFERED],
            "offices": [],
            "near": set(),
            "more": len(sites) > _MOST_OFFERED,
        }
    offices = list(offices_to_ask(user)[: _MOST_OFFERED + 1])
    return {
        "sites": [],
        "offices": offices[:_MOST_OFFERED],
        "near": {one.pk for one in offices if one.parent_id == user.office_id},
        "more": len(offices) > _MOST_OFFERED,
    }


@page("GET", "POST", verb=Verb.REVIEW_FINDING)
def new(request: Visit) -> HttpResponse:
    """Build a request: from shipped forms, or from nothing."""
    chosen = [name for name in request.GET.getlist("template") if name in templates()]
    if request.method == "GET" and not chosen and "blank" not in request.GET:
        return render(request, "office/requested_new.html", {"templates": templates().values()})
    yearly = templates()[chosen[0]].annual if chosen else ""
    said = request.POST.get("year") or request.GET.get("year") or ""
    year = int(said) if said.isascii() and said.isdigit() and len(said) == 4 else None
    if yearly and year is None:
        year = timezone.localdate().year - 1
    if request.method == "GET":
        first = templates()[chosen[0]] if chosen else None
        title = "、".join(templates()[name].title for name in chosen)[:120]
        rows = [building.row_of(one) for one in joined(chosen)] if chosen else []
        return _builder(request, title, first.text if first else "", rows, year=year, yearly=yearly)
    raw = building.read(request.POST)
    title, text = request.POST.get("title", ""), request.POST.get("text", "")
    try:
        row = actions.draft_ask(actor(request), title, raw, said=text, yearly=yearly, year=year)
    except WrongsError as error:
        rows = building.shown_again(raw, request.POST)
        return _builder(request, title, text, rows, year=year, yearly=yearly, wrongs=error.wrongs)
    messages.success(request, _("草稿已保存"))
    return redirect("ask", row.pk)


@page("GET", "POST", verb=Verb.REVIEW_FINDING)
def edit(request: Visit, number: int) -> HttpResponse:
    """Go on building a draft."""
    row = _seen(request.user, number)
    if row.state != AskState.DRAFT:
        return redirect("ask", number)
    if request.method == "GET":
        rows = [building.row_of(one) for one in fields_of(row)]
        return _builder(request, row.title, row.text, rows, row=row)
    raw = building.read(request.POST)
    title, text = request.POST.get("title", ""), request.POST.get("text", "")
    try:
        actions.change_ask(actor(request), row, title, raw, said=text, version=version(request))
    except WrongsError as error:
        rows = building.shown_again(raw, request.POST)
        return _builder(request, title, text, rows, row=row, wrongs=error.wrongs)
    if request.POST.get("then") == "more":
        return redirect("ask_edit", number)
    messages.success(request, _("草稿已保存"))
    return redirect("ask", number)


def _builder(
    request: Visit,
    title: str,
    text: str,
    rows: Sequence[Mapping[str, Any]],
    *,
    row: ReportRequest | None = None,
    year: int | None = None,
    yearly: str = "",
    wrongs: Sequence[Wrong] = (),
) -> HttpResponse:
    return render(
        request,
        "office/requested_form.html",
        {
            "title": title,
            "text": text,
            "rows": rows,
            "row": row,
            "year": year,
            "yearly": yearly,
            "wrongs": wrongs,
            "kinds": building.kinds(),
            "cell_kinds": building.cell_kinds(),
            "spare": range(len(rows), len(rows) + building.SPARE),
        },
    )


@page("POST", verb=Verb.REVIEW_FINDING)
def issue(request: Visit, number: int) -> HttpResponse:
    """Send it out."""
    row, user = _seen(request.user, number), request.user
    keys = {int(key) for key in request.POST.getlist("whom") if key.isascii() and key.isdigit()}
    days = request.POST.get("days", "")
    try:
        due = date.fromisoformat(request.POST.get("due", "")) if request.POST.get("due") else None
    except ValueError as error:
        raise RefusedError(_("截止日期不是日期。请写成 2017-12-18 的样子")) from error
    everyone = request.POST.get("everyone") == "1"
    offices, sites = offices_to_ask(user), sites_to_ask(user)
    work = row.annual == "work"
    actions.issue(
        actor(request),
        row,
        offices=[] if work else [one for one in offices if everyone or one.pk in keys],
        sites=[one for one in sites if everyone or one.pk in keys] if work else [],
        due=due,
        days=int(days) if days.isascii() and days.isdigit() and len(days) < 4 else None,
        version=version(request),
    )
    messages.success(request, _("已下发"))
    return redirect("ask", number)


@page("GET", verb=Verb.EXPORT)
def export(request: Visit, number: int, kind: str) -> HttpResponse:
    """Every answer as a file."""
    row = _seen(request.user, number)
    if kind not in requested_files.WRITERS:
        raise Http404(kind)
    return requested_files.export(row, kind)


def _seen(user: User, number: int) -> ReportRequest:
    return get_object_or_404(asked_visible_to(user).select_related("office"), pk=number)


def version(request: Visit) -> int:
    """The version a page showed."""
    said = request.POST.get("version", "")
    return whole(said, -1, digits=8)
