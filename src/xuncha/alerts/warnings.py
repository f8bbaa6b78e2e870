"""The warnings of every site, kept as rows: begun, told once, ended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Count, OuterRef, QuerySet, Subquery

from xuncha.alerts.early import Facts, Level, levels, warned
from xuncha.alerts.models import Warned
from xuncha.base.language import _
from xuncha.cases.kinds.outage.queries import windows
from xuncha.findings.models import Finding, Judgement
from xuncha.findings.rules import LIVE
from xuncha.monitoring.models import Probe
from xuncha.monitoring.queries import own_outages, weeks_of
from xuncha.monitoring.rules import OFFICE_TIME, WEEK, Window
from xuncha.people.events import Urgency, announce
from xuncha.people.models import User
from xuncha.people.tree import below
from xuncha.registry.models import Site, SiteState

_AT_ONCE = 500


def check(now: datetime) -> int:
    """Begin and end the warnings of every active site; how many were begun."""
    sites = Site.objects.filter(state=SiteState.ACTIVE).select_related("office").order_by("id")
    ours = _own_outages(now)
    begun, last = 0, 0
    while chunk := list(sites.filter(pk__gt=last)[:_AT_ONCE]):
        last = chunk[-1].pk
        begun += _check(chunk, now, ours)
    return begun


def warnings_visible_to(user: User) -> QuerySet[Warned]:
    """The warnings that hold in the user's part of the tree, the latest first."""
    return (
        Warned.objects.filter(below(user.office.path), ended_at=None)
        .select_related("site")
        .order_by("-began_at", "id")
    )


def in_words(one: Warned) -> str:
    """``"首页未见新信息：11天（否决线14天）"``."""
    level = levels().get(one.code)
    return _said(level, one.value) if level else one.code


def _said(level: Level, value: Decimal) -> str:
    return _("{name}：{value}{unit}（否决线{veto}{unit}）").format(
        name=_(level.name), value=f"{value.normalize():f}", unit=_(level.unit), veto=level.veto
    )


def _own_outages(now: datetime) -> Sequence[Window]:
    """Asked for once, for all sites, and only where any of them failed."""
    failed = Probe.objects.filter(slot__gt=now - WEEK, slot__lte=now, open=False)
    return own_outages(now - WEEK, now) if failed.exists() else ()


def _check(sites: Sequence[Site], now: datetime, ours: Sequence[Window]) -> int:
    today = now.astimezone(OFFICE_TIME).date()
    facts = facts_of(sites, now, ours)
    open_ones: dict[int, dict[str, Warned]] = defaultdict(dict)
    for row in Warned.objects.filter(site__in=sites, ended_at=None):
        open_ones[row.site_id][row.code] = row
    begun = 0
    for site in sites:
        reached = warned(facts[site.pk], levels(), today)
        known = open_ones[site.pk]
        for code in reached.keys() - known.keys():
            begun += _begin(site, code, reached[code], now)
        for code, row in known.items():
            if code not in reached:
                _end(row, site, now)
            elif row.value != reached[code]:
                Warned.objects.filter(pk=row.pk).update(value=reached[code])
    return begun


def facts_of(sites: Sequence[Site], now: datetime, ours: Sequence[Window]) -> Mapping[int, Facts]:
    """What is known of each of the sites; `ours` are the times when our own line was down."""
    failed = _failed(sites, now, ours)
    columns = _columns(sites)
    overdue = _overdue(sites)
    found = {}
    for site in sites:
        seen = columns.get(site.pk)
        found[site.pk] = Facts(
            failed=failed.get(site.pk),
            newest=_newest(seen) if seen else None,
            blank=None if seen is None else sum(bool(one.get("blank")) for one in seen),
            overdue=None if seen is None else overdue.get(site.pk, 0),
        )
    return found


def _failed(sites: Iterable[Site], now: datetime, ours: Sequence[Window]) -> dict[int, Decimal]:
    """The share of the week of those that failed at all; the many others cost one query."""
    troubled = Probe.objects.filter(
        site__in=list(sites), slot__gt=now - WEEK, slot__lte=now, open=False
    ).values_list("site_id", flat=True)
    some = set(troubled.distinct())
    if not some:
        return {}
    filed = windows(some, now - WEEK, now)
    weeks = weeks_of(some, now, {site: [*filed.get(site, ()), *ours] for site in some})
    return {
        site: (week.share * 100).quantize(Decimal("0.1")) for site, week in sorted(weeks.items())
    }


def _columns(sites: Iterable[Site]) -> dict[int, list[dict[str, object]]]:
    """The columns of each site as its latest visit that saw any found them."""
    latest = (
        Judgement.objects.filter(site=OuterRef("pk"))
        .exclude(columns=[])
        .order_by("-as_of", "-id")
        .values("pk")[:1]
    )
    rows = Site.objects.filter(pk__in=[one.pk for one in sites]).annotate(last=Subquery(latest))
    keys = [one.last for one in rows if one.last is not None]
    found = Judgement.objects.filter(pk__in=keys).values_list("site_id", "columns")
    return dict(found)


def _overdue(sites: Iterable[Site]) -> dict[int, int]:
    rows = Finding.objects.filter(site__in=list(sites), indicator="column.stale", state__in=LIVE)
    return dict(rows.values_list("site_id").annotate(count=Count("id")).order_by())


def _newest(columns: Iterable[Mapping[str, object]]) -> date | None:
    days = (str(one.get("newest") or "") for one in columns)
    return max((date.fromisoformat(day) for day in days if day), default=None)


@transaction.atomic
def _begin(site: Site, code: str, value: Decimal, now: datetime) -> int:
    Site.objects.select_for_update().only("pk").get(pk=site.pk)
    if Warned.objects.filter(site=site, code=code, ended_at=None).exists():
        return 0
    row = Warned.objects.create(site=site, path=site.path, code=code, began_at=now, value=value)
    _tell(row, site, now)
    return 1


@transaction.atomic
def _end(row: Warned, site: Site, now: datetime) -> None:
    if Warned.objects.filter(pk=row.pk, ended_at=None).update(ended_at=now):
        _tell(row, site, now, over=True)


def _tell(row: Warned, site: Site, now: datetime, *, over: bool = False) -> None:
    level = levels()[row.code]
    announce(
        "site.warning",
        site.office,
        key=f"site.warning:{row.pk}",
        title=_("{site}接近单项否决：{what}").format(site=site.name, what=_(level.name)),
        text="" if over else _said(level, row.value),
        link=f"/sites/{site.pk}/",
        # Days are left: it waits for a digest, and goes no further up.
        urgency=Urgency.NORMAL,
        at=now,
        over=over,
        group=f"warning:{row.code}",
    )
