"""From notices to one message for each listener: grouped, at the time they want it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby

from django.db import transaction

from xuncha.alerts.channels import queue
from xuncha.alerts.models import Channel, ChannelKind, Listener, Message, Notice, Pace, Post
from xuncha.alerts.rules import Heard, Wishes, body, subject, told_at
from xuncha.alerts.settings import post
from xuncha.base.calendar import Calendar
from xuncha.base.language import _, speaking
from xuncha.people.events import FAMILIES, KINDS

#: Notices in one message; what is beyond waits for the next.
MOST = 400


def gather(now: datetime, calendar: Calendar) -> int:
    """Write the messages that are due; how many."""
    waiting = (
        Notice.objects.filter(pending=True)
        .select_related("event", "listener")
        .order_by("listener_id", "id")
    )
    made = 0
    for _pk, notices in groupby(waiting.iterator(chunk_size=2000), lambda one: one.listener_id):
        found = list(notices)
        if _due(found[0].listener, found, now, calendar):
            made += _write(found[0].listener_id, now)
    return made


def wishes_of(listener: Listener) -> Wishes:
    """What a listener said, as the rules read it."""
    return Wishes(
        digest=listener.pace == Pace.DIGEST,
        digest_at=listener.digest_at,
        quiet_from=listener.quiet_from,
        quiet_to=listener.quiet_to,
        quiet_days_off=listener.quiet_days_off,
        every=timedelta(minutes=listener.every),
    )


def _due(listener: Listener, notices: Iterable[Notice], now: datetime, calendar: Calendar) -> bool:
    wishes = wishes_of(listener)
    return any(
        told_at(wishes, one.event.urgency, one.at, listener.told_at, calendar) <= now
        for one in notices
    )


def _write(listener_id: int, now: datetime) -> int:
    """All that waits for one listener as one message, in one transaction."""
    settings = post()
    with transaction.atomic():
        # Two gatherers may come at once: the second finds nothing that waits.
        listener = Listener.objects.select_for_update().get(pk=listener_id)
        rows = Notice.objects.filter(listener=listener, pending=True).select_related(
            "event__office", "escalated_from"
        )
        notices = list(rows.order_by("id")[:MOST])
        channels = _usable(listener, settings)
        if not notices:
            return 0
        keys = [one.pk for one in notices]
        if not channels:
            # It stands in the inbox; a channel made later is not flooded with what was.
            Notice.objects.filter(pk__in=keys).update(pending=False)
            return 0
        with speaking(listener.language):
            message = _composed(listener, notices, settings, now)
        for channel in channels:
            queue(message, channel, now)
        Notice.objects.filter(pk__in=keys).update(pending=False, message=message)
        Listener.objects.filter(pk=listener.pk).update(told_at=now)
    return 1


def _usable(listener: Listener, settings: Post) -> list[Channel]:
    found = Channel.objects.filter(listener=listener, active=True)
    return [one for one in found if one.kind != ChannelKind.MAIL or settings.smtp_host]


def _composed(listener: Listener, notices: list[Notice], settings: Post, now: datetime) -> Message:
    heard = [_heard(one, settings.address.rstrip("/")) for one in notices]
    foot = _("收件人：{who}。在“我的通知”中可改接收的事项、渠道和时间。").format(who=listener)
    address = f"\n{settings.address.rstrip('/')}/notices/" if settings.address else ""
    return Message.objects.create(
        listener=listener,
        at=now,
        subject=subject(heard),
        body=f"{body(heard)}\n\n{foot}{address}",
        items=[
            {
                "kind": one.event.kind,
                "key": one.event.key,
                "over": one.event.over,
                "urgency": one.event.urgency,
                "office": one.event.office.name,
                "title": one.event.title,
                "text": one.event.text,
                "at": one.event.at.isoformat(),
                "link": said.link,
            }
            for one, said in zip(notices, heard, strict=True)
        ],
    )


def kind_name(kind: str) -> str:
    """A kind in the reader's words; its family's where it has no name of its own."""
    family = kind.partition(".")[0]
    return _(KINDS.get(kind) or FAMILIES.get(family) or kind)


def _heard(notice: Notice, address: str) -> Heard:
    event = notice.event
    return Heard(
        kind=event.kind,
        name=kind_name(event.kind),
        title=event.title,
        office=event.office.name,
        at=event.at,
        urgency=event.urgency,
        over=event.over,
        group=event.group,
        text=event.text,
        link=f"{address}{event.link}" if address and event.link else "",
        escalated_from=notice.escalated_from.name if notice.escalated_from else "",
    )
