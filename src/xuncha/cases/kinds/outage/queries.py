"""Reads of filings: who may see them, what they cover, what stands amiss."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils.timezone import get_default_timezone

from xuncha.cases.kinds.outage.irregular import Filed, too_many
from xuncha.cases.kinds.outage.models import Filing, FilingFigure
from xuncha.cases.kinds.outage.rules import Figures, FilingKind, Span, Timeliness, covered, nearest
from xuncha.cases.models import CaseEvent
from xuncha.monitoring.rules import Window
from xuncha.people.models import User
from xuncha.people.queries import can
from xuncha.people.rules import Verb
from xuncha.people.tree import above, below
from xuncha.registry.models import Site, SiteState
from xuncha.registry.queries import figures as register_figures

#: States in which the last level has agreed.
IN_FORCE = ("approved", "overrun", "restored")


def filings_visible_to(user: User) -> QuerySet[Filing]:
    """The filings of the sites in the user's part of the tree."""
    path = user.office.path
    return (
        Filing.objects.filter(below(path)) if can(user, Verb.READ, path) else Filing.objects.none()
    )


def filings_to_review(user: User) -> QuerySet[Filing]:
    """The filings that lie at the user's own desk and that they may decide."""
    if not can(user, Verb.REVIEW_REQUEST, user.office.path):
        return Filing.objects.none()
    found = Filing.objects.filter(at_office=user.office, case__state="reviewing")
    return found.exclude(writers=user)


def filings_on_desk(user: User) -> QuerySet[Filing]:
    """Those the user may decide, and those of their part of the tree that ran over."""
    return filings_to_review(user) | filings_visible_to(user).filter(case__state="overrun")


def events_of(filing: Filing) -> QuerySet[CaseEvent]:
    """What happened to a filing, the first first."""
    return filing.case.events.select_related("by", "office")


def figures_at(path: str) -> Figures:
    """The figures in force for the office at `path`."""
    return _figures([path], FilingFigure.objects.filter(path__in=above(path)))[path]


def figures_at_each(paths: Iterable[str]) -> dict[str, Figures]:
    """The same of many offices; few of them ever set a figure of their own."""
    return _figures(set(paths), FilingFigure.objects.all())


def _figures(paths: Collection[str], rows: QuerySet[FilingFigure]) -> dict[str, Figures]:
    changes = list(rows.order_by("id").values_list("path", "name", "value"))
    register = register_figures()
    return {
        path: Figures.of(
            nearest(changes, path),
            offline_days=register.offline_days,
            offline_times=register.offline_times,
        )
        for path in paths
    }


def span_of(filing: Filing) -> Span:
    """The window a filing asks for."""
    return Span(filing.begins, filing.ends)


def covered_by(filing: Filing) -> Span | None:
    """The part of its window in which nothing counts; None while it is not in force."""
    if filing.approved_at is None or filing.told_at is None:
        return None
    when = Timeliness(filing.timeliness)
    return covered(span_of(filing), filing.told_at, when, filing.restored_at)


def filings_covering(site: Site, at: datetime) -> list[Filing]:
    """The approved filings of a site in whose window `at` lies: nothing counts then."""
    rows = Filing.objects.filter(site=site, approved_at__isnull=False, begins__lte=at, ends__gt=at)
    if not rows.exists():  # nearly always, and asked before every visit
        return []
    rows = rows.select_related("case")
    return [one for one in rows if (span := covered_by(one)) and span.holds(at)]


def windows(sites: Iterable[int], begins: datetime, ends: datetime) -> dict[int, list[Window]]:
    """By site id, the windows between two moments whose probes count for nothing."""
    rows = Filing.objects.filter(
        site__in=list(sites), approved_at__isnull=False, begins__lt=ends, ends__gt=begins
    )
    found: dict[int, list[Window]] = {}
    for row in rows:
        if span := covered_by(row):
            found.setdefault(row.site_id, []).append(Window(span.begins, span.ends))
    return found


