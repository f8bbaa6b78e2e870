"""Requests for changes of the register: the lists, the page of one, and what is decided on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from xuncha.base.calendar import Calendar
from xuncha.base.language import N_, _
from xuncha.people.actions import RefusedError
from xuncha.people.calendar import office_calendar
from xuncha.people.models import User
from xuncha.people.queries import can
from xuncha.people.rules import Verb
from xuncha.registry import actions, documents, forms, rules
from xuncha.registry.models import Request, RequestKind, RequestState
from xuncha.registry.queries import (
    differences,
    documents_visible_to,
    due,
    figures,
    overdue,
    requests_to_review,
    requests_visible_to,
    review_chain,
    sites_visible_to,
    unmanned,
)
from xuncha.registry.steps import ProblemsError
from xuncha.web import files
from xuncha.web.address import whole
from xuncha.web.door import Visit, actor, page
from xuncha.web.listing import Column, Filter, Listing, choices

COLUMNS: Final = (
    Column("site", N_("网站"), narrow=True),
    Column("kind", N_("申请事项"), ("kind",), narrow=True),
    Column("state", N_("状态"), ("state",), narrow=True),
    Column("office", N_("申请单位"), ("path",)),
    Column("at", N_("现由谁审核")),
    Column("due", N_("审核期限"), ("at_since",)),
    Column("submitted", N_("提交日期"), ("submitted_at",)),
    Column("made", N_("起草日期"), ("made_at",), usual=False),
    Column("number", N_("编号"), ("id",), number=True, usual=False),
)
_EDITABLE: Final = (RequestState.DRAFT, RequestState.RETURNED)


def _turn(rows: QuerySet[Request], value: str, user: User) -> QuerySet[Request]:
    """Mine to decide; mine to mend; or with somebody for longer than allowed."""
    if value == "review":
        return rows.filter(pk__in=requests_to_review(user).values("pk"))
    if value == "mend":
        return rows.filter(office=user.office, state__in=_EDITABLE)
    return overdue(rows, timezone.now(), office_calendar())


def dues(calendar: Calendar) -> Callable[[Request], date | None]:
    """The last working day of each request, with the figures of the rules read once."""
    days = figures().review_days

    def due_of(one: Request) -> date | None:
        if one.at_since is None:
            return None
        return rules.review_due(timezone.localdate(one.at_since), days, calendar)

    return due_of


def _named(rows: QuerySet[Request], words: str, user: User) -> QuerySet[Request]:
    """Requests for the sites of this name: the names are looked through first, in their index."""
    sites = sites_visible_to(user).filter(name__contains=words).order_by()
    return rows.filter(site__in=sites.values("pk"))


@page("GET")
def show(request: Visit) -> HttpResponse:
    """The list: what waits for this person, what is on its way, what was decided."""
    user = request.user
    filters: list[Filter[Request]] = [
        Filter(
            "turn",
            N_("轮到谁"),
            lambda rows, value: _turn(rows, value, user),
            lambda: [
                ("review", _("待我审核")),
                ("mend", _("待本单位修改")),
                ("overdue", _("审核已超期")),
            ],
        ),
        Filter("state", N_("状态"), lambda q, v: q.filter(state=v), choices(RequestState.choices)),
        Filter("kind", N_("申请事项"), lambda q, v: q.filter(kind=v), choices(RequestKind.choices)),
        Filter("q", N_("网站名称"), lambda q, v: _named(q, v, user)),
    ]
    listing = Listing(
        request.GET,
        "requests",
        requests_visible_to(user),
        COLUMNS,
        filters,
        "-number",
        dress=lambda rows: rows.select_related("site", "office", "at_office").defer("old", "new"),
    )
    calendar, today = office_calendar(), timezone.localdate()
    return render(
        request,
        "office/requests.html",
        {
            "listing": listing,
            "due": dues(calendar),
            "today": today,
            "may_ask": can(user, Verb.REQUEST_CHANGE, user.office.path),
            "waiting": requests_to_review(user).count(),
        },
    )


def _seen(user: User, number: int) -> Request:
    rows = requests_visible_to(user).select_related("site", "office", "at_office", "made_by")
    return get_object_or_404(rows, pk=number)


@page("GET")
def one(request: Visit, number: int) -> HttpResponse:
    """One request: old beside new, documents, opinions, and what this person may do with it."""
    user = request.user
    asked = _seen(user, number)
    mine = can(user, Verb.REQUEST_CHANGE, asked.path)
    calendar = office_calendar()
    limit = due(asked, calendar)
    chain = review_chain(asked.office)
    on_its_way = asked.state in (*_EDITABLE, RequestState.REVIEWING)
    return render(
        request,
        "office/request.html",
        {
            "asked": asked,
            "lines": differences(asked),
            "opinions": asked.opinions.select_related("office", "by"),
            "documents": asked.documents.select_related("added_by"),
            "chain": chain,
            "unmanned": unmanned(asked, chain) if on_its_way else (),
            "cautions": forms.cautions(asked.new),
            "due": limit,
            "days_left": calendar.between(timezone.localdate(), limit) if limit else 0,
            "may_decide": requests_to_review(user).filter(pk=asked.pk).exists(),
            "may_change": mine and asked.state in _EDITABLE,
            "may_withdraw": mine
            and asked.state in (*_EDITABLE, RequestState.REVIEWING)
            and (asked.office_id == user.office_id or asked.writers.contains(user)),
            "kinds_of_file": ",".join(f".{kind}" for kind in documents.BEGINNINGS),
        },
    )


@page("POST", verb=Verb.REVIEW_REQUEST)
def decide(request: Visit, number: int) -> HttpResponse:
    """Agree, or send it back with what is to be mended."""
    asked = _seen(request.user, number)
    text = request.POST.get("text", "")
    turn = request.POST.get("turn", "")
    seen = whole(turn, -1)
    if request.POST.get("decision") == "approve":
        asked = actions.approve(actor(request), asked, text, turn=seen)
        ended = asked.state == RequestState.APPROVED
        said = _("已批准并生效") if ended else _("已同意，转上一级审核")
    else:
        actions.send_back(actor(request), asked, text, turn=seen)
        said = _("已退回")
    messages.success(request, said)
    return redirect("request", number)


@page("POST", verb=Verb.REQUEST_CHANGE)
def submit(request: Visit, number: int) -> HttpResponse:
    """Lay it on the first level's desk."""
    asked = _seen(request.user, number)
    try:
        actions.submit(actor(request), asked)
    except ProblemsError as error:
        for problem in error.problems:
            messages.error(request, str(problem))
        return redirect("request_edit", number)
    messages.success(request, _("已提交审核"))
    return redirect("request", number)


