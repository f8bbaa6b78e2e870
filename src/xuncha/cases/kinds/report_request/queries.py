"""Reads of requested reports: what was asked, what was answered, what it comes to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from xuncha.cases.kinds.report_request import rollup
from xuncha.cases.kinds.report_request.fields import Field, form_of
from xuncha.cases.kinds.report_request.models import AnswerFile, ReportAnswer, ReportRequest
from xuncha.cases.kinds.report_request.rollup import Answered, Figures
from xuncha.people.models import Office, User
from xuncha.people.queries import can
from xuncha.people.rules import Verb
from xuncha.people.tree import below
from xuncha.registry.models import Site, SiteState

#: States in which an answer has been handed in and not been sent back.
HANDED_IN = ("submitted", "accepted")


def asked_visible_to(user: User) -> QuerySet[ReportRequest]:
    """What the offices in the user's part of the tree asked for: theirs to roll up."""
    path = user.office.path
    if not can(user, Verb.READ, path):
        return ReportRequest.objects.none()
    return ReportRequest.objects.filter(below(path))


def answers_visible_to(user: User) -> QuerySet[ReportAnswer]:
    """The answers of the offices in the user's part of the tree."""
    path = user.office.path
    if not can(user, Verb.READ, path):
        return ReportAnswer.objects.none()
    return ReportAnswer.objects.filter(below(path))


def may_ask(user: User) -> bool:
    """Whether this person may ask those below for reports."""
    return can(user, Verb.REVIEW_FINDING, user.office.path)


def answers_of(request: ReportRequest) -> QuerySet[ReportAnswer]:
    """Every answer to one request, in the order of the tree."""
    return request.answers.select_related("case", "case__office", "site", "request").order_by(
        "path", "id"
    )


def files_of(answer: ReportAnswer) -> dict[str, list[AnswerFile]]:
    """The files of an answer by the field they answer."""
    found: dict[str, list[AnswerFile]] = {}
    for one in answer.files.filter(dropped_at=None).select_related("file"):
        found.setdefault(one.key, []).append(one)
    return found


def fields_of(request: ReportRequest) -> tuple[Field, ...]:
    """The form of a request."""
    return form_of(request.form)


def as_answered(one: ReportAnswer) -> Answered:
    """An answer as the roll-up sees it."""
    return Answered(
        office=one.site.name if one.site else one.case.office.name,
        submitted=one.case.state in HANDED_IN,
        # The day that was asked for: a later one for corrections makes nothing punctual.
        in_time=is_in_time(one.request.due, one.first_at and localdate(one.first_at)),
        accepted=one.case.state == "accepted",
        excused=one.case.state == "excused",
        values=handed_in_values(one),
    )


def is_in_time(due: date | None, first: date | None) -> bool:
    """Whether what was first handed in on a day came in time; the last day still counts."""
    return first is not None and (due is None or first <= due)


def handed_in_values(one: ReportAnswer) -> Mapping[str, Any]:
    """What was handed in: a draft after it counts for nothing."""
    return one.values if one.case.state in HANDED_IN else {}


def requested_report_figures(request: ReportRequest) -> Figures:
    """A requested report rolled up: who answered, sums and counts. What a bulletin may quote."""
    rows = [as_answered(one) for one in answers_of(request)]
    return rollup.roll_up(fields_of(request), rows)


def requested_report_text(request: ReportRequest) -> str:
    """The same as a paragraph for a bulletin, in the language in use."""
    return rollup.quote(request.title, requested_report_figures(request))


# ── who may be asked ─────────────────────────────────────────────────────────


def offices_to_ask(user: User) -> QuerySet[Office]:
    """The offices below the user's own, those directly below first in the tree."""
    rows = Office.objects.filter(below(user.office.path), closed_at=None)
    return rows.exclude(pk=user.office_id).order_by("path")


def sites_to_ask(user: User) -> QuerySet[Site]:
    """The running sites of the user's part of the tree."""
    running = (SiteState.ACTIVE, SiteState.EXEMPT, SiteState.OFFLINE)
    rows = Site.objects.filter(below(user.office.path), state__in=running)
    return rows.select_related("office").order_by("path", "id")


def published(year: int | None = None) -> QuerySet[ReportAnswer]:
    """The annual reports on the public pages, the newest year first."""
    rows = ReportAnswer.objects.filter(
        ~Q(request__annual=""), published_at__isnull=False, case__state="accepted"
    ).select_related("request", "case", "case__office", "site")
    if year is not None:
        rows = rows.filter(request__year=year)
    return rows.order_by("-request__year", "request__annual", "path", "id")
