"""The problems behind the findings: counted anew whenever a visit or a person changes one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db import connection
from django.db.models import Case, CharField, Count, DecimalField, F, Max, Min, Q, Sum, Value, When
from django.db.models.functions import Coalesce

from xuncha.base.types import Level, Outcome
from xuncha.findings.models import Explanation, ExplanationState, Finding, FindingState, Problem
from xuncha.findings.rules import LIVE, STEP_OF_IMPACT, impact
from xuncha.registry.bulk import update_changed, values_of
from xuncha.registry.models import Site

#: (indicator, cause, level): with the site, the identity of a problem.
Key = tuple[str, str, str]

_LIVE = Q(state__in=LIVE)
_SURE = Q(outcome=Outcome.FAULT)
_COUNTS: Final = {
    "waiting": Count("id", filter=Q(state=FindingState.OPEN, first_by__isnull=True)),
    "second": Count("id", filter=Q(state=FindingState.OPEN, first_by__isnull=False)),
    "confirmed": Count("id", filter=Q(state=FindingState.CONFIRMED)),
    "live": Count("id", filter=_LIVE),
    "points": Coalesce(Sum("points", filter=_LIVE), Value(0), output_field=DecimalField()),
    "sure": Count("id", filter=_LIVE & _SURE),
    # The first that is more than suspected speaks for all; else the first there is.
    "sure_lead": Min("id", filter=_LIVE & _SURE),
    "live_lead": Min("id", filter=_LIVE),
    "any_lead": Min("id"),
    "first": Min("first_seen"),
    "last": Max("last_seen"),
}
_FIELDS: Final = (
    "path", "impact", "lead_id", "waiting", "second", "confirmed", "live", "points", "first_seen",
    "last_seen",
)  # fmt: skip


def key_of(finding: Finding) -> Key:
    """The problem a finding belongs to."""
    return finding.indicator, finding.cause, finding.level


def recount_problems(site: Site, keys: Iterable[Key] | None = None) -> None:
    """Set the counts of a site's problems, of all or of those named, from the findings.

    The caller holds the site's row. A finding that joins an explained problem is explained too.
    """
    findings, problems = Finding.objects.filter(site=site), Problem.objects.filter(site=site)
    if keys is not None:
        named = Q(pk__in=[])
        for indicator, cause, level in keys:
            named |= Q(indicator=indicator, cause=cause, level=level)
        findings, problems = findings.filter(named), problems.filter(named)
    known = {(one.indicator, one.cause, one.level): one for one in problems}
    before = values_of(known.values(), _FIELDS)
    fresh, changed = [], []
    for row in findings.order_by().values("indicator", "cause", "level").annotate(**_COUNTS):
        one = known.pop((row["indicator"], row["cause"], row["level"]), None)
        if one is None:
            one = Problem(
                site=site, indicator=row["indicator"], cause=row["cause"], level=row["level"]
            )
            fresh.append(one)
        else:
            changed.append(one)
        _fill(one, site, row)
    for one in known.values():  # its findings have another level or cause by now
        one.waiting = one.second = one.confirmed = one.live = 0
        changed.append(one)
    Problem.objects.bulk_create(fresh, batch_size=500)
    update_changed(changed, _FIELDS, before)
    _cover(one for one in changed if one.explained_until)


def _fill(one: Problem, site: Site, row: Mapping[str, Any]) -> None:
    one.path = site.path
    one.impact = impact(one.level, row["live"], sure=row["sure"] > 0)
    one.lead_id = row["sure_lead"] or row["live_lead"] or row["any_lead"]
    for name in ("waiting", "second", "confirmed", "live", "points"):
        setattr(one, name, row[name])
    one.first_seen, one.last_seen = row["first"], row["last"]


def _cover(explained: Iterable[Problem]) -> None:
    for one in explained:
        findings_of(one).filter(explained_until__isnull=True).update(
            explained_until=one.explained_until
        )


def findings_of(problem: Problem) -> Any:
    """The findings of a problem."""
    return Finding.objects.filter(
        site=problem.site_id,
        indicator=problem.indicator,
        cause=problem.cause,
        level=problem.level,
    )


def count_asking(problem: Problem) -> None:
    """Set how many explanations and appeals of a problem wait for an answer."""
    waiting = Explanation.objects.filter(problem=problem, state=ExplanationState.OPEN).count()
    Problem.objects.filter(pk=problem.pk).update(asking=waiting)


def recount_site(site: Site) -> None:
    """Set a site's counters of live findings from the findings themselves."""
    counts = Finding.objects.filter(_LIVE, site=site).aggregate(
        all=Count("id"), vetoes=Count("id", filter=Q(level=Level.VETO))
    )
    site.open_findings, site.open_vetoes = counts["all"], counts["vetoes"]
    site.save(update_fields=["open_findings", "open_vetoes"])


def name_causes() -> None:
    """Give the findings that were written without one their cause."""
    Finding.objects.filter(cause="").update(
        cause=Case(When(root="", then=F("where_hash")), default=F("root"), output_field=CharField())
    )


_REBUILD: Final = """
INSERT INTO findings_problem (site_id, path, indicator, cause, level, impact, lead_id, waiting,
    second, confirmed, live, points, asking, first_seen, last_seen, word)
SELECT site_id, MIN(path), indicator, cause, level,
    (CASE level WHEN 'veto' THEN 0 WHEN 'deduct' THEN 2 WHEN 'notice' THEN 4 ELSE 6 END
        + CASE WHEN SUM(CASE WHEN {live} AND outcome = 'fault' THEN 1 ELSE 0 END) > 0
               THEN 0 ELSE 1 END) * {step} - SUM(CASE WHEN {live} THEN 1 ELSE 0 END),
    COALESCE(MIN(CASE WHEN {live} AND outcome = 'fault' THEN id END),
             MIN(CASE WHEN {live} THEN id END), MIN(id)),
    SUM(CASE WHEN state = 'open' AND first_by_id IS NULL THEN 1 ELSE 0 END),
    SUM(CASE WHEN state = 'open' AND first_by_id IS NOT NULL THEN 1 ELSE 0 END),
    SUM(CASE WHEN state = 'confirmed' THEN 1 ELSE 0 END),
    SUM(CASE WHEN {live} THEN 1 ELSE 0 END),
    COALESCE(SUM(CASE WHEN {live} THEN points END), 0),
    0, MIN(first_seen), MAX(last_seen), ''
FROM findings_finding
GROUP BY site_id, indicator, cause, level
""".replace("{live}", "state IN ('open', 'confirmed')").replace("{step}", str(STEP_OF_IMPACT))


def rebuild_problems() -> None:
    """Make the problems of very many findings at once, where there are none yet."""
    name_causes()
    with connection.cursor() as cursor:
        cursor.execute(_REBUILD)
