"""Reads of what was carried up, each within one person's part of the tree."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from xuncha.federation.models import CarriedDay, CarriedFile, CarriedJudgement, Peer
from xuncha.people.models import User
from xuncha.people.tree import below
from xuncha.registry.models import Site


def peers_visible_to(user: User) -> QuerySet[Peer]:
    """The installations below the user's office."""
    return Peer.objects.filter(below(user.office.path)).select_related("office")


def files_visible_to(user: User) -> QuerySet[CarriedFile]:
    """The files they carried up."""
    return CarriedFile.objects.filter(below(user.office.path)).select_related("peer", "taken_by")


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where what we know of a site came from, as far as it was carried up."""

    #: The file of the latest carried verdict; None: none was carried.
    verdict: CarriedFile | None
    #: Whether that verdict is the one the site shows.
    shown: bool
    findings: int
    #: The file of its latest day of carried probes.
    probes: CarriedFile | None


def provenance(site: Site) -> Provenance | None:
    """What was carried up of a site; None where nothing was."""
    judged = (
        CarriedJudgement.objects.filter(judgement__site=site)
        .select_related("file__peer", "judgement")
        .order_by("-judgement__as_of")
        .first()
    )
    findings = site.findings.filter(carried__theirs=True, proof="").count()
    day = site.probe_days.filter(node__name__startswith="up").order_by("-day").first()
    ruling = None
    if day is not None:
        number = day.node.name.partition("-")[0].removeprefix("up")
        if number.isdigit():
            ruling = (
                CarriedDay.objects.filter(peer=int(number), day=day.day)
                .select_related("file__peer")
                .first()
            )
    if judged is None and not findings and ruling is None:
        return None
    return Provenance(
        verdict=judged.file if judged else None,
        shown=judged is not None and judged.judgement.as_of == site.inspected_at,
        findings=findings,
        probes=ruling.file if ruling else None,
    )
