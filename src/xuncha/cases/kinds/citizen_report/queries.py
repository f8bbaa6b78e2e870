"""Reads of citizens' reports: lists within one's part of the tree, the public list, the figures."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localdate, make_aware

from xuncha.base.language import _
from xuncha.base.text import mask, mask_address
from xuncha.cases.kinds.citizen_report.models import (
    Category,
    CitizenReport,
    ReplyTemplate,
    ReportTerms,
)
from xuncha.cases.kinds.citizen_report.rules import (
    CHECKING,
    CLOSED,
    PASSED,
    REDO,
    REFUSED,
    WAITING,
    WORKING,
    Assessment,
    Course,
    Figures,
    assess,
    figures,
    is_late,
)
from xuncha.cases.models import Case, CaseKind
from xuncha.cases.queries import calendar, cases_visible_to
from xuncha.people.models import Office, User
from xuncha.people.tree import above, below

#: The working days where nobody settled anything (standards.md §6: one, then three).
USUAL_TERMS = (1, 3)


def reports_visible_to(user: User) -> QuerySet[CitizenReport]:
    """The messages behind the cases in the user's part of the tree."""
    return CitizenReport.objects.filter(case__in=cases_visible_to(user, CaseKind.CITIZEN_REPORT))


def to_dispatch(user: User) -> QuerySet[Case]:
    """The cases that the user's office has to hand on."""
    return _mine(user).filter(state=WAITING, office=user.office)


def to_handle(user: User) -> QuerySet[Case]:
    """The cases that the user's office has to deal with."""
    return _mine(user).filter(state__in=(PASSED, WORKING, REDO), office=user.office)


def to_check(user: User) -> QuerySet[Case]:
    """The cases whose answer the user's office has to read before the citizen does."""
    return _mine(user).filter(state=CHECKING, opened_by=user.office)


def on_desk(user: User) -> QuerySet[Case]:
    """Whatever of these waits for the user's office, asked for at once."""
    here = Q(office=user.office, state__in=(WAITING, PASSED, WORKING, REDO))
    return _mine(user).filter(here | Q(opened_by=user.office, state=CHECKING))


def _mine(user: User) -> QuerySet[Case]:
    return cases_visible_to(user, CaseKind.CITIZEN_REPORT)


def templates_visible_to(user: User) -> QuerySet[ReplyTemplate]:
    """The answers kept by the user's office, those above it and those below."""
    path = user.office.path
    return ReplyTemplate.objects.filter(below(path) | Q(path__in=above(path)))


def leading(case: Case) -> CitizenReport:
    """The message that opened the case."""
    return CitizenReport.objects.get(case=case, merged=False)


def by_token(token: str) -> CitizenReport | None:
    """The message whose status link has this secret; None where there is none."""
    digest = hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
    return (
        CitizenReport.objects.select_related("case__office", "site")
        .filter(token_sha256=digest)
        .first()
    )


def terms(office: Office) -> tuple[int, int]:
    """Working days to hand a report on and to close it: what the nearest office above settled."""
    return _nearest(office.path, _settled())


def _settled() -> dict[str, tuple[int, int]]:
    rows = ReportTerms.objects.values_list("office__path", "transfer_days", "close_days")
    return {path: (transfer, close) for path, transfer, close in rows}


def _nearest(path: str, settled: dict[str, tuple[int, int]]) -> tuple[int, int]:
    return next((settled[one] for one in reversed(above(path)) if one in settled), USUAL_TERMS)


# ── for everyone ─────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Handled:
    """A message that was dealt with, as everyone may read it: personal data masked, no contact."""

    number: str
    category: str
    site: str
    site_code: str
    url: str
    text: str
    answer: str
    received: datetime
    closed: datetime

    @classmethod
    def of(cls, report: CitizenReport) -> Handled:
        """`report`, whose case is closed."""
        case = report.case
        assert case is not None  # noqa: S101 (asked of closed reports alone)
        assert case.closed_at is not None  # noqa: S101
        return cls(
            number=report.number,
            category=_(str(Category(report.category).label)),
            site=case.site.name if case.site else "",
            site_code=(case.site.site_code or "") if case.site else "",
            url=mask(mask_address(report.url)),
            text=mask(report.text),
            answer=mask(report.answer),
            received=report.received_at,
            closed=case.closed_at,
        )


