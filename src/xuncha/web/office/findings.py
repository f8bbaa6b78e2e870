"""Findings: the list, and the page of one with its proof."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Final

from csp.decorators import csp_update
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from xuncha.base.language import N_, _
from xuncha.base.types import Outcome
from xuncha.checks.contract import catalogue
from xuncha.findings.models import Finding, FindingState, Problem
from xuncha.findings.queries import CONFIDENTIAL, findings_visible_to, sentence
from xuncha.findings.rules import LIVE
from xuncha.people.models import Office, User
from xuncha.people.queries import can
from xuncha.people.rules import Verb
from xuncha.people.tree import below
from xuncha.pipeline.proofs import ProofShown, proof_of
from xuncha.report.words import LEVELS, OUTCOMES, indicator_clause, indicator_name
from xuncha.web.door import Visit, page
from xuncha.web.listing import Column, Filter, Listing, Options
from xuncha.web.office import exhibits, replays, review
from xuncha.web.office.sites import parts
from xuncha.web.office.views import saved

COLUMNS: Final = (
    Column("says", N_("问题"), narrow=True),
    Column("site", N_("网站"), ("path", "site_id"), narrow=True),
    Column("indicator", N_("指标"), ("indicator",)),
    Column("level", N_("处理")),
    Column("outcome", N_("结果"), usual=False),
    Column("state", N_("状态"), narrow=True),
    Column("points", N_("扣分"), number=True, usual=False),
    Column("first", N_("首次发现"), ("first_seen",)),
    Column("last", N_("最近发现"), ("last_seen",)),
    Column("times", N_("次数"), number=True, usual=False),
)
_LIVE: Final = "live"


def _state(rows: QuerySet[Finding], value: str) -> QuerySet[Finding]:
    return rows.filter(state__in=LIVE) if value == _LIVE else rows.filter(state=value)


def _states() -> Options:
    named = [(str(value), _(str(name))) for value, name in FindingState.choices]
    return [(_LIVE, _("未了结")), *named]


def _indicator(rows: QuerySet[Finding], value: str) -> QuerySet[Finding]:
    return rows.filter(indicator=value)


def _indicators() -> Options:
    return [(code, _(one.name)) for code, one in sorted(catalogue().items())]


def _site(rows: QuerySet[Finding], value: str) -> QuerySet[Finding]:
    return rows.filter(site_id=int(value)) if value.isascii() and value.isdigit() else rows.none()


def _office(rows: QuerySet[Finding], number: str) -> QuerySet[Finding]:
    path = Office.objects.filter(pk=int(number)).values_list("path", flat=True).first()
    return rows.filter(below(path)) if path else rows.none()


def _since(rows: QuerySet[Finding], days: str) -> QuerySet[Finding]:
    return rows.filter(first_seen__gte=timezone.now() - timedelta(days=int(days)))


def listing(asked: QueryDict, user: User) -> Listing[Finding]:
    """The findings this person asked for, within what they may see."""
    filters: list[Filter[Finding]] = [
        Filter("state", N_("状态"), _state, _states),
        Filter("indicator", N_("指标"), _indicator, _indicators),
        Filter(
            "level",
            N_("处理"),
            lambda rows, value: rows.filter(level=value),
            lambda: [(str(one), _(word)) for one, word in LEVELS.items()],
        ),
        Filter("office", N_("单位"), _office, parts(user, asked.get("office", ""))),
        Filter(
            "new",
            N_("首次发现"),
            _since,
            lambda: [(str(n), _("最近{n}天").format(n=n)) for n in (1, 7, 30, 90)],
        ),
        Filter(
            "outcome",
            N_("结果"),
            lambda rows, value: rows.filter(outcome=value),
            lambda: [(str(one), _(OUTCOMES[one][1])) for one in (Outcome.FAULT, Outcome.SUSPECTED)],
            rare=True,
        ),
        Filter("site", N_("网站编号"), _site, rare=True, kind="text"),
    ]
    return Listing(
        asked,
        "findings",
        findings_visible_to(user),
        COLUMNS,
        filters,
        "-last",
        dress=lambda rows: rows.select_related("site").defer(
            "evidence", "site__head", "site__contacts"
        ),
    )


@page("GET")
def show(request: Visit) -> HttpResponse:
    """The list."""
    return render(
        request,
        "office/findings.html",
        {
            "listing": listing(request.GET, request.user),
            "views": saved(request.user, "findings"),
            "sentence": sentence,
            "indicator_name": indicator_name,
            "today": timezone.localdate(),
            "may_export": can(request.user, Verb.EXPORT, request.user.office.path),
        },
    )


@page("GET")
def one(request: Visit, number: int) -> HttpResponse:
    """One finding, between its neighbours in the list it was opened from."""
    finding = get_object_or_404(findings_visible_to(request.user), pk=number)
    rows = listing(request.GET, request.user)
    query = f"?{rows.query}" if rows.query else ""
    links = [
        reverse("finding", args=[one.pk]) + query if one else "" for one in rows.around(finding)
    ]
    return shown(request, finding.pk, links, (_("问题清单"), reverse("findings") + query))


#: The page of a finding alone of all pages may frame one of our own: the archived page.
_FRAMING: Final = csp_update({"frame-src": ["'self'"]})


def shown(
    request: Visit,
    number: int,
    links: Sequence[str],
    crumb: tuple[str, str],
    queue: Problem | None = None,
) -> HttpResponse:
    """The sentence with clause and values, its proof, what was said of it, and what to decide.

    `links` lead to what stands before and after it, "" where nothing does; `queue` is the problem
    under review where the page was opened from the queue.
    """
    user = request.user
    finding = get_object_or_404(
        findings_visible_to(user).select_related("site", "site__office", "first_by"), pk=number
    )
    same = findings_visible_to(user).filter(
        site=finding.site, indicator=finding.indicator, state__in=LIVE
    )
    if finding.root:
        same = same.filter(root=finding.root)
    meaning, basis = indicator_clause(finding.indicator, finding.standard)
    hole = _hole(user, finding)
    answer = render(
        request,
        "office/finding.html",
        {
            "finding": finding,
            "says": sentence(finding),
            "name": indicator_name(finding.indicator, finding.standard),
            "meaning": meaning,
            "basis": basis,
            "events": finding.events.select_related("by"),
            "others": [(row, sentence(row)) for row in same.exclude(pk=finding.pk)[:20]],
            "may_inspect": can(user, Verb.START_RUN, finding.path),
            "hole": hole,
            "again": replays.hole_of(user, finding, hole),
            "proof": exhibits.proof_of(finding, request.GET.get("record", "")),
            "crumb": crumb,
            "before": links[0],
            "after": links[1],
            "queue": queue,
            "today": timezone.localdate(),
            **review.panel(user, finding),
        },
    )
    _FRAMING(lambda _asked: answer)(request)
    return answer


def _hole(user: User, finding: Finding) -> ProofShown | None:
    """How a hole was shown, for those who may know how it is used."""
    if finding.indicator not in CONFIDENTIAL or not can(user, Verb.READ_SECURITY, finding.path):
        return None
    return proof_of(finding, Path(settings.DATA))
