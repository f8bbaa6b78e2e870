"""The end of a site in the console, and its way to another office."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from xuncha.base.language import _
from xuncha.people.actions import RefusedError
from xuncha.people.models import User
from xuncha.people.queries import can, offices_visible_to
from xuncha.people.rules import Verb
from xuncha.pipeline import leaves
from xuncha.registry import sites
from xuncha.registry.models import Site
from xuncha.registry.queries import closing_of, sites_visible_to
from xuncha.web.address import whole
from xuncha.web.door import Visit, actor, page

#: Offices offered at once.
_OFFERED: Final = 100


def of(user: User, site: Site) -> dict[str, Any]:
    """What the page of a site shows of its end, and what this person may do about it."""
    return {
        "closing": closing_of(site, timezone.localdate()),
        "may_notice": can(user, Verb.REQUEST_CHANGE, site.path),
        "may_close": can(user, Verb.REVIEW_REQUEST, site.path),
        "may_hand_over": can(user, Verb.MANAGE_OFFICES, site.path),
    }


@page("POST", verb=Verb.REQUEST_CHANGE)
def notice(request: Visit, number: int) -> HttpResponse:
    """Say since when and where the closing notice stands."""
    site = _seen(request, number)
    try:
        on = date.fromisoformat(request.POST.get("on", ""))
    except ValueError as error:
        raise RefusedError(_("公告日期不是日期。请写成 2017-12-05 的样子")) from error
    sites.give_notice(actor(request), site, on, request.POST.get("url", ""))
    messages.success(request, _("已填报公告"))
    return redirect("site", number)


@page("POST", verb=Verb.REVIEW_REQUEST)
def close(request: Visit, number: int) -> HttpResponse:
    """Close it, once its notice has stood long enough."""
    sites.finish_closing(actor(request), _seen(request, number))
    messages.success(request, _("已关停"))
    return redirect("site", number)


@page("GET", "POST", verb=Verb.MANAGE_OFFICES)
def hand_over(request: Visit, number: int) -> HttpResponse:
    """Put it under another office of one's own part of the tree."""
    site = _seen(request, number)
    rows = offices_visible_to(request.user).filter(closed_at=None).exclude(pk=site.office_id)
    if request.method == "POST":
        chosen = request.POST.get("office", "")
        key = whole(chosen)
        office = get_object_or_404(rows, pk=key)
        data, why = Path(settings.DATA), request.POST.get("reason", "")
        leaves.hand_over(actor(request), data, site, office, why)
        messages.success(request, _("已划转到“{name}”").format(name=office.name))
        return redirect("site", number)
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    found = list(rows.filter(name__contains=words).order_by("path")[: _OFFERED + 1])
    return render(
        request,
        "office/site_hand_over.html",
        {"site": site, "q": words, "offices": found[:_OFFERED], "more": len(found) > _OFFERED},
    )


def _seen(request: Visit, number: int) -> Site:
    rows = sites_visible_to(request.user).select_related("office")
    return get_object_or_404(rows, pk=number)
