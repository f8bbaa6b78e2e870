"""The verbs on channels and wishes: add one, try it, take it away, say what one wants to hear."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import transaction

from xuncha.alerts.models import (
    Channel,
    ChannelKind,
    Delivery,
    DeliveryState,
    Listener,
    Message,
    Pace,
    Reach,
)
from xuncha.base.language import _
from xuncha.base.urls import canonical
from xuncha.people.actions import Actor, Noun, RefusedError, record
from xuncha.people.events import FAMILIES, KINDS
from xuncha.people.models import Office, User
from xuncha.people.rules import Verb
from xuncha.people.sealing import seal, unseal

MOST_CHANNELS: Final = 8
#: One try of a channel in so long: a test button is no way to flood a stranger.
_TRY_EVERY: Final = timedelta(minutes=1)
_WISHES: Final = frozenset(
    {
        "muted",
        "reach",
        "pace",
        "digest_at",
        "quiet_from",
        "quiet_to",
        "quiet_days_off",
        "every",
        "language",
    }
)


def office_listener(office: Office) -> Listener:
    """The wishes of an office's own channels, such as a robot in its group chat."""
    found, _made = Listener.objects.get_or_create(
        office=office, defaults={"muted": ["system", "request"]}
    )
    return found


@transaction.atomic
def add_channel(
    actor: Actor, listener: Listener, kind: str, *, target: str, secret: str = "", name: str = ""
) -> Channel:
    """A way to the listener: an e-mail address, or the address a robot or a program gave out.

    Raises RefusedError for what no such address can be. Where an address leads is asked when it
    is used: names change.
    """
    _own(actor, listener)
    if Channel.objects.filter(listener=listener, active=True).count() >= MOST_CHANNELS:
        raise RefusedError(_("最多 {n} 个渠道，请先删去不用的").format(n=MOST_CHANNELS))
    if kind not in ChannelKind.values:
        raise RefusedError(_("没有这种渠道"))
    target = target.strip()
    if kind == ChannelKind.MAIL:
        made = mail_channel(listener, target, actor.now, name)
    else:
        made = _hook_channel(listener, kind, target, secret.strip(), name, actor.now)
    record(actor, "channel.add", _noun(made, listener), new={"kind": kind, "hint": made.hint})
    return made


def mail_channel(listener: Listener, to: str, now: datetime, name: str = "") -> Channel:
    """A way by e-mail; raises RefusedError for what is no address."""
    try:
        validate_email(to)
    except ValidationError as error:
        raise RefusedError(_("“{to}”不是电子邮件地址").format(to=to[:80])) from error
    local, _at, domain = to.rpartition("@")
    return Channel.objects.create(
        listener=listener,
        kind=ChannelKind.MAIL,
        name=name[:60],
        sealed=seal(json.dumps({"to": to})),
        hint=f"{local[:1]}…@{domain}"[:120],
        made_at=now,
    )


def _hook_channel(
    listener: Listener, kind: str, url: str, secret: str, name: str, now: datetime
) -> Channel:
    address = canonical(url)
    parts = urlsplit(url)
    if address is None or parts.scheme not in ("http", "https") or len(url) > 500:
        raise RefusedError(_("“{url}”不是可用的网址").format(url=url[:80]))
    if parts.username or parts.password:
        raise RefusedError(_("网址中不能带账号和密码"))
    if kind == ChannelKind.WEBHOOK and len(secret) < 16:
        raise RefusedError(_("签名密钥至少 16 个字符，接收方用它核对消息"))
    return Channel.objects.create(
        listener=listener,
        kind=kind,
        name=name[:60],
        # As given: a robot's key stands in the address, and its letters count.
        sealed=seal(json.dumps({"url": url, "secret": secret})),
        hint=f"{parts.hostname}/…"[:120],
        made_at=now,
    )


@transaction.atomic
def drop_channel(actor: Actor, channel: Channel) -> None:
    """Use it no more, and forget what it took; what went out through it stays in the log."""
    _own(actor, channel.listener)
    if Channel.objects.filter(pk=channel.pk, active=True).update(active=False, sealed=""):
        Delivery.objects.filter(
            channel=channel, state__in=(DeliveryState.QUEUED, DeliveryState.RUNNING)
        ).update(state=DeliveryState.DEAD, token="", why=_("渠道已删去"), ended_at=actor.now)
        record(actor, "channel.drop", _noun(channel, channel.listener))


