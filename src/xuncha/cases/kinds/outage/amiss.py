"""What the books say amiss of filings (standards.md R02), written down as findings each day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from xuncha.cases.kinds.outage import irregular
from xuncha.cases.kinds.outage.irregular import Amiss
from xuncha.cases.kinds.outage.models import Filing
from xuncha.cases.kinds.outage.queries import figures_at, filed_of
from xuncha.cases.kinds.outage.rules import OFFICE_TIME, Span
from xuncha.cases.queries import calendar
from xuncha.findings.models import Finding
from xuncha.findings.noting import Noted, note
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
    rows = Site.objects.filter(pk__in=sites).select_related("office").order_by("pk")
    return sum(_note(site, now) for site in rows)


def amiss_of(site: Site, now: datetime) -> list[Amiss]:
    """What stands amiss at one site now."""
    return irregular.amiss(
        _downs(site, now), filed_of(site, _year(now)), now, figures_at(site.path), calendar()
    )


def _note(site: Site, now: datetime) -> int:
    found = [
        Noted(one.where, one.sentence, one.seen, url=site.home_url) for one in amiss_of(site, now)
    ]
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


def _downs(site: Site, now: datetime) -> list[Span]:
    rows = Alarm.objects.filter(site=site, kind="down", began_at__gt=now - _BACK)
    return [
        Span(began, ended or now)
        for began, ended in rows.order_by("began_at").values_list("began_at", "ended_at")
        if began < (ended or now)
    ]


def _year(now: datetime) -> datetime:
    """The beginning of this year, or what `_BACK` holds of the last."""
    first = now.astimezone(OFFICE_TIME).replace(
        month=1, day=1, hour=0, minute=0, second=0, microsecond=0
    )
    return min(first, now - _BACK)
