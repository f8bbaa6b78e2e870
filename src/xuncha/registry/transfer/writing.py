"""Tables written row by row, whatever their length: CSV, and XLSX with text cells only."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Final
from xml.sax.saxutils import escape

from xuncha.registry.transfer.cells import neutral

_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TYPES: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/styles.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
_RELATIONS: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}'
    "</Relationships>"
)
_RELATION: Final = (
    '<Relationship Id="rId{}" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/{}" Target="{}"/>'
)
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#: Style 0 is text ("@"), so that no spreadsheet makes a number of a code; 1 is the bold header.
_STYLES: Final = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><styleSheet xmlns="{_MAIN}">'
    '<fonts count="2"><font><sz val="11"/><name val="宋体"/></font>'
    '<font><b/><sz val="11"/><name val="宋体"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="49" fontId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="1" applyNumberFormat="1" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)


def write_csv(out: IO[bytes], header: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """Write UTF-8 with a mark, which Chinese Excel needs to read it; how many rows there were."""
    text = io.TextIOWrapper(out, "utf-8-sig", newline="", write_through=False)
    writer = csv.writer(text)
    writer.writerow(header)
    written = 0
    for row in rows:
        writer.writerow([neutral(cell) for cell in row])
        written += 1
    text.flush()
    text.detach()
    return written


def write_xlsx(
    out: IO[bytes], title: str, header: Sequence[str], rows: Iterable[Sequence[str]]
) -> int:
    """Write one sheet of text cells under a frozen bold header; how many rows there were."""
    parts = 0
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        book.writestr("[Content_Types].xml", _TYPES)
        book.writestr("_rels/.rels", _relations(("officeDocument", "xl/workbook.xml")))
        book.writestr(
            "xl/workbook.xml",
            f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><workbook xmlns="{_MAIN}" '
            'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
            f'<sheet name={_quoted(title[:31])} sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            _relations(("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml")),
        )
        book.writestr("xl/styles.xml", _STYLES)
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for part in _sheet(header, rows):
                sheet.write(part.encode())
                parts += 1
    # The beginning with its header is one part, so is each row, and the end.
    return parts - 2


def _sheet(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    letters = [_letters(place) for place in range(len(header))]
    yield (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="{_MAIN}">'
        '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" '
        'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        '<sheetFormatPr defaultRowHeight="15"/>'
        f'<cols><col min="1" max="{len(header)}" width="18" customWidth="1" style="0"/></cols>'
        "<sheetData>" + _row(1, letters, header, ' s="1"')
    )
    for number, row in enumerate(rows, start=2):
        yield _row(number, letters, [neutral(cell) for cell in row])
    yield "</sheetData></worksheet>"


def _row(number: int, letters: Sequence[str], cells: Sequence[str], style: str = "") -> str:
    """A row of the cells that hold something, each with its reference; most of a form is empty."""
    parts = [
        f'<c r="{letter}{number}"{style} t="inlineStr"><is>{_text(cell)}</is></c>'
        for letter, cell in zip(letters, cells, strict=True)
        if cell
    ]
    return f'<row r="{number}">{"".join(parts)}</row>'


def _letters(place: int) -> str:
    """The letters of a column by its place; 0 is A."""
    found, rest = "", place + 1
    while rest:
        rest, last = divmod(rest - 1, 26)
        found = chr(65 + last) + found
    return found


def _text(cell: str) -> str:
    """The cell's text; only blanks at its ends must be asked for."""
    told = ' xml:space="preserve"' if cell[0].isspace() or cell[-1].isspace() else ""
    return f"<t{told}>{_escaped(cell)}</t>"


def _escaped(text: str) -> str:
    return escape(text if text.isprintable() else _NOT_XML.sub("", text))


def _quoted(text: str) -> str:
    return '"' + escape(text, {'"': "&quot;"}) + '"'


def _relations(*targets: tuple[str, str]) -> str:
    return _RELATIONS.format(
        "".join(
            _RELATION.format(number, kind, path)
            for number, (kind, path) in enumerate(targets, start=1)
        )
    )
