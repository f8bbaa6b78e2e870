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
from xuncha.cases.kinds.outage.actions import ProblemsError, Told
from xuncha.cases.kinds.outage.models import Filing, FilingFigure
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
from xuncha.people.tree import above
from xuncha.registry import documents
from xuncha.registry.models import Site, SiteState
from xuncha.registry.queries import review_chain, sites_visible_to
from xuncha.web import files, moments
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
_MOST_SITES: Final = 500
_EDITABLE: Final = ("draft", "returned")
_RUNNING: Final = (SiteState.ACTIVE, SiteState.EXEMPT, SiteState.OFFLINE)


def _turn(rows: QuerySet[Filing], value: str, user: User) -> QuerySet[Filing]:
    if value == "review":
        return rows.filter(pk__in=filings_to_review(user).values("pk"))
    if value == "mend":
        return rows.filter(case__office=user.office, case__state__in=_EDITABLE)
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
    user, filing = request.user, _seen(request.user, number)
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
            "may_change": near and case.state in _EDITABLE,
            "may_withdraw": near and case.state in (*_EDITABLE, "reviewing"),
            "may_restore": near and case.state in ("approved", "overrun"),
            "may_attach": can(user, Verb.HANDLE_CASE, filing.path) and case.closed_at is None,
            "kinds_of_file": ",".join(f".{kind}" for kind in documents.BEGINNINGS),
        },
    )


# ── the form ─────────────────────────────────────────────────────────────────


@page("GET", "POST", verb=Verb.REQUEST_CHANGE)
def new(request: Visit) -> HttpResponse:
    """File that a site is, was or will be away."""
    rows = sites_visible_to(request.user).filter(state__in=_RUNNING)
    chosen = request.POST.get("site") or request.GET.get("site") or ""
    site = None
    if chosen.isascii() and chosen.isdigit():
        site = get_object_or_404(rows.select_related("office"), pk=int(chosen))
    if request.method == "GET" or site is None:
        problems = {"site": _("请选择网站")} if request.method == "POST" else {}
        told = Told("outage", None, None) if request.method == "GET" else _told(request)
        return _form(request, told, site, problems=problems)
    told = _told(request)
    try:
        filing = actions.draft_filing(actor(request), site, told)
    except ProblemsError as error:
        return _form(request, told, site, problems=error.problems)
    return _saved(request, filing, told)


@page("GET", "POST", verb=Verb.REQUEST_CHANGE)
def edit(request: Visit, number: int) -> HttpResponse:
    """Go on with a draft, or mend one that was returned."""
    filing = _seen(request.user, number)
    if filing.case.state not in _EDITABLE:
        return redirect("filing", number)
    if request.method == "GET":
        return _form(request, _as_told(filing), filing.site, filing=filing)
    told = _told(request)
    try:
        filing = actions.change_filing(actor(request), filing, told, version=_version(request))
    except ProblemsError as error:
        return _form(request, told, filing.site, filing=filing, problems=error.problems)
    return _saved(request, filing, told)


def _told(request: Visit) -> Told:
    form = request.POST
    return Told(
        form.get("why", ""),
        moments.sent(form, "begins"),
        moments.sent(form, "ends"),
        form.get("reason", ""),
        form.get("notice", ""),
        form.get("notice_url", ""),
    )


def _as_told(filing: Filing) -> Told:
    return Told(
        filing.why,
        filing.begins,
        filing.ends,
        filing.reason,
        filing.notice,
        filing.notice_url,
    )


def _form(
    request: Visit,
    told: Told,
    site: Site | None,
    *,
    filing: Filing | None = None,
    problems: Mapping[str, str] | None = None,
) -> HttpResponse:
    path = site.path if site else request.user.office.path
    rows = sites_visible_to(request.user).filter(state__in=_RUNNING).order_by("path", "id")
    return render(
        request,
        "office/filing_form.html",
        {
            "told": told,
            "begins": moments.written(told.begins),
            "ends": moments.written(told.ends),
            "site": site,
            "filing": filing,
            "sites": [] if site else list(rows[:_MOST_SITES]),
            "problems": problems or {},
            "kinds": [(str(key), _(name)) for key, name in KIND_NAMES.items()],
            "figures": figures_at(path),
        },
    )


