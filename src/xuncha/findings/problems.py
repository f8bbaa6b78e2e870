"""The problems behind the findings: counted anew whenever a visit or a person changes one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.db import connection
from django.db.models import Case, CharField, Count, F, Q, When

from xuncha.base.types import Level, Outcome
from xuncha.findings.models import Explanation, ExplanationState, Finding, FindingState, Problem
from xuncha.findings.rules import LIVE, STEP_OF_IMPACT, impact
from xuncha.registry.bulk import update_changed, values_of
from xuncha.registry.models import Site

#: (indicator, cause, level): with the site, the identity of a problem.
Key = tuple[str, str, str]

_LIVE = Q(state__in=LIVE)
#: What is counted of a finding, after the three names of its problem.
_COUNTED: Final = ("id", "state", "outcome", "first_by_id", "points", "first_seen", "last_seen")
_FIELDS: Final = (
    "path", "impact", "lead_id", "waiting", "second", "confirmed", "live", "points", "first_seen",
    "last_seen",
)  # fmt: skip


def key_of(finding: Finding) -> Key:
    """The problem a finding belongs to."""
    return finding.indicator, finding.cause, finding.level


@dataclass(slots=True)
class _Count:
    """What the findings of one problem come to."""

    waiting: int = 0
    second: int = 0
    confirmed: int = 0
    live: int = 0
    points: Decimal = Decimal(0)
    #: The first that is more than suspected, the first that is live, the first there is.
    leads: list[int | None] = field(default_factory=lambda: [None, None, None])
    first: datetime | None = None
    last: datetime | None = None

    def add(self, row: Sequence[Any]) -> None:
        """Count one more; rows come by their numbers."""
        number, state, outcome, first_by, points, first, last = row
        if state in LIVE:
            self.live += 1
            self.points += points
            self._lead(1, number)
            if outcome == Outcome.FAULT:
                self._lead(0, number)
        self._lead(2, number)
        self.confirmed += state == FindingState.CONFIRMED
        self.waiting += state == FindingState.OPEN and first_by is None
        self.second += state == FindingState.OPEN and first_by is not None
        self.first = min(self.first or first, first)
        self.last = max(self.last or last, last)

    def _lead(self, place: int, number: int) -> None:
        if self.leads[place] is None:
            self.leads[place] = number

    def fill(self, one: Problem) -> None:
        """Set what a problem says of its findings."""
        # The first that is more than suspected speaks for all; else the first there is.
        one.lead_id = next(filter(None, self.leads))
        one.impact = impact(one.level, self.live, sure=self.leads[0] is not None)
        for name in ("waiting", "second", "confirmed", "live", "points"):
            setattr(one, name, getattr(self, name))
        if self.first and self.last:
            one.first_seen, one.last_seen = self.first, self.last


def recount_problems(site: Site, keys: Iterable[Key] | None = None) -> list[Problem]:
    """Set the counts of a site's problems, of all or of those named, from the findings.

    The problems. The caller holds the site's row. A finding that joins an explained problem is
    explained too.
    """
    findings, problems = Finding.objects.filter(site=site), Problem.objects.filter(site=site)
    if keys is not None:
        named = Q(pk__in=[])
        for indicator, cause, level in keys:
            named |= Q(indicator=indicator, cause=cause, level=level)
        findings, problems = findings.filter(named), problems.filter(named)
    # Counted here: the many conditions of a count take longer to put together than to read.
    rows = findings.order_by("id").values_list("indicator", "cause", "level", *_COUNTED)
    return _recount(site, rows.iterator(chunk_size=5000), problems)


def recount_all(site: Site, findings: Iterable[Finding]) -> list[Problem]:
    """The same of all of a site's problems, from all of its findings as they were just written."""
    rows = (
        (one.indicator, one.cause, one.level, *(getattr(one, name) for name in _COUNTED))
        for one in sorted(findings, key=lambda one: one.pk)
    )
    return _recount(site, rows, Problem.objects.filter(site=site).order_by())


def _recount(
    site: Site, rows: Iterable[Sequence[Any]], problems: Iterable[Problem]
) -> list[Problem]:
    counts: dict[Key, _Count] = defaultdict(_Count)
    for indicator, cause, level, *row in rows:
        counts[indicator, cause, level].add(row)
    known = {(one.indicator, one.cause, one.level): one for one in problems}
    before = values_of(known.values(), _FIELDS)
    # Those that nothing is counted of: their findings have another level or cause by now.
    for one in (one for key, one in known.items() if key not in counts):
        one.waiting = one.second = one.confirmed = one.live = 0
    fresh = []
    for key, count in counts.items():
        if key not in known:
            indicator, cause, level = key
            fresh.append(Problem(site=site, indicator=indicator, cause=cause, level=level))
        one = known.get(key) or fresh[-1]
        one.path = site.path
        count.fill(one)
    Problem.objects.bulk_create(fresh, batch_size=500)
    update_changed(list(known.values()), _FIELDS, before)
    _cover(one for one in known.values() if one.explained_until)
    return [*known.values(), *fresh]


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
