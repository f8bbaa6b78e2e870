"""From the rows of the database to what a bulletin is counted from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.timezone import localdate, localtime

from xuncha import __version__
from xuncha.base.types import Level, Outcome, Verdict
from xuncha.bulletin.models import Sources
from xuncha.campaigns.models import Campaign, FileKind, Sampled
from xuncha.campaigns.policies import as_checked
from xuncha.campaigns.queries import content
from xuncha.findings.models import Finding, FindingState, Judgement, Ruling
from xuncha.findings.rules import SETTLED
from xuncha.publishing.context import context_of, messages_of
from xuncha.publishing.verdicts import Said, chunks, verdicts
from xuncha.registry.models import Site, SiteKind
from xuncha.registry.queries import divisions
from xuncha.registry.regions import on
from xuncha.report.privacy import published
from xuncha.sampling.published import decode
from xuncha.scoring.judge import rates
from xuncha.scoring.results import Finding as Found
from xuncha.scoring.results import Inspection, SiteResult, Untested
from xuncha.scoring.standard import StandardError, load

_LEVELS = {one.value: one for one in Level}
_FIELDS = (
    "site_id", "pk", "indicator", "level", "outcome", "state", "where", "url", "source_url",
    "column", "observed", "message", "points", "evidence", "root", "sentence", "first_seen",
    "last_seen", "explained_until", "second_by_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a bulletin is composed from, and which rows stand behind each site."""

    sources: Sources
    #: In the order of the inspection: the sampled row, and the key of each of its findings.
    rows: tuple[tuple[Sampled, tuple[int, ...]], ...]


def gather(campaign: Campaign, now: datetime, named: Sequence[str] = ()) -> Gathered:
    """Everything about a drawn spot check as it stands now."""
    said = verdicts(campaign)
    sample = {one.site_id: one for one in Sampled.objects.filter(campaign=campaign)}
    sites = _sites(sample, campaign.end)
    found = _findings(said)
    rulings = _rulings(said)
    policies = as_checked(campaign.policies)
    unseen = _unseen(said)
    results, rows = [], []
    for key, row in sorted(sample.items(), key=lambda one: (one[1].batch, one[1].rank, one[0])):
        if key not in said:
            continue
        kept = found.get(key, [])
        one = said[key]
        result = _result(row, sites[key], one, rulings[one.judgement], [f for _, f in kept])
        results.append(replace(result, untested=unseen.get(one.judgement, ())))
        rows.append((row, tuple(pk for pk, _ in kept)))
    moment = max((one.as_of for one in said.values()), default=now)
    inspection = Inspection(
        as_of=localtime(moment).isoformat(),
        standard=campaign.standard,
        tool=f"xuncha {__version__}",
        sites=tuple(results),
        strata=rates(results),
    )
    messages, days = messages_of(campaign, localdate(now))
    draw = decode(content(campaign, FileKind.DRAW))
    sources = Sources(
        inspection=published(inspection),
        draw=draw,
        law=_law(campaign.standard),
        batches={row.site_code: row.batch for row in sample.values()},
        files={
            str(FileKind(one.kind).label): one.sha256
            for one in campaign.files.defer("packed").order_by("id")
        },
        named=tuple(named),
        policies=policies,
        messages=messages,
        message_days=days,
        context=context_of(campaign, said, localdate(now)),
    )
    return Gathered(sources, tuple(rows))


def _law(name: str) -> Any:
    try:
        return load(name)
    except StandardError:
        return None


def _sites(keys: Iterable[int], day: date) -> dict[int, tuple[str, str, str, str]]:
    """Sponsor, prefecture, address and kind by key."""
    found, known = {}, divisions()
    names: dict[str, str] = {}
    for part in chunks(keys):
        rows = Site.objects.filter(pk__in=part)
        for pk, sponsor, region, url, kind in rows.values_list(
            "pk", "sponsor", "region", "home_url", "kind"
        ):
            code = f"{region[:4]}00" if len(region) == 6 else ""
            if code not in names:
                one = on(code, day, known)
                names[code] = one.name if one else ""
            found[pk] = (sponsor, names[code], url, str(SiteKind(kind).label))
    return found


@dataclass(frozen=True, slots=True)
class _Ruled:
    verdict: Verdict
    score: Decimal | None
    vetoes: tuple[str, ...]


