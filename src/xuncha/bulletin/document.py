"""bulletin.docx: set as GB/T 9704 wants it, in the fonts an office has, free ones named behind."""

from __future__ import annotations

import io
from datetime import UTC, datetime, time
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from xuncha.bulletin.fonts import (
    FANG,
    HEI,
    KAI,
    LATIN,
    SONG,
    XIAO,
    fall_back,
    set_face,
    speak_chinese,
)
from xuncha.bulletin.models import Annex, Bulletin, Paragraph
from xuncha.bulletin.page import issuer_indent, letterhead, letterhead_size
from xuncha.bulletin.tables import add_table

#: 22 lines in 225 mm, 28 characters of 三号 in 156 mm (w:docGrid counts twips and 1/4096 pt).
_PITCH = Pt(28.95)
_GRID = {"type": "linesAndChars", "linePitch": "579", "charSpace": "-848"}
_CHARACTER = Pt(16)
_BODY = 16
#: Three tenths of a point less between characters: 28 of 16 pt are 448 pt, and the line has 442.
#: A quarter is too little for LibreOffice, which rounds each character up and then sets 27.
_TIGHT = "-6"
_RED = RGBColor(0xC7, 0x00, 0x0B)


def docx(bulletin: Bulletin) -> bytes:
    """The document's bytes."""
    document: Any = Document()
    speak_chinese(document)
    fall_back(document)
    _base(document)
    _page(document.sections[0])
    _foot(document, bulletin.sha256)
    _about(document, bulletin)
    if bulletin.letter.number:
        _head(document, bulletin)
    _line(
        document,
        bulletin.title,
        XIAO,
        22,
        align=ALIGN.CENTER,
        before=_PITCH,
        after=_PITCH,
        pitch=Pt(34),
        bold=False,
    )
    for one in bulletin.paragraphs:
        _paragraph(document, bulletin, one)
    _print(document, bulletin)
    for number, annex in enumerate(bulletin.annexes, start=1):
        _annex(document, annex, str(number) if len(bulletin.annexes) > 1 else "")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _base(document: Any) -> None:
    style = document.styles["Normal"]
    style.font.size = _CHARACTER
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
    spacing.line_spacing = _PITCH
    document.settings.odd_and_even_pages_header_footer = True


def _page(section: Any) -> None:
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


def _foot(document: Any, sha256: str) -> None:
    section = document.sections[0]
    for footer, odd in ((section.footer, True), (section.even_page_footer, False)):
        footer.is_linked_to_previous = False
        number = footer.paragraphs[0]
        number.alignment = ALIGN.RIGHT if odd else ALIGN.LEFT
        indent = number.paragraph_format
        indent.right_indent, indent.left_indent = (_CHARACTER, None) if odd else (None, _CHARACTER)
        indent.line_spacing = Pt(16)
        _run(number, "— ", SONG, 14)
        _field(number, "PAGE")
        _run(number, " —", SONG, 14)
        mark = footer.add_paragraph()
        mark.alignment = ALIGN.CENTER
        mark.paragraph_format.line_spacing = Pt(9)
        _run(mark, f"数据指纹 SHA-256 {sha256}", HEI, 6.5)


def _field(paragraph: Any, instruction: str) -> None:
    for kind, text in (("begin", ""), ("", instruction), ("end", "")):
        run = _run(paragraph, "", SONG, 14)
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.text = text
        run._r.append(part)  # noqa: SLF001


def _about(document: Any, bulletin: Bulletin) -> None:
    about = document.core_properties
    about.title = bulletin.title[:255]
    about.author = bulletin.letter.issuer[:255]
    about.last_modified_by = ""
    about.language = "zh-CN"
    about.identifier = f"sha256:{bulletin.sha256}"
    about.keywords = f"sha256:{bulletin.sha256}"
    about.comments = bulletin.tool[:255]
    when = datetime.combine(bulletin.letter.day, time(), UTC).replace(tzinfo=None)
    about.created = about.modified = when


def _head(document: Any, bulletin: Bulletin) -> None:
    _line(
        document,
        letterhead(bulletin),
        XIAO,
        letterhead_size(bulletin),
        align=ALIGN.CENTER,
        before=Mm(12),
        after=_PITCH,
        pitch=Pt(52),
        colour=_RED,
    )
    line = _line(document, bulletin.letter.number, FANG, 16, align=ALIGN.CENTER, after=_PITCH)
    edge = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for key, value in (("val", "single"), ("sz", "10"), ("space", "11"), ("color", "C7000B")):
        bottom.set(qn(f"w:{key}"), value)
    edge.append(bottom)
    line._p.get_or_add_pPr().insert_element_before(edge, *_AFTER_BORDER)  # noqa: SLF001


