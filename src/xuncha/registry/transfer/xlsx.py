"""An XLSX read by its own few elements, row by row and never whole in memory.

A general reader takes minutes for a register of the whole country, and evaluates more than cells.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final, cast

from lxml import etree

from xuncha.base.errors import InputError
from xuncha.base.language import N_, _
from xuncha.registry.transfer.caps import FORMULA, MOST_CELL
from xuncha.registry.transfer.cellvalues import place_of, value_of
from xuncha.registry.transfer.plainsheet import NotPlainError, plain_rows, plain_strings

#: What an XLSX may unpack to: 84,000 full rows are about 250 MB of XML.
MOST_UNPACKED: Final = 600 * 2**20
MOST_PARTS: Final = 500

_SHARED: Final = "xl/sharedStrings.xml"
_S: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT: Final = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_REFUSED_PARTS: Final = {
    "xl/externallinks/": N_("含有指向其他文件的链接"),
    "xl/vbaproject.bin": N_("含有宏"),
    "xl/embeddings/": N_("含有嵌入的文件"),
    "xl/connections.xml": N_("含有外部数据连接"),
}
_SAVE_AGAIN = N_("请在 Excel 中选择“另存为”普通的 XLSX（仅值，不含宏和链接）")
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def xlsx_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet with their numbers; raises InputError for what is no XLSX."""
    try:
        with zipfile.ZipFile(path) as book:
            _refuse_hostile(path, book)
            yield from _rows(path, book, _first_sheet(book), _shared_strings(path, book))
    except (
        zipfile.BadZipFile,
        zlib.error,
        etree.XMLSyntaxError,
        KeyError,
        ValueError,
        IndexError,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
    ) as error:
        raise InputError(path.name, _("不是完好的 XLSX 文件"), _("请用 Excel 重新保存")) from error


def _rows(
    path: Path, book: zipfile.ZipFile, sheet: str, shared: list[str]
) -> Iterator[tuple[int, list[str]]]:
    """The rows as far as they are plain, and from there on as XML."""
    read = 0
    try:
        with book.open(sheet) as part:
            for row in plain_rows(_guarded(path, part), shared):
                yield row
                read += 1
    except NotPlainError:
        with book.open(sheet) as part:
            yield from islice(_sheet_rows(_guarded(path, part), shared), read, None)


def _refuse_hostile(path: Path, book: zipfile.ZipFile) -> None:
    parts = book.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise InputError(path.name, _("解压后过大"), _("请分成几个文件"))
    for part in parts:
        for beginning, why in _REFUSED_PARTS.items():
            if part.filename.lower().lstrip("/").startswith(beginning):
                raise InputError(path.name, _(why), _(_SAVE_AGAIN))


def _guarded(path: Path, part: IO[bytes]) -> IO[bytes]:
    """The part, if it declares no entities of its own: a table needs none."""
    head = part.read(2048)
    if b"<!" in head.replace(b"<!--", b""):
        raise InputError(path.name, _("含有不该有的声明"), _(_SAVE_AGAIN))
    return cast("IO[bytes]", _Joined(head, part))


class _Joined(io.RawIOBase):
    """What was read already, and then the rest."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self._head, self._rest = head, rest

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if self._head:
            head, self._head = self._head, b""
            return head
        return self._rest.read(size)


def _first_sheet(book: zipfile.ZipFile) -> str:
    """The part of the first sheet: the workbook names it, its relations say where it lies."""
    workbook = _parsed(book, "xl/workbook.xml")
    first = next(one for one in workbook.iter() if _local(one) == "sheet")
    wanted = next(value for name, value in first.attrib.items() if str(name).endswith("}id"))
    for relation in _parsed(book, "xl/_rels/workbook.xml.rels").iter():
        if relation.get("Id") == wanted:
            if relation.get("TargetMode") == "External":
                raise ValueError("the first sheet lies outside the file")
            target = str(relation.get("Target"))
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    raise KeyError(str(wanted))


def _parsed(book: zipfile.ZipFile, name: str) -> Any:
    with book.open(name) as part:
        raw = part.read(4 * 2**20)
    if b"<!" in raw[:2048].replace(b"<!--", b""):
        raise ValueError("declarations")
    return etree.fromstring(raw, etree.XMLParser(resolve_entities=False, no_network=True))


def _shared_strings(path: Path, book: zipfile.ZipFile) -> list[str]:
    if _SHARED not in book.namelist():
        return []
    try:
        with book.open(_SHARED) as part:
            return plain_strings(_guarded(path, part), MOST_CELL)
    except NotPlainError:
        pass
    found = []
    with book.open(_SHARED) as part:
        for _event, element in _events(_guarded(path, part), "si"):
            found.append(_string(element)[: MOST_CELL + 1].strip())
            _forget(element)
    return found


def _events(part: IO[bytes], tag: str) -> Any:
    return etree.iterparse(
        part,
        events=("end",),
        tag=(_S + tag, _STRICT + tag),
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
    )


def _forget(element: Any) -> None:
    """Drop an element that was read, and those before it: memory stays flat."""
    element.clear()
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]


def _sheet_rows(part: IO[bytes], shared: list[str]) -> Iterator[tuple[int, list[str]]]:
    number = 0
    for _event, row in _events(part, "row"):
        told = row.get("r")
        number = int(told) if told else number + 1
        yield number, _cells(row, shared)
        _forget(row)


def _cells(row: Any, shared: list[str]) -> list[str]:
    cells: list[str] = []
    for cell in row:
        place = cell.get("r")
        if place is not None:
            if not _REFERENCE.fullmatch(place):
                raise ValueError(f"not a reference: {place[:20]}")
            at = place_of(place.rstrip("0123456789"), len(cells))
            cells.extend([""] * (at - len(cells)))
        cells.append(_value(cell, shared) if len(cell) else "")
    return cells


def _value(cell: Any, shared: list[str]) -> str:
    kind = cell.get("t")
    if kind == "inlineStr":
        inner = cell[0]
        # The usual case, one text in one element, without looking for runs.
        return str((inner[0].text or "") if len(inner) == 1 else _string(inner)).strip()
    said = ""
    for part in cell:
        name = _local(part)
        if name == "f":
            return FORMULA
        if name == "v":
            said = part.text or ""
    return value_of(kind, said, shared)


def _string(element: Any) -> str:
    """The text of a string and its runs, without the phonetic hints beside them."""
    return "".join(
        part.text or ""
        for part in element.iter()
        if _local(part) == "t" and _local(part.getparent()) != "rPh"
    )


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
