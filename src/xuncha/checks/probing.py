"""What probing found, as the two indicators of holes say it."""

from __future__ import annotations

from collections.abc import Iterator

from xuncha.base.language import N_
from xuncha.checks.contract import Fault, NotTested, Said
from xuncha.evidence.probes.course import Grade
from xuncha.evidence.probes.holes import Hole
from xuncha.evidence.snapshot import Snapshot

_UNTESTED = {
    Grade.BLOCKED: N_("监测受阻：网站的防护拒绝探测"),
    Grade.INCONCLUSIVE: N_("应答不稳定或过慢，未能判断"),
}


def said(site: Snapshot, indicator: str) -> Iterator[Said]:
    """The holes of one kind: confirmed and suspected ones, and what could not be tested."""
    if site.probes is None:
        yield NotTested(site.unseen.get("probes", N_("未获授权")))
        return
    if site.probes.stopped:
        yield NotTested(site.probes.stopped)
    seen: set[str] = set()
    for hole in site.probes.holes:
        where = f"{hole.path}#{hole.parameter}"
        if hole.indicator != indicator or where in seen:
            continue
        seen.add(where)
        if hole.grade in _UNTESTED:
            yield NotTested(_UNTESTED[hole.grade], where)
        else:
            yield _fault(hole, where)


def _fault(hole: Hole, where: str) -> Fault:
    suspected = hole.grade is not Grade.CONFIRMED
    return Fault(
        where=where,
        seen={"parameter": hole.parameter, "context": hole.context, "proof": hole.proof},
        url=hole.url,
        source_url=hole.source_url or None,
        suspected=suspected,
        sentence="suspected" if suspected else "",
    )
