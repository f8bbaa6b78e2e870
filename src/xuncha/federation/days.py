"""What a carried file says of single days: which file rules over a day, and the sums of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.db.models import Q

from xuncha.federation.models import CarriedDay, CarriedFile, CaseDay, Peer
from xuncha.federation.reading import Carried
from xuncha.monitoring.models import Node, ProbeDay
from xuncha.registry.models import Site


def ruled_later(carried: Carried) -> set[date]:
    """The days of the file over which one written later, or this one itself, rules."""
    manifest = carried.manifest
    return set(
        CarriedDay.objects.filter(peer=carried.peer, day__gte=manifest.begin, day__lte=manifest.end)
        .filter(Q(file__made_at__gt=manifest.made_at))
        .exclude(file__digest=carried.digest)
        .values_list("day", flat=True)
    )


def take_days(file: CarriedFile, carried: Carried, sites: Mapping[str, Site]) -> tuple[int, int]:
    """Probes and cases day by day: each day is one file's alone, so no two are added up.

    How many days of probes and of cases were kept.
    """
    peer, manifest = carried.peer, carried.manifest
    ruled = ruled_later(carried)
    count = (manifest.end - manifest.begin).days + 1
    days = [
        day
        for day in (manifest.begin + timedelta(days=number) for number in range(count))
        if day not in ruled
    ]
    mine = set(days)
    nodes = Node.objects.filter(name__startswith=_node_name(peer, ""))
    for start in range(0, len(days), 100):
        some = days[start : start + 100]
        ProbeDay.objects.filter(node__in=nodes, day__in=some).delete()
        CaseDay.objects.filter(peer=peer, day__in=some).delete()
    CarriedDay.objects.bulk_create(
        [CarriedDay(peer=peer, day=day, file=file) for day in days],
        update_conflicts=True,
        unique_fields=["peer", "day"],
        update_fields=["file"],
    )
    cases = {(row.day, row.kind): row for row in carried.rows("cases.jsonl") if row.day in mine}
    kept = CaseDay.objects.bulk_create(
        [
            CaseDay(
                peer=peer,
                day=row.day,
                kind=row.kind,
                opened=row.opened,
                closed=row.closed,
                on_time=min(row.on_time, row.closed),
            )
            for row in cases.values()
        ],
        batch_size=500,
    )
    return _keep_probes(carried, sites, mine), len(kept)


def _keep_probes(carried: Carried, sites: Mapping[str, Site], mine: set[date]) -> int:
    nodes: dict[str, Node] = {}
    rows: dict[tuple[int, date, int], ProbeDay] = {}
    for row in carried.rows("probes.jsonl"):
        site = sites.get(row.code)
        if site is None or row.day not in mine:
            continue
        if row.node not in nodes:
            nodes[row.node] = _node(carried, row.node)
        node = nodes[row.node]
        rows[site.pk, row.day, node.pk] = ProbeDay(
            site=site,
            node=node,
            day=row.day,
            accesses=row.accesses,
            failed=min(row.failed, row.accesses),
            set_aside=row.set_aside,
            faults=row.faults,
            median=row.median,
        )
    return len(ProbeDay.objects.bulk_create(rows.values(), batch_size=500))


def _node_name(peer: Peer, theirs: str) -> str:
    return f"up{peer.pk}-{theirs}"[:40]


def _node(carried: Carried, theirs: str) -> Node:
    """The installation's vantage point, which reports by file only."""
    peer = carried.peer
    return Node.objects.get_or_create(
        name=_node_name(peer, theirs),
        defaults={"path": peer.path, "active": False, "added_at": carried.manifest.made_at},
    )[0]
