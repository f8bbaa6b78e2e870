"""When something about a site goes wrong and when it is well again: one alarm, opened and closed.

What is opened is announced in the same transaction, and so is its end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction

from xuncha.base.language import N_, _
from xuncha.evidence.plan import AGENT
from xuncha.monitoring.changes import is_kept_out
from xuncha.monitoring.models import Alarm, Probe
from xuncha.monitoring.rules import OFFICE_TIME, Access, is_down
from xuncha.people.events import KINDS, Urgency, announce
from xuncha.registry.models import Site

#: How far back the latest probes are looked at: three of one node at the official pace, and six.
_LOOK_BACK = timedelta(hours=10)
_DOWN_BACK = timedelta(hours=5)

#: Of each kind: how it is announced, how urgently, its title, and what to do about it.
_TELLS: Final[Mapping[str, tuple[str, Urgency, str, str]]] = {
    "down": (
        "site.down",
        Urgency.HIGH,
        N_("{site}无法访问"),
        N_("自 {since} 起首页连续打不开（{fault}）。请检查服务器、域名解析和线路。"),
    ),
    "blocked": (
        "monitor.blocked",
        Urgency.NORMAL,
        N_("{site}拒绝了监测"),
        N_(
            "自 {since} 起每次监测都被拦下，网站是否可用无从判断，期间的监测不计入结论。"
            "请在防火墙、防护系统或CDN中放行监测：来源地址 {addresses}，用户代理含 {agent}。"
        ),
    ),
    "certificate": (
        "site.certificate",
        Urgency.NORMAL,
        N_("{site}的安全证书 {days} 天内到期"),
        N_("证书有效期至 {until}。到期后浏览器会拦住访问者，请及时更换。"),
    ),
    "expired": (
        "site.certificate",
        Urgency.HIGH,
        N_("{site}的安全证书已过期"),
        N_("证书有效期至 {until}。浏览器会拦住访问者，请立即更换。"),
    ),
    "address": (
        "site.address",
        Urgency.HIGH,
        N_("{site}的域名指向了陌生的地址"),
        N_("现为 {here}，过去在 {before}。如系搬迁或换了服务商可不处理，否则请检查域名解析。"),
    ),
    "ipv6": (
        "site.ipv6",
        Urgency.LOW,
        N_("{site}不再能用 IPv6 访问"),
        N_("自 {since} 起 IPv6 地址连接不上或已撤去。"),
    ),
    "slow": (
        "site.slow",
        Urgency.LOW,
        N_("{site}打开缓慢"),
        N_("近一天首页打开时间的中位数为 {seconds} 秒，宜在 3 秒以内。"),
    ),
    "face": (
        "site.face",
        Urgency.CRITICAL,
        N_("{site}的首页内容突变"),
        N_("网站名称、标识、栏目都不见了{quote}。请立即核对是否被篡改。"),
    ),
}


def ring(
    probes: Iterable[tuple[int, bool | None, str]], now: datetime, filed: Collection[int] = ()
) -> None:
    """Open or close the alarms of the sites that were just probed: (site id, open, fault) of each.

    `filed`: the sites that told in advance that they would be away now; they raise no alarm.
    """
    seen = [(site, was_open) for site, was_open, fault in probes if fault != "ours"]
    # Who failed, or had an alarm: the many that are simply there cost one query together.
    troubled = {site for site, was_open in seen if not was_open}
    rows = Alarm.objects.filter(
        site__in={site for site, _open in seen}, kind__in=("down", "blocked"), ended_at=None
    ).order_by()
    alarmed = {(site, kind) for site, kind in rows.values_list("site_id", "kind")}
    for site_id, latest in _latest(troubled | {site for site, _kind in alarmed}, now).items():
        if site_id not in filed:
            _ring_down(site_id, latest, (site_id, "down") in alarmed, now)
        _ring_blocked(site_id, latest, (site_id, "blocked") in alarmed, now)


def raise_alarm(
    site: Site, kind: str, now: datetime, *, since: datetime | None = None, **seen: Any
) -> Alarm | None:
    """Open an alarm of a kind for a site and announce it; None where one is open already.

    Call it in a transaction; `seen` is JSON, and what the words of the kind are filled with.
    """
    Site.objects.select_for_update().only("pk").get(pk=site.pk)
    if Alarm.objects.filter(site=site, kind=kind, ended_at=None).exists():
        return None
    alarm = Alarm.objects.create(
        site=site, path=site.path, kind=kind, began_at=since or now, seen=seen
    )
    tell(alarm, kind, now)
    return alarm


def end_alarm(site_id: int, kind: str, now: datetime, *, stayed: bool = False) -> None:
    """Close what is open of a kind, and say that it is over to those who were told.

    `stayed`: it did not go away, it is the usual thing by now.
    """
    open_ones = list(
        Alarm.objects.filter(site=site_id, kind=kind, ended_at=None).select_related("site__office")
    )
    if not open_ones:
        return
    with transaction.atomic():
        for alarm in open_ones:
            if Alarm.objects.filter(pk=alarm.pk, ended_at=None).update(ended_at=now):
                why = _("几天来一直如此，今后以此为准。") if stayed else ""
                tell(alarm, kind, now, over=True, why=why)


def tell(
    alarm: Alarm, words: str, now: datetime, *, step: str = "", over: bool = False, why: str = ""
) -> None:
    """Announce an alarm, or its end and `why`, to the site's office; `step` tells it anew."""
    kind, urgency, title, text = _TELLS[words]
    site, seen = alarm.site, dict(alarm.seen)
    known = {
        "site": site.name,
        "since": _moment(alarm.began_at),
        "addresses": _("、").join(settings.OWN_ADDRESSES) or _("（见“监测说明”页）"),
        "agent": AGENT,
        "fault": "",
        "quote": "",
    } | seen
    announce(
        kind,
        site.office,
        key=f"{kind}:{alarm.pk}{step}",
        title=_(title).format(**known),
        text=why if over else _(text).format(**known),
        link=f"/sites/{site.pk}/",
        urgency=Urgency.NORMAL if over else urgency,
        at=now,
        over=over,
    )


