"""Filings for tests: moments of the reference quarter, probes, and a filing on its way."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tests.people import NOW, OFFICE_TIME, Cast
from tests.sites import registered

from xuncha.cases.kinds.outage import actions
from xuncha.cases.kinds.outage.actions import Told
from xuncha.cases.kinds.outage.models import Filing
from xuncha.monitoring.actions import our_node
from xuncha.monitoring.models import Alarm, Probe
from xuncha.registry.models import Site


def at(day: int, hour: int = 0, minute: int = 0, month: int = 11) -> datetime:
    """A moment of the reference quarter."""
    return datetime(2017, month, day, hour, minute, tzinfo=OFFICE_TIME)


def site_of(cast: Cast) -> Site:
    """The site of 共和县国土资源局."""
    return registered(cast.land, "共和县国土资源局", "http://gtj.gonghe.gov.cn/")


def told(why: str = "outage", **more: Any) -> Told:
    """Down since this morning, back by the evening, unless something else is said."""
    values: dict[str, Any] = {
        "why": why,
        "begins": at(13, 8),
        "ends": at(13, 20),
        "reason": "机房空调故障",
        **more,
    }
    return Told(**values)


def submitted(cast: Cast, site: Site, filed: Told | None = None, now: datetime = NOW) -> Filing:
    """A filing of 小王's on the county's desk."""
    wang = cast.acting(cast.wang, now)
    return actions.submit(wang, actions.draft_filing(wang, site, filed or told()))


def approved(cast: Cast, filing: Filing, now: datetime = NOW) -> Filing:
    """Agreed to by county, prefecture and province."""
    for one in (cast.yang, cast.ma, cast.office):
        filing = actions.approve(cast.acting(one, now), filing, "同意")
    return filing


def down(site: Site, began: datetime, ended: datetime | None = None) -> Alarm:
    """The site was seen down."""
    return Alarm.objects.create(
        site=site, path=site.path, kind="down", began_at=began, ended_at=ended
    )


def probed(site: Site, first: datetime, count: int, is_open: bool, step: int = 72) -> None:
    """`count` probes, one every `step` minutes."""
    node = our_node(NOW)
    Probe.objects.bulk_create(
        Probe(site=site, node=node, slot=slot, began_at=slot, open=is_open)
        for slot in (first + timedelta(minutes=step * number) for number in range(count))
    )
