"""How a document is set after GB/T 9704: its page, its grid, its lines."""

from __future__ import annotations

import re
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from xuncha.bulletin.fonts import FANG, LATIN, set_face

#: 22 lines in 225 mm, 28 characters of 三号 in 156 mm (w:docGrid counts twips and 1/4096 pt).
PITCH = Pt(28.95)
_GRID = {"type": "linesAndChars", "linePitch": "579", "charSpace": "-848"}
CHARACTER = Pt(16)
_BODY = 16
#: Three tenths of a point less between characters: 28 of 16 pt are 448 pt, and the line has 442.
#: A quarter is too little for LibreOffice, which rounds each character up and then sets 27.
_TIGHT = "-6"
#: Between a rate and its figures, 85.2%（46/54）, no program breaks a line by itself, and the line
#: before is spread over the page. A place to break is left there that shows nothing.
_AFTER_FIGURE = re.compile(r"(?<=[%\d])（(?=\d)")


def base(document: Any) -> None:
    """Set the usual face, size and spacing of everything that is not said otherwise."""
    style = document.styles["Normal"]
    style.font.size = CHARACTER
    style.font.name = LATIN
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FANG)
    properties = style.element.get_or_add_pPr()
    # The page declares its grid; the text keeps to it by its own line and character spacing, since
    # other programs than Word set a snapped grid of characters far too wide.
    for name in ("autoSpaceDE", "autoSpaceDN", "snapToGrid"):
        off = OxmlElement(f"w:{name}")
        off.set(qn("w:val"), "0")
        properties.insert_element_before(off, "w:spacing", "w:ind", "w:jc")
    spacing = style.paragraph_format
    spacing.space_before = spacing.space_after = Pt(0)
    spacing.line_spacing = PITCH
    document.settings.odd_and_even_pages_header_footer = True


def page(section: Any) -> None:
    """A4 with the margins and the grid of the standard."""
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    # The page number stands 7 mm under the text, the fingerprint under it.
    section.footer_distance = Mm(18)
    properties = section._sectPr  # noqa: SLF001 (python-docx has no word for the grid)
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    grid = OxmlElement("w:docGrid")
    for key, value in _GRID.items():
        grid.set(qn(f"w:{key}"), value)
    properties.append(grid)


def line(
    document: Any,
    text: str,
    face: str,
    size: float,
    *,
    align: Any = None,
    before: Any = None,
    after: Any = None,
    pitch: Any = None,
    colour: Any = None,
    bold: bool = False,
) -> Any:
    """A paragraph of one face and size; `before`, `after` and `pitch` are lengths."""
    made = document.add_paragraph()
    made.alignment = align
    form = made.paragraph_format
    form.space_before, form.space_after = before, after
    if pitch is not None:
        form.line_spacing = pitch
    words = run(made, text, face, size)
    words.font.bold = bold or None
    if colour is not None:
        words.font.color.rgb = colour
    return made


def run(paragraph: Any, text: str, face: str, size: float) -> Any:
    """Words of one face and size (in points) at the end of a paragraph."""
    words = paragraph.add_run(_AFTER_FIGURE.sub("\u200b（", text))
    words.font.size = Pt(size)
    properties = words._r.get_or_add_rPr()  # noqa: SLF001
    set_face(properties.get_or_add_rFonts(), face)
    if size == _BODY:
        tight = OxmlElement("w:spacing")
        tight.set(qn("w:val"), _TIGHT)
        properties.insert_element_before(tight, "w:w", "w:kern", "w:position", "w:sz")
    return words
