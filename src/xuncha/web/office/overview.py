"""The first page of the day: what changed, what is due, how the part of the tree stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from xuncha.alerts.warnings import in_words, warnings_visible_to
from xuncha.base.language import _
from xuncha.cases.kinds.citizen_report.queries import on_desk
from xuncha.cases.kinds.outage.queries import filings_on_desk
from xuncha.cases.models import Case
from xuncha.findings.queries import findings_visible_to, sentence
from xuncha.findings.rules import LIVE
from xuncha.people.calendar import office_calendar
from xuncha.people.models import User
from xuncha.people.queries import can
from xuncha.people.rules import Verb
from xuncha.pipeline.queries import runs_visible_to
from xuncha.registry.models import CandidateState, SiteState
from xuncha.registry.queries import (
    candidates_visible_to,
    offline_overdue,
    overdue,
    requests_to_review,
    requests_visible_to,
)
from xuncha.report.words import indicator_name
from xuncha.web import charts, figures, firstrun, words
from xuncha.web.door import Visit, page
from xuncha.web.office.requests import dues

_SHOWN: Final = 8
#: Enough to group by their root; the list has the rest.
_READ: Final = 400


def front(asking: HttpRequest) -> HttpResponseBase:
    """The address itself: who signed in sees their work, everybody else what is public.

    While nobody has an account at all, it leads to the first page of all.
    """
    if not asking.user.is_authenticated:
        return redirect("begin" if firstrun.needed() else "public_home")
    return show(asking)


@page("GET")
def show(request: Visit) -> HttpResponse:
    """One's own part of the tree at a glance."""
    user, now = request.user, timezone.now()
    known = figures.of(user, now)
    context = {
        "figures": known,
        "sites": sum(known.states.values()),
        "states": charts.split([(words.mark("site", s), known.states.get(s, 0)) for s in _STATES]),
        "verdicts": charts.split([(words.verdict(v), known.verdicts.get(v, 0)) for v in _VERDICTS]),
        "state_keys": [(s, words.mark("site", s), known.states.get(s, 0)) for s in _STATES],
        "verdict_keys": [
            (v or "never", words.verdict(v), known.verdicts.get(v, 0)) for v in _VERDICTS
        ],
        "trend": charts.trend([(_quarter(q), good, all_) for q, good, all_ in known.trend]),
        "trend_rows": [(_quarter(q), good, all_) for q, good, all_ in known.trend],
        "heat": charts.heat(
            [(path, name) for path, _pk, name in known.rows],
            [(code, indicator_name(code, "")) for code in known.heads],
            known.heat,
        ),
        "heat_offices": {path: pk for path, pk, _name in known.rows},
        "may_import": can(user, Verb.IMPORT, user.office.path),
        "may_ask": can(user, Verb.REQUEST_CHANGE, user.office.path),
        **_near(user),
        **_today(user, now),
        **_waiting(user, now),
    }
    return render(request, "office/overview.html", context)


_STATES: Final = tuple(SiteState.values)
_VERDICTS: Final = ("qualified", "unqualified", "untestable", "")


def _quarter(quarter: tuple[int, int]) -> str:
    return _("{year}年{n}季度").format(year=quarter[0], n=quarter[1])


def _near(user: User) -> dict[str, Any]:
    """The sites that come near a veto."""
    rows = warnings_visible_to(user)
    shown = list(rows[:_SHOWN])
    return {
        "near": [(one, in_words(one)) for one in shown],
        "near_count": _count(shown, rows[:1000]),
    }


def _count(shown: Sequence[object], rows: QuerySet[Any]) -> int:
    """How many there are: nobody has to count what is shown whole."""
    return len(shown) if len(shown) < _SHOWN else rows.count()


def _today(user: User, now: datetime) -> dict[str, Any]:
    """What was first seen, and what went away, since yesterday's morning."""
    since = now - timedelta(days=1)
    mine = findings_visible_to(user)
    fresh = mine.filter(first_seen__gte=since, state__in=LIVE).order_by("-first_seen")
    # Hundreds are grouped by their root and eight are shown: only those are read whole.
    keys = list(fresh.values_list("pk", "level", "site_id", "indicator", "root")[:_READ])
    lines: dict[tuple[int, str, str], list[Any]] = {}
    for number, level, site, indicator, root in keys:
        lines.setdefault((site, indicator, root or str(number)), [level, number, 0])[2] += 1
    grouped = sorted(lines.values(), key=lambda line: (line[0] != "veto", -line[2]))[:_SHOWN]
    found = mine.select_related("site").in_bulk([number for _level, number, _count in grouped])
    went = mine.filter(state="gone", gone_at__gte=since)
    return {
        "fresh": [(found[n], sentence(found[n]), count) for _level, n, count in grouped],
        "fresh_count": len(keys),
        "fresh_more": len(keys) >= _READ,
        "gone_count": (gone := went.order_by()[:_READ].count()),
        "gone_more": gone >= _READ,
    }


def _waiting(user: User, now: datetime) -> dict[str, Any]:
    """What lies at this person's desk, and what runs."""
    calendar, today = office_calendar(), timezone.localdate(now)
    mine = requests_to_review(user).select_related("site", "office").order_by("at_since", "id")
    due = dues(calendar)
    rows = [(one, due(one)) for one in mine[:_SHOWN]]
    mend = requests_visible_to(user).filter(office=user.office, state="returned")
    late = overdue(requests_visible_to(user), now, calendar).select_related("site", "at_office")
    found = candidates_visible_to(user).filter(state=CandidateState.FOUND)
    return {
        "today": today,
        "to_review": rows,
        "to_review_count": _count(rows, mine),
        "to_mend": mend.select_related("site")[:_SHOWN],
        "late": [(one, due(one)) for one in late[:_SHOWN]],
        "offline_late": offline_overdue(user, today)[:_SHOWN],
        "filings": filings_on_desk(user).select_related("site", "case")[: 2 * _SHOWN],
        "reports": _reports(user),
        "candidate_count": found[:100].count(),
        "runs": runs_visible_to(user)[:5],
    }


def _reports(user: User) -> Sequence[Case]:
    """The citizens' reports the office has to hand on, to deal with or to read, the nearest due."""
    if not can(user, Verb.HANDLE_CASE, user.office.path):
        return ()
    rows = on_desk(user).select_related("site").order_by("due", "id")
    return list(rows[: 3 * _SHOWN])
