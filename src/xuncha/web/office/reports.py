"""Citizens' error reports in the console: the list, the page of one, its steps, the figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.db.models import F, Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from xuncha.base.language import N_, _
from xuncha.cases import actions as cases
from xuncha.cases.kinds.citizen_report import actions, queries
from xuncha.cases.kinds.citizen_report.intake import rescue
from xuncha.cases.kinds.citizen_report.models import Category, CitizenReport
from xuncha.cases.kinds.citizen_report.rules import (
    CHECKING,
    CLOSED,
    MACHINE,
    PASSED,
    REDO,
    REFUSED,
    WAITING,
    WORKING,
)
from xuncha.cases.models import Case, CaseKind
from xuncha.cases.queries import cases_visible_to, due, overdue, standing
from xuncha.cases.rules import sides
from xuncha.evidence.exhibits import Exchange, UnshownError, exchange, pieces
from xuncha.people.models import Office, User
from xuncha.people.queries import can, offices_visible_to
from xuncha.people.rules import Verb
from xuncha.registry import documents
from xuncha.web.address import whole
from xuncha.web.door import Visit, actor, page
from xuncha.web.listing import Column, Filter, Listing, choices, days_of

COLUMNS: Final = (
    Column("number", N_("编号"), ("number",), narrow=True),
    Column("category", N_("问题类型"), narrow=True),
    Column("site", N_("网站")),
    Column("state", N_("状态"), ("state",), narrow=True),
    Column("due", N_("期限"), ("due",), narrow=True),
    Column("office", N_("办理单位"), ("path",)),
    Column("same", N_("重复留言"), number=True),
    Column("received", N_("收到时间"), ("opened_at",)),
    Column("closed", N_("办结时间"), ("closed_at",), usual=False),
    Column("satisfaction", N_("满意度"), usual=False),
)
#: The steps a button stands for, the usual ones first: state to (what the button says, what must
#: be written).
_STEPS: Final = {
    PASSED: (N_("转办"), ""),
    WORKING: (N_("开始办理"), ""),
    CHECKING: (N_("提交审核"), N_("办理情况和拟答复")),
    CLOSED: (N_("审核通过并办结"), N_("答复网民")),
    REDO: (N_("退回重办"), N_("退回的理由")),
    WAITING: (N_("退回，不是本单位的"), N_("退回的理由")),
    REFUSED: (N_("不予受理"), N_("不予受理的理由（告知网民）")),
}


def _turn(rows: QuerySet[Case], value: str, user: User) -> QuerySet[Case]:
    """What waits for this person, or stands in a certain way with its day."""
    now = timezone.now()
    mine: dict[str, Callable[[], QuerySet[Case]]] = {
        "dispatch": lambda: queries.to_dispatch(user),
        "handle": lambda: queries.to_handle(user),
        "check": lambda: queries.to_check(user),
        "soon": lambda: due(rows, now),
        "overdue": lambda: overdue(rows, now),
        "late": lambda: rows.filter(state=CLOSED, closed_at__date__gt=F("due")),
        "intime": lambda: rows.filter(state=CLOSED).exclude(closed_at__date__gt=F("due")),
        "open": lambda: rows.filter(closed_at=None),
        "accepted": lambda: rows.exclude(state=REFUSED),
    }
    return mine[value]()


def _turns() -> list[tuple[str, str]]:
    return [
        ("dispatch", _("待本单位转办")),
        ("handle", _("待本单位办理")),
        ("check", _("待本单位审核")),
        ("soon", _("即将到期")),
        ("overdue", _("已超期")),
        ("late", _("超期办结")),
        ("intime", _("按期办结")),
        ("open", _("未办结")),
        ("accepted", _("已受理")),
    ]


def _named(rows: QuerySet[Case], words: str) -> QuerySet[Case]:
    return rows.filter(
        Q(number__startswith=words) | Q(site__name__contains=words) | Q(title__contains=words)
    )


def listing(asked: Any, user: User) -> Listing[Case]:
    """The list as one person may see it."""
    filters: list[Filter[Case]] = [
        Filter("turn", N_("轮到谁"), lambda rows, value: _turn(rows, value, user), _turns),
        Filter(
            "state",
            N_("状态"),
            lambda rows, value: rows.filter(state=value),
            lambda: [(key, _(name)) for key, name in MACHINE.states.items()],
        ),
        Filter(
            "category",
            N_("问题类型"),
            lambda rows, value: rows.filter(reports__category=value, reports__merged=False),
            choices(Category.choices),
        ),
        Filter("q", N_("编号或网站"), _named),
        *days_of("opened_at", N_("收到日期起"), N_("收到日期止")),
    ]
    own = CitizenReport.objects.defer("seen")
    return Listing(
        asked,
        "reports",
        cases_visible_to(user, CaseKind.CITIZEN_REPORT),
        COLUMNS,
        filters,
        "-received",
        dress=lambda rows: rows.select_related("site", "office").prefetch_related(
            Prefetch("reports", own.order_by("pk"))
        ),
    )


@page("GET")
def show(request: Visit) -> HttpResponse:
    """The list: what waits for this person first."""
    user = request.user
    waiting = [
        (key, name, number)
        for key, name in _turns()[:3]
        if (number := _turn(cases_visible_to(user, CaseKind.CITIZEN_REPORT), key, user).count())
    ]
    return render(
        request,
        "office/reports.html",
        {
            "listing": listing(request.GET, user),
            "timing": lambda case: standing(case, timezone.now()),
            "waiting": waiting,
            "spam": _spam(user).count(),
        },
    )


def _spam(user: User) -> QuerySet[CitizenReport]:
    """What was taken for spam: for those who stand over everything, since it is nobody's yet."""
    root = Office.objects.filter(parent=None).first()
    if root is None or not can(user, Verb.HANDLE_CASE, root.path):
        return CitizenReport.objects.none()
    return CitizenReport.objects.exclude(spam="").filter(case=None)


