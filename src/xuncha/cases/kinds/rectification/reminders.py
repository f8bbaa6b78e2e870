"""Telling people of deadlines: soon due, overdue, and then up the tree level by level.

For cases of every kind; each word is said once a deadline (`people.events`), however often asked.
"""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from xuncha.base.language import _
from xuncha.cases import queries
from xuncha.cases.kinds.rectification.rules import told_above
from xuncha.cases.models import Case
from xuncha.people.events import Urgency, announce
from xuncha.people.models import Office
from xuncha.people.queries import chain


def remind(now: datetime) -> int:
    """Say what is soon due and what is overdue; how many cases were spoken of."""
    every = Case.objects.select_related("office")
    soon = list(queries.due(every, now)[:5000])
    late = list(queries.overdue(every, now)[:5000])
    for case in soon:
        _say(case, case.office, "case.due", _("{number} 将于 {day} 到期：{title}"), now)
    for case in late:
        _say_late(case, now)
    return len(soon) + len(late)


def _say_late(case: Case, now: datetime) -> None:
    assert case.due is not None  # noqa: S101 (the query asked for it)
    days = queries.calendar().between(case.due, localdate(now))
    above = chain(case.office)[:-1][::-1]
    for office in [case.office, *above[: told_above(days)]]:
        _say(case, office, "case.overdue", _("{number} 已超期（期限 {day}）：{title}"), now)


def _say(case: Case, office: Office, kind: str, text: str, now: datetime) -> None:
    announce(
        kind,
        office,
        key=f"{kind}:{case.pk}:{case.due}:{office.pk}",
        title=text.format(number=case.number, day=case.due, title=case.title),
        link=f"/cases/{case.pk}/",
        urgency=Urgency.HIGH if kind == "case.overdue" else Urgency.NORMAL,
        at=now,
    )
