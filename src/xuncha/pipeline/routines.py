"""The verbs on routines: set one, change it, pause it, begin it now; and the tick that begins what
is due."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, time
from typing import Any, Final

from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.db.models import QuerySet

from xuncha.alerts.digests import write_all
from xuncha.base.calendar import Calendar
from xuncha.base.language import N_, _
from xuncha.people.actions import Actor, Noun, RefusedError, record
from xuncha.people.models import Office, User
from xuncha.people.queries import can
from xuncha.people.rules import Verb
from xuncha.people.tree import below
from xuncha.pipeline.actions import start_run
from xuncha.pipeline.models import InspectionRun, Rhythm, Routine, Slot, What
from xuncha.pipeline.rhythms import OFFICE_TIME, Beat, last_due, next_due
from xuncha.pipeline.spotchecks import open_all
from xuncha.registry.models import Site, SiteState
from xuncha.scoring.standard import shipped

_LOG = logging.getLogger(__name__)
#: The light pass of every day: home page and columns; and the full one of every week.
LIGHT: Mapping[str, Any] = {"max_pages": 60, "visits": 3}
FULL: Mapping[str, Any] = {}

#: What an office begins with (日监测、周汇报、月抽查): title, what, rhythm, time, day, options.
USUAL: Final[tuple[tuple[str, What, Rhythm, time, int, Mapping[str, Any]], ...]] = (
    (N_("每日浅查"), What.INSPECT, Rhythm.DAILY, time(5, 0), 1, LIGHT),
    (N_("每周全查"), What.INSPECT, Rhythm.WEEKLY, time(0, 30), 6, FULL),
    (N_("每周汇报"), What.DIGEST, Rhythm.WEEKLY, time(8, 0), 1, {}),
    (N_("月度抽查"), What.SPOT_CHECK, Rhythm.MONTHLY, time(9, 0), 2, {}),
)


def routines_visible_to(user: User) -> QuerySet[Routine]:
    """The routines of the user's part of the tree."""
    if not can(user, Verb.READ, user.office.path):
        return Routine.objects.none()
    return Routine.objects.filter(below(user.office.path)).select_related("office")


def beat_of(routine: Routine) -> Beat:
    """The routine's rhythm as the rules read it."""
    return Beat(routine.rhythm, routine.at, routine.day)


def next_of(routine: Routine, now: datetime, calendar: Calendar) -> datetime | None:
    """When it begins next; None while it is paused."""
    return next_due(beat_of(routine), now, calendar) if routine.active else None


@transaction.atomic
def set_routine(
    actor: Actor,
    office: Office,
    title: str,
    *,
    rhythm: str,
    at: time,
    standard: str,
    day: int = 1,
    options: Mapping[str, Any] | None = None,
    what: str = What.INSPECT,
) -> Routine:
    """Have something done again and again for an office's part of the tree."""
    actor.must(Verb.START_RUN, office.path)
    _must_fall(rhythm, day)
    if what not in What.values:
        raise RefusedError(_("没有这种日程"))
    routine = Routine.objects.create(
        office=office,
        path=office.path,
        title=title[:120],
        what=what,
        rhythm=rhythm,
        at=at,
        day=day,
        standard=standard,
        options=dict(options or {}),
        since=actor.now,
    )
    record(actor, "routine.set", _noun(routine), new={"rhythm": rhythm, "at": at, "day": day})
    return routine


@transaction.atomic
def set_usual(actor: Actor, office: Office) -> list[Routine]:
    """What an office begins with; those it has already are left as they are."""
    Office.objects.select_for_update().get(pk=office.pk)
    known = set(Routine.objects.filter(office=office).values_list("what", "rhythm"))
    standard = shipped()[-1]
    return [
        set_routine(
            actor,
            office,
            _(title),
            what=what,
            rhythm=rhythm,
            at=at,
            day=day,
            options=options,
            standard=standard,
        )
        for title, what, rhythm, at, day, options in USUAL
        if (what, rhythm) not in known
    ]


