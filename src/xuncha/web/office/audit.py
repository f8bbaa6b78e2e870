"""The audit log: who did what, when, from where, with old and new values."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from xuncha.base.language import N_
from xuncha.people.models import AuditEntry
from xuncha.people.queries import audit_visible_to
from xuncha.people.rules import Verb
from xuncha.web import audited
from xuncha.web.door import Visit, page
from xuncha.web.listing import Column, Filter, Listing

COLUMNS: Final = (
    Column("at", N_("时间"), ("id",), narrow=True),
    Column("by", N_("人员"), narrow=True),
    Column("verb", N_("操作"), narrow=True),
    Column("noun", N_("对象"), narrow=True),
    Column("values", N_("变化")),
    Column("address", N_("来自")),
    Column("seal", N_("封印"), usual=False),
)


def _day(text: str, *, after: bool) -> datetime | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return timezone.make_aware(datetime.combine(day + timedelta(days=after), time.min))


def _from(rows: QuerySet[AuditEntry], text: str) -> QuerySet[AuditEntry]:
    moment = _day(text, after=False)
    return rows.filter(at__gte=moment) if moment else rows


def _until(rows: QuerySet[AuditEntry], text: str) -> QuerySet[AuditEntry]:
    moment = _day(text, after=True)
    return rows.filter(at__lt=moment) if moment else rows


@page("GET", verb=Verb.READ_AUDIT)
def show(request: Visit) -> HttpResponse:
    """The log of one's own part of the tree, the newest first."""
    filters: list[Filter[AuditEntry]] = [
        Filter("who", N_("人员"), lambda q, v: q.filter(by_name__contains=v), kind="text"),
        Filter("verb", N_("操作"), lambda q, v: q.filter(verb=v), audited.verbs),
        Filter("noun", N_("对象类别"), lambda q, v: q.filter(noun=v), audited.nouns),
        Filter("q", N_("对象名称"), lambda q, v: q.filter(noun_name__contains=v)),
        Filter("from", N_("从"), _from, kind="date"),
        Filter("until", N_("到"), _until, kind="date"),
        Filter("id", N_("对象编号"), lambda q, v: q.filter(noun_id=v), rare=True, kind="text"),
    ]
    listing = Listing(request.GET, "audit", audit_visible_to(request.user), COLUMNS, filters, "-at")
    return render(request, "office/audit.html", {"listing": listing, "audited": audited})
