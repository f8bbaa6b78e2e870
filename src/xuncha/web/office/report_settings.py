"""What an office settled for citizens' error reports: its working days and its answers."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from xuncha.base.language import _
from xuncha.cases.kinds.citizen_report import actions, queries
from xuncha.people.queries import can
from xuncha.people.rules import Verb
from xuncha.web.address import whole
from xuncha.web.door import Visit, actor, page


@page("GET", verb=Verb.HANDLE_CASE)
def show(request: Visit) -> HttpResponse:
    """What the office settled: its working days and its answers."""
    office = request.user.office
    transfer, close = queries.terms(office)
    return render(
        request,
        "office/report_settings.html",
        {
            "office": office,
            "transfer": transfer,
            "close": close,
            "templates": queries.templates_visible_to(request.user),
            "may_set": can(request.user, Verb.MANAGE_OFFICES, office.path),
        },
    )


@page("POST", verb=Verb.MANAGE_OFFICES)
def set_terms(request: Visit) -> HttpResponse:
    """Set the working days of one's own part of the tree."""
    said = request.POST
    actions.set_terms(
        actor(request),
        request.user.office,
        whole(said.get("transfer", "")),
        whole(said.get("close", "")),
    )
    messages.success(request, _("已保存"))
    return redirect("report_settings")


@page("POST", verb=Verb.HANDLE_CASE)
def add_template(request: Visit) -> HttpResponse:
    """Keep an answer."""
    said = request.POST
    actions.add_template(
        actor(request), request.user.office, said.get("name", ""), said.get("text", "")
    )
    messages.success(request, _("已保存"))
    return redirect("report_settings")


@page("POST", verb=Verb.HANDLE_CASE)
def drop_template(request: Visit, number: int) -> HttpResponse:
    """Take an answer away."""
    rows = queries.templates_visible_to(request.user)
    actions.drop_template(actor(request), get_object_or_404(rows, pk=number))
    return redirect("report_settings")
