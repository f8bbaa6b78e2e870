"""Tables of the DOCX, written as elements: python-docx needs minutes for some thousand rows."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from xuncha.bulletin.fonts import FANG, HEI, set_face
from xuncha.bulletin.models import Annex

#: 版心 156 mm in twips.
_WIDTH = 8844
#: 五号, in half points, and its line in twips.
_SIZE, _LINE = "21", "300"


def add_table(document: Any, annex: Annex) -> None:
    """Append an annex's table, its head repeated on every page."""
    table = _element("w:tbl")
    table.append(_properties())
    widths = [_WIDTH * share // 100 for share in annex.widths]
    grid = _element("w:tblGrid")
    for width in widths:
        grid.append(_element("w:gridCol", w=str(width)))
    table.append(grid)
    table.append(_row(annex.head, widths, annex.centred, head=True))
    for cells in annex.rows:
        table.append(_row(cells, widths, annex.centred, head=False))
    document.element.body.insert_element_before(table, "w:sectPr")


def _properties() -> Any:
    properties = _element("w:tblPr")
    properties.append(_element("w:tblW", w=str(_WIDTH), type="dxa"))
    edges = _element("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        edges.append(_element(f"w:{side}", val="single", sz="4", space="0", color="000000"))
    properties.append(edges)
    properties.append(_element("w:tblLayout", type="fixed"))
    margins = _element("w:tblCellMar")
    for side in ("top", "left", "bottom", "right"):
        margins.append(_element(f"w:{side}", w="60", type="dxa"))
    properties.append(margins)
    return properties


def _row(cells: tuple[str, ...], widths: list[int], centred: tuple[int, ...], *, head: bool) -> Any:
    row = _element("w:tr")
    properties = _element("w:trPr")
    properties.append(_element("w:cantSplit"))
    if head:
        properties.append(_element("w:tblHeader"))
    row.append(properties)
    for n, (text, width) in enumerate(zip(cells, widths, strict=True)):
        row.append(_cell(text, width, centred=head or n in centred, face=HEI if head else FANG))
    return row


def _cell(text: str, width: int, *, centred: bool, face: str) -> Any:
    cell = _element("w:tc")
    properties = _element("w:tcPr")
    properties.append(_element("w:tcW", w=str(width), type="dxa"))
    properties.append(_element("w:vAlign", val="center"))
    cell.append(properties)
    line = _element("w:p")
    form = _element("w:pPr")
    form.append(_element("w:snapToGrid", val="0"))
    form.append(_element("w:spacing", line=_LINE, lineRule="exact"))
    form.append(_element("w:jc", val="center" if centred else "left"))
    line.append(form)
    line.append(_text(text, face))
    cell.append(line)
    return cell


def _text(text: str, face: str) -> Any:
    run = _element("w:r")
    look = _element("w:rPr")
    fonts = _element("w:rFonts")
    set_face(fonts, face)
    look.append(fonts)
    look.append(_element("w:sz", val=_SIZE))
    run.append(look)
    words = _element("w:t")
    words.text = text
    words.set(qn("xml:space"), "preserve")
    run.append(words)
    return run


def _element(name: str, **attributes: str) -> Any:
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made
