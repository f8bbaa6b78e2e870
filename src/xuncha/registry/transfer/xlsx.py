"""An XLSX read by its own few elements, row by row and never whole in memory.

A general reader takes minutes for a register of the whole country, and evaluates more than cells.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Final, cast

from lxml import etree

from xuncha.base.errors import InputError
from xuncha.base.language import N_, _
from xuncha.registry.transfer.caps import FORMULA, MOST_CELL, MOST_CELLS

#: What an XLSX may unpack to: 84,000 full rows are about 250 MB of XML.
MOST_UNPACKED: Final = 600 * 2**20
MOST_PARTS: Final = 500

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
            sheet = _first_sheet(book)
            shared = _shared_strings(book)
            with book.open(sheet) as part:
                yield from _sheet_rows(_guarded(path, part), shared)
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


def _shared_strings(book: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    found = []
    with book.open("xl/sharedStrings.xml") as part:
        for _event, element in _events(_guarded(Path("sharedStrings.xml"), part), "si"):
            found.append(_string(element)[: MOST_CELL + 1])
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
            at = _place(place)
            if at > 16_384 or at < len(cells):
                raise ValueError(f"a cell out of place: {place}")
            if at > MOST_CELLS + 1:
                # Far out: kept as one cell too many, so that the cap names the row.
                at = max(len(cells), MOST_CELLS + 1)
            cells.extend([""] * (at - len(cells)))
        cells.append(_value(cell, shared) if len(cell) else "")
    return cells


_COLUMNS: Final[dict[str, int]] = {}


def _place(reference: str) -> int:
    """The place of a cell in its row by its reference; A is 0."""
    letters = reference.rstrip("0123456789")
    at = _COLUMNS.get(letters)
    if at is None:
        if not _REFERENCE.fullmatch(reference):
            raise ValueError(f"not a reference: {reference[:20]}")
        at = 0
        for letter in letters:
            at = at * 26 + ord(letter) - 64
        at -= 1
        _COLUMNS[letters] = at
    return at


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
    if kind == "s":
        return shared[int(said)].strip() if said else ""
    if kind == "b":
        return "是" if said == "1" else "否"
    return said.strip() if kind in ("str", "d", "e") else _number(said)


def _number(said: str) -> str:
    """A number as one would write it: 13997000001, not 13997000001.0 or 1.3997E10."""
    try:
        value = float(said)
    except ValueError:
        return said.strip()
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else said.strip()


def _string(element: Any) -> str:
    """The text of a string and its runs, without the phonetic hints beside them."""
    return "".join(
        part.text or ""
        for part in element.iter()
        if _local(part) == "t" and _local(part.getparent()) != "rPh"
    )


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
