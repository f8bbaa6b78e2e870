"""Rectifications: the list, the notice with its items, replies, re-tests, and accountability."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date

from xuncha.base.language import N_, _
from xuncha.cases import actions as cases
from xuncha.cases import queries
from xuncha.cases.kinds.outage.models import Filing
from xuncha.cases.kinds.rectification import actions
from xuncha.cases.kinds.rectification.actions import Wording
from xuncha.cases.kinds.rectification.models import Measure, NoticeItem, Retest
from xuncha.cases.kinds.rectification.queries import measure_counts, measures_visible_to, to_send
from xuncha.cases.kinds.rectification.rules import MACHINE, USUAL_DAYS
from xuncha.cases.kinds.report_request.models import ReportAnswer
from xuncha.cases.models import Case, CaseKind
from xuncha.cases.queries import cases_visible_to
from xuncha.cases.rules import Side, sides
from xuncha.findings.models import Problem
from xuncha.findings.queries import sentence
from xuncha.people.actions import RefusedError
from xuncha.people.models import User
from xuncha.people.queries import can, offices_visible_to
from xuncha.people.rules import Verb
from xuncha.pipeline.retests import retest as have_retested
from xuncha.registry.documents import BEGINNINGS, MOST_BYTES
from xuncha.report.words import indicator_clause, indicator_name
from xuncha.web.address import whole
from xuncha.web.door import Visit, actor, page
from xuncha.web.listing import Column, Filter, Listing, choices, days_of
from xuncha.web.office.accountability import called
from xuncha.web.office.sights import pairs

COLUMNS: Final = (
    Column("number", N_("编号"), ("id",), narrow=True),
    Column("title", N_("标题"), narrow=True),
    Column("office", N_("责任单位"), ("path",), narrow=True),
    Column("state", N_("状态"), ("state",), narrow=True),
    Column("due", N_("期限"), ("due",)),
    Column("opened", N_("下发日期"), ("opened_at",)),
)


def _elsewhere(case: Case) -> HttpResponse:
    """To the page of a case of another kind, for a link that only knows the case."""
    if case.kind == CaseKind.CITIZEN_REPORT:
        return redirect("report", case.pk)
    if case.kind == CaseKind.OUTAGE:
        return redirect("filing", Filing.objects.get(case=case).pk)
    return redirect("answer", ReportAnswer.objects.get(case=case).pk)


def _timing(rows: QuerySet[Case], value: str) -> QuerySet[Case]:
    if value == "issued":
        return rows.exclude(state="withdrawn")
    if value == "open":
        return queries.pending(rows)
    late = queries.overdue if value == "overdue" else queries.due
    return late(rows, timezone.now()).order_by()


@page("GET")
def show(request: Visit) -> HttpResponse:
    """The notices of the user's part of the tree."""
    filters: list[Filter[Case]] = [
        Filter(
            "timing",
            N_("期限"),
            _timing,
            lambda: [
                ("open", _("未办结")),
                ("soon", _("即将到期")),
                ("overdue", _("已超期")),
                ("issued", _("已下发（未撤回）")),
            ],
        ),
        Filter("state", N_("状态"), lambda q, v: q.filter(state=v), choices(MACHINE.states)),
        Filter("q", N_("编号"), lambda q, v: q.filter(number__contains=v)),
        *days_of("opened_at", N_("下发日期起"), N_("下发日期止")),
        *called(request.user),
    ]
    listing = Listing(
        request.GET,
        "cases",
        cases_visible_to(request.user, actions.KIND),
        COLUMNS,
        filters,
        "-number",
        dress=lambda rows: rows.select_related("office"),
    )
    user, calendar, now = request.user, queries.calendar(), timezone.now()
    return render(
        request,
        "office/cases.html",
        {
            "listing": listing,
            "timing": lambda one: queries.standing(one, now, calendar),
            "provisional": lambda one: one.due is not None and calendar.provisional(one.due),
            "may_issue": can(user, Verb.REVIEW_FINDING, user.office.path),
            "to_send": to_send(user).count(),
            "measures": _measures(user),
        },
    )


def _measures(user: User) -> list[tuple[str, int, int]]:
    counted = measure_counts(measures_visible_to(user))
    return [(_(str(Measure(key).label)), *counted[key]) for key in Measure.values if key in counted]


@page("GET")
def one(request: Visit, number: int) -> HttpResponse:
    """One notice: what is wrong, what was answered, the re-tests, and what may be done now."""
    found = get_object_or_404(
        cases_visible_to(request.user).select_related("office", "opened_by"), pk=number
    )
    if found.kind != actions.KIND:
        return _elsewhere(found)
    user, calendar = request.user, queries.calendar()
    mine = sides(user.office.path, found.path, found.opened_by.path)
    handles = can(user, Verb.HANDLE_CASE, found.path)
    onward = {after for side in mine for after in MACHINE.onward(found.state, side)}
    items = list(items_of(found))
    return render(
        request,
        "office/case.html",
        {
            "case": found,
            "items": items,
            "pairs": pairs(items),
            "events": found.events.select_related("by", "office").prefetch_related("files"),
            "retests": Retest.objects.filter(case=found).select_related("by", "site"),
            "measures": measures_visible_to(user).filter(case=found),
            "timing": queries.standing(found, timezone.now(), calendar),
            "days_left": calendar.between(timezone.localdate(), found.due) if found.due else 0,
            "provisional": found.due is not None and calendar.provisional(found.due),
            "onward": onward if handles else set(),
            "may_retest": handles and bool(mine & {Side.UNIT, Side.OFFICE}),
            "is_office": handles and Side.OFFICE in mine,
            "measure_kinds": [(key, _(str(name))) for key, name in Measure.choices],
            "kinds_of_file": ",".join(f".{kind}" for kind in BEGINNINGS),
            "today": timezone.localdate(),
        },
    )


