"""One site: who it is, its life, what is wrong with it and what was asked for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from xuncha.base.language import _
from xuncha.cases.kinds.outage.queries import filings_visible_to
from xuncha.federation.queries import provenance
from xuncha.findings.models import Finding, Judgement
from xuncha.findings.queries import findings_visible_to, judgements_visible_to, live, sentence
from xuncha.people.models import User
from xuncha.people.queries import audit_visible_to, can
from xuncha.people.rules import Verb
from xuncha.registry import rules
from xuncha.registry.models import RequestKind, Site, SiteTransition
from xuncha.registry.queries import (
    columns_visible_to,
    requests_visible_to,
    sites_visible_to,
    transitions_visible_to,
)
from xuncha.report.words import indicator_name
from xuncha.web import audited, charts, words
from xuncha.web.door import Visit, page
from xuncha.web.office import ending, probing, watched

#: How far back the timeline looks, and how many findings the page itself shows.
_BACK: Final = timedelta(days=730)
_SHOWN: Final = 300
_LINES: Final = 30
#: Long lists of each row that this page shows nothing of.
_HEAVY: Final = ("columns", "untested", "vetoes")
_LEVELS: Final = {"veto": 0, "deduct": 1, "notice": 2, "bonus": 3}


@dataclass(frozen=True, slots=True)
class Line:
    """Findings that are one problem in many places."""

    first: Finding
    says: str
    name: str
    count: int


def grouped(findings: Sequence[Finding]) -> list[Line]:
    """One line for each root, the first so many; vetoes first, then what stands in most places."""
    counts = Counter((one.indicator, one.root or f"#{one.pk}") for one in findings)
    leads: dict[tuple[str, str], Finding] = {}
    for one in findings:
        leads.setdefault((one.indicator, one.root or f"#{one.pk}"), one)
    ordered = sorted(leads, key=lambda key: (_LEVELS.get(leads[key].level, 9), -counts[key]))
    return [_line(leads[key], counts[key]) for key in ordered[:_LINES]]


def _line(one: Finding, count: int) -> Line:
    return Line(one, sentence(one), indicator_name(one.indicator, one.standard), count)


@page("GET")
def show(request: Visit, number: int) -> HttpResponse:
    """The site's page; 404 outside one's own part of the tree."""
    user, now = request.user, timezone.now()
    site = get_object_or_404(
        sites_visible_to(user).select_related("office", "successor"), pk=number
    )
    rows = live(findings_visible_to(user)).filter(site=site).order_by("-last_seen")
    found = list(rows.defer("evidence", "where_hash")[:_SHOWN])
    steps = list(
        transitions_visible_to(user).filter(site=site).select_related("by").order_by("at", "id")
    )
    judged = judgements_visible_to(user).filter(site=site).order_by("-as_of")
    verdicts = list(judged.defer(*_HEAVY)[:60])
    return render(
        request,
        "office/site.html",
        {
            "site": site,
            "lines": grouped(found),
            "found": len(found),
            "steps": steps[::-1],
            "verdicts": verdicts,
            "timeline": life(site, steps, verdicts, now),
            "columns": columns_visible_to(user).filter(site=site).order_by("newest", "id")[:200],
            "column_count": columns_visible_to(user).filter(site=site).count(),
            "requests": requests_visible_to(user).filter(site=site)[:10],
            "log": audit_visible_to(user).filter(noun="site", noun_id=str(site.pk))[:15],
            "audited": audited,
            "domains": site.domains.order_by("-main", "host"),
            "deeds": deeds(user, site),
            **ending.of(user, site),
            "carried": provenance(site),
            **watched.section(user, site, now),
            "filings": filings_visible_to(user).filter(site=site).select_related("case")[:5],
            "may_file": can(user, Verb.REQUEST_CHANGE, site.path),
            "may_inspect": can(user, Verb.START_RUN, site.path),
            "probing": probing.section(user, site),
        },
    )


def life(
    site: Site, steps: Sequence[SiteTransition], verdicts: Sequence[Judgement], now: datetime
) -> charts.Timeline | None:
    """The site's timeline; None while nothing happened to it."""
    states = [(step.at, words.mark("site", step.to_state)) for step in steps]
    if not states:
        states = [(site.state_since or site.added_at, words.mark("site", site.state))]
    events: list[Any] = [
        (one.as_of, words.verdict(one.verdict), f"{one.findings_count:,}")
        for one in reversed(verdicts)
    ]
    first = min([states[0][0], *(at for at, _mark, _says in events)])
    start = max(first, now - _BACK)
    if now - start < timedelta(days=30):
        start = now - timedelta(days=30)
    return charts.timeline(states, events, start, now)


def deeds(user: User, site: Site) -> list[tuple[str, str]]:
    """The requests this person may begin for the site: kind and what it is called."""
    if not can(user, Verb.REQUEST_CHANGE, site.path):
        return []
    return [
        (kind, _(str(RequestKind(kind).label)))
        for kind, effect in rules.EFFECTS.items()
        if site.state in effect.from_states and kind not in ("register", "supplement")
    ]
