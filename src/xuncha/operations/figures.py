"""Figures for Prometheus, read from the ledger when asked: alike whichever process is asked.

Counts only: no names, no addresses, nothing of what was found.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.db.models import Count, Min
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from xuncha import __version__
from xuncha.monitoring.models import Alarm, Node, Probe
from xuncha.pipeline.models import InspectionItem, ItemState
from xuncha.registry.models import Request, RequestState, Site
from xuncha.storage.backup import last_backup


class Ledger(Collector):
    """What the database says."""

    def __init__(self, data: Path, now: datetime) -> None:
        """`now` is the moment of the scrape."""
        self._data, self._now = data, now

    def collect(self) -> Iterator[Metric]:
        """Every figure."""
        about = GaugeMetricFamily("xuncha_info", "Version", labels=["version"])
        about.add_metric([__version__], 1)
        yield about
        yield from self._work()
        yield from self._watching()
        usage = shutil.disk_usage(self._data)
        yield GaugeMetricFamily("xuncha_disk_free_bytes", "Free on the data disk", usage.free)
        yield GaugeMetricFamily("xuncha_disk_bytes", "Size of the data disk", usage.total)
        if last := last_backup(self._data):
            seconds = (self._now - last).total_seconds()
            yield GaugeMetricFamily("xuncha_backup_age_seconds", "Age of last backup", seconds)

    def _work(self) -> Iterator[Metric]:
        items = GaugeMetricFamily("xuncha_items", "Inspections of sites", labels=["state"])
        states = dict.fromkeys(ItemState.values, 0)
        counted = InspectionItem.objects.values("state").annotate(n=Count("id"))
        for state, n in (states | {row["state"]: row["n"] for row in counted}).items():
            items.add_metric([state], n)
        yield items
        oldest = InspectionItem.objects.filter(
            state=ItemState.QUEUED, due_at__lte=self._now
        ).aggregate(at=Min("due_at"))["at"]
        waited = (self._now - oldest).total_seconds() if oldest else 0
        yield GaugeMetricFamily("xuncha_oldest_due_seconds", "Longest wait of a due item", waited)
        lost = InspectionItem.objects.filter(state=ItemState.RUNNING, lease_until__lt=self._now)
        yield GaugeMetricFamily("xuncha_leases_lost", "Running with an expired lease", lost.count())
        waiting = Request.objects.filter(state=RequestState.REVIEWING).count()
        yield GaugeMetricFamily("xuncha_requests_reviewing", "Requests under review", waiting)
        sites = GaugeMetricFamily("xuncha_sites", "Sites of the register", labels=["state"])
        for row in Site.objects.values("state").annotate(n=Count("id")):
            sites.add_metric([row["state"]], row["n"])
        yield sites

    def _watching(self) -> Iterator[Metric]:
        hour = Probe.objects.filter(slot__gt=self._now - timedelta(hours=1), slot__lte=self._now)
        counted = hour.order_by().values("open").annotate(n=Count("id"))
        by_result = {row["open"]: row["n"] for row in counted}
        probes = GaugeMetricFamily("xuncha_probes_hour", "Probes of an hour", labels=["result"])
        for is_open, result in ((True, "open"), (False, "failed"), (None, "aside")):
            probes.add_metric([result], by_result.get(is_open, 0))
        yield probes
        nodes = GaugeMetricFamily(
            "xuncha_node_silence_seconds", "Since a vantage point was heard", labels=["node"]
        )
        for node in Node.objects.filter(active=True).exclude(heard_at=None):
            if node.heard_at:
                nodes.add_metric([node.name], (self._now - node.heard_at).total_seconds())
        yield nodes
        alarms = Alarm.objects.filter(ended_at=None).count()
        yield GaugeMetricFamily("xuncha_alarms_open", "Alarms that have not ended", alarms)