def items_of(case: Case) -> QuerySet[NoticeItem]:
    """What the notice names, in its order."""
    return NoticeItem.objects.filter(case=case).select_related("site", "problem__lead")


@page("GET", "POST", verb=Verb.HANDLE_CASE)
def new(request: Visit) -> HttpResponse:
    """Choose confirmed problems of one unit and send the notice."""
    user = request.user
    if not can(user, Verb.REVIEW_FINDING, user.office.path):
        raise Http404
    asked = request.POST if request.method == "POST" else request.GET
    word = asked.get("office", "")
    office = None
    if word.isascii() and word.isdigit():
        office = get_object_or_404(offices_visible_to(user), pk=int(word))
    rows = to_send(user).select_related("site", "lead").order_by("impact", "id")
    if request.method == "POST" and office is not None:
        chosen = rows.filter(path=office.path, pk__in=_numbers(request.POST.getlist("id")))
        try:
            made = actions.issue(
                actor(request),
                office,
                {one: _wording(one) for one in chosen},
                title=request.POST.get("title", "").strip()
                or _("{name}网站问题整改").format(name=office.name),
                days=_days(request.POST.get("days", "")),
                text=request.POST.get("text", ""),
            )
        except RefusedError as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("已下发 {number}").format(number=made.number))
            return redirect("case", made.pk)
    context: dict[str, Any] = {
        "office": office,
        "asked": asked,
        "days": USUAL_DAYS,
        "sentence": sentence,
        "indicator_name": indicator_name,
    }
    if office is None:
        context["units"] = _units(user, rows)
    else:
        context["problems"] = rows.filter(path=office.path)[: actions.MOST_ITEMS]
    return render(request, "office/case_new.html", context)


def _units(user: User, rows: QuerySet[Problem]) -> list[tuple[Any, int]]:
    """The units with confirmed problems that stand in no notice, and how many."""
    from django.db.models import Count

    counted = dict(rows.order_by().values_list("path").annotate(n=Count("id"))[:500])
    offices = offices_visible_to(user).filter(path__in=counted)
    return [(one, counted[one.path]) for one in offices]


def _numbers(texts: list[str]) -> list[int]:
    return [int(one) for one in texts[:2000] if one.isascii() and one.isdigit() and len(one) < 18]


def _days(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 4 and 0 < int(text) <= 250):
        raise RefusedError(_("期限为 1 至 250 个工作日"))
    return int(text)


def _wording(problem: Problem) -> Wording:
    lead = problem.lead
    standard = lead.standard if lead else ""
    meaning, basis = indicator_clause(problem.indicator, standard)
    return Wording(
        says=sentence(lead) if lead else problem.indicator,
        name=indicator_name(problem.indicator, standard),
        clause=basis or meaning,
        url=(lead.url or lead.column) if lead else "",
    )


@page("POST", verb=Verb.HANDLE_CASE)
def step(request: Visit, number: int) -> HttpResponse:
    """Reply with files, send back, close by hand, or withdraw: what the machine allows."""
    found = seen(request, number)
    to, said = request.POST.get("to", ""), request.POST.get("opinion", "")
    word = request.POST.get("version", "")
    version = whole(word, -1)
    with transaction.atomic():
        if to == "replied":
            actions.reply(actor(request), found, said, _files(request), version=version)
        else:
            moved = cases.move(actor(request), found, to, said, version=version)
            for name, data in _files(request):
                cases.attach(actor(request), moved, name, data, moved.events.last())
    messages.success(request, _("已办理"))
    return redirect("case", number)


def _files(request: Visit) -> list[tuple[str, bytes]]:
    brought = []
    for one in request.FILES.getlist("file")[:10]:
        if (one.size or 0) > MOST_BYTES:
            most = MOST_BYTES // 2**20
            raise RefusedError(_("文件超过 {most} MB，请压缩或拆分").format(most=most))
        brought.append((one.name or "", one.read()))
    return brought


@page("POST", verb=Verb.HANDLE_CASE)
def retest(request: Visit, number: int) -> HttpResponse:
    """Have the sites of a notice visited again, now."""
    have_retested(actor(request), seen(request, number))
    messages.success(request, _("复查已排到最前，请稍后刷新本页；全部通过即自动办结"))
    return redirect("case", number)


@page("POST", verb=Verb.HANDLE_CASE)
def account(request: Visit, number: int) -> HttpResponse:
    """Write down that people were held to account."""
    said = request.POST
    heads = said.get("people", "")
    try:
        on = parse_date(said.get("on", ""))
    except ValueError:
        on = None
    if on is None:
        raise RefusedError(_("请填写日期"))
    actions.hold_to_account(
        actor(request),
        seen(request, number),
        said.get("measure", ""),
        people=whole(heads, digits=5),
        on=on,
        reason=said.get("reason", ""),
    )
    messages.success(request, _("已记录，计入通报的问责情况"))
    return redirect("case", number)


def seen(request: Visit, number: int) -> Case:
    """A case of rectification in the reader's part of the tree; raises Http404."""
    rows = cases_visible_to(request.user, actions.KIND).select_related("office", "opened_by")
    return get_object_or_404(rows, pk=number)