#: What the schema wants behind a paragraph's border.
_AFTER_BORDER = ("w:shd", "w:tabs", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr")


def _paragraph(document: Any, bulletin: Bulletin, one: Paragraph) -> None:
    if one.role == "attachments":
        _attachments(document, [annex.title for annex in bulletin.annexes])
        return
    line = document.add_paragraph()
    form = line.paragraph_format
    form.widow_control = True
    if one.role in ("body", "item", "section"):
        form.first_line_indent = _CHARACTER * 2
        line.alignment = ALIGN.JUSTIFY
        # No page may carry the signature without a word of the text.
        form.keep_with_next = one is _last_body(bulletin)
    if one.role == "section":
        form.keep_with_next = True
    if one.role in ("issuer", "date"):
        _signature(bulletin, one, line)
    if one.lead:
        _run(line, one.lead, KAI, 16)
    _run(line, one.text, HEI if one.role == "section" else FANG, 16)


def _last_body(bulletin: Bulletin) -> Paragraph:
    return [one for one in bulletin.paragraphs if one.role in ("body", "item")][-1]


def _signature(bulletin: Bulletin, one: Paragraph, line: Any) -> None:
    form = line.paragraph_format
    line.alignment = ALIGN.RIGHT
    form.right_indent = int(_CHARACTER * (issuer_indent(bulletin) if one.role == "issuer" else 4))
    if one.role == "issuer" or not bulletin.letter.issuer:
        form.space_before = _PITCH * 2
        form.keep_with_next = one.role == "issuer"


def _attachments(document: Any, titles: list[str]) -> None:
    """附件：1. …, the numbers under each other."""
    for n, title in enumerate(titles, start=1):
        number = f"{n}. " if len(titles) > 1 else ""
        line = document.add_paragraph()
        form = line.paragraph_format
        form.keep_with_next = True
        if n == 1:
            form.space_before = _PITCH
        # Two characters in, then 附件： is three wide and hangs out.
        form.left_indent = _CHARACTER * 5
        form.first_line_indent = -_CHARACTER * 3 if n == 1 else 0
        _run(line, f"附件：{number}{title}" if n == 1 else f"{number}{title}", FANG, 16)


def _print(document: Any, bulletin: Bulletin) -> None:
    line = document.add_paragraph()
    line.paragraph_format.space_before = _PITCH
    line.paragraph_format.line_spacing = Pt(14)
    _run(line, f"数据指纹：SHA-256 {bulletin.sha256}", HEI, 9)
    line = document.add_paragraph()
    line.paragraph_format.line_spacing = Pt(14)
    when = bulletin.as_of[:16].replace("T", " ")
    _run(line, f"监测时间点 {when}，评分标准 {bulletin.standard}，{bulletin.tool}。", FANG, 9)


def _annex(document: Any, annex: Annex, number: str) -> None:
    line = _line(document, f"附件{number}", HEI, 16)
    line.paragraph_format.page_break_before = True
    _line(document, annex.title, XIAO, 18, align=ALIGN.CENTER, before=Pt(14), after=Pt(14))
    add_table(document, annex)
    if annex.note:
        _line(document, f"注：{annex.note}", FANG, 10.5, before=Pt(6), pitch=Pt(18))


def _line(
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
    line = document.add_paragraph()
    line.alignment = align
    form = line.paragraph_format
    form.space_before, form.space_after = before, after
    if pitch is not None:
        form.line_spacing = pitch
    run = _run(line, text, face, size)
    run.font.bold = bold or None
    if colour is not None:
        run.font.color.rgb = colour
    return line


def _run(paragraph: Any, text: str, face: str, size: float) -> Any:
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    properties = run._r.get_or_add_rPr()  # noqa: SLF001
    set_face(properties.get_or_add_rFonts(), face)
    if size == _BODY:
        tight = OxmlElement("w:spacing")
        tight.set(qn("w:val"), _TIGHT)
        properties.insert_element_before(tight, "w:w", "w:kern", "w:position", "w:sz")
    return run
