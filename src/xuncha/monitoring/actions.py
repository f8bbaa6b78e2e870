"""Writing probes down: our own and signed reports, once for each slot; rolled up day by day."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import NamedTuple

import msgspec
from django.db import transaction
from django.db.models import Max, Min, Q, QuerySet

from xuncha.base.language import _
from xuncha.monitoring.alarms import ring
from xuncha.monitoring.models import Fault, Node, Probe, ProbeDay
from xuncha.monitoring.probing import Accessed
from xuncha.monitoring.reports import MOST_IN_A_REPORT, OLDEST, SKEW, Report, Reported, signed
from xuncha.monitoring.rules import LATE, OFFICE_TIME
from xuncha.people.actions import RefusedError
from xuncha.people.tree import below
from xuncha.registry.bulk import insert
from xuncha.registry.models import Site

#: Our own vantage point.
HERE = "here"
#: Milliseconds that no access lasts.
_LONGEST = 3_600_000
#: Sites rolled up at once.
_SITES = 500
#: Whether a probe found the page open, its fault, its milliseconds.
_Said = tuple[bool | None, str, int]
_PHASES = ("dns", "connect", "tls", "first_byte")


class _Row(NamedTuple):
    """A probe as it is written down; thousands come at once, each far quicker than a `Probe`."""

    site_id: int
    node_id: int
    slot: datetime
    began_at: datetime
    open: bool | None
    fault: str
    status: int | None
    total: int
    dns: int
    connect: int
    tls: int
    first_byte: int


class UnknownNodeError(RefusedError):
    """The node is not registered, or the signature is not its own."""


class RevokedNodeError(RefusedError):
    """The node signed well, but nothing is taken from it any more."""


class ClockError(RefusedError):
    """The report is dated so far from now that the node's clock must be wrong."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A report that was taken."""

    node: Node
    #: Probes written down or there already.
    kept: int
    #: The digest of the list of home pages the node has.
    knows: str


def our_node(now: datetime) -> Node:
    """The vantage point of this installation."""
    return Node.objects.get_or_create(name=HERE, defaults={"added_at": now})[0]


def keep(
    node: Node,
    probes: Iterable[tuple[int, datetime, Accessed]],
    now: datetime,
    filed: Collection[int] = (),
) -> int:
    """Write down (site id, slot, what came); a slot that is there stays. The number sent.

    `filed`: sites that told in advance that they would be away now; no alarm is raised for them.
    """
    rows = [_row(node, site_id, slot, one) for site_id, slot, one in probes]
    with transaction.atomic():
        insert(Probe, _Row._fields, rows, known_stay=True)
        Node.objects.filter(pk=node.pk).update(heard_at=now)
        ring(((one.site_id, one.open, one.fault) for one in rows), now, filed)
    return len(rows)


def _nobody(_sites: Collection[int], _at: datetime) -> Collection[int]:
    return ()


def take_report(
    name: str,
    body: bytes,
    signature: str,
    now: datetime,
    filed: Callable[[Collection[int], datetime], Collection[int]] = _nobody,
) -> Taken:
    """Take a node's report, signed with its key over the exact bytes.

    `filed` says which of some sites told in advance that they would be away at a moment: no alarm
    is raised for them. Sent twice, a report counts once; sent again by somebody who listened, it is
    soon too old. Raises UnknownNodeError, RevokedNodeError, ClockError, and RefusedError for a
    report that cannot be read, one of the future, and one that is too old to be true.
    """
    node = Node.objects.filter(name=name).exclude(public_key="").first()
    if node is None or not signed(node.public_key, body, signature):
        raise UnknownNodeError(_("节点或签名不对，报告未收"))
    if not node.active:
        raise RevokedNodeError(_("节点“{name}”已撤销，请由系统维护员重新登记").format(name=name))
    report = _read(name, body, now)
    codes = {one.site_code for one in report.probes}
    mine = Site.objects.filter(below(node.path) if node.path else Q(), site_code__in=codes)
    sites = dict(mine.values_list("site_code", "pk"))
    known = [
        (sites[one.site_code], one.slot, one.accessed)
        for one in report.probes
        if one.site_code in sites
    ]
    away = filed({site_id for site_id, _slot, _one in known}, now)
    return Taken(node, keep(node, known, now, away), report.knows)


