"""The figures of citizens' error reports over a period."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from xuncha.base.language import _
from xuncha.cases.kinds.citizen_report import queries
from xuncha.cases.kinds.citizen_report.models import Category
from xuncha.findings.entries import entries_below
from xuncha.web.door import Visit, page


@page("GET")
def show(request: Visit) -> HttpResponse:
    """Every figure of a period for one's part of the tree, and the year's assessment."""
    today = timezone.localdate()
    begin, end = period(request.GET, today)
    path = request.user.office.path
    return render(
        request,
        "office/report_figures.html",
        {
            "told": queries.citizen_figures(begin, end, path, today),
            "year": queries.assessment(end.year, path),
            "entries": entries_below(path),
            "begin": begin,
            "end": end,
            "names": {one.value: _(str(one.label)) for one in Category},
        },
    )


def period(asked: Any, today: date) -> tuple[date, date]:
    """The days asked for, or the quarter under way."""
    first = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    found = []
    for name, usual in (("begin", first), ("end", today)):
        try:
            found.append(datetime.strptime(asked.get(name, ""), "%Y-%m-%d").date())  # noqa: DTZ007
        except ValueError:
            found.append(usual)
    return found[0], max(found)
