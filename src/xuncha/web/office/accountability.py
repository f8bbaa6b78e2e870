"""The notices over which somebody was held to account: filters by measure and day."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import QuerySet

from xuncha.base.language import N_
from xuncha.cases.kinds.rectification.models import Measure
from xuncha.cases.kinds.rectification.queries import measures_visible_to
from xuncha.cases.models import Case
from xuncha.people.models import User
from xuncha.web.listing import Filter, choices, day_in


def called(user: User) -> list[Filter[Case]]:
    """The filters, over what this person may see of it."""
    measures = measures_visible_to(user)

    def held(rows: QuerySet[Case], **more: object) -> QuerySet[Case]:
        return rows.filter(pk__in=measures.filter(**more).values("case"))

    def day(key: str) -> Callable[[QuerySet[Case], str], QuerySet[Case]]:
        return lambda rows, value: held(rows, **{key: on}) if (on := day_in(value)) else rows

    return [
        Filter(
            "measure",
            N_("问责方式"),
            lambda rows, value: held(rows, measure=value),
            choices(Measure.choices),
            rare=True,
        ),
        Filter("called_since", N_("问责日期起"), day("on__gte"), rare=True, kind="date"),
        Filter("called_until", N_("问责日期止"), day("on__lte"), rare=True, kind="date"),
    ]
