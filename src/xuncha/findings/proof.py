"""Where the proof of a finding lies, and whose it is."""

from __future__ import annotations

from pathlib import Path

from xuncha.evidence.exhibits import Piece, UnshownError, Why, pieces
from xuncha.findings.models import Finding


def evidence_folder(finding: Finding, data: Path) -> Path:
    """The folder below `data` that holds the evidence of the last sighting.

    Raises UnshownError where the finding names none, or one outside `data`.
    """
    return folder_of(finding.proof, data)


def folder_of(proof: str, data: Path) -> Path:
    """The evidence of the run whose folder below `data` is `proof`; raises UnshownError."""
    if not proof:
        raise UnshownError(Why.MISSING)
    folder = (data / proof / "evidence").resolve()
    if not folder.is_relative_to(data.resolve()):
        raise UnshownError(Why.MISSING)
    return folder


def piece_of(finding: Finding, digest: str, *, picture: bool) -> Piece | None:
    """The piece of this finding's own evidence with that digest; None: it has no such piece."""
    asked = Piece(digest, picture)
    return asked if asked in pieces(finding.evidence) else None
