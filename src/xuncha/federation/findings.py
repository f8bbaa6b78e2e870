"""The findings of a carried file, beside what we saw ourselves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from xuncha.checks.contract import catalogue
from xuncha.federation.models import CarriedFile, CarriedFinding
from xuncha.federation.reading import Carried
from xuncha.federation.rows import FindingRow
from xuncha.findings.models import Finding, FindingEvent
from xuncha.findings.problems import recount_problems, recount_site
from xuncha.findings.queries import CONFIDENTIAL
from xuncha.findings.rules import where_hash
from xuncha.registry.models import Site


def take_findings(
    file: CarriedFile, carried: Carried, sites: Mapping[str, Site], now: datetime
) -> int:
    """Keep what the file says of findings; how many were news. Holes are never carried."""
    kept = 0
    touched: dict[int, Site] = {}
    for row in carried.rows("findings.jsonl"):
        site = sites.get(row.code)
        if site is None or row.indicator in CONFIDENTIAL or row.indicator not in catalogue():
            continue
        if _keep_finding(file, site, row, now):
            kept += 1
            touched[site.pk] = site
    for site in touched.values():
        recount_problems(site)
        recount_site(site)
    return kept


def _keep_finding(file: CarriedFile, site: Site, row: FindingRow, now: datetime) -> bool:
    key = where_hash(row.where)
    finding = (
        Finding.objects.filter(site=site, indicator=row.indicator, where_hash=key)
        .select_related("carried__file")
        .first()
    )
    if finding is None:
        made = Finding(site=site, path=site.path, indicator=row.indicator, where=row.where)
        made.where_hash = key
        _fill(made, row)
        made.save()
        FindingEvent.objects.create(finding=made, at=now, what="carried", to_state=row.state)
        CarriedFinding.objects.create(file=file, finding=made, theirs=True)
        return True
    link: CarriedFinding | None = getattr(finding, "carried", None)
    if link is not None and link.file.made_at >= file.made_at:
        return False
    # What we saw ourselves, in a folder of our own, is ours: the file only says since when.
    theirs = link is not None and link.theirs and not finding.proof
    before = finding.state
    if theirs:
        _fill(finding, row)
        if finding.events.filter(by__isnull=False).exists():
            # What people decided here stands, whatever is carried up afterwards.
            finding.state = before
    else:
        finding.first_seen = min(finding.first_seen, row.first_seen)
    finding.save()
    if finding.state != before:
        FindingEvent.objects.create(
            finding=finding, at=now, what="carried", from_state=before, to_state=finding.state
        )
    CarriedFinding.objects.update_or_create(
        finding=finding, defaults={"file": file, "theirs": theirs}
    )
    return True


def _fill(finding: Finding, row: FindingRow) -> None:
    finding.state, finding.level, finding.outcome = row.state, row.level, row.outcome
    finding.url, finding.source_url, finding.column = row.url, row.source_url, row.column
    finding.observed, finding.message, finding.sentence = row.observed, row.message, row.sentence
    finding.cause = row.root or finding.where_hash
    finding.points, finding.root, finding.standard = Decimal(row.points), row.root, row.standard
    finding.first_seen, finding.last_seen = row.first_seen, row.last_seen
    finding.gone_at, finding.times_seen = row.gone_at, row.times_seen
