"""How the pages of a notice look when it is tested again: the picture beside the one of before."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from xuncha.base.urls import canonical
from xuncha.cases.kinds.rectification.models import NoticeItem, Retest
from xuncha.evidence.exhibits import pieces
from xuncha.findings.models import Finding
from xuncha.findings.queries import CONFIDENTIAL
from xuncha.pipeline.models import InspectionItem
from xuncha.pipeline.pictures import MOST, page_of, shown


def wanted(item: InspectionItem) -> tuple[str, ...]:
    """The pages of which a re-test keeps a picture, each once; none where it is no re-test."""
    if item.retests is None:
        return ()
    pages = dict.fromkeys(page for one in _tested(item) if (page := _page(one)))
    return tuple(pages)[:MOST]


def keep(item: InspectionItem, folder: Path, proof: str, now: datetime) -> None:
    """Write down what a re-test's visit to `folder` showed; `proof` is the folder of its evidence.

    A fault that is still there is shown framed, as its own proof shows it. Call it where the
    visit's findings have just been written.
    """
    seen = shown(folder)
    for one in _tested(item):
        one.after = _framed(one.problem.lead, proof) or seen.get(_page(one), "")
        one.after_proof, one.after_at = proof, now
        one.save(update_fields=["after", "after_proof", "after_at"])


def _tested(item: InspectionItem) -> Iterable[NoticeItem]:
    cases = Retest.objects.filter(run=item.run_id, site=item.site_id).values("case")
    return (
        NoticeItem.objects.filter(case__in=cases, site=item.site_id)
        .exclude(problem__indicator__in=CONFIDENTIAL)
        .select_related("problem__lead", "site")
    )


def _page(one: NoticeItem) -> str:
    """The page that shows the fault; the home page where it belongs to no page of its own."""
    lead = one.problem.lead
    page = page_of(lead.indicator, lead.url, lead.source_url) if lead is not None else ""
    return canonical(page or one.site.home_url) or ""


def _framed(lead: Finding | None, proof: str) -> str:
    """The picture that this very visit took of the fault, or ""."""
    if lead is None or lead.proof != proof:
        return ""
    return next((f"sha256:{one.digest}.png" for one in pieces(lead.evidence) if one.picture), "")
