"""Missed sites (漏报): the list, and the page of one with what speaks for it."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from xuncha.base.language import N_, _
from xuncha.people.queries import can, offices_visible_to
from xuncha.people.rules import Verb
from xuncha.registry import candidates
from xuncha.registry.models import Candidate, CandidateState
from xuncha.registry.queries import candidates_visible_to, sites_visible_to
from xuncha.web.address import whole
from xuncha.web.door import Visit, actor, page
from xuncha.web.listing import Column, Filter, Listing, choices

COLUMNS: Final = (
    Column("host", N_("主机名"), ("host",), narrow=True),
    Column("title", N_("页面标题"), narrow=True),
    Column("clues", N_("线索")),
    Column("times", N_("被链接次数"), ("times_seen",), number=True),
    Column("state", N_("状态"), ("state",), narrow=True),
    Column("office", N_("所在单位"), ("path",)),
    Column("first", N_("首次发现"), ("first_seen",), usual=False),
    Column("last", N_("最近发现"), ("last_seen",)),
)
CLUES: Final = {
    "suffix": N_("域名后缀"),
    "site_code": N_("页脚标识码"),
    "sponsor": N_("页脚主办单位"),
    "icp": N_("ICP备案号"),
    "title": N_("页面标题"),
    "police": N_("公安备案号"),
    "name": N_("名称"),
}


@page("GET")
def show(request: Visit) -> HttpResponse:
    """The list."""
    filters: list[Filter[Candidate]] = [
        Filter("q", N_("主机名"), lambda rows, value: rows.filter(host__contains=value.lower())),
        Filter(
            "state",
            N_("状态"),
            lambda rows, value: rows.filter(state=value),
            choices(CandidateState.choices),
        ),
    ]
    listing = Listing(
        request.GET,
        "candidates",
        candidates_visible_to(request.user),
        COLUMNS,
        filters,
        "-times",
        dress=lambda rows: rows.select_related("office"),
    )
    return render(request, "office/candidates.html", {"listing": listing, "clue_names": CLUES})


@page("GET")
def one(request: Visit, number: int) -> HttpResponse:
    """One missed site: its clues, who links to it, and what may be done."""
    user = request.user
    found = get_object_or_404(
        candidates_visible_to(user).select_related("office", "site", "decided_by"), pk=number
    )
    linking = sites_visible_to(user).in_bulk([place["site"] for place in found.seen_on])
    may = can(user, Verb.DECIDE_CANDIDATE, found.path)
    return render(
        request,
        "office/candidate.html",
        {
            "found": found,
            "clue_names": CLUES,
            "linked": [(linking.get(place["site"]), place) for place in found.seen_on],
            "may_decide": may and found.state in (CandidateState.FOUND, CandidateState.CLAIMED),
            "may_reopen": may and found.state == CandidateState.DISMISSED,
            "offices": offices_visible_to(user).filter(closed_at=None)[:1000] if may else (),
        },
    )


@page("POST", verb=Verb.DECIDE_CANDIDATE)
def decide(request: Visit, number: int) -> HttpResponse:
    """Claim it, have an office register it, or dismiss it with a reason."""
    user, said = request.user, request.POST
    found = get_object_or_404(candidates_visible_to(user), pk=number)
    if said.get("decision") == "claim":
        candidates.claim_candidate(actor(request), found)
        messages.success(request, _("已认领"))
    elif said.get("decision") == "assign":
        chosen = said.get("office", "")
        office = get_object_or_404(offices_visible_to(user), pk=whole(chosen))
        asked = candidates.assign_candidate(actor(request), found, office)
        messages.success(request, _("已交“{name}”补录").format(name=office.name))
        return redirect("request", asked.pk)
    else:
        candidates.dismiss_candidate(actor(request), found, said.get("reason", ""))
        messages.success(request, _("已排除"))
    return redirect("candidate", number)
