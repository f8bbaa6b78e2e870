"""My notices: the inbox, and what one wants to hear, when, and through which channels."""

from __future__ import annotations

from datetime import time
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render

from xuncha.alerts.channels import (
    MOST_CHANNELS,
    add_channel,
    change_wishes,
    drop_channel,
    office_listener,
    try_channel,
)
from xuncha.alerts.gathering import kind_name
from xuncha.alerts.inbox import notices_of, read, take
from xuncha.alerts.models import Channel, ChannelKind, Listener, Notice, Pace, Reach
from xuncha.alerts.routing import listener_of
from xuncha.alerts.settings import post
from xuncha.base.language import N_, _
from xuncha.people.actions import RefusedError
from xuncha.people.events import FAMILIES, KINDS
from xuncha.people.queries import can
from xuncha.people.rules import Verb
from xuncha.web.address import back
from xuncha.web.door import Visit, actor, page
from xuncha.web.listing import Column, Filter, Listing, choices

COLUMNS: Final = (
    Column("what", N_("事项"), narrow=True),
    Column("kind", N_("类别")),
    Column("office", N_("单位")),
    Column("at", N_("时间"), ("at",), narrow=True),
    Column("take", N_("处理"), narrow=True),
)


def _of_family(rows: QuerySet[Notice], family: str) -> QuerySet[Notice]:
    return rows.filter(event__kind__startswith=f"{family}.")


def _by_state(rows: QuerySet[Notice], state: str) -> QuerySet[Notice]:
    return rows.filter(read_at=None) if state == "unread" else rows.filter(taken_at=None)


@page("GET")
def show(request: Visit) -> HttpResponse:
    """The inbox, the latest first."""
    filters: list[Filter[Notice]] = [
        Filter("q", N_("标题"), lambda rows, value: rows.filter(event__title__contains=value)),
        Filter("family", N_("类别"), _of_family, choices(FAMILIES)),
        Filter(
            "state", N_("状态"), _by_state, choices({"unread": N_("未读"), "open": N_("未认领")})
        ),
    ]
    listing = Listing(
        request.GET,
        "notices",
        notices_of(request.user),
        COLUMNS,
        filters,
        "-at",
        dress=lambda rows: rows.select_related("event__office", "escalated_from"),
    )
    return render(
        request, "office/notices/inbox.html", {"listing": listing, "kind_name": kind_name}
    )


@page("GET")
def one(request: Visit, number: int) -> HttpResponse:
    """One notice, opened."""
    notice = get_object_or_404(notices_of(request.user), pk=number)
    read(actor(request), [notice])
    return render(request, "office/notices/notice.html", {"notice": notice, "kind_name": kind_name})


@page("POST")
def read_all(request: Visit) -> HttpResponse:
    """Mark all as read."""
    read(actor(request), notices_of(request.user).filter(read_at=None)[:5000])
    return redirect("notices")


@page("POST")
def taken(request: Visit, number: int) -> HttpResponse:
    """Say "I have it"."""
    take(actor(request), get_object_or_404(notices_of(request.user), pk=number))
    messages.success(request, _("已认领，不再上报"))
    return redirect(back(request, "/notices/"))


def _listener(request: Visit, whose: str) -> Listener:
    """One's own wishes, or one's office's where one manages its people."""
    act = actor(request)
    if whose == "mine":
        return listener_of(request.user, act.now)
    if whose != "office" or not can(request.user, Verb.MANAGE_PEOPLE, request.user.office.path):
        raise PermissionDenied(f"the channels of {whose!r}")
    return office_listener(request.user.office)


@page("GET", "POST")
def wishes(request: Visit, whose: str) -> HttpResponse:
    """What to hear, when, and through which channels."""
    listener = _listener(request, whose)
    if request.method == "POST":
        change_wishes(actor(request), listener, _said(request.POST))
        messages.success(request, _("已保存"))
        return redirect("notice_wishes", whose)
    families = [
        (family, _(name), [(k, _(n)) for k, n in KINDS.items() if k.startswith(f"{family}.")])
        for family, name in FAMILIES.items()
    ]
    context: dict[str, Any] = {
        "listener": listener,
        "whose": whose,
        "families": families,
        "channels": listener.channels.filter(active=True),
        "kinds": [(value, _(str(label))) for value, label in ChannelKind.choices],
        "paces": [(value, _(str(label))) for value, label in Pace.choices],
        "reaches": [(value, _(str(label))) for value, label in Reach.choices],
        "most": MOST_CHANNELS,
        "mail": bool(post().smtp_host),
        "may_office": can(request.user, Verb.MANAGE_PEOPLE, request.user.office.path),
    }
    return render(request, "office/notices/wishes.html", context)


def _said(form: QueryDict) -> dict[str, Any]:
    """The form as the action wants it; raises RefusedError for what is no time or number."""
    heard = set(form.getlist("hear"))
    try:
        every = int(form.get("every", "30"))
        digest = time.fromisoformat(form.get("digest_at") or "08:30")
        quiet = [
            time.fromisoformat(form.get(name, "")) if form.get(name) else None
            for name in ("quiet_from", "quiet_to")
        ]
    except ValueError as error:
        raise RefusedError(_("时间或间隔填得不对")) from error
    return {
        "muted": [kind for kind in (*KINDS, *FAMILIES) if kind not in heard],
        "reach": form.get("reach", Reach.OWN),
        "pace": form.get("pace", Pace.AT_ONCE),
        "digest_at": digest,
        "quiet_from": quiet[0],
        "quiet_to": quiet[1],
        "quiet_days_off": form.get("quiet_days_off") == "1",
        "every": every,
        "language": form.get("language", "zh"),
    }


@page("POST")
def channel_add(request: Visit, whose: str) -> HttpResponse:
    """A new channel."""
    said = request.POST
    add_channel(
        actor(request),
        _listener(request, whose),
        said.get("kind", ""),
        target=said.get("target", ""),
        secret=said.get("secret", ""),
        name=said.get("name", "").strip(),
    )
    messages.success(request, _("已添加，请发一条测试消息"))
    return redirect("notice_wishes", whose)


def _channel(request: Visit, number: int) -> tuple[Channel, str]:
    """A channel of one's own or one's office's, and whose it is."""
    own = Channel.objects.filter(listener__user=request.user, pk=number).first()
    if own is not None:
        return own, "mine"
    offices = Channel.objects.filter(listener__office=request.user.office, active=True)
    return get_object_or_404(offices, pk=number), "office"


@page("POST")
def channel_try(request: Visit, number: int) -> HttpResponse:
    """Send a test message through it."""
    channel, whose = _channel(request, number)
    try_channel(actor(request), channel)
    messages.success(request, _("测试消息已排队，几秒后送出"))
    return redirect("notice_wishes", whose)


@page("POST")
def channel_drop(request: Visit, number: int) -> HttpResponse:
    """Use it no more."""
    channel, whose = _channel(request, number)
    drop_channel(actor(request), channel)
    messages.success(request, _("渠道已删去"))
    return redirect("notice_wishes", whose)
