"""The official rule of 站点无法访问, and when a probe is due: pure decisions.

国办发〔2015〕15号 and 国办秘函〔2019〕19号: a week, at least twenty accesses a day at intervals;
not open after 15 seconds in 5 % of them is a veto; 2015 deducts 5 points for each 1 % below that.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

OFFICE_TIME = ZoneInfo("Asia/Shanghai")
PROBES_A_DAY = 20
WEEK = timedelta(days=7)
#: Seconds after which a page counts as not open.
LIMIT = 15.0
VETO_SHARE = Decimal("0.05")
#: Early warning before the veto falls (levels used in practice, standards.md §2).
WARNING_SHARE = Decimal("0.03")
#: A node whose probes fail at this share of all its sites at once has no line itself.
NODE_SHARE = Decimal("0.5")
#: So few sites say nothing about a node.
NODE_SITES = 5
#: In spans of so long it is counted whether it has.
SPAN = timedelta(minutes=15)
#: Slots missed by so much are made up for; older ones were our own absence.
LATE = timedelta(minutes=30)
_DAY = timedelta(days=1)


def slots(site: str, node: str, day: date, count: int = PROBES_A_DAY) -> Iterator[datetime]:
    """When a node probes a site on a day: once in each equal part of it, at a moment that is the
    same for everybody who computes it and different for every site, node and day."""
    return (slot(site, node, day, number, count) for number in range(count))


def slot(site: str, node: str, day: date, number: int, count: int = PROBES_A_DAY) -> datetime:
    """The moment of one part of the day; parts are counted from 0."""
    part = _DAY / count
    seed = hashlib.sha256(f"{site}\n{node}\n{day}\n{number}".encode()).digest()
    begins = datetime.combine(day, time(), OFFICE_TIME)
    return begins + part * number + part * (int.from_bytes(seed[:4]) / 2**32)


def due(site: str, node: str, after: datetime, until: datetime) -> list[datetime]:
    """The slots of a site in (after, until]."""
    first = after.astimezone(OFFICE_TIME).date()
    last = until.astimezone(OFFICE_TIME).date()
    days = (first + _DAY * number for number in range((last - first).days + 1))
    return [slot for day in days for slot in slots(site, node, day) if after < slot <= until]


@dataclass(frozen=True, slots=True)
class Access:
    """One probe as the rule sees it."""

    at: datetime
    node: str
    #: True: open in time. False: not. None: could not look (kept out, or our own line was down).
    open: bool | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a span of probes says of one site."""

    accesses: int
    failed: int
    #: Probes that say nothing: kept out, our own outage, or a filed outage.
    set_aside: int
    #: Nodes whose probes failed; a fault seen from one vantage only is suspected.
    vantages: int
    #: A day in the span had fewer than the official number of accesses.
    thin: bool

    @property
    def share(self) -> Decimal:
        """Failed of all, 0 where nothing was looked at."""
        return Decimal(self.failed) / self.accesses if self.accesses else Decimal(0)

    @property
    def unreachable(self) -> bool:
        """The veto: 5 % or more."""
        return self.accesses > 0 and self.share >= VETO_SHARE

    @property
    def warned(self) -> bool:
        """3 % or more: the unit is warned before the veto falls."""
        return self.accesses > 0 and self.share >= WARNING_SHARE

    @property
    def confirmed(self) -> bool:
        """Seen from two vantage points, so it is not one line's own trouble."""
        return self.vantages >= 2

    @property
    def deduction(self) -> Decimal:
        """2015: 5 points for each full 1 % of failed accesses."""
        return Decimal(5) * int(self.share * 100)

    @property
    def percent(self) -> str:
        """The share as a bulletin writes it: ``"6.1%"``."""
        return f"{(self.share * 100).quantize(Decimal('0.1'), ROUND_HALF_UP)}%"


