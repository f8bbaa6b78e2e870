"""Reads of availability: the official week of a site, and when a node had no line itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Min, QuerySet, Sum

from xuncha.monitoring.models import Alarm, Probe, ProbeDay
from xuncha.monitoring.rules import (
    PROBES_A_DAY,
    WEEK,
    Access,
    Reading,
    Window,
    node_outages,
    read,
)
from xuncha.people.models import User
from xuncha.people.tree import below
from xuncha.registry.models import Site


def week_of(site: Site, until: datetime, aside: Sequence[Window] = ()) -> Reading:
    """The official rule over the week before ``until``.

    Filed outages, and `own_outages` computed once for all sites, are handed in as windows.
    """
    probes = Probe.objects.filter(site=site, slot__gt=until - WEEK, slot__lte=until)
    accesses = [
        Access(at, node, is_open)
        for at, node, is_open in probes.values_list("slot", "node__name", "open")
    ]
    return read(accesses, aside)


def own_outages(begins: datetime, ends: datetime) -> list[Window]:
    """When one of our nodes had no line itself, by the probes of every site."""
    rows = Probe.objects.filter(slot__gt=begins, slot__lte=ends).values_list(
        "site_id", "slot", "node__name", "open"
    )
    return node_outages(
        (str(site), Access(at, node, is_open))
        for site, at, node, is_open in rows.iterator(chunk_size=5000)
    )


def last_probe(site: Site) -> Probe | None:
    """The latest access to a site from any vantage point."""
    return Probe.objects.filter(site=site).order_by("-slot").select_related("node").first()


@dataclass(frozen=True, slots=True)
class DaySum:
    """A site's accesses of one day from every node together."""

    day: date
    accesses: int
    failed: int
    set_aside: int
    #: Median milliseconds of the open ones, of the quickest node; None where nothing was open.
    median: int | None


def days_of(site: Site, since: date) -> list[DaySum]:
    """The days of a site from one on as they were rolled up, the latest first."""
    rows = ProbeDay.objects.filter(site=site, day__gte=since).order_by("-day").values("day")
    sums = rows.annotate(
        all=Sum("accesses"), lost=Sum("failed"), aside=Sum("set_aside"), quick=Min("median")
    )
    return [DaySum(one["day"], one["all"], one["lost"], one["aside"], one["quick"]) for one in sums]


def week_by_days(site: Site, until: date) -> Reading:
    """The week before a day by its roll-ups, where the single probes are not here.

    They lie in the house below when a file carried only the days up; filed outages cannot be
    taken out of a day.
    """
    rows = ProbeDay.objects.filter(site=site, day__gte=until - WEEK, day__lt=until)
    sums = list(rows.values_list("node_id", "day", "accesses", "failed", "set_aside"))
    seen: dict[date, int] = {}
    for _node, day, accesses, _failed, aside in sums:
        seen[day] = seen.get(day, 0) + accesses + aside
    return Reading(
        accesses=sum(row[2] for row in sums),
        failed=sum(row[3] for row in sums),
        set_aside=sum(row[4] for row in sums),
        vantages=len({row[0] for row in sums if row[3]}),
        thin=any(count < PROBES_A_DAY for count in seen.values()),
    )


def alarms_visible_to(user: User) -> QuerySet[Alarm]:
    """What changed about the sites in the user's part of the tree."""
    return Alarm.objects.filter(below(user.office.path))
