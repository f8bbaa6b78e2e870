"""QR codes as pictures of our own making: a telephone opens the page that stands on a paper."""

from __future__ import annotations

import io
from collections.abc import Sequence

import qrcode
from PIL import Image

#: Dots a side of one module in a PNG.
_DOTS = 8


def matrix(text: str) -> Sequence[Sequence[bool]]:
    """The modules of the code, dark ones True, with a margin of two."""
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=2)
    code.add_data(text)
    code.make(fit=True)
    found: Sequence[Sequence[bool]] = code.get_matrix()
    return found


def outline(rows: Sequence[Sequence[bool]]) -> str:
    """The dark modules as the path of an SVG, one unit a side."""
    return "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )


def png(text: str) -> bytes:
    """The code as a picture."""
    rows = matrix(text)
    small = Image.new("1", (len(rows), len(rows)), 1)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                small.putpixel((x, y), 0)
    out = io.BytesIO()
    side = len(rows) * _DOTS
    small.resize((side, side), Image.Resampling.NEAREST).save(out, "PNG", optimize=True)
    return out.getvalue()
