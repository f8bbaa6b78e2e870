"""Key policies: what the sites below must reprint, entered here or handed in as a table."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render

from xuncha.base.errors import InputError
from xuncha.base.language import N_, _
from xuncha.campaigns.models import KeyPolicy
from xuncha.campaigns.policies import (
    add_policy,
    choose_policies,
    import_policies,
    policies_visible_to,
    retire_policy,
)
from xuncha.campaigns.policylines import HEADINGS, Slip, read_table
from xuncha.people.actions import RefusedError
from xuncha.people.queries import can
from xuncha.people.rules import Verb
from xuncha.registry.transfer.writing import write_xlsx
from xuncha.web.door import Visit, actor, page
from xuncha.web.listing import Column, Filter, Listing
from xuncha.web.office.campaigns import found

COLUMNS: Final = (
    Column("title", N_("政策"), narrow=True),
    Column("issuer", N_("发文机关")),
    Column("published", N_("发布时间"), ("published_at",), narrow=True),
    Column("deadline", N_("转载期限")),
    Column("scope", N_("适用范围")),
    Column("office", N_("录入单位")),
)
_MOST_BYTES: Final = 5_000_000
#: Lines of a table that are said to be wrong at once.
_SAID: Final = 20
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page("GET", "POST")
def show(request: Visit) -> HttpResponse:
    """The policies that bind this part of the tree; the form enters one more."""
    user = request.user
    if request.method == "POST":
        try:
            policy = add_policy(actor(request), user.office, request.POST.dict())
        except RefusedError as refused:
            messages.error(request, str(refused))
            return _page(request, request.POST, [])
        messages.success(request, _("已录入“{title}”").format(title=policy.title[:60]))
        return redirect("policies")
    return _page(request, QueryDict(), [])


@page("POST", verb=Verb.START_RUN)
def hand_in(request: Visit) -> HttpResponse:
    """Take a whole table, or say what is wrong with each line of it."""
    sent = request.FILES.get("file")
    if sent is None or (sent.size or 0) > _MOST_BYTES:
        raise RefusedError(
            _("请选择 XLSX 或 CSV 文件（不超过 {most} MB）").format(most=_MOST_BYTES // 1_000_000)
        )
    try:
        lines, slips = _read(sent)
    except InputError as error:
        raise RefusedError(str(error)) from error
    if slips:
        messages.error(request, _("有{n}行不能导入，一行也没有导入").format(n=len(slips)))
        return _page(request, QueryDict(), slips)
    new = import_policies(actor(request), request.user.office, lines)
    messages.success(
        request, _("已导入{new}项，{same}项已在列").format(new=new, same=len(lines) - new)
    )
    return redirect("policies")


def _read(sent: Any) -> tuple[list[dict[str, Any]], list[Slip]]:
    with tempfile.TemporaryDirectory() as folder:
        # Errors name the file as the person does, never where it lies here.
        path = Path(folder) / (Path(sent.name or "").name[-80:] or "policies.xlsx")
        path.write_bytes(sent.read())
        return read_table(path)


@page("GET")
def blank(_request: Visit) -> HttpResponse:
    """An empty table with its headings."""
    out = io.BytesIO()
    write_xlsx(out, _("重要政策"), list(HEADINGS.values()), [])
    answer = HttpResponse(out.getvalue(), content_type=_XLSX)
    answer["Content-Disposition"] = 'attachment; filename="policies.xlsx"'
    return answer


@page("POST", verb=Verb.START_RUN)
def retire(request: Visit, number: int) -> HttpResponse:
    """No longer offer a policy for new inspections."""
    policy = get_object_or_404(policies_visible_to(request.user), pk=number)
    retire_policy(actor(request), policy)
    messages.success(request, _("已停用“{title}”").format(title=policy.title[:60]))
    return redirect("policies")


@page("POST", verb=Verb.START_RUN)
def choose(request: Visit, number: int) -> HttpResponse:
    """Say which policies a spot check looks for."""
    campaign = choose_policies(
        actor(request), found(request.user, number), picked_policies(request.POST)
    )
    said = _("已选定{n}项重要政策").format(n=len(campaign.policies))
    messages.success(request, said if campaign.policies else _("这次抽查不核对转载"))
    return redirect("campaign", number)


def picked_policies(asked: QueryDict) -> list[int]:
    """The policies ticked on a form."""
    ticked = asked.getlist("policy")[:200]
    return [int(one) for one in ticked if one.isascii() and one.isdigit() and len(one) < 12]


def _page(request: Visit, said: QueryDict, slips: list[Slip]) -> HttpResponse:
    filters: list[Filter[KeyPolicy]] = [
        Filter("q", N_("标题"), lambda rows, value: rows.filter(title__contains=value)),
    ]
    listing = Listing(
        request.GET,
        "policies",
        policies_visible_to(request.user).filter(retired_at=None),
        COLUMNS,
        filters,
        "-published",
        dress=lambda rows: rows.select_related("office").defer("text"),
    )
    path = request.user.office.path
    context = {
        "listing": listing,
        "typed": said,
        "slips": slips[:_SAID],
        "more_slips": max(0, len(slips) - _SAID),
        "may": can(request.user, Verb.START_RUN, path),
        "path": path,
    }
    return render(request, "office/policies.html", context)
