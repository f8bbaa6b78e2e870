"""The past judged again: which verdicts would change under another standard."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date

from xuncha.findings.queries import judgements_visible_to
from xuncha.people.actions import RefusedError
from xuncha.people.rules import Verb
from xuncha.pipeline.rejudging import judged_again, standard_of
from xuncha.report.words import standard_title
from xuncha.scoring.standard import shipped
from xuncha.web.door import Visit, page

#: Snapshots judged for one page: each takes up to some seconds.
_PAGE: Final = 20


@page("GET", "POST", verb=Verb.REVIEW_FINDING)
def show(request: Visit) -> HttpResponse:
    """Choose a standard and a period; the verdicts of then beside what they would be."""
    asked = request.POST
    number = asked.get("page", "1")
    at = int(number) if number.isascii() and number.isdigit() and 0 < len(number) < 5 else 1
    context: dict[str, Any] = {
        "asked": asked,
        "standards": [(name, standard_title(name)) for name in shipped()],
        "rows": None,
    }
    if request.method == "POST":
        try:
            law = standard_of(asked.get("standard", ""), asked.get("text", ""))
        except RefusedError as refused:
            messages.error(request, str(refused))
        else:
            found = _judgements(request)
            start = (max(at, 1) - 1) * _PAGE
            few = list(found[start : start + _PAGE + 1])
            rows = judged_again(few[:_PAGE], law, settings.DATA)
            context |= {
                "rows": rows,
                "changed": sum(one.changed for one in rows),
                "missing": sum(one.verdict is None for one in rows),
                "more": len(few) > _PAGE,
                "page": max(at, 1),
                "title": law.title,
            }
    return render(request, "office/rejudge.html", context)


def _judgements(request: Visit) -> Any:
    rows = judgements_visible_to(request.user).select_related("site").order_by("-as_of", "-id")
    for key, field in (("from", "as_of__date__gte"), ("until", "as_of__date__lte")):
        try:
            day = parse_date(request.POST.get(key, ""))
        except ValueError:
            day = None
        if day is not None:
            rows = rows.filter(**{field: day})
    return rows
