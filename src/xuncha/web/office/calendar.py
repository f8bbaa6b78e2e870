"""The working calendar: what is known of each year, and the import of a new notice."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from xuncha.base.language import _
from xuncha.cases.actions import count_deadlines_again
from xuncha.people import calendar as office
from xuncha.people.actions import RefusedError
from xuncha.people.models import CalendarDay
from xuncha.people.queries import can
from xuncha.people.rules import Verb
from xuncha.people.tree import STEP
from xuncha.web.door import Visit, actor, page


@page("GET", "POST")
def show(request: Visit) -> HttpResponse:
    """A year's exceptions from Monday to Friday, day by day; a CSV adds to them."""
    user = request.user
    may = len(user.office.path) == STEP and can(user, Verb.PUBLISH, user.office.path)
    if request.method == "POST":
        moved = _take_in(request)
        messages.success(request, _("日历已更新，{n}件未办结事项的期限随之调整").format(n=moved))
        return redirect("calendar")
    word = request.GET.get("year", "")
    year = int(word) if word.isascii() and word.isdigit() and len(word) == 4 else 0
    year = year if 2000 <= year <= 2100 else timezone.localdate().year
    known = office.office_calendar()
    own = {one.day: one for one in CalendarDay.objects.filter(day__year=year)}
    first = date(year, 1, 1)
    length = (date(year + 1, 1, 1) - first).days
    days = [first + timedelta(days=n) for n in range(length)]
    rows = [
        (one, not known.is_working(one), own.get(one))
        for one in days
        if known.is_working(one) != (one.weekday() < 5)
    ]
    return render(
        request,
        "office/calendar.html",
        {
            "year": year,
            "rows": rows,
            "provisional": known.provisional(days[0]),
            "working": sum(map(known.is_working, days)),
            "may_import": may,
        },
    )


def _take_in(request: Visit) -> int:
    sent = request.FILES.get("file")
    if sent is None or (sent.size or 0) > office.MOST_BYTES:
        raise RefusedError(
            _("请选择 CSV 文件（不超过 {most} KB）").format(most=office.MOST_BYTES // 1000)
        )
    who = actor(request)
    with transaction.atomic():
        office.take_in(who, office.read(sent.read()), sent.name or "")
        return count_deadlines_again(who)
