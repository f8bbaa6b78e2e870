"""A finished run as the one record everything else is written from."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import replace
from itertools import repeat
from pathlib import Path

from xuncha import __version__
from xuncha.base.types import Site, Verdict
from xuncha.checks.examination import examine
from xuncha.evidence import store
from xuncha.pipeline.order import Order, done, key_of
from xuncha.report import read_inspection
from xuncha.scoring.judge import judge, rates
from xuncha.scoring.results import Inspection, SiteResult
from xuncha.scoring.standard import load


def inspection_of(order: Order, out: Path, failed: Mapping[int, str]) -> Inspection:
    """The verdicts in the order of the register; a site that failed is untestable and says why."""
    results = []
    for index, site in enumerate(order.sites):
        result = done(order, out, index)
        if result is None and index in failed:
            result = _not_inspected(site, failed[index])
        if result is not None:
            results.append(result)
    return Inspection(
        as_of=order.as_of.isoformat(),
        standard=load(order.standard).id,
        tool=f"xuncha {__version__}",
        sites=tuple(results),
        strata=rates(results),
    )


def _not_inspected(site: Site, why: str) -> SiteResult:
    return SiteResult(
        site_code=site.site_code,
        name=site.name,
        unit=site.unit,
        region=site.region,
        home_url=site.home_url,
        stratum=site.stratum,
        kind=site.kind,
        verdict=Verdict.UNTESTABLE,
        score=None,
        vetoes=(),
        pages=0,
        links=0,
        blocked=0,
        untested=(),
        findings=(),
        errors=(("run", why),),
    )


def rejudged(folder: Path, standard: str, pool: Executor) -> Inspection:
    """The run in `folder` judged under `standard` from its snapshots; evidence stays as it was.

    Raises InputError where there is no run.
    """
    earlier = read_inspection(folder / "inspection.json")
    keys = [key_of(_site(one)) for one in earlier.sites]
    again = pool.map(_judge_again, [folder / "snapshots" / key for key in keys], repeat(standard))
    sites = [new or old for new, old in zip(again, earlier.sites, strict=True)]
    return replace(
        earlier,
        standard=load(standard).id,
        sites=tuple(map(_with_evidence, sites, earlier.sites)),
        strata=rates(sites),
    )


def _judge_again(folder: Path, standard: str) -> SiteResult | None:
    if not (folder / "result.json").exists():
        return None
    law, snapshot = load(standard), store.load(folder)
    return judge(law, snapshot, examine(snapshot, law.thresholds))


def _with_evidence(new: SiteResult, old: SiteResult) -> SiteResult:
    """Proof belongs to the fault, whatever the standard says of it."""
    proofs = {(one.indicator, one.where): one.evidence for one in old.findings}
    return replace(
        new,
        findings=tuple(
            replace(one, evidence=proofs.get((one.indicator, one.where), one.evidence))
            for one in new.findings
        ),
    )


def _site(result: SiteResult) -> Site:
    return Site(site_code=result.site_code, home_url=result.home_url)
