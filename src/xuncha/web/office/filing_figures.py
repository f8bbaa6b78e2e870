"""The numbers that filings go by: which are in force where, and setting one."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from xuncha.base.language import N_, _
from xuncha.cases.kinds.outage import actions, rules
from xuncha.cases.kinds.outage.models import FilingFigure
from xuncha.cases.kinds.outage.queries import (
    figures_at,
)
from xuncha.people.queries import can
from xuncha.people.rules import Verb
from xuncha.people.tree import above
from xuncha.web.address import whole
from xuncha.web.door import Visit, actor, page

#: Where the shipped numbers come from, as their file says it.
CITATIONS: Final = (
    N_("没有统一规定，由组织单位自定"),
    N_("没有统一规定，由组织单位自定；季度通报所列“不能及时报备”以此为准"),
    N_("没有统一规定，由组织单位自定；仍以补报时限届满为准"),
    N_("没有统一规定，由组织单位自定；更长的应申请临时下线"),
    N_("国办发〔2017〕47号 关于临时下线须先申请、逐级审批的规定；天数由组织单位自定"),
)


@page("GET", "POST")
def show(request: Visit) -> HttpResponse:
    """The numbers in force at one's own office, where they come from, and how sure they are."""
    user = request.user
    if request.method == "POST":
        said = request.POST.get("value", "")
        value = whole(said, -1, digits=4)
        actions.set_figure(
            actor(request),
            user.office,
            request.POST.get("name", ""),
            value,
            request.POST.get("reason", ""),
        )
        messages.success(request, _("已修改，对本级及以下有效"))
        return redirect("filing_figures")
    rows = FilingFigure.objects.filter(path__in=above(user.office.path)).order_by("id")
    # The nearest office's last word, as `rules.nearest` reads it.
    own: dict[str, FilingFigure] = {}
    for row in rows.select_related("office"):
        if row.name not in own or len(row.path) >= len(own[row.name].path):
            own[row.name] = row
    return render(
        request,
        "office/filing_figures.html",
        {
            "figures": [
                (one, own[name].value if name in own else one.value, own.get(name))
                for name, one in rules.shipped_figures().items()
            ],
            "register": figures_at(user.office.path),
            "may_set": can(user, Verb.MANAGE_OFFICES, user.office.path),
        },
    )
