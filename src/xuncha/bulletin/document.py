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

from xuncha.bulletin.codes import png
from xuncha.bulletin.fonts import (
    FANG,
    HEI,
    KAI,
    SONG,
    XIAO,
    fall_back,
    speak_chinese,
)
from xuncha.bulletin.imprint import add_imprint, has_imprint
from xuncha.bulletin.models import Annex, Bulletin, Paragraph
from xuncha.bulletin.page import issuer_indent, letterhead, letterhead_size
from xuncha.bulletin.tables import add_table
from xuncha.bulletin.typesetting import CHARACTER, PITCH, base, page
from xuncha.bulletin.typesetting import line as set_line
from xuncha.bulletin.typesetting import run as set_run

_RED = RGBColor(0xC7, 0x00, 0x0B)
_CODE = Mm(22)


def docx(bulletin: Bulletin, address: str = "") -> bytes:
    """The document's bytes; `address` is where its public page stands, "" for none."""
    document: Any = Document()
    speak_chinese(document)
    fall_back(document)
    base(document)
    page(document.sections[0])
    _foot(document, bulletin.sha256)
    _about(document, bulletin)
    if bulletin.letter.number:
        _head(document, bulletin)
    set_line(
        document,
        bulletin.title,
        XIAO,
        22,
        align=ALIGN.CENTER,
        before=PITCH,
        after=PITCH,
        pitch=Pt(34),
        bold=False,
    )
    for one in bulletin.paragraphs:
        _paragraph(document, bulletin, one)
    _print(document, bulletin)
    if address:
        _code(document, address)
    for number, annex in enumerate(bulletin.annexes, start=1):
        _annex(document, annex, str(number) if len(bulletin.annexes) > 1 else "")
    if has_imprint(bulletin.letter):
        add_imprint(document, bulletin.letter)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _foot(document: Any, sha256: str) -> None:
    section = document.sections[0]
    for footer, odd in ((section.footer, True), (section.even_page_footer, False)):
        footer.is_linked_to_previous = False
        number = footer.paragraphs[0]
        number.alignment = ALIGN.RIGHT if odd else ALIGN.LEFT
        indent = number.paragraph_format
        indent.right_indent, indent.left_indent = (CHARACTER, None) if odd else (None, CHARACTER)
        indent.line_spacing = Pt(16)
        set_run(number, "— ", SONG, 14)
        _field(number, "PAGE")
        set_run(number, " —", SONG, 14)
        mark = footer.add_paragraph()
        mark.alignment = ALIGN.CENTER
        mark.paragraph_format.line_spacing = Pt(9)
        set_run(mark, f"数据指纹 SHA-256 {sha256}", HEI, 6.5)


def _field(paragraph: Any, instruction: str) -> None:
    for kind, text in (("begin", ""), ("", instruction), ("end", "")):
        part_of = set_run(paragraph, "", SONG, 14)
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.text = text
        part_of._r.append(part)  # noqa: SLF001


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
    set_line(
        document,
        letterhead(bulletin),
        XIAO,
        letterhead_size(bulletin),
        align=ALIGN.CENTER,
        before=Mm(12),
        after=PITCH,
        pitch=Pt(52),
        colour=_RED,
    )
    made = set_line(document, bulletin.letter.number, FANG, 16, align=ALIGN.CENTER, after=PITCH)
    edge = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for key, value in (("val", "single"), ("sz", "10"), ("space", "11"), ("color", "C7000B")):
        bottom.set(qn(f"w:{key}"), value)
    edge.append(bottom)
    made._p.get_or_add_pPr().insert_element_before(edge, *_AFTER_BORDER)  # noqa: SLF001


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
        form.first_line_indent = CHARACTER * 2
        line.alignment = ALIGN.JUSTIFY
        # No page may carry the signature without a word of the text.
        form.keep_with_next = one is _last_body(bulletin)
    if one.role == "section":
        form.keep_with_next = True
    if one.role == "remark":
        form.first_line_indent = CHARACTER * 2
    if one.role in ("issuer", "date"):
        _signature(bulletin, one, line)
    if one.lead:
        set_run(line, one.lead, KAI, 16)
    set_run(line, one.text, HEI if one.role == "section" else FANG, 16)


def _last_body(bulletin: Bulletin) -> Paragraph:
    return [one for one in bulletin.paragraphs if one.role in ("body", "item")][-1]


def _signature(bulletin: Bulletin, one: Paragraph, line: Any) -> None:
    form = line.paragraph_format
    line.alignment = ALIGN.RIGHT
    form.right_indent = int(CHARACTER * (issuer_indent(bulletin) if one.role == "issuer" else 4))
    if one.role == "issuer" or not bulletin.letter.issuer:
        form.space_before = PITCH * 2
        form.keep_with_next = one.role == "issuer"


def _attachments(document: Any, titles: list[str]) -> None:
    """附件：1. …, the numbers under each other."""
    for n, title in enumerate(titles, start=1):
        number = f"{n}. " if len(titles) > 1 else ""
        line = document.add_paragraph()
        form = line.paragraph_format
        form.keep_with_next = True
        if n == 1:
            form.space_before = PITCH
        # Two characters in, then 附件： is three wide and hangs out.
        form.left_indent = CHARACTER * 5
        form.first_line_indent = -CHARACTER * 3 if n == 1 else 0
        set_run(line, f"附件：{number}{title}" if n == 1 else f"{number}{title}", FANG, 16)


def _print(document: Any, bulletin: Bulletin) -> None:
    line = document.add_paragraph()
    line.paragraph_format.space_before = PITCH
    line.paragraph_format.line_spacing = Pt(14)
    set_run(line, f"数据指纹：SHA-256 {bulletin.sha256}", HEI, 9)
    line = document.add_paragraph()
    line.paragraph_format.line_spacing = Pt(14)
    when = bulletin.as_of[:16].replace("T", " ")
    set_run(line, f"监测时间点 {when}，评分标准 {bulletin.standard}，{bulletin.tool}。", FANG, 9)


def _code(document: Any, address: str) -> None:
    """The code that opens the public page on a telephone, and what it is."""
    picture = document.add_paragraph()
    form = picture.paragraph_format
    form.line_spacing, form.keep_with_next = 1.0, True
    form.space_before = Pt(4)
    picture.add_run().add_picture(io.BytesIO(png(address)), width=_CODE)
    words = document.add_paragraph()
    words.paragraph_format.line_spacing = Pt(14)
    set_run(words, f"扫码打开公开页，核对真伪和发布后的更正：{address}", FANG, 9)


def _annex(document: Any, annex: Annex, number: str) -> None:
    made = set_line(document, f"附件{number}", HEI, 16)
    made.paragraph_format.page_break_before = True
    set_line(document, annex.title, XIAO, 18, align=ALIGN.CENTER, before=Pt(14), after=Pt(14))
    add_table(document, annex)
    if annex.note:
        set_line(document, f"注：{annex.note}", FANG, 10.5, before=Pt(6), pitch=Pt(18))