def filed_at(sites: Iterable[int], at: datetime) -> set[int]:
    """Those of the sites that told in advance that they would be away at a moment."""
    return set(windows(sites, at, at + timedelta(seconds=1)))


def windows_of(site: Site, begins: datetime, ends: datetime) -> list[Window]:
    """The same of one site."""
    return windows([site.pk], begins, ends).get(site.pk, [])


def earlier_offline(site: Site, but: Filing | None = None) -> list[Span]:
    """The times a site was, or is to be, temporarily offline, each as a span of at least a day.

    The register's own transitions count, and what was filed and has not begun.
    """
    spans = [
        Span(at, at + timedelta(days=1))
        for at in site.transitions.filter(to_state=SiteState.OFFLINE).values_list("at", flat=True)
    ]
    rows = Filing.objects.filter(site=site, why=FilingKind.OFFLINE).exclude(
        case__state__in=("draft", "returned", "withdrawn")
    )
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    filed = [span_of(one) for one in rows]
    # What the register notes when a filed absence begins is that absence, not another.
    alone = [one for one in spans if not any(span.holds(one.begins) for span in filed)]
    return alone + filed


def planned(now: datetime, until: datetime) -> QuerySet[Filing]:
    """What the public page shows: approved absences that last, or begin before `until`."""
    return (
        Filing.objects.filter(
            case__state__in=("approved", "overrun"), begins__lt=until, site__state__in=_SHOWN
        )
        .filter(Q(ends__gt=now) | Q(case__state="overrun"))
        .select_related("site", "case")
        .order_by("begins", "id")
    )


_SHOWN = (SiteState.ACTIVE, SiteState.EXEMPT, SiteState.OFFLINE)


def filed_of(sites: Collection[int], since: datetime) -> dict[int, list[Filed]]:
    """By site, its filings since a moment, as the rules see them."""
    rows = (
        Filing.objects.filter(site__in=sites, ends__gt=since, told_at__isnull=False)
        .exclude(case__state="withdrawn")
        .select_related("case")
        .order_by("begins", "id")
    )
    found: dict[int, list[Filed]] = {}
    for one in rows:
        if one.told_at and one.timeliness:
            found.setdefault(one.site_id, []).append(as_filed(one))
    return found


def as_filed(one: Filing) -> Filed:
    """A submitted filing as the rules see it."""
    assert one.told_at is not None  # noqa: S101 (a submitted filing was told at some moment)
    return Filed(
        number=one.case.number,
        kind=FilingKind(one.why),
        span=span_of(one),
        told=one.told_at,
        when=Timeliness(one.timeliness),
        approved=one.approved_at is not None,
        restored=one.restored_at,
    )


def flagged(filings: Sequence[Filing]) -> dict[int, int]:
    """Of the sites of these filings, those with too many in the quarter of each filing: filing id
    to how many."""
    sites = {one.site_id for one in filings}
    begun: dict[int, list[datetime]] = {}
    rows = Filing.objects.filter(site__in=sites, approved_at__isnull=False)
    for site_id, at in rows.values_list("site_id", "begins"):
        begun.setdefault(site_id, []).append(at)
    found: dict[int, int] = {}
    for one in filings:
        most = figures_at(one.path).most_a_quarter
        local = one.begins.astimezone(get_default_timezone())
        many = too_many(begun.get(one.site_id, ()), most)
        if count := many.get((local.year, (local.month - 1) // 3 + 1)):
            found[one.pk] = count
    return found


def too_many_sites(rows: QuerySet[Filing], now: datetime, most: int) -> list[int]:
    """The sites with more than `most` approved filings begun in this quarter."""
    local = now.astimezone(get_default_timezone())
    first = local.date().replace(month=(local.month - 1) // 3 * 3 + 1, day=1)
    begins = datetime.combine(first, time.min, get_default_timezone())
    counts: dict[int, int] = {}
    approved = rows.filter(approved_at__isnull=False, begins__gte=begins, begins__lte=now)
    for site_id in approved.values_list("site_id", flat=True):
        counts[site_id] = counts.get(site_id, 0) + 1
    return [site for site, count in counts.items() if count > most]
