"""Intake: whose page it is, what is known of it, what the machine saw, and the case it becomes.

A worker takes a report, looks at the page (`pipeline/intake.py`), and settles it here, in one
transaction. A worker that dies loses nothing: its lease runs out and another takes the report.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from xuncha.base.language import _
from xuncha.base.text import mask
from xuncha.base.urls import host_of
from xuncha.cases.actions import note, open_case
from xuncha.cases.kinds.citizen_report.models import Category, CitizenReport, Intake
from xuncha.cases.kinds.citizen_report.queries import terms
from xuncha.cases.kinds.citizen_report.rules import (
    CLOSED,
    REFUSED,
    address,
    concerns,
    nearest,
    same,
)
from xuncha.cases.models import Case, CaseKind
from xuncha.findings.models import Finding
from xuncha.findings.queries import live
from xuncha.people.actions import Actor
from xuncha.people.events import announce
from xuncha.people.models import Office
from xuncha.people.rules import Verb
from xuncha.registry.candidates import note_reported
from xuncha.registry.models import Site
from xuncha.registry.queries import PUBLIC_STATES

_LEASE: Final = timedelta(minutes=5)
#: After so many workers died over a report it is settled without a look.
_MOST_ATTEMPTS: Final = 3
_MOST_FINDINGS: Final = 20


@dataclass(frozen=True, slots=True)
class Taken:
    """A report that a worker has in hand."""

    report_id: int
    number: str
    category: str
    #: What may be fetched; None where it is no address, no registered host's, or likely spam.
    url: str | None
    site_id: int | None


@dataclass(frozen=True, slots=True)
class Seen:
    """What the machine saw of the page; every text in it may come from the page."""

    address: str
    #: `evidence.response.Reach`, and why in a word of `Failure`.
    reach: str
    status: int | None = None
    failure: str = ""
    title: str = ""
    #: {"indicator", "sentence", "observed"} of each fault that speaks to the report.
    faults: tuple[Mapping[str, Any], ...] = ()
    evidence: tuple[str, ...] = ()
    #: The folder below the data folder that holds it.
    proof: str = ""
    at: str = ""
    #: Indicators that were asked.
    asked: tuple[str, ...] = field(default=())


def take(most: int, now: datetime) -> list[Taken]:
    """Take up to `most` reports nobody looked at, the oldest first; each is one worker's alone."""
    free = Q(intake=Intake.WAITING) | Q(intake=Intake.LOOKING, lease_until__lt=now)
    taken = []
    for report in CitizenReport.objects.filter(free).order_by("pk")[:most]:
        won = CitizenReport.objects.filter(free, pk=report.pk, attempts=report.attempts).update(
            intake=Intake.LOOKING, lease_until=now + _LEASE, attempts=report.attempts + 1
        )
        if won:
            taken.append(_taken(report))
    return taken


def _taken(report: CitizenReport) -> Taken:
    site = site_of(report.url)
    worth = site is not None and not report.spam and report.attempts < _MOST_ATTEMPTS
    return Taken(
        report_id=report.pk,
        number=report.number,
        category=report.category,
        url=address(report.url) if worth else None,
        site_id=site.pk if site else None,
    )


def site_of(url: str) -> Site | None:
    """The registered site a page belongs to, by host, then the deepest path; None: no site's."""
    found = address(url)
    if found is None:
        return None
    host = host_of(found).removeprefix("www.")
    names = (host, f"www.{host}")
    sites = {
        one.pk: one
        for one in Site.objects.filter(
            Q(host__in=names) | Q(domains__host__in=names), state__in=PUBLIC_STATES
        )
        .select_related("office")
        .distinct()
        .order_by("pk")
    }
    nearest_id = nearest(found, ((pk, one.home_url) for pk, one in sites.items()))
    return sites[nearest_id] if nearest_id is not None else next(iter(sites.values()), None)


@transaction.atomic
def settle(taken: Taken, seen: Seen | None, now: datetime) -> CitizenReport:
    """Write down what was seen, and make a case of the report or join it to the one there is."""
    report = CitizenReport.objects.select_for_update(of=("self",)).get(pk=taken.report_id)
    if report.intake == Intake.DONE:
        return report
    report.intake, report.lease_until = Intake.DONE, None
    report.site = _site(report)
    if seen is not None:
        report.seen = asdict(seen)
    if not report.spam:
        _settle(report, now)
    report.save()
    if report.site is not None:
        report.findings.set(known_findings(report, report.site)[:_MOST_FINDINGS])
    return report


@transaction.atomic
def rescue(actor: Actor, report: CitizenReport) -> CitizenReport:
    """Make a case of what was taken for spam."""
    report = CitizenReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    root = _root()
    actor.must(Verb.HANDLE_CASE, root.path)
    if report.case_id is None:
        report.spam = ""
        _settle(report, actor.now)
        report.save()
    return report


def _site(report: CitizenReport) -> Site | None:
    site = site_of(report.url)
    if site is None and report.badge:
        # The page is nobody's; whose badge it was says at least where the citizen came from.
        site = Site.objects.filter(site_code=report.badge, state__in=PUBLIC_STATES).first()
    return site


def _settle(report: CitizenReport, now: datetime) -> None:
    found = address(report.url)
    if found is not None and site_of(report.url) is None:
        report.candidate = note_reported(Actor(None, now), found)
    other = duplicate_of(report)
    if other is not None:
        report.case, report.merged = other, True
        note(Actor(None, now), other, _("又收到同样的留言 {number}").format(number=report.number))
        return
    report.case = _opened(report)


def _opened(report: CitizenReport) -> Case:
    office = dispatcher(report.site)
    # The office's day begins with the citizen's message, not with the worker that read it.
    case = open_case(
        Actor(None, report.received_at),
        CaseKind.CITIZEN_REPORT,
        office,
        title=title_of(report),
        site=report.site,
        days=terms(office)[0],
        number=report.number,
    )
    announce(
        "report.received",
        office,
        key=f"report.received:{case.pk}",
        title=_("收到纠错留言：{title}").format(title=case.title),
        text=mask(report.text)[:300],
        link=f"/reports/{case.pk}/",
        at=report.received_at,
    )
    return case


def title_of(report: CitizenReport) -> str:
    """What lists call it: the category, and whose page or which host."""
    found = address(report.url)
    whose = report.site.name if report.site else host_of(found) if found else report.url[:60]
    return f"{Category(report.category).label}：{whose}"


def dispatcher(site: Site | None) -> Office:
    """The office that hands a report on: the one above the unit, or the province."""
    if site is None:
        return _root()
    return site.office.parent or site.office


def _root() -> Office:
    return Office.objects.order_by("path")[0]


def duplicate_of(report: CitizenReport) -> Case | None:
    """The open case that says the same: one page, one category; None where there is none."""
    earlier = (
        CitizenReport.objects.filter(
            category=report.category, site=report.site, merged=False, pk__lt=report.pk
        )
        .exclude(case=None)
        .exclude(case__state__in=(CLOSED, REFUSED))
        .select_related("case")
        .order_by("pk")
    )
    page = same(report.url)
    return next((one.case for one in earlier[:500] if same(one.url) == page), None)


def known_findings(report: CitizenReport, site: Site) -> list[Finding]:
    """The live findings of the site that the report may mean: on that page, or of that kind."""
    found = address(report.url) or ""
    places = Q(url=found) | Q(source_url=found) | Q(where__in=(found, f"column:{found}"))
    there = live(Finding.objects.filter(places, site=site)).order_by("-last_seen", "pk")
    return [one for one in there[:200] if concerns(report.category, one.indicator)]
