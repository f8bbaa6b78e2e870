"""problems.xlsx: one sheet per family of indicators, a summary first, nothing that computes."""

from __future__ import annotations

import errno
import io
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from lxml.etree import SerialisationError  # type: ignore[import-untyped]
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from xuncha.base.language import _
from xuncha.report.words import (
    LEVELS,
    OUTCOMES,
    VERDICTS,
    families,
    family,
    indicator_name,
)
from xuncha.scoring.rates import half_up
from xuncha.scoring.results import Finding, Inspection, SiteResult

Value = str | int | Decimal | date | None

#: Excel refuses longer texts and cuts longer sheet names.
_LONGEST = 32_767
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
#: Half and full width forms of what a spreadsheet takes for the beginning of a formula.
_FORMULA = "=+-@\t\r＝＋－＠"
_INVISIBLE = " \n\u00a0\u200b\u200c\u200d\u2060\u3000\ufeff"
_HEAD_FONT = Font(bold=True)
_HEAD_FILL = PatternFill("solid", fgColor="E8EBEF")
_TOP = Alignment(vertical="top", wrap_text=True)
_WIDEST = 60


@dataclass(frozen=True, slots=True)
class _Sheet:
    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[Value]]


def encode(inspection: Inspection) -> bytes:
    """The workbook's bytes; raises OSError when the temporary folder does not take its sheets."""
    file = io.BytesIO()
    try:
        book = Workbook(write_only=True)
        for sheet in _sheets(inspection):
            _write(book, sheet)
        book.save(file)
    except SerialisationError as error:
        # What the sheets' writer makes of a full disk.
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
    return file.getvalue()


def safe(text: str) -> str:
    """`text` as a cell may carry it: no control characters, never the start of a formula."""
    clean = _CONTROL.sub("", text)
    if clean.lstrip(_INVISIBLE)[:1] in tuple(_FORMULA):
        clean = f"'{clean}"
    return clean[:_LONGEST]


def _sheets(inspection: Inspection) -> Iterator[_Sheet]:
    yield _summary(inspection)
    yield _rates(inspection)
    rows: dict[str, list[Sequence[Value]]] = {name: [] for name in families()}
    for site in inspection.sites:
        for finding in site.findings:
            rows[family(finding.indicator)].append(_problem(inspection, site, finding))
    for name, found in rows.items():
        if found:
            yield _Sheet(name, _problem_head(), found)
    yield _unseen(inspection)


def _summary(inspection: Inspection) -> _Sheet:
    head = (
        _("网站标识码"),
        _("网站名称"),
        _("单位"),
        _("层级"),
        _("地区"),
        _("首页网址"),
        _("结论"),
        _("得分"),
        _("否决项"),
        _("问题数"),
        _("疑似数"),
        _("页面数"),
        _("链接数"),
        _("受阻数"),
        _("监测时间点"),
    )
    return _Sheet(_("汇总"), head, [_site(inspection, site) for site in inspection.sites])


def _site(inspection: Inspection, site: SiteResult) -> Sequence[Value]:
    suspected = sum(f.outcome == "suspected" for f in site.findings)
    return (
        site.site_code,
        site.name,
        site.unit,
        site.stratum,
        site.region,
        site.home_url,
        _(VERDICTS[site.verdict][1]),
        None if site.score is None else half_up(site.score),
        "、".join(indicator_name(code, inspection.standard) for code in site.vetoes),
        len(site.findings) - suspected,
        suspected,
        site.pages,
        site.links,
        site.blocked,
        _day(inspection.as_of),
    )


def _rates(inspection: Inspection) -> _Sheet:
    head = (_("层级"), _("检查数"), _("合格数"), _("合格率"), _("无法检查"))
    rows = [(s.stratum, s.inspected, s.qualified, s.rate, s.untestable) for s in inspection.strata]
    return _Sheet(_("合格率"), head, rows)


def _problem_head() -> Sequence[str]:
    return (
        _("网站标识码"),
        _("网站名称"),
        _("层级"),
        _("指标编码"),
        _("指标名称"),
        _("级别"),
        _("结论"),
        _("问题"),
        _("栏目"),
        _("问题地址"),
        _("来源页"),
        _("最新日期"),
        _("天数"),
        _("扣分"),
        _("证据"),
    )


def _problem(inspection: Inspection, site: SiteResult, finding: Finding) -> Sequence[Value]:
    days = finding.observed.get("days")
    return (
        site.site_code,
        site.name,
        site.stratum,
        finding.indicator,
        indicator_name(finding.indicator, inspection.standard),
        _(LEVELS[finding.level]),
        _(OUTCOMES[finding.outcome][1]),
        finding.message,
        finding.column,
        finding.url or finding.where,
        finding.source_url,
        _day(finding.observed.get("newest")),
        days if isinstance(days, int) else None,
        half_up(finding.points),
        " ".join(finding.evidence),
    )


def _unseen(inspection: Inspection) -> _Sheet:
    head = (
        _("网站标识码"),
        _("网站名称"),
        _("结论"),
        _("指标编码"),
        _("指标名称"),
        _("位置"),
        _("原因"),
    )
    rows: list[Sequence[Value]] = []
    for site in inspection.sites:
        said = [("untested", u.indicator, u.where, u.why) for u in site.untested]
        said += [("error", code, "", why) for code, why in site.errors]
        rows += [
            (
                site.site_code,
                site.name,
                _(OUTCOMES[outcome][1]),  # type: ignore[index]  # a StrEnum is its own word
                code,
                indicator_name(code, inspection.standard),
                where,
                why,
            )
            for outcome, code, where, why in said
        ]
    return _Sheet(_("未检与出错"), head, rows)


def _day(value: object) -> Value:
    """A real date where the text begins with one, so that it sorts; the text itself elsewhere."""
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return value


def _write(book: Workbook, sheet: _Sheet) -> None:
    page: Any = book.create_sheet(sheet.title)
    page.freeze_panes = "C2"
    last = get_column_letter(len(sheet.head))
    page.auto_filter.ref = f"A1:{last}{len(sheet.rows) + 1}"
    for n, width in enumerate(_widths(sheet), start=1):
        page.column_dimensions[get_column_letter(n)].width = width
    page.append([_head_cell(page, text) for text in sheet.head])
    for row in sheet.rows:
        page.append([_cell(page, value) for value in row])


def _head_cell(page: Any, text: str) -> Any:
    cell: Any = WriteOnlyCell(page, text)
    cell.font, cell.fill, cell.alignment = _HEAD_FONT, _HEAD_FILL, _TOP
    return cell


def _cell(page: Any, value: Value) -> Any:
    if isinstance(value, str):
        return safe(value)
    if isinstance(value, date):
        cell: Any = WriteOnlyCell(page)
        cell.value = value
        cell.number_format = "yyyy-mm-dd"
        return cell
    return value


def _widths(sheet: _Sheet) -> Iterator[float]:
    """Widths that fit the head and the first rows; looking at all would cost more than it gives."""
    for n, name in enumerate(sheet.head):
        texts: Iterable[str] = (str(row[n]) for row in sheet.rows[:200] if row[n] is not None)
        widest = max(map(_width, texts), default=0)
        # Two more than the head needs, for the filter's arrow.
        yield min(max(widest + 1, _width(name) + 4), _WIDEST)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text[:_WIDEST])
