"""From what happened to who hears of it: each event once, to those whose business it is."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from xuncha.alerts.channels import mail_channel
from xuncha.alerts.models import Channel, Escalation, Listener, Notice, Reach
from xuncha.alerts.rules import HIGH, usual_muted, wants, working_hours
from xuncha.alerts.settings import post
from xuncha.base.calendar import Calendar
from xuncha.base.language import current
from xuncha.people.models import Event, Office, Role, User
from xuncha.people.tree import above

#: So many events are routed in one pass; the next follows at once.
AT_ONCE = 500
#: What nobody took in so long climbs no further: everybody above has heard of it by then.
_STALE = timedelta(days=14)


def route(now: datetime, most: int = AT_ONCE) -> int:
    """Turn what was announced into notices; the number of events."""
    routed = 0
    for event in Event.objects.filter(routed_at=None).order_by("id")[:most]:
        with transaction.atomic():
            # Two routers may see one event: it is whoever marks it first that routes it.
            if Event.objects.filter(pk=event.pk, routed_at=None).update(routed_at=now):
                _route(event, now)
                routed += 1
    return routed


def listener_of(user: User, now: datetime) -> Listener:
    """A person's wishes; made with the usual ones of their role when first asked for."""
    found, made = Listener.objects.get_or_create(
        user=user, defaults={"muted": usual_muted(user.role), "language": current()}
    )
    if made and user.email:
        mail_channel(found, user.email, now)
    return found


def escalate(now: datetime, calendar: Calendar) -> int:
    """Bring to the office above what nobody took in time; the number of offices told."""
    patience = post().patience
    if not patience:
        return 0
    ended = Event.objects.filter(key=OuterRef("key"), over=True)
    taken = Notice.objects.filter(event=OuterRef("pk"), taken_at__isnull=False)
    open_events = Event.objects.filter(
        ~Exists(ended), ~Exists(taken), routed_at__gt=now - _STALE, urgency__gte=HIGH, over=False
    ).select_related("office")
    told = 0
    for event in open_events:
        waited = working_hours(event.routed_at or now, now, calendar)
        told += _climb(event, int(waited // patience), now)
    return told


def _route(event: Event, now: datetime) -> None:
    if event.over:
        _tell_the_end(event, now)
        return
    for listener in _hearers(event, now):
        _put(listener, event, now)


def _tell_the_end(event: Event, now: datetime) -> None:
    """To exactly those who were told of the trouble; who was not yet, hears of neither."""
    begun = Notice.objects.filter(event__key=event.key, event__over=False).select_related(
        "listener"
    )
    for notice in begun:
        if notice.pending:
            Notice.objects.filter(pk=notice.pk, pending=True).update(pending=False)
        _put(notice.listener, event, now, quietly=notice.message_id is None)


def _put(
    listener: Listener,
    event: Event,
    now: datetime,
    *,
    quietly: bool = False,
    escalated_from: Office | None = None,
) -> None:
    pending = not quietly and Channel.objects.filter(listener=listener, active=True).exists()
    notice = Notice(
        listener=listener, event=event, at=now, pending=pending, escalated_from=escalated_from
    )
    Notice.objects.bulk_create([notice], ignore_conflicts=True)


def _hearers(event: Event, now: datetime) -> list[Listener]:
    """The office's own people, or the nearest above that has any; and who wants all below."""
    found: dict[int, Listener] = {}
    for office in Office.objects.filter(path__in=above(event.path)).order_by("-path"):
        people = _people(office, event.kind, now)
        found.update((one.pk, one) for one in people)
        if people:
            break
    wider = Listener.objects.filter(
        reach=Reach.BELOW, user__is_active=True, user__office__path__in=above(event.path)
    ).select_related("user")
    found.update((one.pk, one) for one in wider if wants(event.kind, one.muted))
    shared = Listener.objects.filter(office__path__in=above(event.path)).select_related("office")
    for one in shared:
        own = one.office is not None and one.office.path == event.path
        if wants(event.kind, one.muted) and (own or one.reach == Reach.BELOW):
            found[one.pk] = one
    return list(found.values()) or _last_resort(event, now)


def _last_resort(event: Event, now: datetime) -> list[Listener]:
    """Where the system itself is in trouble and has no keeper, whoever manages the province."""
    if not event.kind.startswith("system."):
        return []
    users = User.objects.filter(office__parent=None, role=Role.ORGANISER, is_active=True)
    return [listener_of(user, now) for user in users]


def _people(office: Office, kind: str, now: datetime) -> list[Listener]:
    users = User.objects.filter(office=office, is_active=True)
    listeners = [listener_of(user, now) for user in users]
    return [one for one in listeners if wants(kind, one.muted)]


def _climb(event: Event, steps: int, now: datetime) -> int:
    """Tell up to `steps` offices above; each once, and only where somebody is there to hear."""
    told, from_office = 0, event.office
    for office in Office.objects.filter(path__in=above(event.path)[:-1]).order_by("-path"):
        if steps <= 0:
            break
        with transaction.atomic():
            people = _people(office, event.kind, now)
            if not people:
                continue
            steps -= 1
            _row, made = Escalation.objects.get_or_create(
                event=event, office=office, defaults={"at": now}
            )
            if made:
                told += 1
                for one in people:
                    _put(one, event, now, escalated_from=from_office)
    return told
