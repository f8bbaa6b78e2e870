"""The form of a filing: a new one, a draft gone on with, one mended after its return."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from xuncha.base.language import _
from xuncha.cases.kinds.outage import actions
from xuncha.cases.kinds.outage.actions import ProblemsError, Told
from xuncha.cases.kinds.outage.models import Filing
from xuncha.cases.kinds.outage.queries import (
    figures_at,
)
from xuncha.cases.kinds.outage.rules import KIND_NAMES
from xuncha.people.rules import Verb
from xuncha.registry.models import Site, SiteState
from xuncha.registry.queries import sites_visible_to
from xuncha.web import moments
from xuncha.web.door import Visit, actor, page
from xuncha.web.office.filings import EDITABLE, seen, told_version

#: Sites that the form offers to choose from.
_MOST_SITES: Final = 500
_RUNNING: Final = (SiteState.ACTIVE, SiteState.EXEMPT, SiteState.OFFLINE)


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
    filing = seen(request.user, number)
    if filing.case.state not in EDITABLE:
        return redirect("filing", number)
    if request.method == "GET":
        return _form(request, _as_told(filing), filing.site, filing=filing)
    told = _told(request)
    try:
        filing = actions.change_filing(actor(request), filing, told, version=told_version(request))
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
