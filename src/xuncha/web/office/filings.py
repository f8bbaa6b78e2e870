"""Filings (报备) in the console: the list, the page of one, what is decided on it, the figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from xuncha.base.language import N_, _
from xuncha.cases import actions as cases
from xuncha.cases.kinds.outage import actions, rules
from xuncha.cases.kinds.outage.actions import ProblemsError
from xuncha.cases.kinds.outage.models import Filing
from xuncha.cases.kinds.outage.queries import (
    covered_by,
    events_of,
    figures_at,
    filings_to_review,
    filings_visible_to,
    flagged,
    too_many_sites,
)
from xuncha.cases.kinds.outage.rules import KIND_NAMES, MACHINE, TIMELINESS_NAMES
from xuncha.cases.queries import calendar
from xuncha.people.actions import RefusedError
from xuncha.people.models import User
from xuncha.people.queries import can
from xuncha.people.rules import Verb
from xuncha.registry import documents
from xuncha.registry.queries import review_chain, sites_visible_to
from xuncha.web import files, moments
from xuncha.web.address import whole
from xuncha.web.door import Visit, actor, page
from xuncha.web.listing import Column, Filter, Listing, choices

COLUMNS: Final = (
    Column("site", N_("网站"), narrow=True),
    Column("why", N_("种类"), ("why",), narrow=True),
    Column("state", N_("状态"), narrow=True),
    Column("begins", N_("开始"), ("begins",), narrow=True),
    Column("ends", N_("结束"), ("ends",)),
    Column("timeliness", N_("是否及时"), ("timeliness",)),
    Column("at", N_("现由谁审批")),
    Column("office", N_("填报单位"), ("path",)),
    Column("number", N_("编号"), ("id",), usual=False),
)
#: States in which it can be written on.
EDITABLE: Final = ("draft", "returned")
_MOST_SITES: Final = 500


def _turn(rows: QuerySet[Filing], value: str, user: User) -> QuerySet[Filing]:
    if value == "review":
        return rows.filter(pk__in=filings_to_review(user).values("pk"))
    if value == "mend":
        return rows.filter(case__office=user.office, case__state__in=EDITABLE)
    if value == "now":
        at = timezone.now()
        return rows.filter(case__state="approved", begins__lte=at, ends__gt=at)
    most = figures_at(user.office.path).most_a_quarter
    return rows.filter(site__in=too_many_sites(rows, timezone.now(), most))


@page("GET")
def show(request: Visit) -> HttpResponse:
    """The list: what waits, what lasts, what ran over, and who files too often."""
    user = request.user
    filters: list[Filter[Filing]] = [
        Filter(
            "turn",
            N_("看什么"),
            lambda rows, value: _turn(rows, value, user),
            lambda: [
                ("review", _("待我审批")),
                ("mend", _("待本单位修改")),
                ("now", _("正在报备时间内")),
                ("many", _("本季度报备过多的网站")),
            ],
        ),
        Filter("state", N_("状态"), lambda q, v: q.filter(case__state=v), choices(MACHINE.states)),
        Filter("why", N_("种类"), lambda q, v: q.filter(why=v), choices(_named(KIND_NAMES))),
        Filter(
            "timeliness",
            N_("是否及时"),
            lambda q, v: q.filter(timeliness=v),
            choices(_named(TIMELINESS_NAMES)),
            rare=True,
        ),
        Filter("q", N_("网站名称"), lambda q, v: _of_sites(q, v, user)),
    ]
    listing = Listing(
        request.GET,
        "filings",
        filings_visible_to(user),
        COLUMNS,
        filters,
        "-begins",
        dress=lambda rows: rows.select_related("site", "case", "case__office", "at_office"),
    )
    return render(
        request,
        "office/filings.html",
        {
            "listing": listing,
            "many": flagged(listing.rows),
            "waiting": filings_to_review(user).count(),
            "may_file": can(user, Verb.REQUEST_CHANGE, user.office.path),
        },
    )


def _named(names: Mapping[Any, str]) -> dict[str, str]:
    return {str(key): name for key, name in names.items()}


def _of_sites(rows: QuerySet[Filing], words: str, user: User) -> QuerySet[Filing]:
    sites = sites_visible_to(user).filter(name__contains=words).order_by()
    return rows.filter(site_id__in=list(sites.values_list("pk", flat=True)[:_MOST_SITES]))


@page("GET")
def one(request: Visit, number: int) -> HttpResponse:
    """One filing: its window and what of it counts, its history, and what may be done with it."""
    user, filing = request.user, seen(request.user, number)
    case, days = filing.case, calendar()
    mine = can(user, Verb.REQUEST_CHANGE, filing.path)
    near = mine and (user.office_id == case.office_id or user.office.path <= case.path)
    return render(
        request,
        "office/filing.html",
        {
            "filing": filing,
            "case": case,
            "events": events_of(filing),
            "files": case.files.select_related("by"),
            "covers": covered_by(filing),
            "over": rules.is_over(
                rules.Span(filing.begins, filing.ends), filing.restored_at, timezone.now()
            ),
            "many": flagged([filing]).get(filing.pk, 0),
            "chain": review_chain(filing.site.office),
            "days_left": days.between(timezone.localdate(), case.due) if case.due else 0,
            "may_decide": filings_to_review(user).filter(pk=filing.pk).exists(),
            "may_change": near and case.state in EDITABLE,
            "may_withdraw": near and case.state in (*EDITABLE, "reviewing"),
            "may_restore": near and case.state in ("approved", "overrun"),
            "may_attach": can(user, Verb.HANDLE_CASE, filing.path) and case.closed_at is None,
            "kinds_of_file": ",".join(f".{kind}" for kind in documents.BEGINNINGS),
        },
    )


@page("POST", verb=Verb.REQUEST_CHANGE)
def submit(request: Visit, number: int) -> HttpResponse:
    """Lay it on the first level's desk."""
    filing = seen(request.user, number)
    try:
        actions.submit(actor(request), filing, version=told_version(request))
    except ProblemsError as error:
        for problem in error.problems.values():
            messages.error(request, problem)
        return redirect("filing_edit", number)
    messages.success(request, _("已提交审批"))
    return redirect("filing", number)