@transaction.atomic
def change_routine(actor: Actor, routine: Routine, *, rhythm: str, at: time, day: int) -> Routine:
    """Another rhythm from now on; what was due before is not made up for."""
    routine = Routine.objects.select_for_update().get(pk=routine.pk)
    actor.must(Verb.START_RUN, routine.path)
    _must_fall(rhythm, day)
    old = {"rhythm": routine.rhythm, "at": routine.at, "day": routine.day}
    routine.rhythm, routine.at, routine.day, routine.since = rhythm, at, day, actor.now
    routine.save(update_fields=["rhythm", "at", "day", "since"])
    new = {"rhythm": rhythm, "at": at, "day": day}
    record(actor, "routine.change", _noun(routine), old=old, new=new)
    return routine


@transaction.atomic
def stop_routine(actor: Actor, routine: Routine) -> None:
    """Begin it no more; what runs goes on."""
    actor.must(Verb.CANCEL_RUN, routine.path)
    if Routine.objects.filter(pk=routine.pk, active=True).update(active=False):
        record(actor, "routine.stop", _noun(routine))


@transaction.atomic
def resume_routine(actor: Actor, routine: Routine) -> None:
    """Begin it again at its times; what fell into the pause is not made up for."""
    actor.must(Verb.START_RUN, routine.path)
    if Routine.objects.filter(pk=routine.pk, active=False).update(active=True, since=actor.now):
        record(actor, "routine.resume", _noun(routine))


def begin_now(actor: Actor, routine: Routine) -> Slot:
    """Begin it at once, beside its times; raises RefusedError where there is nothing to do."""
    actor.must(Verb.START_RUN, routine.path)
    with transaction.atomic():
        slot = Slot.objects.create(routine=routine, due_at=actor.now, began_at=actor.now)
        _do(routine, slot, actor.now)
        if slot.why and slot.run is None and not slot.count:
            raise RefusedError(slot.why)
        record(actor, "routine.begin", _noun(routine))
    return slot


def tick(now: datetime, calendar: Calendar) -> list[InspectionRun]:
    """Begin every routine that is due; as often as one likes, on as many machines as there are.

    The inspections begun.
    """
    begun = []
    for routine in Routine.objects.filter(active=True).select_related("office"):
        due = last_due(beat_of(routine), now, calendar)
        if due is None or due < routine.since:
            continue
        try:
            run = _begin(routine, due, now)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            # One office's routine that cannot begin keeps nobody else's from it.
            _LOG.exception("routine %s did not begin", routine.pk)
            continue
        if run is not None:
            begun.append(run)
    return begun


def _begin(routine: Routine, due: datetime, now: datetime) -> InspectionRun | None:
    if Slot.objects.filter(routine=routine, due_at__gte=due).exists():
        return None
    try:
        with transaction.atomic():
            slot = Slot.objects.create(routine=routine, due_at=due, began_at=now)
            return _do(routine, slot, now)
    except IntegrityError:  # another tick was first
        return None


def _do(routine: Routine, slot: Slot, now: datetime) -> InspectionRun | None:
    """What a slot is for, and a note of what came of it."""
    if routine.what == What.DIGEST:
        slot.count = write_all(routine.office, now)
    elif routine.what == What.SPOT_CHECK:
        slot.count, why = open_all(routine, now)
        slot.why = _("；").join(why)[:200]
    else:
        _inspect(routine, slot, now)
    slot.save(update_fields=["run", "why", "count"])
    return slot.run


def _inspect(routine: Routine, slot: Slot, now: datetime) -> None:
    sites = Site.objects.filter(below(routine.path), state=SiteState.ACTIVE)
    slot.count = sites.count()
    if not slot.count:
        slot.why = _("没有正常运行的网站")
        return
    slot.run = start_run(
        Actor(None, now),
        routine.office,
        sites,
        standard=routine.standard,
        title=f"{routine.title} {slot.due_at.astimezone(OFFICE_TIME):%Y-%m-%d}",
        options=routine.options,
    )


def _must_fall(rhythm: str, day: int) -> None:
    if rhythm not in Rhythm.values:
        raise RefusedError(_("请选择周期"))
    most = {Rhythm.WEEKLY.value: 7, Rhythm.MONTHLY.value: 15}.get(rhythm, 1)
    if not 1 <= day <= most:
        raise RefusedError(_("“第几天”应在 1 到 {most} 之间").format(most=most))


def _noun(routine: Routine) -> Noun:
    return Noun("routine", routine.pk, routine.title, routine.path)
