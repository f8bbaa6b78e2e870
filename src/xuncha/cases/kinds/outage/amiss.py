"""What the books say amiss of filings (standards.md R02), written down as findings each day."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Final

from django.utils.timezone import localdate

from xuncha.cases.kinds.outage import irregular
from xuncha.cases.kinds.outage.irregular import Amiss
from xuncha.cases.kinds.outage.models import Filing
from xuncha.cases.kinds.outage.queries import figures_at_each, filed_of
from xuncha.cases.kinds.outage.rules import OFFICE_TIME, Span
from xuncha.cases.queries import calendar
from xuncha.findings.models import Finding
from xuncha.findings.noting import Noted, note
from xuncha.findings.rules import LIVE
from xuncha.monitoring.models import Alarm
from xuncha.people.events import announce
from xuncha.registry.models import Site

INDICATOR: Final = "registry.filing"
#: Outages older than this are history: they are not found anew.
_BACK: Final = timedelta(days=100)


def note_amiss(now: datetime) -> int:
    """Write down what stands amiss at every site that was down or filed anything; new findings.

    Called as often as one likes: the same is found again under the same identity.
    """
    since = now - _BACK
    sites = set(
        Alarm.objects.filter(kind="down", began_at__gt=since).values_list("site_id", flat=True)
    )
    sites |= set(Filing.objects.filter(ends__gt=_year(now)).values_list("site_id", flat=True))
    sites |= set(
        Finding.objects.filter(indicator=INDICATOR)
        .exclude(state="gone")
        .values_list("site_id", flat=True)
    )
    rows = list(Site.objects.filter(pk__in=sites).select_related("office").order_by("pk"))
    books = _Books(rows, now)
    return sum(_note(site, books, now) for site in rows)


def amiss_of(site: Site, now: datetime) -> list[Amiss]:
    """What stands amiss at one site now."""
    return _Books([site], now).amiss(site)


class _Books:
    """What the books hold of some sites, read at once."""

    def __init__(self, rows: Collection[Site], now: datetime) -> None:
        sites = {one.pk for one in rows}
        self._now, self._calendar = now, calendar()
        self._figures = figures_at_each(one.path for one in rows)
        self._downs, self._filed = _downs(sites, now), filed_of(sites, _year(now))
        self._known: dict[int, list[Finding]] = {}
        for one in Finding.objects.filter(site__in=sites, indicator=INDICATOR, state__in=LIVE):
            self._known.setdefault(one.site_id, []).append(one)

    def amiss(self, site: Site) -> list[Amiss]:
        """What stands amiss at a site."""
        return irregular.amiss(
            self._downs.get(site.pk, ()),
            self._filed.get(site.pk, ()),
            self._now,
            self._figures[site.path],
            self._calendar,
        )

    def says(self, site: Site, found: Iterable[Noted]) -> bool:
        """Whether all of it, and nothing else, was written down today already."""
        said = {one.where: (one.sentence, dict(one.seen)) for one in found}
        known = self._known.get(site.pk, ())
        today = localdate(self._now)
        return said == {one.where: (one.sentence, one.observed) for one in known} and all(
            localdate(one.last_seen) == today for one in known
        )


def _note(site: Site, books: _Books, now: datetime) -> int:
    found = [
        Noted(one.where, one.sentence, one.seen, url=site.home_url) for one in books.amiss(site)
    ]
    if books.says(site, found):
        return 0
    fresh = note(site, INDICATOR, found, now)
    for one in fresh:
        announce(
            "finding.new",
            site.office,
            key=f"finding:{one.pk}:{one.times_seen}",
            title=f"{site.name}：{one.message}",
            link=f"/findings/{one.pk}/",
            at=now,
        )
    return len(fresh)


def _downs(sites: Collection[int], now: datetime) -> dict[int, list[Span]]:
    rows = Alarm.objects.filter(site__in=sites, kind="down", began_at__gt=now - _BACK)
    found: dict[int, list[Span]] = {}
    for site, began, ended in rows.order_by("began_at").values_list(
        "site_id", "began_at", "ended_at"
    ):
        if began < (ended or now):
            found.setdefault(site, []).append(Span(began, ended or now))
    return found


def _year(now: datetime) -> datetime:
    """The beginning of this year, or what `_BACK` holds of the last."""
    first = now.astimezone(OFFICE_TIME).replace(
        month=1, day=1, hour=0, minute=0, second=0, microsecond=0
    )
    return min(first, now - _BACK)