@page("POST", verb=Verb.REVIEW_REQUEST)
def decide(request: Visit, number: int) -> HttpResponse:
    """Agree, or send it back with what is to be mended."""
    filing, text = seen(request.user, number), request.POST.get("text", "")
    if request.POST.get("decision") == "approve":
        filing = actions.approve(actor(request), filing, text, version=told_version(request))
        ended = filing.case.state == "approved"
        messages.success(request, _("已批准") if ended else _("已同意，转上一级审批"))
    else:
        actions.send_back(actor(request), filing, text, version=told_version(request))
        messages.success(request, _("已退回"))
    return redirect("filing", number)


@page("POST", verb=Verb.REQUEST_CHANGE)
def withdraw(request: Visit, number: int) -> HttpResponse:
    """Take it back."""
    actions.withdraw(actor(request), seen(request.user, number), version=told_version(request))
    messages.success(request, _("已撤回"))
    return redirect("filing", number)


@page("POST", verb=Verb.REQUEST_CHANGE)
def restore(request: Visit, number: int) -> HttpResponse:
    """Say that the site is back, and since when."""
    filing = seen(request.user, number)
    at: datetime | None = moments.sent(request.POST, "at")
    if request.POST.get("at") and (at is None or at > timezone.now() or at < filing.begins):
        raise RefusedError(_("恢复时间应在报备开始之后、现在之前"))
    text, version = request.POST.get("text", ""), told_version(request)
    actions.restore(actor(request), filing, text, at=at, version=version)
    messages.success(request, _("已报告恢复"))
    return redirect("filing", number)


@page("POST", verb=Verb.HANDLE_CASE)
def attach(request: Visit, number: int) -> HttpResponse:
    """Put a file beside it."""
    filing, sent = seen(request.user, number), request.FILES.get("file")
    if sent is None:
        raise RefusedError(_("请选择要上传的文件"))
    if (sent.size or 0) > documents.MOST_BYTES:
        most = documents.MOST_BYTES // 2**20
        raise RefusedError(_("文件超过 {most} MB，请压缩或拆分").format(most=most))
    cases.attach(actor(request), filing.case, sent.name or "", sent.read())
    return redirect("filing", number)


@page("GET")
def download(request: Visit, number: int, document: int) -> HttpResponseBase:
    """A file beside it: always saved, never shown in our own place."""
    filing = seen(request.user, number)
    file = get_object_or_404(filing.case.files, pk=document)
    return files.handed_on(file.name, file.sha256)


def seen(user: User, number: int) -> Filing:
    """A filing of the user's part of the tree; raises Http404."""
    rows = filings_visible_to(user).select_related(
        "site", "site__office", "case", "case__office", "at_office"
    )
    return get_object_or_404(rows, pk=number)


def told_version(request: Visit) -> int:
    """Which state of the filing the form was filled in from; -1 where it does not say."""
    return whole(request.POST.get("version", ""), -1)