def _read(name: str, body: bytes, now: datetime) -> Report:
    """The report in `body`, which its node signed."""
    try:
        report = msgspec.json.decode(body, type=Report)
    except (msgspec.DecodeError, RecursionError) as error:
        raise RefusedError(_("报告格式不对：{why}").format(why=error)) from error
    if report.node != name or report.at.tzinfo is None:
        raise UnknownNodeError(_("节点或签名不对，报告未收"))
    if abs(report.at - now) > SKEW:
        raise ClockError(
            _("节点时钟与服务器相差超过 {n} 分钟").format(n=int(SKEW.total_seconds() / 60))
        )
    if len(report.probes) > MOST_IN_A_REPORT:
        raise RefusedError(_("一次报告最多 {most} 条").format(most=MOST_IN_A_REPORT))
    for one in report.probes:
        _must_be_plausible(one, now)
    return report


def roll_up(day: date) -> int:
    """Add a day's probes up, for each site and node; again gives the same. Rows written."""
    begins = datetime.combine(day, time(), OFFICE_TIME)
    probes = Probe.objects.filter(slot__gte=begins, slot__lt=begins + timedelta(days=1))
    bounds = probes.aggregate(first=Min("site"), last=Max("site"))
    if bounds["first"] is None:
        return 0
    # Some sites at a time: a country's day does not fit into memory.
    return sum(
        _roll_up(day, probes.filter(site__gte=first, site__lt=first + _SITES))
        for first in range(bounds["first"], bounds["last"] + 1, _SITES)
    )


def _roll_up(day: date, probes: QuerySet[Probe]) -> int:
    found: dict[tuple[int, int], list[_Said]] = defaultdict(list)
    columns = ("site_id", "node_id", "open", "fault", "total")
    for site, node, was_open, fault, total in probes.values_list(*columns):
        found[site, node].append((was_open, fault, total))
    rows = [_summed(site, node, day, ones) for (site, node), ones in sorted(found.items())]
    fields = ["accesses", "failed", "set_aside", "faults", "median"]
    ProbeDay.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["site", "day", "node"],
        update_fields=fields,
    )
    return len(rows)


def _row(node: Node, site_id: int, slot: datetime, one: Accessed) -> _Row:
    phases = one.phases
    return _Row(
        site_id=site_id,
        node_id=node.pk,
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


def _must_be_plausible(one: Reported, now: datetime) -> None:
    late = one.accessed.began_at - one.slot
    if one.slot.tzinfo is None or one.accessed.began_at.tzinfo is None:
        raise RefusedError(_("报告中的时间须带时区"))
    if not timedelta(0) <= late <= LATE or one.accessed.began_at > now + timedelta(minutes=5):
        raise RefusedError(_("报告中的时间不可能：{slot}").format(slot=one.slot.isoformat()))
    if now - one.slot > OLDEST:
        raise RefusedError(_("报告过旧：{slot}").format(slot=one.slot.isoformat()))
    if not _possible(one.accessed):
        raise RefusedError(_("报告格式不对：{why}").format(why=one.site_code))


def _possible(one: Accessed) -> bool:
    """Whether a node's figures are such as a probe has, and fit into their columns."""
    lasted = (one.total, *(getattr(one.phases, name) * 1000 for name in _PHASES))
    return (
        one.fault in Fault.values
        and 0 <= (one.status or 0) <= 999
        and all(0 <= milliseconds <= _LONGEST for milliseconds in lasted)
    )


def _summed(site: int, node: int, day: date, probes: Sequence[_Said]) -> ProbeDay:
    counted = [one for one in probes if one[0] is not None]
    opened = [total for was_open, _fault, total in counted if was_open]
    return ProbeDay(
        site_id=site,
        node_id=node,
        day=day,
        accesses=len(counted),
        failed=len(counted) - len(opened),
        set_aside=len(probes) - len(counted),
        faults=dict(sorted(Counter(fault for _open, fault, _total in counted if fault).items())),
        median=round(median(opened)) if opened else None,
    )
