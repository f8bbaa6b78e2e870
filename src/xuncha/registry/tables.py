"""Reading the tables an office hands in: CSV or XLSX, checked header, rows with their numbers."""

from __future__ import annotations

import csv
import difflib
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from xuncha.base.errors import InputError, reason
from xuncha.base.language import _

#: A register of every government website in the country has 84,000 lines; ten times that is a
#: mistake.
MOST_ROWS = 1_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table, by the names of its header; empty cells are ""."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        """The cell under `name`, "" where the table has no such column."""
        return self.cells.get(name, "")


def read_table(path: Path, fields: Mapping[str, str], required: Sequence[str]) -> tuple[Row, ...]:
    """The rows of a CSV or XLSX file whose header uses `fields` (name to its Chinese name).

    Both names are accepted. Raises InputError for a missing file, an unreadable one, a header that
    lacks a required name or misspells one, and a line with too many cells. Unknown columns are left
    out, blank lines too.
    """
    lines = iter(_lines(path))
    header = header_of(path, next(lines, (1, []))[1], fields, required)
    rows = []
    for number, cells in lines:
        if not any(cells):
            continue
        if any(cells[len(header) :]):
            raise InputError(
                path.name,
                _("单元格比表头多（{found} 个，表头 {wanted} 个）").format(
                    found=len(cells), wanted=len(header)
                ),
                _("请检查该行是否多了逗号，含逗号的内容要加引号"),
                row=number,
            )
        rows.append(Row(number, {n: c for n, c in zip(header, cells, strict=False) if n}))
        if len(rows) > MOST_ROWS:
            raise InputError(
                path.name, _("超过 {most} 行").format(most=MOST_ROWS), _("请分成几个文件")
            )
    return tuple(rows)


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(
            str(path),
            _("无法读取（{why}）").format(why=reason(error)),
            _("请检查路径与权限"),
        ) from error
    if raw[:2] == b"PK":
        return _xlsx_lines(path, raw)
    return _csv_lines(path, raw)


def _csv_lines(path: Path, raw: bytes) -> Iterator[tuple[int, list[str]]]:
    # Offices save CSV from Chinese Excel, which writes GB18030 unless told otherwise.
    for charset in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(charset)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise InputError(path.name, _("不是 UTF-8 也不是 GB18030 文本"), _("请另存为 CSV UTF-8"))
    if "\0" in text:
        raise InputError(path.name, _("不是文本文件"), _("请另存为 CSV UTF-8"))
    reader = csv.reader(io.StringIO(text), strict=True)
    try:
        for cells in reader:
            yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise InputError(
            path.name,
            _("引号不成对或格式有误（{why}）").format(why=error),
            _("请改正该行"),
            row=reader.line_num,
        ) from error


def _xlsx_lines(path: Path, raw: bytes) -> Iterator[tuple[int, list[str]]]:
    # Loaded for workbooks only: it takes longer than reading a register of CSV.
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            yield number, ["" if cell is None else str(cell).strip() for cell in cells]
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError, OSError) as error:
        raise InputError(path.name, _("不是完好的 XLSX 文件"), _("请用 Excel 重新保存")) from error


def header_of(
    path: Path, cells: Sequence[str], fields: Mapping[str, str], required: Sequence[str]
) -> list[str]:
    """The names of a header's cells, "" for one nobody asks for.

    `fields` are names with their Chinese; both are accepted. Raises InputError for a name that is
    missing, repeated or misspelt.
    """
    by_chinese = {chinese: name for name, chinese in fields.items()}
    names = [by_chinese.get(cell, cell.lower()) for cell in cells]
    for name in names:
        if name not in fields:
            _refuse_misspelling(path, name, [*fields, *by_chinese])
    for name in fields:
        if names.count(name) > 1:
            raise InputError(
                path.name,
                _("表头“{name}”重复").format(name=name),
                _("请只保留一列"),
                row=1,
            )
    # Said in the language the table's own header is in.
    said = fields if set(cells) & set(by_chinese) else {name: name for name in fields}
    for name in required:
        if name not in names:
            raise InputError(
                path.name,
                _("表头缺少“{name}”").format(name=said[name]),
                _("表头应为：{header}").format(header=",".join(said.values())),
                row=1,
            )
    return [name if name in fields else "" for name in names]


def _refuse_misspelling(path: Path, name: str, known: Sequence[str]) -> None:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.75)
    if near:
        raise InputError(
            path.name,
            _("不认识的表头“{name}”").format(name=name),
            _("是否应为“{near}”").format(near=near[0]),
            row=1,
        )
