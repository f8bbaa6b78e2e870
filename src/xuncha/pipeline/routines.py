"""The verbs on routines: set one, stop it, and the tick that begins what is due."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django.db import IntegrityError, transaction

from xuncha.base.calendar import Calendar
from xuncha.base.language import _
from xuncha.people.actions import Actor, Noun, RefusedError, record
from xuncha.people.models import Office
from xuncha.people.rules import Verb
from xuncha.people.tree import below
from xuncha.pipeline.actions import start_run
from xuncha.pipeline.models import InspectionRun, Rhythm, Routine, Slot
from xuncha.pipeline.rhythms import OFFICE_TIME, Beat, last_due
from xuncha.registry.models import Site, SiteState

#: The light pass of every day: home page and columns; and the full one of every week.
LIGHT: Mapping[str, Any] = {"max_pages": 60, "visits": 3}
FULL: Mapping[str, Any] = {}


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
) -> Routine:
    """Have every active site of an office's part inspected again and again."""
    actor.must(Verb.START_RUN, office.path)
    most = {Rhythm.WEEKLY: 7, Rhythm.MONTHLY: 15}.get(Rhythm(rhythm), 1)
    if not 1 <= day <= most:
        raise RefusedError(_("“第几天”应在 1 到 {most} 之间").format(most=most))
    routine = Routine.objects.create(
        office=office,
        path=office.path,
        title=title[:120],
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
def stop_routine(actor: Actor, routine: Routine) -> None:
    """Begin it no more; what runs goes on."""
    actor.must(Verb.CANCEL_RUN, routine.path)
    if Routine.objects.filter(pk=routine.pk, active=True).update(active=False):
        record(actor, "routine.stop", _noun(routine))


def tick(now: datetime, calendar: Calendar) -> list[InspectionRun]:
    """Begin every routine that is due; as often as one likes, on as many machines as there are."""
    begun = []
    for routine in Routine.objects.filter(active=True).select_related("office"):
        beat = Beat(routine.rhythm, routine.at, routine.day)
        due = last_due(beat, now, calendar)
        if due is None or due < routine.since:
            continue
        run = _begin(routine, due, now)
        if run is not None:
            begun.append(run)
    return begun


def _begin(routine: Routine, due: datetime, now: datetime) -> InspectionRun | None:
    if Slot.objects.filter(routine=routine, due_at__gte=due).exists():
        return None
    try:
        with transaction.atomic():
            slot = Slot.objects.create(routine=routine, due_at=due, began_at=now)
            sites = Site.objects.filter(below(routine.path), state=SiteState.ACTIVE)
            if not sites.exists():
                slot.why = _("没有正常运行的网站")
                slot.save(update_fields=["why"])
                return None
            slot.run = start_run(
                Actor(None, now),
                routine.office,
                sites,
                standard=routine.standard,
                title=f"{routine.title} {due.astimezone(OFFICE_TIME):%Y-%m-%d}",
                options=routine.options,
            )
            slot.save(update_fields=["run"])
            return slot.run
    except IntegrityError:  # another tick was first
        return None


def _noun(routine: Routine) -> Noun:
    return Noun("routine", routine.pk, routine.title, routine.path)
