"""QR codes as pictures of our own making: a telephone opens the page that stands on a paper."""

from __future__ import annotations

import qrcode
from markupsafe import Markup


def qr(text: str, label: str) -> Markup:
    """`text` as an SVG element; `label` is what a reader who cannot see it is told."""
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=2)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    parts = [
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    ]
    size = len(rows)
    shape = (
        '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="{1}"><path d="{2}"/></svg>'
    )
    return Markup(shape).format(size, label, "".join(parts))  # noqa: S704 (our own marks)