def _rulings(said: Mapping[int, Said]) -> dict[int, _Ruled]:
    """By judgement: the machine's word, or what it came to after people had looked."""
    found: dict[int, _Ruled] = {}
    for part in chunks(one.judgement for one in said.values()):
        for pk, verdict, score, vetoes in Judgement.objects.filter(pk__in=part).values_list(
            "pk", "verdict", "score", "vetoes"
        ):
            found[pk] = _Ruled(Verdict(verdict), score, tuple(vetoes))
        ruled = Ruling.objects.filter(judgement__in=part).order_by("id")
        for pk, verdict, score, vetoes in ruled.values_list(
            "judgement_id", "verdict", "score", "vetoes"
        ):
            found[pk] = _Ruled(Verdict(verdict), score, tuple(vetoes))
    return found


def _unseen(said: Mapping[int, Said]) -> dict[int, tuple[Untested, ...]]:
    """By judgement: the reprints, and the marks of a home page, that could not be looked for: not
    seen is not "there"."""
    found: dict[int, tuple[Untested, ...]] = {}
    for part in chunks(one.judgement for one in said.values()):
        rows = Judgement.objects.filter(pk__in=part).values_list("pk", "untested")
        for pk, untested in rows:
            found[pk] = tuple(
                Untested(one["indicator"], one["why"], one.get("where", ""))
                for one in untested
                if one["indicator"].startswith(("reprint.", "element."))
            )
    return found


def _findings(said: Mapping[int, Said]) -> dict[int, list[tuple[int, Found]]]:
    """By site: the key and the content of each finding its judgement rests on.

    A finding seen first by then and last since then was there; what people called a false alarm,
    removed, or took an explanation for counts for nothing.
    """
    found: dict[int, list[tuple[int, Found]]] = {}
    for part in chunks(said, 400):
        rows = Finding.objects.filter(site__in=part).exclude(state__in=SETTLED).order_by("id")
        for row in rows.values_list(*_FIELDS).iterator(chunk_size=5000):
            one = said[row[0]]
            if row[16] <= one.judged_at <= row[17] and not _explained(row[18], one.as_of):
                found.setdefault(row[0], []).append((row[1], _found(row)))
    return found


def _explained(until: date | None, as_of: datetime) -> bool:
    return until is not None and until >= localdate(as_of)


def _found(row: Sequence[Any]) -> Found:
    level = _LEVELS[row[3]]
    return Found(
        indicator=row[2],
        level=level,
        outcome=_outcome(level, Outcome(row[4]), row[5], second=row[19] is not None),
        where=row[6],
        url=row[7] or None,
        source_url=row[8] or None,
        column=row[9] or None,
        observed=row[10],
        message=row[11],
        points=row[12],
        evidence=tuple(row[13]),
        root=row[14],
        sentence=row[15],
    )


def _outcome(level: Level, seen: Outcome, state: str, *, second: bool) -> Outcome:
    """What may be said of a unit: a veto only after two people, anything else as it was seen.

    standards.md §11: veto results need two people before publication. What has gone since was
    there all the same, and what was said of it before still holds.
    """
    if state == FindingState.CONFIRMED or (state == FindingState.GONE and second):
        return Outcome.FAULT
    return Outcome.SUSPECTED if level is Level.VETO else seen


def _result(
    row: Sampled,
    site: tuple[str, str, str, str],
    said: Said,
    ruled: _Ruled,
    findings: Sequence[Found],
) -> SiteResult:
    sponsor, region, url, kind = site
    result = SiteResult(
        site_code=row.site_code,
        name=row.name,
        unit=sponsor,
        region=region,
        home_url=url,
        stratum=row.stratum,
        kind=kind,
        verdict=said.verdict,
        score=ruled.score,
        vetoes=ruled.vetoes,
        pages=0,
        links=0,
        blocked=0,
        untested=(),
        findings=tuple(findings),
    )
    return result if result.verdict is ruled.verdict else replace(result, verdict=ruled.verdict)


def pairs(gathered: Gathered) -> Iterator[tuple[Sampled, SiteResult, tuple[int, ...]]]:
    """Each inspected site's row, its published result, and the keys of its findings in order."""
    for (row, keys), result in zip(gathered.rows, gathered.sources.inspection.sites, strict=True):
        yield row, result, keys
