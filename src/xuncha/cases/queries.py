"""Reads of cases, each within one person's part of the tree; the deadlines by the calendar."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils.timezone import localdate

from xuncha.base.calendar import Calendar
from xuncha.cases.models import Case, CaseEvent, CaseFile
from xuncha.cases.rules import Timing, soon_until, timing
from xuncha.people.calendar import office_calendar
from xuncha.people.models import User
from xuncha.people.queries import can
from xuncha.people.rules import Verb
from xuncha.people.tree import below


def calendar() -> Calendar:
    """The working days deadlines are counted in."""
    return office_calendar()


def cases_visible_to(user: User, kind: str | None = None) -> QuerySet[Case]:
    """The cases the offices in the user's part of the tree have to do; of one kind, or all."""
    path = user.office.path
    if not can(user, Verb.READ, path):
        return Case.objects.none()
    found = Case.objects.filter(below(path))
    return found if kind is None else found.filter(kind=kind)


def events_visible_to(user: User) -> QuerySet[CaseEvent]:
    """What happened to those cases."""
    return CaseEvent.objects.filter(case__in=cases_visible_to(user))


def files_visible_to(user: User) -> QuerySet[CaseFile]:
    """The files that came with those cases."""
    return CaseFile.objects.filter(case__in=cases_visible_to(user))


def pending(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Those of them that are not closed."""
    return cases.filter(closed_at__isnull=True)


def due(cases: QuerySet[Case], now: datetime) -> QuerySet[Case]:
    """Those that have to be done within the next working days (rules.SOON), the nearest first."""
    today = localdate(now)
    return (
        pending(cases)
        .filter(due__gte=today, due__lt=soon_until(today, calendar()))
        .order_by("due", "id")
    )


def overdue(cases: QuerySet[Case], now: datetime) -> QuerySet[Case]:
    """Those whose last day is past, the longest first."""
    return pending(cases).filter(due__lt=localdate(now)).order_by("due", "id")


def standing(case: Case, now: datetime, days: Calendar | None = None) -> Timing:
    """How a case stands with its deadline."""
    closed = localdate(case.closed_at) if case.closed_at else None
    return timing(case.due, closed, localdate(now), days or calendar())
