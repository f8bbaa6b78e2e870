"""Where the list behind a figure of a bulletin stands: its sites, its cases, its reports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote, urlencode

from django.urls import reverse

from xuncha.bulletin.models import Figure
from xuncha.cases.kinds.citizen_report.models import Category
from xuncha.cases.kinds.rectification.models import Measure
from xuncha.publishing.models import Publication

#: Figures about the spot check itself.
_CAMPAIGN: Final = frozenset(
    str.split(
        "registered not_inspected drawn_share policies required reprinted reprint_rate "
        "reprinted_in_time reprint_in_time_rate earlier_rate earlier_qualified earlier_decided "
        "recheck_all recheck_again recheck_qualified recheck_bad"
    )
)
#: Error reports of the period, and what narrows the list of them.
_REPORTS: Final[Mapping[str, Mapping[str, str]]] = {
    "received": {},
    "accepted": {"turn": "accepted"},
    "refused": {"state": "refused"},
    "closed": {"state": "closed"},
    "closed_in_time": {"turn": "intime"},
    "closed_late": {"turn": "late"},
    "still_open": {"turn": "open"},
    "open_late": {"turn": "overdue"},
    "closing_rate": {"turn": "accepted"},
    "in_time_rate": {"turn": "accepted"},
    "slowest": {"state": "closed"},
    "categories": {},
    "late_by_site": {"turn": "late"},
}
#: Notices of the period.
_NOTICES: Final[Mapping[str, Mapping[str, str]]] = {
    "notices_issued": {"timing": "issued"},
    "notices_passed": {"state": "passed"},
    "notices_open": {"timing": "open"},
    "notices_overdue": {"timing": "overdue"},
}
_CATEGORIES: Final = {str(label): value for value, label in Category.choices}
_MEASURES: Final = {str(label): value for value, label in Measure.choices}


def list_behind(publication: Publication, figure: Figure) -> str:
    """The address of the page of the console that lists what a figure counts; "" for none."""
    asked, query = figure.arguments, figure.query
    if query in _CAMPAIGN:
        return reverse("campaign", args=[publication.campaign_id])
    if query == "running":
        stratum = str(asked.get("stratum", ""))
        return f"{reverse('sites')}?{urlencode({'state': 'active', 'stratum': stratum})}"
    if query in _REPORTS:
        more = dict(_REPORTS[query])
        if query == "categories":
            more["category"] = _CATEGORIES.get(str(asked.get("category")), "")
        if query == "late_by_site":
            more["q"] = str(asked.get("site", ""))
        return _within(publication, "reports", more)
    if query in _NOTICES:
        return _within(publication, "cases", _NOTICES[query])
    if query == "called":
        measure = _MEASURES.get(str(asked.get("how")), "")
        return _within(publication, "cases", {"measure": measure}, "called")
    if query in ("entries_known", "entries", "entry_rate"):
        return f"{reverse('findings')}?indicator=element.missing"
    if query in ("reports_due", "reports_published", "reports_rate"):
        return reverse("requested")
    return ""


def _within(publication: Publication, route: str, more: Mapping[str, str], prefix: str = "") -> str:
    """A list of one period: that of the spot check, which the figures count."""
    begin, end = (f"{prefix}_since", f"{prefix}_until") if prefix else ("since", "until")
    period = publication.campaign
    asked = {**more, begin: period.begin.isoformat(), end: period.end.isoformat()}
    return f"{reverse(route)}?{urlencode({key: value for key, value in asked.items() if value})}"


def address_of(publication: Publication, figure: Figure, name: str) -> str:
    """Where a figure leads: to its list, else to how it was worked out."""
    found = list_behind(publication, figure)
    return found or f"{reverse('bulletin_figure', args=[publication.pk])}?name={quote(name)}"
