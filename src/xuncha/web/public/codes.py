"""QR codes on public pages."""

from __future__ import annotations

from markupsafe import Markup

from xuncha.bulletin.codes import matrix, outline


def qr(text: str, label: str) -> Markup:
    """`text` as an SVG element; `label` is what a reader who cannot see it is told."""
    rows = matrix(text)
    shape = (
        '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="{1}"><path d="{2}"/></svg>'
    )
    return Markup(shape).format(len(rows), label, outline(rows))  # noqa: S704 (our own marks)
