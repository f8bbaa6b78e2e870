"""What the books say amiss of filings (standards.md R02), written down as findings each day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.utils.timezone import localdate

from xuncha.cases.kinds.outage import irregular
from xuncha.cases.kinds.outage.irregular import Amiss
from xuncha.cases.kinds.outage.models import Filing
from xuncha.cases.kinds.outage.queries import figures_at_each, filed_of
from xuncha.cases.kinds.outage.rules import OFFICE_TIME, Span
from xuncha.cases.queries import calendar
from xuncha.findings.models import Finding, FindingState
from xuncha.findings.noting import Noted, note, note_again
from xuncha.findings.rules import LIVE
from xuncha.monitoring.models import Alarm
from xuncha.people.events import announce
from xuncha.registry.models import Site

INDICATOR: Final = "registry.filing"
#: Outages older than this are history: they are not found anew.
_BACK: Final = timedelta(days=100)
#: What is asked of a site while nothing is new.
_ASKED: Final = ("path", "home_url", "name", "office_id")


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
    rows = list(Site.objects.filter(pk__in=sites).only(*_ASKED).order_by("pk"))
    books, again, fresh = _Books(rows, now), list[Finding](), 0
    for site in rows:
        found = books.noted(site)
        if books.says(site, found):
            again.extend(books.of_earlier(site, found))
        else:
            fresh += _note(site, found, now)
    note_again(again, now)
    return fresh


def amiss_of(site: Site, now: datetime) -> list[Amiss]:
    """What stands amiss at one site now."""
    return _Books([site], now).amiss(site)


class _Books:
    """What the books hold of some sites, read at once."""

    def __init__(self, rows: Collection[Site], now: datetime) -> None:
        sites = {one.pk for one in rows}
        self._now, self._calendar = now, calendar()
        self._figures = figures_at_each(one.path for one in rows)
        self._known: dict[int, list[Finding]] = {}
        self._downs, self._filed = _downs(sites, now), filed_of(sites, _year(now))
        known = Finding.objects.filter(site__in=sites, indicator=INDICATOR)
        for one in known.exclude(state=FindingState.GONE).defer("evidence", "message"):
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

    def noted(self, site: Site) -> list[Noted]:
        """The same as it is written down."""
        return [
            Noted(one.where, one.sentence, one.seen, url=site.home_url) for one in self.amiss(site)
        ]

    def says(self, site: Site, found: Iterable[Noted]) -> bool:
        """Whether all of it is written down already, and nothing else holds."""
        known = self._known.get(site.pk, ())
        said = {one.where: (one.sentence, one.observed, one.url) for one in known}
        now = {one.where: (one.sentence, dict(one.seen), one.url) for one in found}
        # What people settled is written down as well; it may stay when the books no longer say it.
        return all(said.get(where) == what for where, what in now.items()) and all(
            one.where in now for one in known if one.state in LIVE
        )

    def of_earlier(self, site: Site, found: Iterable[Noted]) -> list[Finding]:
        """Of what was found, that which was last written down on an earlier day."""
        where, today = {one.where for one in found}, localdate(self._now)
        return [
            one
            for one in self._known.get(site.pk, ())
            if one.where in where and localdate(one.last_seen) != today
        ]


def _note(site: Site, found: Sequence[Noted], now: datetime) -> int:
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
