"""Documents as offices attach them, made here: Word, Excel and PDF, of then and now."""

from __future__ import annotations

import io
import struct

import docx
import openpyxl

_END, _FREE = 0xFFFFFFFE, 0xFFFFFFFF


def word(*rows: tuple[str, ...], text: str = "") -> bytes:
    """A .docx with a paragraph and a table."""
    document = docx.Document()
    document.add_paragraph(text)
    table = document.add_table(rows=0, cols=len(rows[0]) if rows else 1)
    for row in rows:
        for cell, said in zip(table.add_row().cells, row, strict=True):
            cell.text = said
    return _saved(document)


def sheet(*rows: tuple[object, ...]) -> bytes:
    """An .xlsx with one sheet."""
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    return _saved(book)


def _saved(document: object) -> bytes:
    held = io.BytesIO()
    document.save(held)  # type: ignore[attr-defined]
    return held.getvalue()


def pdf(text: str) -> bytes:
    """A .pdf with one page of Latin text."""
    drawn = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode()
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % len(body)
    return body + b"xref\n0 6\n0000000000 65535 f \n" + table + tail


def old_word(text: str) -> bytes:
    """A .doc whose text is one piece in two bytes a character."""
    start = 1024
    document = bytearray(start) + text.encode("utf-16-le")
    struct.pack_into("<H", document, 0, 0xA5EC)
    struct.pack_into("<H", document, 0x0A, 0x0200)
    pieces = struct.pack("<II", 0, len(text)) + struct.pack("<HIH", 0, start, 0)
    clx = b"\x02" + struct.pack("<I", len(pieces)) + pieces
    struct.pack_into("<II", document, 0x1A2, 0, len(clx))
    return compound({"WordDocument": bytes(document), "1Table": clx})


def old_sheet(*rows: tuple[str, ...]) -> bytes:
    """An .xls with one sheet of words."""

    def record(kind: int, data: bytes) -> bytes:
        return struct.pack("<HH", kind, len(data)) + data

    cells = b"".join(
        record(0x0204, struct.pack("<HHHH", at, column, 0, len(said)) + said.encode("latin-1"))
        for at, row in enumerate(rows)
        for column, said in enumerate(row)
    )
    begin = record(0x0809, struct.pack("<HHHH", 0x0500, 0x0005, 0, 1996))
    named = record(0x0085, struct.pack("<IH", 0, 0) + b"\x06Sheet1")
    place = len(begin) + len(named) + 4
    named = record(0x0085, struct.pack("<IH", place, 0) + b"\x06Sheet1")
    page = record(0x0809, struct.pack("<HHHH", 0x0500, 0x0010, 0, 1996)) + cells
    return compound({"Book": begin + named + record(0x000A, b"") + page + record(0x000A, b"")})


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file (OLE) of a few streams."""
    sectors: list[bytes] = []
    chains: list[int] = []
    entries = [_entry("Root Entry", 5, 1, _END, 0)]
    first = 2 + len(streams) // 4
    for number, (name, data) in enumerate(streams.items(), 1):
        data = data.ljust(4096, b"\0")
        count = -(-len(data) // 512)
        at = first + len(sectors)
        sectors += [data[512 * one : 512 * one + 512].ljust(512, b"\0") for one in range(count)]
        chains += [*range(at + 1, at + count), _END]
        after = number + 1 if number < len(streams) else _FREE
        entries.append(_entry(name, 2, _FREE, at, len(data), after))
    folder = b"".join(entries).ljust(512 * (first - 1), b"\0")
    table = [0xFFFFFFFD, *range(2, first), _END, *chains]
    fat = b"".join(struct.pack("<I", one) for one in table).ljust(512, b"\xff")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack(
        "<HHHHH6xIII4xIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 4096, _END, 0, _END, 0
    )
    head += struct.pack("<I", 0)
    return head.ljust(512, b"\xff") + fat + folder + b"".join(sectors)


def _entry(name: str, kind: int, child: int, start: int, size: int, right: int = _FREE) -> bytes:
    called = name.encode("utf-16-le")
    return (
        called.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(called) + 2, kind, 1, _FREE, right, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
