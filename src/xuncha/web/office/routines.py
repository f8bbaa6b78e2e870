"""Routines in the console: what comes round, when next, what came of it; paused, changed, begun."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from xuncha.base.calendar import Calendar
from xuncha.base.language import N_, _
from xuncha.people.actions import RefusedError
from xuncha.people.queries import can
from xuncha.people.rules import Verb
from xuncha.pipeline import routines
from xuncha.pipeline.models import Rhythm, Routine, Slot, What
from xuncha.pipeline.routines import routines_visible_to
from xuncha.web.door import Visit, actor, page

#: Of a rhythm with a day: what the day is called.
_WEEKDAYS = (N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"), N_("周六"), N_("周日"))


def falls(routine: Routine) -> str:
    """``"每周六 00:30"``, as a person says it."""
    at = f"{routine.at:%H:%M}"
    if routine.rhythm == Rhythm.WEEKLY:
        return _("每{day} {at}").format(day=_(_WEEKDAYS[routine.day - 1]), at=at)
    if routine.rhythm == Rhythm.MONTHLY:
        return _("每月第 {n} 个工作日 {at}").format(n=routine.day, at=at)
    return f"{_(str(Rhythm(routine.rhythm).label))} {at}"


@page("GET")
def show(request: Visit) -> HttpResponse:
    """Every routine of one's own part of the tree."""
    now, calendar, user = timezone.now(), Calendar.shipped(), request.user
    rows: list[dict[str, Any]] = [
        {
            "routine": one,
            "falls": falls(one),
            "next": routines.next_of(one, now, calendar),
            "last": Slot.objects.filter(routine=one).order_by("-due_at").first(),
            "may": can(user, Verb.START_RUN, one.path),
        }
        for one in routines_visible_to(user)[:500]
    ]
    context = {
        "rows": rows,
        "may": can(user, Verb.START_RUN, user.office.path),
        "own": sum(one["routine"].office_id == user.office_id for one in rows),
        "usual": len(routines.USUAL),
        "rhythms": [(value, _(str(label))) for value, label in Rhythm.choices],
        "whats": {value: _(str(label)) for value, label in What.choices},
    }
    return render(request, "office/routines/list.html", context)


@page("POST", verb=Verb.START_RUN)
def usual(request: Visit) -> HttpResponse:
    """Set up what an office begins with."""
    made = routines.set_usual(actor(request), request.user.office)
    messages.success(request, _("已设置 {n} 个日程").format(n=len(made)))
    return redirect("routines")


def _routine(request: Visit, number: int) -> Routine:
    return get_object_or_404(routines_visible_to(request.user), pk=number)


@page("POST", verb=Verb.START_RUN)
def change(request: Visit, number: int) -> HttpResponse:
    """Another time."""
    routine, said = _routine(request, number), request.POST
    try:
        at, day = time.fromisoformat(said.get("at", "")), int(said.get("day") or 1)
    except ValueError as error:
        raise RefusedError(_("时间填得不对")) from error
    routines.change_routine(actor(request), routine, rhythm=said.get("rhythm", ""), at=at, day=day)
    messages.success(request, _("已保存"))
    return redirect("routines")


@page("POST", verb=Verb.CANCEL_RUN)
def pause(request: Visit, number: int) -> HttpResponse:
    """Begin it no more until it is resumed."""
    routines.stop_routine(actor(request), _routine(request, number))
    messages.success(request, _("已暂停"))
    return redirect("routines")


@page("POST", verb=Verb.START_RUN)
def resume(request: Visit, number: int) -> HttpResponse:
    """Begin it again at its times."""
    routines.resume_routine(actor(request), _routine(request, number))
    messages.success(request, _("已恢复"))
    return redirect("routines")


@page("POST", verb=Verb.START_RUN)
def begin(request: Visit, number: int) -> HttpResponse:
    """Begin it now."""
    slot = routines.begin_now(actor(request), _routine(request, number))
    messages.success(request, _("已开始"))
    return redirect("run", slot.run_id) if slot.run_id else redirect("routines")
