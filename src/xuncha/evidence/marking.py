"""A picture that proves a fault: the place framed, people's numbers starred, kept by its hash."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from xuncha.base.files import write_whole

#: What to frame, by preference: the smallest element that says all words of the first that is
#: there.
Mark = Sequence[Sequence[str]]

#: What runs in the page.
MARKING = (resources.files("xuncha.evidence") / "mark.js").read_text("utf-8")
#: Pages have few colours; so many keep text sharp at a fraction of the size.
_COLOURS = 64
_WIDEST = 4_000


def keep(picture: bytes, evidence: Path) -> str | None:
    """Write a screenshot anew into `evidence`; ``sha256:….png``, None for what is no picture.

    Only what can be seen is kept: whatever else the bytes carry is left behind. Raises OSError when
    the disk does not take it.
    """
    written = _again(picture)
    if written is None:
        return None
    name = f"{hashlib.sha256(written).hexdigest()}.png"
    evidence.mkdir(parents=True, exist_ok=True)
    if not (evidence / name).exists():
        write_whole(evidence / name, written)
    return f"sha256:{name}"


def _again(picture: bytes) -> bytes | None:
    out = io.BytesIO()
    try:
        with Image.open(io.BytesIO(picture), formats=("PNG",)) as seen:
            if max(seen.size) > _WIDEST:
                return None
            seen.convert("RGB").quantize(_COLOURS).save(out, "PNG", optimize=True)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return None
    return out.getvalue()
