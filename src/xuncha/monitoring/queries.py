"""Reads of availability: the official week of a site, and when a node had no line itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from xuncha.monitoring.models import Alarm, Probe, ProbeDay
from xuncha.monitoring.rules import WEEK, Access, Reading, Window, node_outages, read
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


def days_of(site: Site) -> QuerySet[ProbeDay]:
    """Each day of a site rolled up, the latest first."""
    return ProbeDay.objects.filter(site=site).order_by("-day")


def alarms_visible_to(user: User) -> QuerySet[Alarm]:
    """What changed about the sites in the user's part of the tree."""
    return Alarm.objects.filter(below(user.office.path))
