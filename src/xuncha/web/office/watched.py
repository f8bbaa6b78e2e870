"""What the monitoring knows of one site, for its page: the official week, alarms, its wishes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from xuncha.alerts.warnings import in_words, warnings_visible_to
from xuncha.cases.kinds.outage.queries import windows_of
from xuncha.monitoring.alarms import name_of
from xuncha.monitoring.models import Sight
from xuncha.monitoring.queries import alarms_visible_to, last_probe, week_of
from xuncha.monitoring.rules import WEEK
from xuncha.monitoring.sights import agreement_of
from xuncha.people.models import User
from xuncha.registry.models import Site

_ALARMS = 12


def section(user: User, site: Site, now: datetime) -> dict[str, Any]:
    """The week by the official rule, filed outages left out and shown; alarms, the latest first."""
    filed = windows_of(site, now - WEEK, now)
    alarms = alarms_visible_to(user).filter(site=site)
    sight = Sight.objects.filter(site=site).first()
    return {
        "week": week_of(site, now, filed),
        "filed": filed,
        "probed": last_probe(site),
        "alarms": [(one, name_of(one.kind)) for one in alarms.order_by("-began_at")[:_ALARMS]],
        "blocked": alarms.filter(kind="blocked", ended_at=None).exists(),
        "near": [in_words(one) for one in warnings_visible_to(user).filter(site=site)],
        "sight": sight,
        "agreement": agreement_of(site),
    }
