"""A proof of a hole for those who may read it: each question and what answered, as plain text."""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from xuncha.findings.models import Finding
from xuncha.pipeline.models import Replay

_NAME = re.compile(r"[0-9a-f]{32}\.json")
_FOLDER = re.compile(r"inspections/[0-9]+/[0-9]+")
_ANSWERS = re.compile(
    r"inspections/[0-9]+/[0-9]+/probes/[A-Za-z0-9_][A-Za-z0-9._-]*/replays/[0-9a-f]{32}\.json"
)
#: Characters of an answer that are shown, those of them before the first difference, and bytes
#: that are unpacked for them.
_SHOWN, _BEFORE, _UNPACKED = 600, 160, 262_144
_LARGEST = 8 * 2**20


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and its answer; personal data was masked before it was written down."""

    rule: str
    request: str
    at: datetime
    status: int
    size: int
    sha256: str
    #: Where it begins to differ from the harmless answer.
    body: str


@dataclass(frozen=True, slots=True)
class ProofShown:
    """A proof: where it stands below the data folder, and what it holds."""

    file: str
    grade: str
    context: str
    baselines: tuple[Exchange, ...]
    exchanges: tuple[Exchange, ...]


def path_of(finding: Finding, data: Path) -> Path | None:
    """The file of the proof a finding names, None where it names none or it is not there."""
    name = str(finding.observed.get("proof", ""))
    if not _NAME.fullmatch(name) or not _FOLDER.fullmatch(finding.proof):
        return None
    return next((data / finding.proof / "probes").glob(f"*/proofs/{name}"), None)


def proof_of(finding: Finding, data: Path) -> ProofShown | None:
    """The proof a finding names, None where it names none or its file is not there.

    Only for who `findings_visible_to` shows the finding.
    """
    path = path_of(finding, data)
    return _read(path, data) if path is not None else None


def answers_of(replay: Replay, data: Path) -> ProofShown | None:
    """What a repetition of a proof got, None where it got nothing; for the same people."""
    if not _ANSWERS.fullmatch(replay.answers):
        return None
    return _read(data / replay.answers, data)


def _read(path: Path, data: Path) -> ProofShown | None:
    try:
        if path.stat().st_size > _LARGEST:
            return None
        whole = msgspec.json.decode(path.read_bytes())
        return _shown(str(path.relative_to(data)), whole)
    except (OSError, msgspec.DecodeError, KeyError, TypeError, ValueError):
        return None


def _shown(file: str, whole: dict[str, Any]) -> ProofShown:
    harmless = [_body(one) for one in whole["baselines"]]
    answers = [_body(one) for one in whole["exchanges"]]
    first = harmless[0] if harmless else ""
    places = [_parting(first, answer) for answer in answers]
    return ProofShown(
        file=file,
        grade=str(whole["grade"]),
        context=str(whole["context"]),
        baselines=tuple(
            _exchange(one, body, min(places, default=0))
            for one, body in zip(whole["baselines"], harmless, strict=True)
        ),
        exchanges=tuple(map(_exchange, whole["exchanges"], answers, places)),
    )


def _parting(one: str, other: str) -> int:
    """Where two texts begin to differ."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


def _exchange(kept: dict[str, Any], body: str, place: int) -> Exchange:
    begin = max(0, place - _BEFORE)
    return Exchange(
        rule=str(kept["rule"]),
        request=str(kept["request"]),
        at=datetime.fromisoformat(kept["at"]),
        status=int(kept["status"] or 0),
        size=int(kept["size"]),
        sha256=str(kept["sha256"]),
        body=body[begin : begin + _SHOWN],
    )


def _body(kept: dict[str, Any]) -> str:
    """A packed answer; however much it would unpack to, no more than the cap is unpacked."""
    packed = str(kept["body_gzip_base64"])
    try:
        unpacker = zlib.decompressobj(wbits=31)
        raw = unpacker.decompress(base64.b64decode(packed), _UNPACKED)
    except (binascii.Error, zlib.error):
        return ""
    return raw.decode("utf-8", "ignore")
