"""Sheets of a workbook as an office wants them: frozen head, filters, real dates, no formulas."""

from __future__ import annotations

import errno
import io
import os
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from lxml.etree import SerialisationError
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from xuncha.base.cells import neutral

Value = str | int | Decimal | date | None

_HEAD_FONT = Font(bold=True)
_HEAD_FILL = PatternFill("solid", fgColor="E8EBEF")
_TOP = Alignment(vertical="top", wrap_text=True)
_WIDEST = 60


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its head and its rows."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[Value]]
    #: Width of each column in characters; empty: what fits the head and the first rows.
    widths: Sequence[float] = ()
    #: The first cell that moves when the sheet is scrolled: code and name of a site stay.
    frozen: str = "C2"


def encode(sheets: Iterable[Sheet], **properties: str) -> bytes:
    """A workbook of `sheets`; `properties` are those of the document, such as its title.

    Raises OSError when the temporary folder does not take the sheets.
    """
    file = io.BytesIO()
    try:
        book = Workbook(write_only=True)
        for name, value in properties.items():
            setattr(book.properties, name, value)
        for sheet in sheets:
            _write(book, sheet)
        book.save(file)
    except SerialisationError as error:
        # What the sheets' writer makes of a full disk.
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
    return file.getvalue()


def _write(book: Workbook, sheet: Sheet) -> None:
    page: Any = book.create_sheet(sheet.title)
    page.freeze_panes = sheet.frozen
    last = get_column_letter(len(sheet.head))
    page.auto_filter.ref = f"A1:{last}{len(sheet.rows) + 1}"
    for n, width in enumerate(sheet.widths or _widths(sheet), start=1):
        page.column_dimensions[get_column_letter(n)].width = width
    page.append([_head(page, name) for name in sheet.head])
    for row in sheet.rows:
        page.append([_cell(page, value) for value in row])


def _head(page: Any, name: str) -> Any:
    cell: Any = WriteOnlyCell(page, name)
    cell.font, cell.fill, cell.alignment = _HEAD_FONT, _HEAD_FILL, _TOP
    return cell


def _cell(page: Any, value: Value) -> Any:
    if isinstance(value, str):
        return neutral(value)
    if isinstance(value, date):
        cell: Any = WriteOnlyCell(page)
        cell.value = value
        cell.number_format = "yyyy-mm-dd"
        return cell
    return value


def _widths(sheet: Sheet) -> list[float]:
    """Widths that fit the head and the first rows; looking at all would cost more than it gives."""
    found: list[float] = []
    for n, name in enumerate(sheet.head):
        texts: Iterable[str] = (str(row[n]) for row in sheet.rows[:200] if row[n] is not None)
        widest = max(map(_width, texts), default=0)
        # Two more than the head needs, for the filter's arrow.
        found.append(min(max(widest + 1, _width(name) + 4), _WIDEST))
    return found


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text[:_WIDEST])
