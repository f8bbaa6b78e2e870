"""How often each indicator was right, by what people said, and which wait for a person."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from xuncha.base.language import _
from xuncha.checks.contract import catalogue
from xuncha.findings.models import IndicatorEvent
from xuncha.findings.precision import Precision, precisions, restore
from xuncha.people.queries import can
from xuncha.people.rules import Verb
from xuncha.people.tree import STEP
from xuncha.registry.queries import figures
from xuncha.report.words import indicator_name
from xuncha.web.door import Visit, actor, page


@page("GET")
def show(request: Visit) -> HttpResponse:
    """Every indicator with its live precision."""
    known = precisions()
    codes = dict.fromkeys([*known, *sorted(catalogue())])
    rows = [
        (indicator_name(code, ""), known.get(code) or Precision(code, 0, 0, needs_person=False))
        for code in codes
    ]
    rows.sort(key=lambda row: (not row[1].needs_person, -row[1].judged))
    at_root = len(request.user.office.path) == STEP
    return render(
        request,
        "office/indicators.html",
        {
            "rows": rows,
            "figures": figures(),
            "events": [
                (indicator_name(one.indicator, ""), one)
                for one in IndicatorEvent.objects.select_related("by").order_by("-id")[:50]
            ],
            "may_restore": at_root
            and can(request.user, Verb.CONFIRM_VETO, request.user.office.path),
        },
    )


@page("POST", verb=Verb.CONFIRM_VETO)
def back_to_work(request: Visit) -> HttpResponse:
    """Let an indicator decide by itself again."""
    code = request.POST.get("indicator", "")
    if code not in catalogue():
        raise Http404(code)
    restore(actor(request), code, request.POST.get("reason", ""))
    messages.success(request, _("已恢复自动判定，准确率从现在起重新统计"))
    return redirect("indicators")
