"""The verdicts of a carried file, each counted once whatever number of files speak of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from xuncha.federation.days import ruled_later
from xuncha.federation.models import CarriedFile, CarriedJudgement
from xuncha.federation.reading import Carried
from xuncha.federation.rows import JudgementRow
from xuncha.findings.models import Judgement
from xuncha.monitoring.rules import OFFICE_TIME
from xuncha.registry.models import Site


def take_judgements(
    file: CarriedFile, carried: Carried, sites: Mapping[str, Site]
) -> tuple[int, int]:
    """Keep the file's verdicts; how many were news, and how many were taken back."""
    kept = withdrawn = 0
    known = {
        one.key: one
        for one in CarriedJudgement.objects.filter(peer=file.peer).select_related(
            "file", "judgement"
        )
    }
    seen: set[str] = set()
    ruled = ruled_later(carried)
    touched: dict[int, Site] = {}
    for row in carried.rows("judgements.jsonl"):
        if (site := sites.get(row.code)) is None:
            continue
        key = _key(row)
        if key in seen or (key not in known and _day(row.as_of) in ruled):
            # Over a day that a later file rules, what it does not have was taken back.
            continue
        seen.add(key)
        if _keep_judgement(file, site, row, key, known.get(key)):
            kept += 1
            touched[site.pk] = site
    for key, one in known.items():
        if key not in seen and _withdrawn(one, carried):
            one.judgement.delete()
            withdrawn += 1
    for site in touched.values():
        _stamp(site)
    return kept, withdrawn


def _keep_judgement(
    file: CarriedFile, site: Site, row: JudgementRow, key: str, known: CarriedJudgement | None
) -> bool:
    """Whether the row is news: it was not there, or an earlier file had it otherwise."""
    values = {
        "verdict": row.verdict,
        "score": None if row.score is None else Decimal(row.score),
        "vetoes": row.vetoes,
        "pages": row.pages,
        "links": row.links,
        "findings_count": row.findings,
    }
    if known is None:
        made = Judgement.objects.create(
            site=site, path=site.path, as_of=row.as_of, standard=row.standard, **values
        )
        CarriedJudgement.objects.create(file=file, peer=file.peer, judgement=made, key=key)
        return True
    if known.file.made_at >= file.made_at:
        return False
    for name, value in values.items():
        setattr(known.judgement, name, value)
    known.judgement.save(update_fields=list(values))
    known.file = file
    known.save(update_fields=["file"])
    return True


def _withdrawn(one: CarriedJudgement, carried: Carried) -> bool:
    """An earlier file had it, and this one, of the same days, no longer has it."""
    manifest = carried.manifest
    day = _day(one.judgement.as_of)
    return one.file.made_at < manifest.made_at and manifest.begin <= day <= manifest.end


def _day(at: datetime) -> date:
    return at.astimezone(OFFICE_TIME).date()


def _stamp(site: Site) -> None:
    """The latest verdict stands on the site, wherever it was given."""
    latest = Judgement.objects.filter(site=site).order_by("-as_of", "-id").first()
    if latest and (site.inspected_at is None or latest.as_of >= site.inspected_at):
        site.verdict, site.score, site.inspected_at = latest.verdict, latest.score, latest.as_of
        site.save(update_fields=["verdict", "score", "inspected_at"])


def _key(row: JudgementRow) -> str:
    said = f"{row.code}\n{row.as_of.timestamp():.6f}\n{row.standard}"
    return hashlib.sha256(said.encode()).hexdigest()