@dataclass(frozen=True, slots=True)
class Window:
    """A span of time whose probes count for nothing: a filed outage, or a node without a line."""

    begins: datetime
    ends: datetime
    #: "" for every node.
    node: str = ""

    def holds(self, one: Access) -> bool:
        """Whether a probe falls into it."""
        return self.node in ("", one.node) and self.begins <= one.at < self.ends


def read(accesses: Sequence[Access], aside: Iterable[Window] = ()) -> Reading:
    """Apply the rule to the probes of one site; what falls into a window is set aside."""
    set_aside = _aside(aside)
    counted = [one for one in accesses if one.open is not None and not set_aside(one)]
    failed = [one for one in counted if not one.open]
    by_day: dict[date, int] = {}
    for one in accesses:
        day = one.at.astimezone(OFFICE_TIME).date()
        by_day[day] = by_day.get(day, 0) + 1
    return Reading(
        accesses=len(counted),
        failed=len(failed),
        set_aside=len(accesses) - len(counted),
        vantages=len({one.node for one in failed}),
        thin=any(count < PROBES_A_DAY for count in by_day.values()),
    )


def _aside(windows: Iterable[Window]) -> Callable[[Access], bool]:
    """Whether one of the windows holds a probe; asked of very many probes."""
    of_node: dict[str, list[Window]] = {}
    for window in sorted(windows, key=lambda one: one.begins):
        known = of_node.setdefault(window.node, [])
        if known and window.begins <= known[-1].ends:  # an outage is many spans on end
            known[-1] = replace(known[-1], ends=max(known[-1].ends, window.ends))
        else:
            known.append(window)

    def holds(one: Access) -> bool:
        return any(window.holds(one) for node in ("", one.node) for window in of_node.get(node, ()))

    return holds if of_node else lambda _one: False


def node_outages(accesses: Iterable[tuple[str, Access]], *, span: timedelta = SPAN) -> list[Window]:
    """When a node's own line was down: it missed half of its sites at once, where others did not.

    `accesses` are (site, probe) of all sites and nodes. With one node alone, a common failure of
    half of all sites is its own too: the whole province does not fall silent by itself.
    """
    seen: dict[tuple[datetime, str], dict[str, bool]] = {}
    for site, one in accesses:
        if one.open is not None:
            sites = seen.setdefault((_floor(one.at, span), one.node), {})
            sites[site] = sites.get(site, False) or one.open
    return [
        Window(begins, begins + span, node)
        for (begins, node), sites in sorted(seen.items())
        if len(sites) >= NODE_SITES
        and Decimal(list(sites.values()).count(False)) / len(sites) >= NODE_SHARE
        and not _shared(seen, begins, node, sites)
    ]


def _shared(
    seen: Mapping[tuple[datetime, str], Mapping[str, bool]],
    begins: datetime,
    node: str,
    sites: Mapping[str, bool],
) -> bool:
    """Whether another node saw the same sites fail at that time: then it is the sites."""
    failed = {site for site, was_open in sites.items() if not was_open}
    for (when, other), theirs in seen.items():
        if when == begins and other != node:
            both = failed & theirs.keys()
            if both and sum(not theirs[site] for site in both) * 2 > len(both):
                return True
    return False


def _floor(at: datetime, span: timedelta) -> datetime:
    seconds = int(span.total_seconds())
    return datetime.fromtimestamp(int(at.timestamp()) // seconds * seconds, OFFICE_TIME)


#: So many probes in a row that failed from one vantage point are "down"; so are two such points.
IN_A_ROW = 3


def is_down(latest: Sequence[Access]) -> bool:
    """Whether the latest probes of a site, the newest first, say that it is down now.

    One line's single failure is nobody's alarm: two vantage points, or one three times over.
    """
    counted = [one for one in latest if one.open is not None]
    failing: dict[str, int] = {}
    settled: set[str] = set()
    for one in counted:
        if one.open:
            settled.add(one.node)
        elif one.node not in settled:
            failing[one.node] = failing.get(one.node, 0) + 1
    if counted and counted[0].open:
        return False
    return len(failing) >= 2 or any(count >= IN_A_ROW for count in failing.values())
