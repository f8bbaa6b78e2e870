"""The post office of the console: every delivery and how it went, and the keeper's settings."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render

from xuncha.alerts.channels import send_again
from xuncha.alerts.inbox import deliveries_visible_to
from xuncha.alerts.models import ChannelKind, Delivery, DeliveryState, Security
from xuncha.alerts.settings import change_post, post
from xuncha.base.language import N_, _
from xuncha.people.actions import RefusedError
from xuncha.people.queries import can
from xuncha.people.rules import Verb
from xuncha.web.door import Visit, actor, page
from xuncha.web.listing import Column, Filter, Listing, choices

COLUMNS: Final = (
    Column("subject", N_("消息"), narrow=True),
    Column("to", N_("收件人")),
    Column("channel", N_("渠道")),
    Column("state", N_("状态"), ("state",), narrow=True),
    Column("made", N_("生成时间"), ("made_at",)),
    Column("tries", N_("次数"), ("attempt",), number=True),
    Column("why", N_("说明")),
)


@page("GET")
def log(request: Visit) -> HttpResponse:
    """What went out, what waits, and what did not get through."""
    filters: list[Filter[Delivery]] = [
        Filter("q", N_("消息"), lambda q, v: q.filter(message__subject__contains=v)),
        Filter("state", N_("状态"), lambda q, v: q.filter(state=v), choices(DeliveryState.choices)),
        Filter(
            "kind", N_("渠道"), lambda q, v: q.filter(channel__kind=v), choices(ChannelKind.choices)
        ),
    ]
    listing = Listing(
        request.GET,
        "deliveries",
        deliveries_visible_to(request.user),
        COLUMNS,
        filters,
        "-made",
        dress=lambda rows: rows.select_related(
            "message", "channel__listener__user", "channel__listener__office"
        ),
    )
    may = _root(request) and can(request.user, Verb.MANAGE_SETTINGS, request.user.office.path)
    return render(
        request,
        "office/notices/log.html",
        {"listing": listing, "may_settings": may},
    )


def _root(request: Visit) -> bool:
    return request.user.office.parent_id is None


@page("POST", verb=Verb.MANAGE_SETTINGS)
def again(request: Visit, number: int) -> HttpResponse:
    """Queue what could not be delivered once more."""
    send_again(actor(request), get_object_or_404(deliveries_visible_to(request.user), pk=number))
    messages.success(request, _("已重新排队"))
    return redirect("notice_log")


@page("GET", "POST", verb=Verb.MANAGE_SETTINGS)
def settings(request: Visit) -> HttpResponse:
    """The mail server, what webhooks may reach, and how long silence may last."""
    if not _root(request):
        raise PermissionDenied("the settings of the whole installation")
    if request.method == "POST":
        password = request.POST.get("password", "")
        forget = request.POST.get("forget") == "1"
        change_post(actor(request), _said(request.POST), "" if forget else password or None)
        messages.success(request, _("已保存"))
        return redirect("notice_settings")
    known = post()
    context: dict[str, Any] = {
        "post": known,
        "has_password": bool(known.smtp_sealed),
        "securities": [(value, _(str(label))) for value, label in Security.choices],
    }
    return render(request, "office/notices/settings.html", context)


def _said(form: QueryDict) -> dict[str, Any]:
    sender, address = form.get("sender", "").strip(), form.get("address", "").strip()
    host = form.get("smtp_host", "").strip()
    if host and "@" not in sender:
        raise RefusedError(_("请填写发件地址"))
    if address and not address.startswith(("http://", "https://")):
        raise RefusedError(_("“{url}”不是可用的网址").format(url=address[:80]))
    try:
        return {
            "address": address,
            "smtp_host": host,
            "smtp_port": int(form.get("smtp_port") or 25),
            "smtp_security": form.get("smtp_security", ""),
            "smtp_user": form.get("smtp_user", "").strip(),
            "sender": sender,
            "networks": form.get("networks", "").split(),
            "ports": [int(one) for one in form.get("ports", "").split()],
            "patience": int(form.get("patience") or 0),
        }
    except ValueError as error:
        raise RefusedError(_("端口和时限应是数字")) from error
