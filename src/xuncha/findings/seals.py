"""The sealed log of evidence: an entry a sighting, a root a day, a proof for one finding.

Only roots are public; an entry's text is given with the proof of its finding, to whom may see it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

from xuncha.base import merkle
from xuncha.findings.models import Finding, Seal, SealedRoot
from xuncha.findings.rules import where_hash
from xuncha.people.models import AuditHead

SCHEMA: Final = "xuncha.seal/1"
#: Entries that are given their place at once.
_MOST: Final = 50_000
#: Findings that are asked about at once.
_ASKED: Final = 500


def entry(finding: Finding, site_code: str, at: datetime) -> str:
    """The text that is sealed: one line of JSON, its keys in order."""
    said = {
        "schema": SCHEMA,
        "site": site_code,
        "indicator": finding.indicator,
        "where": where_hash(finding.where),
        "evidence": sorted(finding.evidence),
        "at": at.astimezone(UTC).isoformat(),
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def write_seals(findings: Iterable[Finding], site_code: str, at: datetime) -> int:
    """Write an entry for each finding with evidence; in the transaction of its sighting."""
    rows = []
    for one in findings:
        if not one.evidence:
            continue
        text = entry(one, site_code, at)
        leaf = merkle.leaf_hash(text.encode()).hex()
        rows.append(Seal(finding=one.pk, data=text, leaf=leaf, at=at))
    Seal.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def sealed_by(findings: Sequence[int], at: datetime) -> Iterator[list[str]]:
    """The evidence of each finding as its last sighting until `at` sealed it, whatever a later
    sighting has put in its place; nothing for one that had none."""
    for start in range(0, len(findings), _ASKED):
        rows = Seal.objects.filter(finding__in=findings[start : start + _ASKED], at__lte=at)
        last = dict(rows.order_by("id").values_list("finding", "data"))
        for data in last.values():
            yield json.loads(data)["evidence"]


@transaction.atomic
def place_seals() -> int:
    """Give new entries their places in the log, in the order they were committed."""
    # One at a time: the row the audit log locks too.
    AuditHead.objects.select_for_update().get_or_create(pk=1)
    last = Seal.objects.aggregate(last=Max("place"))["last"]
    start = 0 if last is None else last + 1
    rows = list(Seal.objects.filter(place__isnull=True).order_by("id").only("id")[:_MOST])
    for number, row in enumerate(rows, start=start):
        row.place = number
    Seal.objects.bulk_update(rows, ["place"], batch_size=500)
    return len(rows)


def publish_root(now: datetime) -> SealedRoot | None:
    """The day's root, once; None where it is out already or nothing was ever sealed."""
    day = localdate(now)
    if SealedRoot.objects.filter(day=day).exists():
        return None
    place_seals()
    leaves = _leaves()
    if not leaves:
        return None
    made, _new = SealedRoot.objects.get_or_create(
        day=day,
        defaults={"size": len(leaves), "root": merkle.root(leaves).hex(), "at": now},
    )
    return made


def proof_for(finding: Finding) -> dict[str, Any] | None:
    """The proof that the finding's last sealed sighting stands in the last published root.

    None where none is sealed, or no root has been published since.
    """
    published = SealedRoot.objects.last()
    if published is None:
        return None
    seal = (
        Seal.objects.filter(finding=finding.pk, place__lt=published.size).order_by("-place").first()
    )
    if seal is None or seal.place is None:
        return None
    leaves = _leaves(published.size)
    return {
        "schema": SCHEMA,
        "data": seal.data,
        "leaf": seal.leaf,
        "index": seal.place,
        "size": published.size,
        "path": [one.hex() for one in merkle.inclusion(leaves, seal.place)],
        "root": published.root,
        "day": published.day.isoformat(),
    }


def roots() -> dict[str, Any]:
    """Every published root, and that each grew out of the one before; a file for everyone."""
    rows = list(SealedRoot.objects.all())
    leaves = _leaves(rows[-1].size) if rows else []
    said: list[dict[str, Any]] = []
    before: SealedRoot | None = None
    for one in rows:
        grown = (
            merkle.consistency(leaves[: one.size], before.size)
            if before is not None and before.size < one.size
            else []
        )
        said.append(
            {
                "day": one.day.isoformat(),
                "size": one.size,
                "root": one.root,
                "grown": [step.hex() for step in grown],
            }
        )
        before = one
    return {"schema": "xuncha.roots/1", "roots": said}


def _leaves(size: int | None = None) -> list[bytes]:
    rows = Seal.objects.filter(place__isnull=False).order_by("place")
    if size is not None:
        rows = rows.filter(place__lt=size)
    return [bytes.fromhex(leaf) for leaf in rows.values_list("leaf", flat=True).iterator(20_000)]
