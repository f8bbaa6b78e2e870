"""The verbs and reads of one's own inbox, and the log of deliveries."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.cache import cache
from django.db import transaction
from django.db.models import QuerySet

from xuncha.alerts.models import Delivery, Notice
from xuncha.people.actions import Actor, Noun, record
from xuncha.people.models import User
from xuncha.people.queries import can
from xuncha.people.rules import Verb
from xuncha.people.tree import below

#: A count in the frame of every page is read at most so often, in seconds.
_COUNT_FOR = 20


def notices_of(user: User) -> QuerySet[Notice]:
    """What this person was told that is still their business, the latest first."""
    mine = Notice.objects.filter(below(user.office.path, "event__path"), listener__user=user)
    return mine.select_related("event__office", "escalated_from")


def unread(user: User) -> int:
    """How many of them were not opened yet, up to 100; some seconds old."""
    key = f"alerts.unread.{user.pk}"
    known: int | None = cache.get(key)
    if known is None:
        known = Notice.objects.filter(listener__user=user, read_at=None)[:100].count()
        cache.set(key, known, _COUNT_FOR)
    return known


def read(actor: Actor, notices: Iterable[Notice]) -> None:
    """Mark as opened."""
    if actor.user is None:
        return
    keys = [one.pk for one in notices if one.read_at is None]
    Notice.objects.filter(pk__in=keys, listener__user=actor.user, read_at=None).update(
        read_at=actor.now
    )
    cache.delete(f"alerts.unread.{actor.user.pk}")


@transaction.atomic
def take(actor: Actor, notice: Notice) -> None:
    """Say "I have it": the office above is not told; doing it twice is no harm."""
    mine = Notice.objects.filter(pk=notice.pk, listener__user=actor.user)
    mine.filter(read_at=None).update(read_at=actor.now)
    if mine.filter(taken_at=None).update(taken_at=actor.now):
        event = notice.event
        record(actor, "notice.take", Noun("notice", notice.pk, event.title, event.path))
    if actor.user is not None:
        cache.delete(f"alerts.unread.{actor.user.pk}")


def deliveries_visible_to(user: User) -> QuerySet[Delivery]:
    """One's own deliveries and those of one's office; all of one's part for who keeps settings."""
    rows = Delivery.objects.select_related(
        "message", "channel__listener__user", "channel__listener__office"
    )
    if can(user, Verb.MANAGE_SETTINGS, user.office.path):
        listener, path = "channel__listener", user.office.path
        return rows.filter(
            below(path, f"{listener}__user__office__path")
            | below(path, f"{listener}__office__path")
        )
    return rows.filter(channel__listener__user=user)
