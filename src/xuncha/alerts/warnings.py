"""The warnings of every site, kept as rows: begun, told once, ended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
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
from xuncha.monitoring.queries import own_outages, shares_of
from xuncha.monitoring.rules import OFFICE_TIME, WEEK, Window
from xuncha.people.events import Urgency, announce
from xuncha.people.models import User
from xuncha.people.tree import below
from xuncha.registry.among import Among
from xuncha.registry.models import Site, SiteState

_AT_ONCE = 500


def check(now: datetime) -> int:
    """Begin and end the warnings of every active site; how many were begun."""
    sites = Site.objects.filter(state=SiteState.ACTIVE).order_by("id")
    troubled = _troubled(now)
    ours = own_outages(now - WEEK, now) if troubled else ()
    begun, last = 0, 0
    while chunk := list(sites.filter(pk__gt=last).values_list("pk", flat=True)[:_AT_ONCE]):
        last = chunk[-1]
        begun += _check(chunk, now, troubled, ours)
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


def _troubled(now: datetime) -> set[int]:
    """The sites whose week is read: it may come to a warning, or they are warned already.

    Nearly every site fails once a week. One whose failures are not half of what is warned of, among
    all its probes, could only be warned if half of its week were set aside, as a filing does.
    """
    week = Probe.objects.filter(slot__gt=now - WEEK, slot__lte=now)
    failed = _counts(week.filter(open=False))
    made = _counts(week.filter(Among("site_id", failed)))
    filed = windows(failed, now - WEEK, now)
    least = levels()["unreachable"].warn / 2
    near = {site for site in failed if failed[site] * 100 >= least * made.get(site, 0)}
    held = Warned.objects.filter(code="unreachable", ended_at=None)
    return {*near, *filed, *held.values_list("site_id", flat=True)}


def _counts(probes: QuerySet[Probe]) -> dict[int, int]:
    """So many probes of each site; counted in the index alone."""
    return dict(probes.order_by().values_list("site_id").annotate(count=Count("slot")))


def _check(sites: Sequence[int], now: datetime, troubled: Set[int], ours: Sequence[Window]) -> int:
    today = now.astimezone(OFFICE_TIME).date()
    facts = facts_of(sites, now, troubled, ours)
    open_ones: dict[int, dict[str, Warned]] = defaultdict(dict)
    for row in Warned.objects.filter(site__in=sites, ended_at=None):
        open_ones[row.site_id][row.code] = row
    begun = 0
    for site in sites:
        reached = warned(facts[site], levels(), today)
        known = open_ones[site]
        for code in reached.keys() - known.keys():
            begun += _begin(site, code, reached[code], now)
        for code, row in known.items():
            if code not in reached:
                _end(row, now)
            elif row.value != reached[code]:
                Warned.objects.filter(pk=row.pk).update(value=reached[code])
    return begun


def facts_of(
    sites: Sequence[int], now: datetime, troubled: Set[int], ours: Sequence[Window]
) -> Mapping[int, Facts]:
    """What is known of each of the sites; of availability that of the `troubled` ones.

    `ours` are the times when our own line was down.
    """
    failed = _failed(troubled & set(sites), now, ours)
    columns = _columns(sites)
    overdue = _overdue(sites)
    found = {}
    for site in sites:
        seen = columns.get(site)
        found[site] = Facts(
            failed=failed.get(site),
            newest=_newest(seen) if seen else None,
            blank=None if seen is None else sum(bool(one.get("blank")) for one in seen),
            overdue=None if seen is None else overdue.get(site, 0),
        )
    return found


def _failed(sites: Set[int], now: datetime, ours: Sequence[Window]) -> dict[int, Decimal]:
    """The share of the week."""
    if not sites:
        return {}
    filed = windows(sites, now - WEEK, now)
    shares = shares_of(sites, now, {site: [*filed.get(site, ()), *ours] for site in sites})
    return {site: (share * 100).quantize(Decimal("0.1")) for site, share in sorted(shares.items())}


def _columns(sites: Iterable[int]) -> dict[int, list[dict[str, object]]]:
    """The columns of each site as its latest visit that saw any found them."""
    latest = (
        Judgement.objects.filter(site=OuterRef("pk"))
        .exclude(columns=[])
        .order_by("-as_of", "-id")
        .values("pk")[:1]
    )
    rows = Site.objects.filter(pk__in=list(sites)).annotate(last=Subquery(latest))
    keys = [last for last in rows.values_list("last", flat=True) if last is not None]
    found = Judgement.objects.filter(pk__in=keys).values_list("site_id", "columns")
    return dict(found)


def _overdue(sites: Iterable[int]) -> dict[int, int]:
    rows = Finding.objects.filter(site__in=list(sites), indicator="column.stale", state__in=LIVE)
    return dict(rows.values_list("site_id").annotate(count=Count("id")).order_by())


def _newest(columns: Iterable[Mapping[str, object]]) -> date | None:
    days = (str(one.get("newest") or "") for one in columns)
    return max((date.fromisoformat(day) for day in days if day), default=None)


@transaction.atomic
def _begin(site_id: int, code: str, value: Decimal, now: datetime) -> int:
    site = Site.objects.select_for_update(of=("self",)).select_related("office").get(pk=site_id)
    if Warned.objects.filter(site=site, code=code, ended_at=None).exists():
        return 0
    row = Warned.objects.create(site=site, path=site.path, code=code, began_at=now, value=value)
    _tell(row, now)
    return 1


@transaction.atomic
def _end(row: Warned, now: datetime) -> None:
    if Warned.objects.filter(pk=row.pk, ended_at=None).update(ended_at=now):
        _tell(row, now, over=True)


def _tell(row: Warned, now: datetime, *, over: bool = False) -> None:
    site, level = row.site, levels()[row.code]
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