@transaction.atomic
def try_channel(actor: Actor, channel: Channel) -> Delivery:
    """Send a message that says it is a test; raises RefusedError when one just went out."""
    _own(actor, channel.listener)
    Listener.objects.select_for_update().get(pk=channel.listener_id)
    if not channel.active:
        raise RefusedError(_("渠道已删去"))
    if Delivery.objects.filter(channel=channel, made_at__gt=actor.now - _TRY_EVERY).exists():
        raise RefusedError(_("刚发过一条，请过一分钟再试"))
    message = Message.objects.create(
        listener=channel.listener,
        at=actor.now,
        subject=_("巡查：测试消息"),
        body=_("这是一条测试消息，由 {who} 发出。收到即说明这个渠道可用。").format(who=actor.name),
    )
    return queue(message, channel, actor.now)


@transaction.atomic
def send_again(actor: Actor, delivery: Delivery) -> None:
    """Queue what could not be delivered once more; raises RefusedError for anything else."""
    root = Office.objects.get(parent=None)
    actor.must(Verb.MANAGE_SETTINGS, root.path)
    revived = Delivery.objects.filter(
        pk=delivery.pk, state=DeliveryState.DEAD, channel__active=True
    ).update(
        state=DeliveryState.QUEUED, attempt=0, due_at=actor.now, ended_at=None, why="", token=""
    )
    if not revived:
        raise RefusedError(_("只有未能送达、渠道仍在的消息可以重发"))
    record(actor, "delivery.again", Noun("delivery", delivery.pk, str(delivery), root.path))


def queue(message: Message, channel: Channel, now: datetime) -> Delivery:
    """The row that brings a message through a channel."""
    return Delivery.objects.create(
        message=message, channel=channel, key=secrets.token_hex(16), made_at=now, due_at=now
    )


def opened(channel: Channel) -> dict[str, str]:
    """What it takes to use the channel; raises ValueError where it cannot be read any more."""
    found: dict[str, str] = json.loads(unseal(channel.sealed) or "{}")
    return found


@transaction.atomic
def change_wishes(actor: Actor, listener: Listener, changes: Mapping[str, Any]) -> Listener:
    """Say what is wanted, and when; raises RefusedError for what cannot be."""
    _own(actor, listener)
    if unknown := set(changes) - _WISHES:
        raise TypeError(f"not changeable: {sorted(unknown)}")
    if changes.get("reach", Reach.OWN) not in Reach.values:
        raise RefusedError(_("请选择范围"))
    if changes.get("pace", Pace.AT_ONCE) not in Pace.values:
        raise RefusedError(_("请选择随时或汇总"))
    if not 0 <= int(changes.get("every", 30)) <= 1440:
        raise RefusedError(_("间隔应在 0 到 1440 分钟之间"))
    if changes.get("language", "zh") not in ("zh", "en"):
        raise RefusedError(_("请选择语言"))
    known = set(KINDS) | set(FAMILIES)
    for key, value in changes.items():
        setattr(listener, key, sorted(set(value) & known) if key == "muted" else value)
    listener.save(update_fields=list(changes))
    if listener.office is not None:
        record(actor, "channel.wishes", _whose(listener), new={"muted": listener.muted})
    return listener


def _own(actor: Actor, listener: Listener) -> None:
    """A person's channels are theirs alone; an office's are for those who manage its people."""
    if actor.user is None:
        return
    if listener.office is not None:
        actor.must(Verb.MANAGE_PEOPLE, listener.office.path)
    elif listener.user_id != actor.user.pk:
        raise PermissionDenied("another person's channel")


def _whose(listener: Listener) -> Noun:
    office = listener.office or _user(listener).office
    return Noun("listener", listener.pk, str(listener), office.path)


def _noun(channel: Channel, listener: Listener) -> Noun:
    return Noun("channel", channel.pk, f"{channel} ({channel.hint})", _whose(listener).path)


def _user(listener: Listener) -> User:
    if listener.user is None:
        raise TypeError("a listener is a person or an office")
    return listener.user