def name_of(kind: str) -> str:
    """What an alarm of a kind is called."""
    return _(KINDS[_TELLS[kind][0]]) if kind in _TELLS else kind


def _latest(sites: set[int], now: datetime) -> dict[int, list[tuple[Access, str]]]:
    found: dict[int, list[tuple[Access, str]]] = defaultdict(list)
    rows = (
        Probe.objects.filter(site__in=sites, slot__gt=now - _LOOK_BACK)
        .order_by("-began_at")
        .values_list("site_id", "began_at", "node__name", "open", "fault")
    )
    for site_id, at, node, is_open, fault in rows:
        found[site_id].append((Access(at, node, is_open), fault))
    return found


def _ring_down(
    site_id: int, latest: list[tuple[Access, str]], alarmed: bool, now: datetime
) -> None:
    accesses = [one for one, _fault in latest if one.at > now - _DOWN_BACK]
    if is_down(accesses) and not alarmed:
        failed = [(one.at, fault) for one, fault in latest if one.open is False]
        since = min((at for at, _fault in failed if at > now - _DOWN_BACK), default=now)
        fault = str(Probe(fault=failed[0][1]).get_fault_display()) if failed else ""
        with transaction.atomic():
            raise_alarm(_site(site_id), "down", now, since=since, fault=_(fault))
    elif alarmed and accesses and accesses[0].open:
        end_alarm(site_id, "down", now)


def _ring_blocked(
    site_id: int, latest: list[tuple[Access, str]], alarmed: bool, now: datetime
) -> None:
    faults = [fault for _one, fault in latest if fault != "ours"]
    if not alarmed and is_kept_out(faults):
        since = [one.at for one, fault in latest if fault == "blocked"]
        with transaction.atomic():
            raise_alarm(_site(site_id), "blocked", now, since=min(since))
    elif alarmed and faults and faults[0] != "blocked":
        end_alarm(site_id, "blocked", now)


def _site(site_id: int) -> Site:
    return Site.objects.select_related("office").get(pk=site_id)


def _moment(at: datetime) -> str:
    return f"{at.astimezone(OFFICE_TIME):%Y-%m-%d %H:%M}"
