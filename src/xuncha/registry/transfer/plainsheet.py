"""A sheet's rows read by the plain form that spreadsheets write, several times faster than as XML.

Only what is beyond doubt is read so: a head that an XML parser takes, and then nothing but rows
of cells with a value, a text or nothing. At the first byte of another form (a formula, a comment,
rich text, another prefix) NotPlainError is raised, and the XML parser reads on in its place.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Final

from lxml import etree

from xuncha.registry.transfer.cellvalues import place_of, value_of

_MAIN: Final = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
_PIECE: Final = 2**18
#: The longest head, and the longest row: 100 cells of 4,000 characters fit four times.
_MOST_HEAD: Final = 2**20
_MOST_ROW: Final = 2**21

_ATTRIBUTES: Final = r'((?: [A-Za-z][A-Za-z0-9]*(?::[A-Za-z][A-Za-z0-9]*)?="[^"<&]*")*)'
_ROW: Final = re.compile(rf"\s*<row{_ATTRIBUTES} ?(/?)>")
_NUMBER: Final = re.compile(r' r="([0-9]{1,7})"')
#: Text as XML allows it, entities not yet resolved.
_TEXT: Final = r"([^<\x00-\x08\x0b\x0c\x0e-\x1f]*)"
_STRING: Final = (rf"<t>{_TEXT}</t>", rf'<t xml:space="preserve">{_TEXT}</t>')
#: Groups: the letters of its place, its type, its text in place, its value, its text with blanks.
#: Whole alternatives behind the attributes: a pattern of options in options takes twice as long.
_CELL: Final = re.compile(
    r'<c(?: r="([A-Z]+)[0-9]+")?(?: s="[0-9]+")?(?: t="([A-Za-z]+)")?'
    rf"(?:><is>{_STRING[0]}</is></c>|><v>{_TEXT}</v></c>| ?/>|></c>|><is>{_STRING[1]}</is></c>)"
)
_SHARED: Final = re.compile(rf"<si>(?:{_STRING[0]}|{_STRING[1]}|<t ?/>)</si>")
_ENTITY: Final = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#([0-9]{1,7})|#x([0-9A-Fa-f]{1,6}));|&")
_NAMED: Final[Mapping[str, str]] = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


class NotPlainError(Exception):
    """The part says something that only an XML parser may judge."""


def plain_rows(part: IO[bytes], shared: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """The rows of a sheet's part with their numbers; raises NotPlainError where it is not plain."""
    number = 0
    for text in _elements(part, "sheetData", "row"):
        at = 0
        while opening := _ROW.match(text, at):
            at = opening.end()
            told = _NUMBER.search(opening[1])
            if (told is None and " r=" in opening[1]) or "xmlns" in opening[1]:
                raise NotPlainError
            number = int(told[1]) if told else number + 1
            if not opening[2]:
                if not text.endswith("</row>"):
                    raise NotPlainError
                yield number, _cells(text[at:-6], shared)
                break
            yield number, []
        else:
            if text[at:].strip():
                raise NotPlainError


def plain_strings(part: IO[bytes], most: int) -> list[str]:
    """The shared strings of a book, at most so long; raises NotPlainError."""
    found = []
    for text in _elements(part, "sst", "si"):
        match = _SHARED.fullmatch(text.strip())
        if match is None:
            raise NotPlainError
        found.append(_resolved(match[1] or match[2] or "")[: most + 1].strip())
    return found


def _elements(part: IO[bytes], around: str, tag: str) -> Iterator[str]:
    """What stands in an element, cut behind each end of a tag; the last may be what is left."""
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    rest, ending, cut = _opened(part, around, decoder), f"</{around}>", f"</{tag}>"
    while True:
        if (end := rest.find(ending)) >= 0:
            break
        ready = rest.rfind(cut) + len(cut)
        if ready >= len(cut):
            yield from _cut(rest[:ready], cut)
            rest = rest[ready:]
        if len(rest) > _MOST_ROW:
            raise NotPlainError
        raw = part.read(_PIECE)
        if not raw:
            raise NotPlainError
        rest += _decoded(decoder, raw)
    yield from _cut(rest[:end], cut)
    while part.read(_PIECE):
        # To the end, where the archive proves the part whole.
        pass


def _cut(text: str, cut: str) -> Iterator[str]:
    # The newlines of every system are one to XML.
    whole = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    *pieces, last = whole.split(cut)
    for piece in pieces:
        yield piece + cut
    if last:
        yield last


def _opened(part: IO[bytes], around: str, decoder: codecs.IncrementalDecoder) -> str:
    """What was read behind the opening of an element, when all before it is in order."""
    opening, head = f"<{around}".encode(), b""
    while (at := head.find(opening)) < 0 or (end := head.find(b">", at)) < 0:
        raw = part.read(_PIECE)
        if not raw or len(head) > _MOST_HEAD:
            raise NotPlainError
        head += raw
    if b"<!" in head[:end] or head[end - 1 : end] == b"/":
        raise NotPlainError
    _must_be_main(head[: end + 1], around)
    return _decoded(decoder, head[end + 1 :])


def _must_be_main(head: bytes, around: str) -> None:
    """Refuse a head that is no XML, another encoding, or an element of another kind."""
    closing = f"</{around}>" + ("" if around == "sst" else "</worksheet>")
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(head + closing.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise NotPlainError from error
    last = root if around == "sst" else root[-1]
    encoding = str(root.getroottree().docinfo.encoding or "UTF-8").upper()
    if encoding not in ("UTF-8", "ASCII", "US-ASCII") or last.tag not in (
        f"{{{space}}}{around}" for space in _MAIN
    ):
        raise NotPlainError


def _decoded(decoder: codecs.IncrementalDecoder, raw: bytes) -> str:
    try:
        return decoder.decode(raw)
    except UnicodeDecodeError as error:
        raise NotPlainError from error


def _cells(body: str, shared: Sequence[str]) -> list[str]:
    parts = _CELL.split(body)
    # What stands between the cells of a row: nothing, or the blanks of a careful writer.
    if any(parts[::6]) and "".join(parts[::6]).strip():
        raise NotPlainError
    cells: list[str] = []
    for letters, kind, text, said, spaced in zip(
        parts[1::6], parts[2::6], parts[3::6], parts[4::6], parts[5::6], strict=True
    ):
        if letters:
            at = place_of(letters, len(cells))
            if at != len(cells):
                cells.extend([""] * (at - len(cells)))
        if kind == "inlineStr":
            told = text if text is not None else spaced
            if told is None:
                raise NotPlainError
            cells.append((_resolved(told) if "&" in told else told).strip())
        elif text is not None or spaced is not None:
            raise NotPlainError
        else:
            cells.append(value_of(kind, _resolved(said), shared) if said is not None else "")
    return cells


def _resolved(text: str) -> str:
    return _ENTITY.sub(_meant, text) if "&" in text else text


def _meant(entity: re.Match[str]) -> str:
    """The character of an entity; only XML's own five and characters by number are plain."""
    named, decimal, hexadecimal = entity.groups()
    if named:
        return _NAMED[named]
    point = int(decimal) if decimal else int(hexadecimal or "0", 16)
    allowed = point in (9, 10, 13) or 0x20 <= point <= 0xD7FF or 0xE000 <= point <= 0x10FFFF
    if not allowed or point in (0xFFFE, 0xFFFF):
        raise NotPlainError
    return chr(point)
