"""How much is kept, and what must be there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db.models import Sum

from xuncha.cases.kinds.rectification.models import NoticeItem
from xuncha.evidence.exhibits import UnshownError, pieces
from xuncha.findings.models import Finding, Judgement
from xuncha.findings.proof import folder_of
from xuncha.monitoring.models import Probe, ProbeDay
from xuncha.storage.models import FactsBatch
from xuncha.storage.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Holdings:
    """What is kept, in pieces, rows and bytes."""

    pieces: int
    size: int
    files: int
    facts_size: int
    pages: int
    answers: int
    #: Visits whose facts are not written yet.
    waiting: int
    probes: int
    days: int


def holdings(shelf: Shelf) -> Holdings:
    """How much there is. Raises `shelf.AwayError`."""
    kept = [one.size for one in shelf.all()]
    facts = FactsBatch.objects.aggregate(
        size=Sum("size"), pages=Sum("pages"), answers=Sum("answers")
    )
    return Holdings(
        pieces=len(kept),
        size=sum(kept),
        files=2 * FactsBatch.objects.count(),
        facts_size=facts["size"] or 0,
        pages=facts["pages"] or 0,
        answers=facts["answers"] or 0,
        waiting=Judgement.objects.filter(facts=None).exclude(folder="").count(),
        probes=Probe.objects.count(),
        days=ProbeDay.objects.count(),
    )


def wanted(data: Path) -> Iterator[tuple[str, Path | None]]:
    """Every piece a finding or a notice names, and where it lies if it is still beside its run."""
    for proof, evidence in _named():
        try:
            folder = folder_of(proof, data)
        except UnshownError:
            folder = None
        for piece in pieces(evidence):
            yield piece.digest, folder / piece.file if folder else None


def _named() -> Iterator[tuple[str, list[str]]]:
    """By the folder of a run, what is named of its evidence."""
    findings = Finding.objects.exclude(evidence=[]).order_by("pk")
    yield from findings.values_list("proof", "evidence").iterator(chunk_size=2000)
    items = NoticeItem.objects.order_by("pk")
    yield from items.exclude(proof="").values_list("proof", "evidence").iterator(chunk_size=2000)
    for proof, after in items.exclude(after="").values_list("after_proof", "after"):
        yield proof, [after]
