"""Reads of availability: the official week of a site, and when a node had no line itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import BigIntegerField, Count, Func, Min, Q, QuerySet, Sum

from xuncha.monitoring.models import Alarm, Probe, ProbeDay
from xuncha.monitoring.rules import (
    NODE_SHARE,
    NODE_SITES,
    PROBES_A_DAY,
    SPAN,
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
    rows = probes.values_list("slot", "node__name", "open")
    return read([Access(at, node, is_open) for at, node, is_open in rows], aside)


def shares_of(
    sites: Collection[int], until: datetime, aside: Mapping[int, Sequence[Window]]
) -> dict[int, Decimal]:
    """The failed share alone of the weeks of several sites, by their ids.

    Nearly every probe was open at a time that nothing sets aside: those are only counted.
    """
    week = Probe.objects.filter(site__in=sites, slot__gt=until - WEEK, slot__lte=until)
    read_whole = Q(open=False) | Q(open=None)
    for begins, ends in _joined({one for windows in aside.values() for one in windows}):
        read_whole |= Q(slot__gte=begins, slot__lt=ends)
    rows = week.filter(read_whole).values_list("site_id", "slot", "node__name", "open")
    accesses: dict[int, list[Access]] = {site: [] for site in sites}
    for site, at, node, is_open in rows:
        accesses[site].append(Access(at, node, is_open))
    made = dict(week.order_by().values_list("site_id").annotate(count=Count("slot")))
    found = {}
    for site, ones in accesses.items():
        reading = read(ones, aside.get(site, ()))
        plain = made.get(site, 0) - len(ones)
        found[site] = replace(reading, accesses=reading.accesses + plain).share
    return found


def _joined(windows: Collection[Window]) -> list[tuple[datetime, datetime]]:
    """The times of windows, those that touch as one."""
    found: list[tuple[datetime, datetime]] = []
    for one in sorted(windows, key=lambda one: one.begins):
        if found and one.begins <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], one.ends))
        else:
            found.append((one.begins, one.ends))
    return found


def own_outages(begins: datetime, ends: datetime) -> list[Window]:
    """When one of our nodes had no line itself, by the probes of every site.

    Of a country's week only the spans are read in which that can have been: the database counts.
    """
    stretches = _stretches(_suspected(begins, ends), begins, ends)
    rows = (row for some in stretches for row in _told(Probe.objects.filter(some)))
    return node_outages((str(site), Access(at, node, is_open)) for site, at, node, is_open in rows)


def _suspected(begins: datetime, ends: datetime) -> set[int]:
    """The numbers of the spans in which a node failed at so many probes that it may be its own.

    A site is probed at most twice in a span and fails there by failing each time, so half of the
    sites are at least a third of the probes.
    """
    # Those that failed have an index of their own; all are counted only where they are many.
    lost = Probe.objects.filter(slot__gt=begins, slot__lte=ends, open=False)
    failed = {
        key: count for key, count in _by_span(lost).items() if count >= NODE_SITES * NODE_SHARE
    }
    found: set[int] = set()
    for some in _stretches({span for _node, span in failed}, begins, ends):
        made = _by_span(Probe.objects.filter(some, open__isnull=False))
        found.update(key[1] for key in failed.keys() & made.keys() if failed[key] * 3 >= made[key])
    return found


def _by_span(probes: QuerySet[Probe]) -> dict[tuple[int, int], int]:
    """So many probes, by node and span."""
    rows = probes.annotate(span=Span("slot")).values_list("node_id", "span").order_by()
    return {(node, span): count for node, span, count in rows.annotate(count=Count("id"))}


def _stretches(spans: Iterable[int], begins: datetime, ends: datetime) -> Iterator[Q]:
    """Spans that follow one another are asked for together: one range of the index.

    Each is cut at the ends of the time in question here. With two lower bounds SQLite begins at
    the first it reads, which is that of the whole week.
    """
    ordered = sorted(spans)
    # What follows without a gap has the same distance to its place in the list.
    for _distance, group in groupby(enumerate(ordered), lambda one: one[1] - one[0]):
        some = [span for _place, span in group]
        first = datetime.fromtimestamp(some[0] * SPAN.total_seconds(), UTC)
        after = first + SPAN * len(some)
        since = Q(slot__gte=first) if first > begins else Q(slot__gt=begins)
        yield since & (Q(slot__lt=after) if after <= ends else Q(slot__lte=ends))


def _told(probes: QuerySet[Probe]) -> Iterator[tuple[int, datetime, str, bool | None]]:
    rows = probes.order_by("slot", "id").values_list("site_id", "slot", "node__name", "open")
    yield from rows.iterator(chunk_size=5000)


class Span(Func):
    """The number of the span a moment falls into, counted from the epoch and cut off."""

    output_field = BigIntegerField()
    template = f"CAST(strftime('%%%%s', %(expressions)s) AS INTEGER) / {SPAN.seconds}"

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """PostgreSQL has no strftime."""
        template = f"floor(extract(epoch FROM %(expressions)s) / {SPAN.seconds})::bigint"
        return self.as_sql(compiler, connection, template=template, **more)


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
