"""One site from visit to verdict."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from xuncha.base.text import mask_address
from xuncha.checks.examination import Examined, examine
from xuncha.evidence import archive, store
from xuncha.evidence.probes.site import Probing
from xuncha.evidence.snapshot import Snapshot
from xuncha.evidence.visit import visit
from xuncha.evidence.watch import Prober
from xuncha.pipeline.order import Order, finish, is_done
from xuncha.pipeline.pictures import Camera, show, take
from xuncha.scoring.judge import judge
from xuncha.scoring.results import Finding, SiteResult
from xuncha.scoring.standard import Standard


@dataclass(frozen=True, slots=True)
class Means:
    """What a worker holds to visit and judge sites with."""

    order: Order
    out: Path
    fetcher: Prober
    standard: Standard
    registered_hosts: frozenset[str] | None
    stop: asyncio.Event
    browser: Camera | None = None
    #: None where nobody authorised it.
    probing: Probing | None = None
    #: Folders of the site's earlier snapshots, oldest first: what is set back or defaced shows
    #: only beside them.
    earlier: tuple[Path, ...] = ()

    @property
    def evidence(self) -> Path:
        """Where the archived pages and pictures of this run are kept."""
        return self.out / "evidence"


async def inspect(means: Means, index: int, on_page: Callable[[], None]) -> SiteResult | None:
    """Visit and judge the site at `index` and write its verdict; None when told to stop before.

    A half visit that an earlier run left behind is thrown away first. Raises OSError when the disk
    does not take it, OfflineError when our own network is down.
    """
    order, site = means.order, means.order.sites[index]
    folder = order.folder(means.out, index)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        await visit(
            site,
            plan=order.plan,
            fetcher=means.fetcher,
            folder=folder,
            declared=order.declared.get(site.site_code, ()),
            policies=order.policies,
            registered_hosts=means.registered_hosts,
            as_of=order.as_of,
            on_page=on_page,
            stop=means.stop,
            browser=means.browser,
            render=order.render,
            probing=means.probing,
            proofs=order.proofs(means.out, index),
        )
        if means.stop.is_set():
            return None
        return await _verdict(means, folder)
    finally:
        if not is_done(folder):
            # Half a visit is worth nothing, and on a full disk it stands in the way.
            shutil.rmtree(folder, ignore_errors=True)


async def _verdict(means: Means, folder: Path) -> SiteResult:
    # In a thread, so that the clocks of the other sites in flight keep running.
    judged = await asyncio.to_thread(_judge, folder, means.standard, means.earlier)
    evidence = means.evidence
    taken: Mapping[int, tuple[str, ...]] = {}
    if means.browser is not None:
        taken = await take(judged.examined, folder, evidence, means.browser, means.order.render)
        await show(means.order.sights, folder, evidence, means.browser)
    return await asyncio.to_thread(_prove, judged, folder, evidence, taken)


def judge_stored(folder: Path, evidence: Path, standard: Standard) -> SiteResult:
    """Judge the snapshot in `folder`, archive what proves the findings, write the verdict."""
    return _prove(_judge(folder, standard), folder, evidence, {})


@dataclass(frozen=True, slots=True)
class _Judged:
    snapshot: Snapshot
    examined: Examined
    result: SiteResult


def _judge(folder: Path, standard: Standard, earlier: Iterable[Path] = ()) -> _Judged:
    snapshot = store.load(folder)
    if history := tuple(store.load(one) for one in earlier if is_done(one)):
        snapshot = replace(snapshot, history=history)
    examined = examine(snapshot, standard.thresholds)
    return _Judged(snapshot, examined, judge(standard, snapshot, examined))


def _prove(
    judged: _Judged, folder: Path, evidence: Path, pictures: Mapping[int, tuple[str, ...]]
) -> SiteResult:
    proofs = archive.prove(folder, _addresses(judged.snapshot, judged.examined), evidence)
    # Findings name addresses with personal data masked; the archive knows them as they are.
    shown = {mask_address(url): record for url, record in proofs.items()}
    findings = (
        _proved(one, shown, pictures.get(number, ()))
        for number, one in enumerate(judged.result.findings)
    )
    result = replace(judged.result, findings=tuple(findings))
    finish(folder, result)
    return result


def _addresses(snapshot: Snapshot, examined: Examined) -> Iterable[str]:
    seen = {url for _code, one in examined.faults for url in (one.url, one.source_url) if url}
    return {snapshot.home_url, *seen}


def _proved(finding: Finding, proofs: Mapping[str, str], seen: tuple[str, ...]) -> Finding:
    found = [proofs[url] for url in (finding.url, finding.source_url) if url and url in proofs]
    return replace(finding, evidence=tuple(dict.fromkeys((*finding.evidence, *found, *seen))))
