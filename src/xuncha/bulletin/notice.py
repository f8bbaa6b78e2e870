"""整改通知单: one case as a document for the unit, DOCX and PDF, set like an official letter."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Mm, Pt

from xuncha.bulletin.fonts import FANG, HEI, XIAO, fall_back, speak_chinese
from xuncha.bulletin.models import Annex
from xuncha.bulletin.page import refuse
from xuncha.bulletin.tables import add_table
from xuncha.bulletin.typesetting import base, line, page, run
from xuncha.bulletin.wording import long_date, plain

HEAD = ("序号", "问题", "依据", "位置", "发现日期", "整改要求")
WIDTHS = (6, 26, 22, 20, 12, 14)


@dataclass(frozen=True, slots=True)
class Wrong:
    """One line of the notice's table."""

    says: str
    clause: str
    where: str
    since: date
    remedy: str
    places: int = 1


@dataclass(frozen=True, slots=True)
class Notice:
    """What the document says."""

    number: str
    issuer: str
    addressee: str
    title: str
    sites: tuple[str, ...]
    wrong: tuple[Wrong, ...]
    on: date
    due: date | None
    #: The year of the deadline has no holiday notice yet (暂定).
    provisional: bool = False
    text: str = ""


def opening(notice: Notice) -> str:
    """The sentence that says what it is about and by when."""
    many = f"等{len(notice.sites)}家网站" if len(notice.sites) > 5 else ""
    sites = "、".join(plain(name, 60) for name in notice.sites[:5]) + many
    said = f"经检查并审核，你单位{sites}存在{len(notice.wrong)}项问题（见附表）。"
    if notice.due is None:
        return said + "请及时整改并反馈。"
    mark = "（暂定）" if notice.provisional else ""
    return (
        f"{said}请于{long_date(notice.due)}{mark}前完成整改，在系统中反馈整改情况并附佐证材料。"
        "整改后可随时自行发起复查，复查通过即自动办结。"
    )


def docx(notice: Notice) -> bytes:
    """The document's bytes."""
    document: Any = Document()
    speak_chinese(document)
    fall_back(document)
    base(document)
    page(document.sections[0])
    document.core_properties.title = notice.title[:255]
    document.core_properties.author = notice.issuer[:255]
    line(document, "网站问题整改通知单", XIAO, 22, align=ALIGN.CENTER, after=Pt(6), pitch=Pt(34))
    line(document, f"编号：{notice.number}", FANG, 14, align=ALIGN.CENTER, after=Pt(10))
    line(document, f"{notice.addressee}：", FANG, 16)
    for text in (opening(notice), notice.text):
        if text:
            made = document.add_paragraph()
            made.paragraph_format.first_line_indent = Pt(32)
            run(made, plain(text), FANG, 16)
    for text in (notice.issuer, long_date(notice.on)):
        line(document, text, FANG, 16, align=ALIGN.RIGHT)
    line(document, "附表：问题清单", HEI, 14, before=Mm(4), after=Pt(4))
    add_table(
        document,
        Annex(title="问题清单", head=HEAD, rows=_rows(notice), widths=WIDTHS, centred=(0, 4)),
    )
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def html(notice: Notice) -> str:
    """The same as one page of HTML with nothing outside it."""
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
        for row in _rows(notice)
    )
    heads = "".join(f"<th>{escape(cell)}</th>" for cell in HEAD)
    columns = "".join(f'<col style="width:{share}%">' for share in WIDTHS)
    more = f'<p class="body">{escape(plain(notice.text))}</p>' if notice.text else ""
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(notice.title)}</title><style>{_STYLE}</style></head><body><h1>网站问题整改通知单</h1>"
        f'<p class="number">编号：{escape(notice.number)}</p><p>{escape(notice.addressee)}：</p>'
        f'<p class="body">{escape(opening(notice))}</p>{more}'
        f'<p class="sign">{escape(notice.issuer)}</p><p class="sign">{long_date(notice.on)}</p>'
        f"<h2>附表：问题清单</h2>"
        '<div class="wide" tabindex="0" role="region" aria-label="问题清单"><table>'
        f"<colgroup>{columns}</colgroup><thead><tr>{heads}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div></body></html>"
    )


def pdf(notice: Notice) -> bytes:
    """The pages, fonts embedded; nothing is fetched from anywhere."""
    # Loads Pango: only when a PDF is wanted.
    from weasyprint import HTML

    document = HTML(string=html(notice), url_fetcher=refuse)
    made: bytes = document.write_pdf(pdf_tags=True)
    return made


def _rows(notice: Notice) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            str(number),
            plain(one.says) + (f"（共{one.places}处）" if one.places > 1 else ""),
            plain(one.clause),
            plain(one.where),
            f"{one.since:%Y-%m-%d}",
            one.remedy,
        )
        for number, one in enumerate(notice.wrong, start=1)
    )


_STYLE = """
@page { size: A4; margin: 30mm 26mm 28mm 28mm; }
body { font: 15pt/1.75 "仿宋_GB2312", "仿宋", "FandolFang R", "Noto Serif CJK SC", serif; }
body { margin: 0; }
h1 { font: 22pt/1.4 "方正小标宋简体", "Noto Serif CJK SC", serif; text-align: center; margin: 0; }
h2 { font: 14pt/1.6 "黑体", "Noto Sans CJK SC", sans-serif; margin: 12pt 0 4pt; }
p { margin: 0; } .number { text-align: center; font-size: 13pt; margin-bottom: 8pt; }
.body { text-indent: 2em; } .sign { text-align: right; padding-right: 2em; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
table { font-size: 9.5pt; line-height: 1.4; }
td, th { border: .5pt solid #000; padding: 3pt 4pt; vertical-align: top; overflow-wrap: anywhere; }
th { font-family: "黑体", "Noto Sans CJK SC", sans-serif; font-weight: normal; }
thead { display: table-header-group; } tr { break-inside: avoid; }
@media screen { body { max-width: 156mm; margin: 0 auto; padding: 12mm 16px; } }
@media screen { .wide { overflow-x: auto; } }
@media screen and (max-width: 640px) {
  body { font-size: 17px; padding: 20px 14px; } h1 { font-size: 22px; }
  table { min-width: 620px; font-size: 14px; }
}
"""
