"""A requested report as a file: a workbook, a plain table, or a document to quote from."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

import docx
from django.http import HttpResponse
from django.utils import timezone

from xuncha.base.language import _
from xuncha.cases.kinds.report_request.fields import Field, FieldKind
from xuncha.cases.kinds.report_request.models import ReportAnswer, ReportRequest
from xuncha.cases.kinds.report_request.queries import (
    answers_of,
    fields_of,
    files_of,
    handed_in_values,
    requested_report_figures,
    requested_report_text,
)
from xuncha.cases.kinds.report_request.rollup import Figures, Line
from xuncha.cases.kinds.report_request.rules import MACHINE
from xuncha.registry.transfer.cells import neutral
from xuncha.report.sheets import Sheet, Value, encode
from xuncha.web import files, words

_NOT_XML: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def export(row: ReportRequest, kind: str) -> HttpResponse:
    """Every answer handed in, and what they come to."""
    return files.made(f"report-{row.pk}.{kind}", WRITERS[kind](row))


def _head(fields: Sequence[Field]) -> list[str]:
    plain = [f"{one.label}（{one.unit}）" if one.unit else one.label for one in fields]
    return [_("单位"), _("网站"), _("状态"), _("首次报送"), *plain]


def _line(answer: ReportAnswer, fields: Sequence[Field]) -> list[Value]:
    values, kept = handed_in_values(answer), files_of(answer)
    cells: list[Value] = []
    for one in fields:
        if one.kind is FieldKind.FILE:
            cells.append("、".join(file.file.name for file in kept.get(one.key, ())))
        elif one.kind is FieldKind.NUMBER and one.key in values:
            cells.append(Decimal(values[one.key]))
        else:
            cells.append(words.answer(one, values.get(one.key)))
    return [
        answer.case.office.name,
        answer.site.name if answer.site else "",
        _(MACHINE.states[answer.case.state]),
        timezone.localtime(answer.first_at).date() if answer.first_at else None,
        *cells,
    ]


def _xlsx(row: ReportRequest) -> bytes:
    fields, answers = fields_of(row), list(answers_of(row))
    sheets = [Sheet(_("报送情况"), _head(fields), [_line(one, fields) for one in answers])]
    sheets.append(Sheet(_("汇总"), [_("项目"), _("内容"), _("数值")], list(_summed(row))))
    for place, one in enumerate(each for each in fields if each.kind is FieldKind.TABLE):
        sheets.append(_table(f"{place + 1} {one.label}", one, answers))
    return encode(sheets, title=row.title)


def _summed(row: ReportRequest) -> Iterator[list[Value]]:
    figures = requested_report_figures(row)
    yield from _answered(figures)
    for line in figures.lines:
        yield from _of_line(line)


def _answered(figures: Figures) -> Iterator[list[Value]]:
    for name, count in (
        (_("应报送"), figures.asked),
        (_("已报送"), figures.submitted),
        (_("按期报送"), figures.in_time),
        (_("逾期报送"), figures.late),
        (_("已通过"), figures.accepted),
        (_("免报"), figures.excused),
        (_("未报送"), len(figures.missing)),
    ):
        yield [name, _("家"), count]
    for name in figures.missing:
        yield [_("未报送"), name, None]


def _of_line(line: Line) -> Iterator[list[Value]]:
    label = line.field.label
    yield [label, _("填报家数"), line.given]
    if line.total is not None:
        for name, number in (
            (_("合计"), line.total),
            (_("最小"), line.least),
            (_("最大"), line.most),
        ):
            yield [label, f"{name}（{line.field.unit}）" if line.field.unit else name, number]
    for choice, count in line.counts.items():
        yield [label, {"yes": _("是"), "no": _("否")}.get(choice, choice), count]
    for column, number in line.columns.items():
        yield [label, column, number]


def _table(title: str, one: Field, answers: Sequence[ReportAnswer]) -> Sheet:
    rows: list[Sequence[Value]] = []
    for answer in answers:
        for line in handed_in_values(answer).get(one.key, ()):
            cells = [words.answer(column, line.get(column.key)) for column in one.columns]
            rows.append([answer.case.office.name, *cells])
    name = re.sub(r"[\[\]:*?/\\']", " ", title)[:31]
    return Sheet(name, [_("单位"), *(column.label for column in one.columns)], rows)


def _csv(row: ReportRequest) -> bytes:
    fields = fields_of(row)
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([neutral(cell) for cell in _head(fields)])
    for one in answers_of(row):
        writer.writerow(
            [
                cell if isinstance(cell, Decimal) else neutral("" if cell is None else str(cell))
                for cell in _line(one, fields)
            ]
        )
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()


def _docx(row: ReportRequest) -> bytes:
    document = docx.Document()
    document.add_heading(_clean(row.title), 1)
    document.add_paragraph(_clean(requested_report_text(row)))
    fields = fields_of(row)
    for answer in answers_of(row):
        values = handed_in_values(answer)
        if not values:
            continue
        about = answer.site.name if answer.site else answer.case.office.name
        document.add_heading(_clean(about), 2)
        table = document.add_table(rows=0, cols=2, style="Table Grid")
        for one in fields:
            said = words.answer(one, values.get(one.key))
            if said:
                cells = table.add_row().cells
                cells[0].text, cells[1].text = _clean(one.label), _clean(said)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text)


#: What writes each kind of file.
WRITERS: Final = {"xlsx": _xlsx, "csv": _csv, "docx": _docx}
