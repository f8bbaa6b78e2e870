"""Reminding units of what they have not handed in, and the office of who has not."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from xuncha.base.language import _
from xuncha.cases.kinds.report_request.models import ReportAnswer, ReportRequest
from xuncha.cases.kinds.report_request.rules import reminder_due
from xuncha.cases.queries import calendar
from xuncha.people.events import announce


def remind(now: datetime) -> int:
    """Remind whoever has a report due soon, and say whose is overdue; how many were looked at.

    As often as one likes: each reminder is announced once.
    """
    days, today = calendar(), localdate(now)
    rows = ReportAnswer.objects.filter(
        case__state__in=("asked", "returned"), case__due__isnull=False
    ).select_related("case", "case__office", "request")
    late: dict[int, int] = {}
    count = 0
    for one in rows.iterator(chunk_size=500):
        due = one.case.due
        assert due is not None  # noqa: S101 (the query says so)
        count += 1
        if today > due:
            late[one.request_id] = late.get(one.request_id, 0) + 1
            _say(one, "case.overdue", f"report.overdue:{one.case_id}:{due}", now)
        elif (left := reminder_due(due, today, days)) is not None:
            _say(one, "case.due", f"report.due:{one.case_id}:{due}:{left}", now)
    for row in ReportRequest.objects.filter(pk__in=late).select_related("office"):
        _sum_up(row, late[row.pk], now)
    return count


@transaction.atomic
def _say(one: ReportAnswer, kind: str, key: str, now: datetime) -> None:
    due = one.case.due.isoformat() if one.case.due else ""
    words = _("报送已逾期：{title}") if kind == "case.overdue" else _("报送即将到期：{title}")
    announce(
        kind,
        one.case.office,
        key=key,
        title=words.format(title=one.case.title),
        text=_("截止日期为{day}。").format(day=due),
        link=f"/requested/answers/{one.pk}/",
        at=now,
    )


@transaction.atomic
def _sum_up(row: ReportRequest, count: int, now: datetime) -> None:
    announce(
        "case.overdue",
        row.office,
        key=f"report.overdue.sum:{row.pk}:{localdate(now)}",
        title=_("“{title}”还有{n}家未报送").format(title=row.title, n=count),
        link=f"/requested/{row.pk}/",
        at=now,
    )