@page("POST", verb=Verb.REQUEST_CHANGE)
def withdraw(request: Visit, number: int) -> HttpResponse:
    """Take it back."""
    actions.withdraw(actor(request), _seen(request.user, number))
    messages.success(request, _("已撤回"))
    return redirect("request", number)


@page("POST", verb=Verb.REQUEST_CHANGE)
def attach(request: Visit, number: int) -> HttpResponse:
    """Put a file beside it."""
    asked = _seen(request.user, number)
    sent = request.FILES.get("file")
    if sent is None:
        raise RefusedError(_("请选择要上传的文件"))
    if (sent.size or 0) > documents.MOST_BYTES:
        most = documents.MOST_BYTES // 2**20
        raise RefusedError(_("文件超过 {most} MB，请压缩或拆分").format(most=most))
    documents.attach(actor(request), asked, sent.name or "", sent.read())
    return redirect("request", number)


@page("POST", verb=Verb.REQUEST_CHANGE)
def detach(request: Visit, number: int, document: int) -> HttpResponse:
    """Take a file away again."""
    rows = documents_visible_to(request.user)
    documents.detach(actor(request), get_object_or_404(rows, pk=document, request_id=number))
    return redirect("request", number)


@page("GET")
def download(request: Visit, number: int, document: int) -> HttpResponseBase:
    """A file behind a request: always saved, never shown in our own place."""
    rows = documents_visible_to(request.user)
    found = get_object_or_404(rows, pk=document, request_id=number)
    return files.handed_on(found.name, found.sha256)
