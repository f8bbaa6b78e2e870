"""Reads of rectifications: what a notice holds, what may be sent, what was counted."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet, Sum

from xuncha.cases.kinds.rectification.models import Accountability, NoticeItem
from xuncha.cases.queries import cases_visible_to
from xuncha.findings.models import Problem
from xuncha.findings.queries import problems_visible_to
from xuncha.people.models import User
from xuncha.people.tree import below
from xuncha.registry.models import Site

_PENDING = ("issued", "replied", "returned", "reopened")


def items_of_site(site: Site) -> QuerySet[NoticeItem]:
    """The problems of a site that stand in a notice which is open, or could open again."""
    return (
        NoticeItem.objects.filter(site=site)
        .exclude(case__state="withdrawn")
        .select_related("problem", "case")
    )


def to_send(user: User) -> QuerySet[Problem]:
    """Confirmed problems the user sees that stand in no open notice."""
    taken = NoticeItem.objects.filter(case__state__in=_PENDING).values("problem_id")
    return problems_visible_to(user).filter(confirmed__gt=0).exclude(pk__in=taken)


def measures_visible_to(user: User) -> QuerySet[Accountability]:
    """How people were held to account in the cases the user sees."""
    return Accountability.objects.filter(
        Q(below(user.office.path)), case__in=cases_visible_to(user)
    )


def measure_counts(rows: QuerySet[Accountability]) -> dict[str, tuple[int, int]]:
    """By measure: how often, and how many people; for the bulletin's accountability section."""
    counted = rows.order_by().values("measure").annotate(times=Count("id"), heads=Sum("people"))
    return {row["measure"]: (row["times"], row["heads"]) for row in counted}