def _saved(request: Visit, filing: Filing, told: Told) -> HttpResponse:
    """After saving: on to the reviewers if that was asked, with what is missing shown if not."""
    if request.POST.get("then") != "submit":
        messages.success(request, _("草稿已保存"))
        return redirect("filing", filing.pk)
    try:
        actions.submit(actor(request), filing)
    except ProblemsError as error:
        return _form(request, told, filing.site, filing=filing, problems=error.problems)
    messages.success(request, _("已提交审批"))
    return redirect("filing", filing.pk)


# ── steps ────────────────────────────────────────────────────────────────────


@page("POST", verb=Verb.REQUEST_CHANGE)
def submit(request: Visit, number: int) -> HttpResponse:
    """Lay it on the first level's desk."""
    filing = _seen(request.user, number)
    try:
        actions.submit(actor(request), filing, version=_version(request))
    except ProblemsError as error:
        for problem in error.problems.values():
            messages.error(request, problem)
        return redirect("filing_edit", number)
    messages.success(request, _("已提交审批"))
    return redirect("filing", number)


@page("POST", verb=Verb.REVIEW_REQUEST)
def decide(request: Visit, number: int) -> HttpResponse:
    """Agree, or send it back with what is to be mended."""
    filing, text = _seen(request.user, number), request.POST.get("text", "")
    if request.POST.get("decision") == "approve":
        filing = actions.approve(actor(request), filing, text, version=_version(request))
        ended = filing.case.state == "approved"
        messages.success(request, _("已批准") if ended else _("已同意，转上一级审批"))
    else:
        actions.send_back(actor(request), filing, text, version=_version(request))
        messages.success(request, _("已退回"))
    return redirect("filing", number)


@page("POST", verb=Verb.REQUEST_CHANGE)
def withdraw(request: Visit, number: int) -> HttpResponse:
    """Take it back."""
    actions.withdraw(actor(request), _seen(request.user, number), version=_version(request))
    messages.success(request, _("已撤回"))
    return redirect("filing", number)


@page("POST", verb=Verb.REQUEST_CHANGE)
def restore(request: Visit, number: int) -> HttpResponse:
    """Say that the site is back, and since when."""
    filing = _seen(request.user, number)
    at: datetime | None = moments.sent(request.POST, "at")
    if request.POST.get("at") and (at is None or at > timezone.now() or at < filing.begins):
        raise RefusedError(_("恢复时间应在报备开始之后、现在之前"))
    text, version = request.POST.get("text", ""), _version(request)
    actions.restore(actor(request), filing, text, at=at, version=version)
    messages.success(request, _("已报告恢复"))
    return redirect("filing", number)


@page("POST", verb=Verb.HANDLE_CASE)
def attach(request: Visit, number: int) -> HttpResponse:
    """Put a file beside it."""
    filing, sent = _seen(request.user, number), request.FILES.get("file")
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
    filing = _seen(request.user, number)
    file = get_object_or_404(filing.case.files, pk=document)
    return files.handed_on(file.name, file.sha256)


@page("GET", "POST")
def figures(request: Visit) -> HttpResponse:
    """The numbers in force at one's own office, where they come from, and how sure they are."""
    user = request.user
    if request.method == "POST":
        said = request.POST.get("value", "")
        value = int(said) if said.isascii() and said.isdigit() and len(said) < 5 else -1
        actions.set_figure(
            actor(request),
            user.office,
            request.POST.get("name", ""),
            value,
            request.POST.get("reason", ""),
        )
        messages.success(request, _("已修改，对本级及以下有效"))
        return redirect("filing_figures")
    rows = FilingFigure.objects.filter(path__in=above(user.office.path)).order_by("id")
    # The nearest office's last word, as `rules.nearest` reads it.
    own: dict[str, FilingFigure] = {}
    for row in rows.select_related("office"):
        if row.name not in own or len(row.path) >= len(own[row.name].path):
            own[row.name] = row
    return render(
        request,
        "office/filing_figures.html",
        {
            "figures": [
                (one, own[name].value if name in own else one.value, own.get(name))
                for name, one in rules.shipped_figures().items()
            ],
            "register": figures_at(user.office.path),
            "may_set": can(user, Verb.MANAGE_OFFICES, user.office.path),
        },
    )


def _seen(user: User, number: int) -> Filing:
    rows = filings_visible_to(user).select_related(
        "site", "site__office", "case", "case__office", "at_office"
    )
    return get_object_or_404(rows, pk=number)


def _version(request: Visit) -> int:
    said = request.POST.get("version", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 9 else -1
