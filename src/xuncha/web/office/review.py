"""The review of findings: the queue by impact and cause, one problem with its proof, decisions."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from xuncha.base.language import N_, _
from xuncha.checks.contract import catalogue
from xuncha.findings import actions
from xuncha.findings.actions import Decision, may_judge
from xuncha.findings.models import (
    Explanation,
    ExplanationState,
    Finding,
    FindingState,
    Problem,
)
from xuncha.findings.queries import (
    explanations_visible_to,
    findings_visible_to,
    problem_of,
    problems_visible_to,
    sentence,
)
from xuncha.findings.rules import impacts
from xuncha.people.actions import RefusedError
from xuncha.people.models import Office, User
from xuncha.people.queries import can
from xuncha.people.rules import Verb
from xuncha.people.tree import below
from xuncha.report.words import LEVELS, indicator_name
from xuncha.web.address import back, whole
from xuncha.web.door import Visit, actor, page
from xuncha.web.listing import Column, Filter, Listing, Options
from xuncha.web.office.sites import parts

COLUMNS: Final = (
    Column("says", N_("问题"), narrow=True),
    Column("site", N_("网站"), narrow=True),
    Column("indicator", N_("指标")),
    Column("impact", N_("影响"), ("impact",), narrow=True),
    Column("count", N_("处数"), ("live",), number=True, narrow=True),
    Column("first", N_("首次发现"), ("first_seen",)),
    Column("stage", N_("进展")),
)
#: What a row shows; each field more costs as much as a word on the page, fifty times.
_SHOWN: Final = (
    *("indicator", "level", "points", "live", "first_seen"),
    *("waiting", "second", "asking", "confirmed", "site__name"),
    *("lead__indicator", "lead__observed", "lead__message", "lead__sentence"),
    *("lead__url", "lead__standard", "lead__outcome"),
)
#: Nobody reviews more in a day, and counting ten times as many costs as much as all the rest.
_CAP: Final = 1_000
_TURNS: Final = {
    "waiting": N_("待审核"),
    "second": N_("待第二人复核"),
    "asking": N_("说明、申诉待答复"),
    "confirmed": N_("已确认"),
}
_DONE: Final = {
    Decision.CONFIRM: N_("已确认{n}处"),
    Decision.FALSE_ALARM: N_("已标为误报{n}处"),
    Decision.REMOVE: N_("已核减{n}处"),
    Decision.REOPEN: N_("已重新列入审核{n}处"),
}


def listing(asked: QueryDict, user: User) -> Listing[Problem]:
    """The queue this person asked for; without a word, what nobody has looked at yet."""
    if "turn" not in asked:
        asked = asked.copy()
        asked["turn"] = "waiting"
    filters: list[Filter[Problem]] = [
        Filter(
            "turn",
            N_("进展"),
            lambda rows, value: rows.filter(**{f"{value}__gt": 0}),
            lambda: [(key, _(name)) for key, name in _TURNS.items()],
        ),
        Filter("indicator", N_("指标"), lambda q, v: q.filter(indicator=v), _indicators),
        Filter(
            "level",
            N_("处理"),
            _level,
            lambda: [(str(one), _(word)) for one, word in LEVELS.items()],
        ),
        Filter(
            "office",
            N_("单位"),
            _office,
            parts(user, asked.get("office", "")),
        ),
    ]
    return Listing(
        asked,
        "review",
        problems_visible_to(user),
        COLUMNS,
        filters,
        "impact",
        cap=_CAP,
        dress=lambda rows: rows.select_related("site", "lead").only(*_SHOWN),
    )


def _indicators() -> Options:
    return [(code, _(one.name)) for code, one in sorted(catalogue().items())]


def _level(rows: QuerySet[Problem], value: str) -> QuerySet[Problem]:
    # The impact says the same in the order of the list, so that an index answers both.
    over, most = impacts(value)
    return rows.filter(level=value, impact__gt=over, impact__lte=most)


def _office(rows: QuerySet[Problem], number: str) -> QuerySet[Problem]:
    path = Office.objects.filter(pk=int(number)).values_list("path", flat=True).first()
    return rows.filter(below(path)) if path else rows.none()


@page("GET", verb=Verb.REVIEW_FINDING)
def show(request: Visit) -> HttpResponse:
    """The queue, the gravest first."""
    return render(
        request,
        "office/review.html",
        {
            "listing": listing(request.GET, request.user),
            "sentence": sentence,
            "indicator_name": indicator_name,
        },
    )


@page("GET", verb=Verb.REVIEW_FINDING)
def one(request: Visit, number: int) -> HttpResponse:
    """The finding that speaks for one problem, its proof, and the two next to it in the queue."""
    from xuncha.web.office.findings import shown

    problem = get_object_or_404(problems_visible_to(request.user), pk=number)
    if problem.lead_id is None:
        raise Http404(number)
    queue = listing(request.GET, request.user)
    before, after = queue.around(problem)
    query = f"?{queue.query}" if queue.query else ""
    links = [reverse("problem", args=[one.pk]) + query if one else "" for one in (before, after)]
    crumb = (_("问题审核"), reverse("review") + query)
    return shown(request, problem.lead_id, links, crumb, queue=problem)


@page("POST", verb=Verb.REVIEW_FINDING)
def judge(request: Visit, number: int) -> HttpResponse:
    """Decide on one finding, or on all of its cause; then on to the next of the queue."""
    finding = get_object_or_404(findings_visible_to(request.user), pk=number)
    said = request.POST
    try:
        decision = Decision(said.get("decision", ""))
        done = _decide(request, finding, decision)
    except ValueError:
        raise Http404(number) from None
    except RefusedError as refused:
        messages.error(request, str(refused))
        return redirect(_stay(request, finding))
    messages.success(request, _(_DONE[decision]).format(n=done))
    return redirect(back(request, reverse("finding", args=[finding.pk])))


def _decide(request: Visit, finding: Finding, decision: Decision) -> int:
    said, who = request.POST, actor(request)
    reason = said.get("reason", "")
    if said.get("whole") == "1":
        problem = problem_of(finding)
        if problem is not None:
            return len(actions.judge_problem(who, problem, decision, reason))
    version = said.get("version", "")
    seen = whole(version, -1)
    actions.judge(who, finding, decision, reason, version=seen)
    return 1


def _stay(request: Visit, finding: Finding) -> str:
    queue = request.POST.get("queue", "")
    if queue.isascii() and queue.isdigit():
        return reverse("problem", args=[int(queue)])
    return reverse("finding", args=[finding.pk])


def panel(user: User, finding: Finding) -> dict[str, Any]:
    """What the page of a finding offers this person to decide, and what was said so far."""
    problem = problem_of(finding)
    asked: list[Explanation] = []
    if problem is not None:
        asked = list(
            explanations_visible_to(user)
            .filter(problem=problem)
            .select_related("by", "decided_by")
            .prefetch_related("files")
        )
    judging = may_judge(user, finding.path)
    live = finding.state in (FindingState.OPEN, FindingState.CONFIRMED)
    return {
        "problem": problem,
        "whole": _whole(problem, finding),
        "explanations": asked,
        "may_judge": judging,
        "may_confirm": judging and _may_confirm(user, finding),
        "may_explain": live
        and problem is not None
        and can(user, Verb.EXPLAIN_FINDING, finding.path)
        and not any(one.state == ExplanationState.OPEN for one in asked),
        "live": live,
    }


def _whole(problem: Problem | None, finding: Finding) -> int:
    """How many findings of the same cause a decision may take in; 0: only this one."""
    if problem is None:
        return 0
    waiting = finding.state == FindingState.OPEN
    count = problem.waiting + problem.second if waiting else problem.live
    return count if count > 1 else 0


def _may_confirm(user: User, finding: Finding) -> bool:
    if finding.state != FindingState.OPEN:
        return False
    if finding.level != "veto" or finding.first_by_id is None:
        return True
    return finding.first_by_id != user.pk and can(user, Verb.CONFIRM_VETO, finding.path)