def handled() -> QuerySet[CitizenReport]:
    """The messages everyone may read, the last closed first."""
    return (
        CitizenReport.objects.filter(public=True, merged=False, case__state=CLOSED)
        .select_related("case__site")
        .order_by("-case__closed_at", "-pk")
    )


# ── figures ──────────────────────────────────────────────────────────────────


def courses(begin: date, end: date, path: str) -> list[Course]:
    """How the cases went whose message came from `begin` to `end` (both within), at `path`."""
    first, after = _bounds(begin, end)
    cases = (
        Case.objects.filter(
            below(path), kind=CaseKind.CITIZEN_REPORT, opened_at__gte=first, opened_at__lt=after
        )
        .select_related("site")
        .order_by("opened_at", "pk")
    )
    reports = {
        one.case_id: one
        for one in CitizenReport.objects.filter(case__in=cases, merged=False).defer("seen")
    }
    merged = _merged(cases)
    settled = _settled()
    return [
        _course(case, reports[case.pk], merged.get(case.pk, 0), _nearest(case.path, settled))
        for case in cases
    ]


def citizen_figures(begin: date, end: date, path: str, today: date) -> Figures:
    """Every figure of 网民纠错留言办理 for a period and a part of the tree, as on `today`."""
    return figures(courses(begin, end, path), today, calendar())


def assessment(year: int, path: str) -> Assessment:
    """The two lines of the yearly assessment for the messages of `year`."""
    return assess(courses(date(year, 1, 1), date(year, 12, 31), path))


#: The header `xuncha bulletin --messages` reads.
MESSAGE_FIELDS = (
    "id",
    "site_code",
    "site_name",
    "received_at",
    "transferred_at",
    "closed_at",
    "category",
    "status",
)


def messages(begin: date, end: date, path: str) -> Iterable[dict[str, str]]:
    """The same cases as lines of messages.csv, for the bulletin's section (二)."""
    for one in courses(begin, end, path):
        yield {
            "id": one.number,
            "site_code": one.site_code,
            "site_name": one.site_name,
            "received_at": one.received.isoformat(),
            "transferred_at": one.passed.isoformat() if one.passed else "",
            "closed_at": one.closed.isoformat() if one.closed and not one.refused else "",
            "category": str(Category(one.category).label),
            "status": _status(one),
        }


def _status(one: Course) -> str:
    """As the national system's export writes it: data, in Chinese whatever the reader speaks."""
    if one.refused:
        return "不予受理"
    if one.closed:
        return "过期办理" if is_late(one, one.closed) else "已办结"
    return "已转办" if one.passed else "待受理"


def _course(case: Case, report: CitizenReport, merged: int, days: tuple[int, int]) -> Course:
    received = localdate(report.received_at)
    # The last day stands in the case; before it is handed on that is the day to hand it on by.
    waiting = case.state == WAITING
    return Course(
        number=report.number,
        received=received,
        passed=localdate(report.passed_at) if report.passed_at else None,
        closed=localdate(case.closed_at) if case.closed_at else None,
        refused=case.state == REFUSED,
        transfer_by=case.due if waiting else calendar().add(received, days[0]),
        close_by=None if waiting else case.due,
        category=report.category,
        site_code=(case.site.site_code or "") if case.site else "",
        site_name=case.site.name if case.site else "",
        satisfaction=report.satisfaction,
        merged=merged,
    )


def _merged(cases: QuerySet[Case]) -> dict[int, int]:
    rows = (
        CitizenReport.objects.filter(case__in=cases, merged=True)
        .order_by()
        .values_list("case")
        .annotate(Count("pk"))
    )
    return {int(case or 0): number for case, number in rows}


def _bounds(begin: date, end: date) -> tuple[datetime, datetime]:
    first = make_aware(datetime.combine(begin, time()))
    return first, make_aware(datetime.combine(end + timedelta(days=1), time()))
