"""版记: who gets copies, who printed it and when, at the foot of the last page (GB/T 9704 7.4)."""

from __future__ import annotations

from typing import Any, Final

from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from xuncha.bulletin.fonts import FANG
from xuncha.bulletin.models import Letter
from xuncha.bulletin.typesetting import run
from xuncha.bulletin.wording import long_date

#: 四号; in points, and its lines.
_SIZE: Final = 14
_ONE: Final = Pt(_SIZE)
_LINE: Final = Pt(24)
#: The rules in eighths of a point: 0.35 mm first and last, 0.25 mm between.
_THICK, _THIN = "8", "6"
_WIDTH: Final = Mm(156)


def has_imprint(letter: Letter) -> bool:
    """Whether the office said anything that stands there."""
    return bool(letter.copies_to or letter.printed_by)


def copies(letter: Letter) -> str:
    """Who gets copies, with the full stop that ends the list; "" for nobody."""
    return f"{letter.copies_to.rstrip('。')}。" if letter.copies_to else ""


def printed(letter: Letter) -> str:
    """When it was printed: the day of the bulletin unless another was said."""
    return f"{long_date(letter.printed_on or letter.day)}印发"


def add_imprint(document: Any, letter: Letter) -> None:
    """Put it at the bottom of the page on which the document ends."""
    lines = bool(letter.copies_to) + bool(letter.printed_by)
    # Two tables with nothing between them are taken for one; and one is anchored to what follows.
    _nothing(document)
    table = document.add_table(rows=lines, cols=2)
    _at_the_bottom(table, lines)
    if letter.copies_to:
        cell = table.rows[0].cells[0].merge(table.rows[0].cells[1])
        said = _said(cell, f"抄送：{copies(letter)}")
        # One character in; what runs over stands under the first name, three further.
        said.left_indent, said.first_line_indent, said.right_indent = _ONE * 4, -_ONE * 3, _ONE
    if letter.printed_by:
        office, day = table.rows[-1].cells
        _said(office, letter.printed_by).left_indent = _ONE
        form = _said(day, printed(letter))
        form.right_indent, form.alignment = _ONE, ALIGN.RIGHT
    _nothing(document)


def _nothing(document: Any) -> None:
    document.add_paragraph().paragraph_format.line_spacing = Pt(1)


def _said(cell: Any, text: str) -> Any:
    paragraph = cell.paragraphs[0]
    run(paragraph, text, FANG, _SIZE)
    form = paragraph.paragraph_format
    form.line_spacing = _LINE
    return form


def _at_the_bottom(table: Any, lines: int) -> None:
    """Floating, as wide as the text, its last rule on the lower edge of the text.

    LibreOffice sets it right behind the text instead.
    """
    properties = table._tbl.tblPr  # noqa: SLF001 (python-docx has no floating tables)
    place = OxmlElement("w:tblpPr")
    for name, value in (
        ("leftFromText", "0"),
        ("rightFromText", "0"),
        ("vertAnchor", "margin"),
        ("horzAnchor", "margin"),
        ("tblpXSpec", "left"),
        ("tblpYSpec", "bottom"),
    ):
        place.set(qn(f"w:{name}"), value)
    borders = OxmlElement("w:tblBorders")
    rules = [("top", _THICK), ("bottom", _THICK), *([("insideH", _THIN)] if lines > 1 else [])]
    for name, size in rules:
        rule = OxmlElement(f"w:{name}")
        for key, value in (("val", "single"), ("sz", size), ("space", "0"), ("color", "000000")):
            rule.set(qn(f"w:{key}"), value)
        borders.append(rule)
    width = OxmlElement("w:tblW")
    width.set(qn("w:w"), str(int(_WIDTH.twips)))
    width.set(qn("w:type"), "dxa")
    fixed = OxmlElement("w:tblLayout")
    fixed.set(qn("w:type"), "fixed")
    for old in ("tblStyle", "tblW", "tblLayout", "tblLook"):
        for found in properties.findall(qn(f"w:{old}")):
            properties.remove(found)
    for one in (place, width, borders, fixed):
        properties.append(one)
    for row in table.rows:
        for cell in row.cells:
            cell.width = int(_WIDTH / 2)
