"""Reminding whoever has a citizen's report that its last day comes, or is past."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from xuncha.base.language import _
from xuncha.cases.models import Case, CaseKind
from xuncha.cases.queries import due, overdue
from xuncha.people.events import Urgency, announce


def remind(now: datetime) -> int:
    """Say of each report that it is due soon, or overdue; how many were.

    As often as one likes: each is announced once for each last day it had.
    """
    open_ones = Case.objects.filter(kind=CaseKind.CITIZEN_REPORT).select_related("office")
    told = 0
    for one in due(open_ones, now):
        # On the last day itself: with one to three days in all, "soon" is from the beginning.
        if one.due == localdate(now):
            told += _say(one, "case.due", now)
    for one in overdue(open_ones, now):
        told += _say(one, "case.overdue", now)
    return told


@transaction.atomic
def _say(case: Case, kind: str, now: datetime) -> int:
    late = kind == "case.overdue"
    words = _("纠错留言已超期：{title}") if late else _("纠错留言今天到期：{title}")
    announce(
        kind,
        case.office,
        key=f"citizen.{kind}:{case.pk}:{case.due}",
        title=words.format(title=case.title),
        text=_("截止日期为{day}。").format(day=case.due.isoformat() if case.due else ""),
        link=f"/reports/{case.pk}/",
        urgency=Urgency.HIGH if late else Urgency.NORMAL,
        at=now,
    )
    return 1