def seen(user: User, number: int) -> Case:
    """A case of a report in the user's part of the tree; raises Http404."""
    rows = cases_visible_to(user, CaseKind.CITIZEN_REPORT)
    return get_object_or_404(rows.select_related("site__office", "office", "opened_by"), pk=number)


@dataclass(frozen=True, slots=True)
class Deed:
    """One step this person may take: the state it leads to, its button, what must be written."""

    to: str
    name: str
    asks: str


def deeds(user: User, case: Case) -> list[Deed]:
    """The steps open to `user`, as the machine has them."""
    if not can(user, Verb.HANDLE_CASE, case.path):
        return []
    own = sides(user.office.path, case.path, case.opened_by.path)
    to = dict.fromkeys(after for side in own for after in MACHINE.onward(case.state, side))
    return [Deed(one, _(_STEPS[one][0]), _(_STEPS[one][1])) for one in _STEPS if one in to]


@page("GET")
def one(request: Visit, number: int) -> HttpResponse:
    """One case: what the citizens said, what the machine saw, and what this person may do."""
    user = request.user
    case = seen(user, number)
    reports = list(case.reports.order_by("merged", "pk"))
    first = reports[0]
    may = can(user, Verb.HANDLE_CASE, case.path)
    templates = queries.templates_visible_to(user)
    chosen = templates.filter(pk=whole(request.GET.get("template", ""))).first()
    proof, trouble = _proof(first)
    return render(
        request,
        "office/report.html",
        {
            "case": case,
            "first": first,
            "again": reports[1:],
            "category": _(str(Category(first.category).label)),
            "timing": standing(case, timezone.now()),
            "deeds": deeds(user, case),
            "may": may,
            "offices": _offices(user, case) if may and case.state == WAITING else (),
            "proposed": case.site.office_id if case.site else None,
            "templates": templates if may else (),
            "answer": chosen.text if chosen else first.answer,
            "events": case.events.select_related("by", "office"),
            "findings": first.findings.all()[:20],
            "seen": first.seen,
            "proof": proof,
            "trouble": trouble,
            "files": case.files.select_related("by"),
            "kinds_of_file": ",".join(f".{kind}" for kind in documents.BEGINNINGS),
        },
    )


def _offices(user: User, case: Case) -> list[Office]:
    """Whom it can be handed to: the proposed one first."""
    below = offices_visible_to(user).filter(closed_at=None)
    proposed = case.site.office_id if case.site else None
    found = list(below[:1000])
    return sorted(found, key=lambda one: (one.pk != proposed, one.path))


def _proof(report: CitizenReport) -> tuple[Exchange | None, str]:
    kept = pieces(report.seen.get("evidence", ()))
    if not kept:
        return None, ""
    folder = (settings.DATA / report.seen.get("proof", "") / "evidence").resolve()
    if not folder.is_relative_to((settings.DATA / "reports").resolve()):
        return None, _("存档文件已不在检查文件夹中，请从备份恢复后再看")
    try:
        return exchange(folder, kept[0]), ""
    except UnshownError:
        return None, _("存档文件与封存时的指纹不符或无法读取，不能作为证据展示")


@page("POST", verb=Verb.HANDLE_CASE)
def decide(request: Visit, number: int) -> HttpResponse:
    """Take one step, on what was seen."""
    case = seen(request.user, number)
    said = request.POST
    version, text = whole(said.get("version", "")), said.get("text", "")
    by = actor(request)
    match said.get("to", ""):
        case "refused":
            actions.refuse(by, case, text, version=version)
        case "passed":
            office = get_object_or_404(
                offices_visible_to(request.user), pk=whole(said.get("office", ""))
            )
            actions.dispatch(by, case, office, text, version=version)
        case "waiting":
            actions.give_back(by, case, text, version=version)
        case "working":
            actions.begin(by, case, version=version)
        case "checking":
            actions.propose(by, case, text, version=version)
        case "redo":
            actions.send_back(by, case, text, version=version)
        case "closed":
            actions.close(by, case, text, public=said.get("public") == "on", version=version)
        case _:
            cases.note(by, case, text)
    messages.success(request, _("已办理"))
    # What was given back or handed on may lie outside one's own part of the tree from now on.
    still = cases_visible_to(request.user, CaseKind.CITIZEN_REPORT).filter(pk=number).exists()
    return redirect("report", number) if still else redirect("reports")


@page("GET", verb=Verb.HANDLE_CASE)
def spam(request: Visit) -> HttpResponse:
    """What was taken for spam, for a person to look through."""
    return render(request, "office/report_spam.html", {"rows": _spam(request.user)[:200]})


@page("POST", verb=Verb.HANDLE_CASE)
def save(request: Visit, number: int) -> HttpResponse:
    """Make a case of one that was no spam."""
    report = rescue(actor(request), get_object_or_404(_spam(request.user), pk=number))
    messages.success(request, _("已转为待受理"))
    return redirect("report", report.case_id)
