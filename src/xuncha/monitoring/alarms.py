"""When a site goes down and when it is back: one alarm for each outage, opened and closed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from xuncha.monitoring.models import Alarm, Probe
from xuncha.monitoring.rules import Access, is_down
from xuncha.registry.models import Site

#: How far back the latest probes are looked at: three of one node at the official pace.
_LOOK_BACK = timedelta(hours=5)


def ring(probes: Iterable[Probe], now: datetime) -> None:
    """Open or close the alarms of the sites that were just probed."""
    sites = {one.site_id for one in probes if one.open is not None}
    # Who failed, or had an alarm: the many that are simply there cost one query together.
    failed = {one.site_id for one in probes if one.open is False}
    alarmed = set(
        Alarm.objects.filter(site__in=sites, kind="down", ended_at=None).values_list(
            "site_id", flat=True
        )
    )
    for site_id, latest in _latest(failed | alarmed, now).items():
        if is_down(latest):
            _open(site_id, latest, now)
        elif site_id in alarmed and latest and latest[0].open:
            Alarm.objects.filter(site=site_id, kind="down", ended_at=None).update(ended_at=now)


def _latest(sites: set[int], now: datetime) -> dict[int, list[Access]]:
    found: dict[int, list[Access]] = defaultdict(list)
    rows = (
        Probe.objects.filter(site__in=sites, slot__gt=now - _LOOK_BACK)
        .order_by("-began_at")
        .values_list("site_id", "began_at", "node__name", "open")
    )
    for site_id, at, node, is_open in rows:
        found[site_id].append(Access(at, node, is_open))
    return found


def _open(site_id: int, latest: list[Access], now: datetime) -> None:
    site = Site.objects.select_for_update().only("pk", "path").get(pk=site_id)
    if not Alarm.objects.filter(site=site, kind="down", ended_at=None).exists():
        since = min((one.at for one in latest if one.open is False), default=now)
        Alarm.objects.create(site=site, path=site.path, kind="down", began_at=since)
