"""What the monitoring knows of one site, for its page: the official week, alarms, its wishes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import localdate

from xuncha.alerts.warnings import in_words, warnings_visible_to
from xuncha.base.language import _
from xuncha.cases.kinds.outage.queries import windows_of
from xuncha.monitoring.alarms import name_of
from xuncha.monitoring.models import Sight
from xuncha.monitoring.queries import (
    DaySum,
    alarms_visible_to,
    days_of,
    last_probe,
    week_by_days,
    week_of,
)
from xuncha.monitoring.rules import WEEK
from xuncha.monitoring.sights import agreement_of
from xuncha.people.models import User
from xuncha.registry.models import Site
from xuncha.web import charts
from xuncha.web.signs import Mark

_ALARMS = 12
#: So many days are shown, each as one square.
_DAYS = timedelta(days=30)


def section(user: User, site: Site, now: datetime) -> dict[str, Any]:
    """The week by the official rule, filed outages left out and shown; alarms, the latest first."""
    today = localdate(now)
    filed = windows_of(site, now - WEEK, now)
    days, probed = days_of(site, today - _DAYS), last_probe(site)
    week = week_of(site, now, filed)
    if not week.accesses and not week.set_aside:
        week, filed = week_by_days(site, today), []
    alarms = alarms_visible_to(user).filter(site=site)
    sight = Sight.objects.filter(site=site).first()
    return {
        "week": week,
        "filed": filed,
        "probed": probed,
        "days": days,
        "strip": charts.strip([(one.day, _mark(one)) for one in days], today, _DAYS.days),
        "alarms": [(one, name_of(one.kind)) for one in alarms.order_by("-began_at")[:_ALARMS]],
        "blocked": alarms.filter(kind="blocked", ended_at=None).exists(),
        "near": [in_words(one) for one in warnings_visible_to(user).filter(site=site)],
        "sight": sight,
        "agreement": agreement_of(site),
    }


def _mark(one: DaySum) -> Mark:
    """How a day went: the verdict is the week's, a day is only told."""
    if not one.accesses:
        return Mark("–", _("没有计入的访问"), "soft")
    if not one.failed:
        return Mark("", _("全部打开"), "good")
    if one.failed * 2 < one.accesses:
        return Mark("!", _("部分打不开"), "warn")
    return Mark("✗", _("多数打不开"), "bad")
