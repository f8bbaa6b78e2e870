"""版记: who gets copies, who printed it and when, at the foot of the last page (GB/T 9704 7.4)."""

from __future__ import annotations

from typing import Any, Final

from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt

from xuncha.bulletin.fonts import FANG
from xuncha.bulletin.models import Letter
from xuncha.bulletin.typesetting import run
from xuncha.bulletin.wording import long_date

#: 四号; in points, and its lines.
_SIZE: Final = 14
_ONE: Final = Pt(_SIZE)
_LINE: Final = Pt(24)
#: Characters of a line of names: the width without one in from both sides and 抄送： before it.
_NAMES: Final = 26
#: From the top of the page to the lower edge of the text.
_FOOT: Final = Mm(297 - 35)
#: The rules in eighths of a point: 0.35 mm first and last, 0.25 mm between.
_THICK, _THIN = "8", "6"
_WIDTH: Final = Mm(156)
_RULE: Final = Pt(2)


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
    rows = -(-len(copies(letter)) // _NAMES) + bool(letter.printed_by)
    top = int(_FOOT - _LINE * rows - _RULE * (1 + bool(letter.copies_to) + bool(letter.printed_by)))
    _rule(document, top, _THICK)
    if letter.copies_to:
        said = _said(document, top, f"抄送：{copies(letter)}")
        # One character in; what runs over stands under the first name, three further.
        said.left_indent, said.first_line_indent, said.right_indent = _ONE * 4, -_ONE * 3, _ONE
        _rule(document, top, _THIN if letter.printed_by else _THICK)
    if letter.printed_by:
        said = _said(document, top, f"{letter.printed_by}\t{printed(letter)}")
        said.left_indent = said.right_indent = _ONE
        said.tab_stops.add_tab_stop(_WIDTH - _ONE, WD_TAB_ALIGNMENT.RIGHT)
        _rule(document, top, _THICK)
    # A frame is anchored to what follows it.
    document.add_paragraph().paragraph_format.line_spacing = Pt(1)


def _said(document: Any, top: int, text: str) -> Any:
    paragraph = document.add_paragraph()
    _frame(paragraph, top)
    run(paragraph, text, FANG, _SIZE)
    form = paragraph.paragraph_format
    form.line_spacing = _LINE
    return form


def _rule(document: Any, top: int, size: str) -> None:
    """A line as wide as the text, in a paragraph of its own: an indent would shorten it."""
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.line_spacing = _RULE
    _frame(paragraph, top)
    borders, rule = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for key, value in (("val", "single"), ("sz", size), ("space", "0"), ("color", "000000")):
        rule.set(qn(f"w:{key}"), value)
    borders.append(rule)
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 (python-docx has no borders)
    properties.insert_element_before(borders, *_AFTER_BORDER)


def _frame(paragraph: Any, top: int) -> None:
    """Paragraphs with the same frame stand in it together, `top` below the edge of the paper."""
    frame = OxmlElement("w:framePr")
    for key, value in (
        ("w", str(int(_WIDTH.twips))),
        ("hSpace", "0"),
        ("wrap", "around"),
        ("vAnchor", "page"),
        ("hAnchor", "margin"),
        ("x", "1"),
        ("y", str(int(Emu(top).twips))),
    ):
        frame.set(qn(f"w:{key}"), value)
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 (nor frames)
    properties.insert_element_before(frame, *_AFTER_FRAME)


#: What the schema wants behind each of them.
_AFTER_BORDER: Final = ("w:shd", "w:tabs", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr")
_AFTER_FRAME: Final = ("w:widowControl", "w:numPr", "w:pBdr", *_AFTER_BORDER)
