"""Writing probes down: our own and signed reports, once for each slot; rolled up day by day."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import transaction

from xuncha.base.language import _
from xuncha.monitoring.alarms import ring
from xuncha.monitoring.models import Node, Probe, ProbeDay
from xuncha.monitoring.probing import Accessed
from xuncha.monitoring.rules import LATE, OFFICE_TIME
from xuncha.people.actions import RefusedError
from xuncha.registry.models import Site

#: Our own vantage point.
HERE = "here"
MOST_IN_A_REPORT = 20_000


@dataclass(frozen=True, slots=True)
class Reported:
    """One probe in a node's report; the site by its code, moments in ISO 8601."""

    site_code: str
    slot: datetime
    accessed: Accessed


def our_node(now: datetime) -> Node:
    """The vantage point of this installation."""
    return Node.objects.get_or_create(name=HERE, defaults={"added_at": now})[0]


def keep(node: Node, probes: Iterable[tuple[int, datetime, Accessed]], now: datetime) -> int:
    """Write down (site id, slot, what came); a slot that is there stays. The number sent."""
    rows = [_row(node, site_id, slot, one) for site_id, slot, one in probes]
    with transaction.atomic():
        Probe.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
        Node.objects.filter(pk=node.pk).update(heard_at=now)
        ring(rows, now)
    return len(rows)


def take_report(name: str, body: bytes, signature: str, now: datetime) -> int:
    """Take a node's report, signed with its key over the exact bytes; the number of probes kept.

    Raises RefusedError for an unknown node, a wrong signature, a report that cannot be read, one
    of the future, and one that is too old to be true. Sent twice, it counts once.
    """
    node = Node.objects.filter(name=name, active=True).exclude(public_key="").first()
    if node is None or not _signed(node.public_key, body, signature):
        raise RefusedError(_("节点或签名不对，报告未收"))
    try:
        reported = msgspec.json.decode(body, type=list[Reported])
    except msgspec.DecodeError as error:
        raise RefusedError(_("报告格式不对：{why}").format(why=error)) from error
    if len(reported) > MOST_IN_A_REPORT:
        raise RefusedError(_("一次报告最多 {most} 条").format(most=MOST_IN_A_REPORT))
    for one in reported:
        _must_be_plausible(one, now)
    codes = {one.site_code for one in reported}
    sites = dict(Site.objects.filter(site_code__in=codes).values_list("site_code", "pk"))
    known = [(sites[r.site_code], r.slot, r.accessed) for r in reported if r.site_code in sites]
    return keep(node, known, now)


def roll_up(day: date) -> int:
    """Add a day's probes up, for each site and node; again gives the same. Rows written."""
    begins = datetime.combine(day, time(), OFFICE_TIME)
    found: dict[tuple[int, int], list[Probe]] = defaultdict(list)
    probes = Probe.objects.filter(slot__gte=begins, slot__lt=begins + timedelta(days=1))
    for probe in probes.iterator(chunk_size=5000):
        found[probe.site_id, probe.node_id].append(probe)
    rows = [_summed(site, node, day, ones) for (site, node), ones in found.items()]
    fields = ["accesses", "failed", "set_aside", "faults", "median"]
    ProbeDay.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["site", "day", "node"],
        update_fields=fields,
    )
    return len(rows)


def forget(before: date) -> int:
    """Delete the single probes of days that are rolled up and older than the retention."""
    begins = datetime.combine(before, time(), OFFICE_TIME)
    return Probe.objects.filter(slot__lt=begins).delete()[0]


def _row(node: Node, site_id: int, slot: datetime, one: Accessed) -> Probe:
    phases = one.phases
    return Probe(
        site_id=site_id,
        node=node,
        slot=slot,
        began_at=one.began_at,
        open=one.open,
        fault=one.fault,
        status=one.status,
        total=one.total,
        dns=round(phases.dns * 1000),
        connect=round(phases.connect * 1000),
        tls=round(phases.tls * 1000),
        first_byte=round(phases.first_byte * 1000),
    )


def _signed(key: str, body: bytes, signature: str) -> bool:
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
        public.verify(bytes.fromhex(signature), body)
    except (InvalidSignature, ValueError):
        return False
    return True


def _must_be_plausible(one: Reported, now: datetime) -> None:
    late = one.accessed.began_at - one.slot
    if one.slot.tzinfo is None or one.accessed.began_at.tzinfo is None:
        raise RefusedError(_("报告中的时间须带时区"))
    if not timedelta(0) <= late <= LATE or one.accessed.began_at > now + timedelta(minutes=5):
        raise RefusedError(_("报告中的时间不可能：{slot}").format(slot=one.slot.isoformat()))
    if now - one.slot > timedelta(days=8):
        raise RefusedError(_("报告过旧：{slot}").format(slot=one.slot.isoformat()))


def _summed(site: int, node: int, day: date, probes: Sequence[Probe]) -> ProbeDay:
    counted = [one for one in probes if one.open is not None]
    opened = [one.total for one in counted if one.open]
    return ProbeDay(
        site_id=site,
        node_id=node,
        day=day,
        accesses=len(counted),
        failed=len(counted) - len(opened),
        set_aside=len(probes) - len(counted),
        faults=dict(Counter(one.fault for one in counted if one.fault)),
        median=round(median(opened)) if opened else None,
    )
