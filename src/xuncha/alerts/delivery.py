"""Every message out, once: claimed, sent, written down; what fails is tried again for three days.

The row is the queue. A worker that is killed leaves a lease that runs out; a try that may have come
through carries the same key as the next, so that its receiver can tell.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import InterfaceError, OperationalError, close_old_connections, transaction
from django.db.models import F, QuerySet

from xuncha.alerts.channels import opened
from xuncha.alerts.hooks import Call, call
from xuncha.alerts.mail import Letter, Server, send_mail
from xuncha.alerts.models import Channel, ChannelKind, Delivery, DeliveryState, Post
from xuncha.alerts.outcome import Outcome, later, never
from xuncha.alerts.rules import LEASE, MOST_TRIES, next_try
from xuncha.alerts.settings import gate_of, post
from xuncha.base.language import _
from xuncha.people.events import Urgency, announce
from xuncha.people.models import Office
from xuncha.people.sealing import unseal

#: Sent side by side, so that one server that hangs holds up few others.
AT_ONCE = 8
#: Seconds for one step of an exchange.
TIMEOUT = 20.0
#: Seconds between two renewals while something is being sent.
_RENEW = 30.0
#: Seconds between two tries to write down how a delivery ended.
_PATIENCE = (0.5, 1.0, 2.0, 4.0, 8.0)


@dataclass(frozen=True, slots=True)
class Claim:
    """One delivery in a worker's hands."""

    pk: int
    attempt: int
    token: str


def deliver(now: Callable[[], datetime], *, timeout: float = TIMEOUT) -> int:
    """Send what is due; the number of tries. `now` is the clock, `timeout` in seconds."""
    sweep(now())
    claims = claim(AT_ONCE, now())
    if not claims:
        return 0
    settings = post()
    with ThreadPoolExecutor(len(claims), "post") as pool:
        hands = {
            pool.submit(job): one
            for one in claims
            if (job := _job(one, settings, now(), timeout)) is not None
        }
        left = set(hands)
        while left:
            done, left = wait(left, _RENEW, "FIRST_COMPLETED")
            for hand in done:
                _patiently(partial(settle, hands[hand], hand.result(), now()))
            for hand in left:
                held = _held(hands[hand].token)
                _patiently(partial(held.update, lease_until=now() + LEASE))
    return len(claims)


def claim(most: int, now: datetime) -> list[Claim]:
    """Take up to `most` deliveries that are due, the oldest first."""
    due = Delivery.objects.filter(state=DeliveryState.QUEUED, due_at__lte=now)
    taken = []
    for pk, attempt in due.order_by("due_at", "id").values_list("pk", "attempt")[:most]:
        token = secrets.token_hex(16)
        if Delivery.objects.filter(pk=pk, state=DeliveryState.QUEUED, attempt=attempt).update(
            state=DeliveryState.RUNNING,
            attempt=F("attempt") + 1,
            token=token,
            lease_until=now + LEASE,
        ):
            taken.append(Claim(pk, attempt + 1, token))
    return taken


def sweep(now: datetime) -> int:
    """Queue again what a worker that is gone held; the number of rows."""
    lost = Delivery.objects.filter(state=DeliveryState.RUNNING, lease_until__lt=now)
    return lost.update(state=DeliveryState.QUEUED, token="", lease_until=None, due_at=now)


def _patiently(note: Callable[[], object]) -> None:
    """Write down what is known, also where the database restarts just now: it went out once."""
    for pause in _PATIENCE:
        try:
            note()
        except (OperationalError, InterfaceError):
            close_old_connections()
            time.sleep(pause)
        else:
            return
    note()


def settle(one: Claim, outcome: Outcome, now: datetime) -> bool:
    """Write down how a try ended; False, and nothing done, where the claim was lost."""
    dead = not outcome.sent and (outcome.final or one.attempt >= MOST_TRIES)
    with transaction.atomic():
        held = _held(one.token)
        if outcome.sent or dead:
            state = DeliveryState.DONE if outcome.sent else DeliveryState.DEAD
            ended = held.update(state=state, lease_until=None, ended_at=now, why=outcome.why[:300])
        else:
            ended = held.update(
                state=DeliveryState.QUEUED,
                lease_until=None,
                token="",
                why=outcome.why[:300],
                due_at=next_try(now, one.attempt),
            )
        if ended:
            _note(Delivery.objects.select_related("channel__listener").get(pk=one.pk), outcome, now)
            if dead:
                _say_dead(Delivery.objects.select_related("channel").get(pk=one.pk), now)
    return bool(ended)


def _held(token: str) -> QuerySet[Delivery]:
    return Delivery.objects.filter(token=token, state=DeliveryState.RUNNING)


def _job(one: Claim, settings: Post, now: datetime, timeout: float) -> Callable[[], Outcome] | None:
    """What a thread does without the database; None where the claim is settled already."""
    row = Delivery.objects.select_related("message", "channel").get(pk=one.pk)
    message, channel = row.message, row.channel
    try:
        known = opened(channel)
        password = unseal(settings.smtp_sealed)
    except ValueError:
        settle(one, never(_("渠道的密钥已无法解开，请删去渠道后重新添加")), now)
        return None
    if channel.kind == ChannelKind.MAIL:
        if not settings.smtp_host:
            settle(one, later(_("还没有设置邮件服务器")), now)
            return None
        server = Server(
            settings.smtp_host,
            settings.smtp_port,
            settings.smtp_security,
            settings.smtp_user,
            password,
            settings.sender,
        )
        letter = Letter(known["to"], message.subject, message.body, row.key, message.at)
        return lambda: send_mail(letter, server, timeout=timeout)
    told = Call(
        known["url"],
        known.get("secret", ""),
        message.subject,
        message.body,
        message.items,
        row.key,
        message.at,
    )
    gate = gate_of(settings)
    return lambda: call(channel.kind, told, gate, now, timeout=timeout)


def _note(row: Delivery, outcome: Outcome, now: datetime) -> None:
    """Whether the channel works, as its owner sees it; and the end of a trouble that was told."""
    channel = Channel.objects.filter(pk=row.channel_id)
    if not outcome.sent:
        channel.filter(failing_since=None).update(failing_since=now)
        channel.update(why=outcome.why[:300])
        return
    if row.channel.failing_since is not None:
        _announce(row.channel, row.channel.failing_since, now, over=True)
    channel.update(worked_at=now, failing_since=None, why="")


def _say_dead(row: Delivery, now: datetime) -> None:
    _announce(row.channel, row.channel.failing_since or now, now, why=row.why)


def _announce(
    channel: Channel, since: datetime, now: datetime, *, why: str = "", over: bool = False
) -> None:
    root = Office.objects.filter(parent=None).first()
    if root is None:
        return
    announce(
        "system.trouble",
        root,
        # One trouble of a channel is one event, however many messages die of it.
        key=f"channel:{channel.pk}:{int(since.timestamp())}",
        title=_("通知渠道“{channel}”送不出去").format(channel=channel),
        text=why,
        link="/notices/log/",
        urgency=Urgency.NORMAL,
        at=now,
        over=over,
    )
