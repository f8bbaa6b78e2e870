"""The words of a Word document before 2007 ([MS-DOC]: the piece table says where they stand)."""

from __future__ import annotations

import struct
from typing import Any

#: The file information block: where it says which table stream is used, and where the pieces are.
_FLAGS, _CLX = 0x0A, 0x1A2
_SECOND_TABLE = 0x0200
#: Pieces and bytes of text that an honest document has at most.
_PIECES, _BYTES = 20_000, 4_000_000
_MARKS = str.maketrans({"\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x07": "\t", "\x13": " "})


def text(file: Any) -> str:
    """The text of an opened compound file; raises where it is not what it promises."""
    document: bytes = file.openstream("WordDocument").read()
    (flags,) = struct.unpack_from("<H", document, _FLAGS)
    table: bytes = file.openstream("1Table" if flags & _SECOND_TABLE else "0Table").read()
    start, length = struct.unpack_from("<II", document, _CLX)
    return "".join(_piece(document, *one) for one in _pieces(table[start : start + length]))


def _pieces(clx: bytes) -> list[tuple[int, int]]:
    """Where each piece stands and how many characters it has."""
    at = 0
    while at < len(clx) and clx[at] == 1:
        (skipped,) = struct.unpack_from("<H", clx, at + 1)
        at += 3 + skipped
    if at >= len(clx) or clx[at] != 2:
        return []
    (length,) = struct.unpack_from("<I", clx, at + 1)
    count = min((length - 4) // 12, _PIECES)
    places = struct.unpack_from(f"<{count + 1}I", clx, at + 5)
    found, left = [], _BYTES
    for one in range(count):
        (where,) = struct.unpack_from("<I", clx, at + 5 + 4 * (count + 1) + 8 * one + 2)
        many = min(places[one + 1] - places[one], left)
        if many > 0:
            found.append((where, many))
            left -= many
    return found


def _piece(document: bytes, where: int, many: int) -> str:
    if where & 0x40000000:
        start = (where & 0x3FFFFFFF) // 2
        said = document[start : start + many].decode("cp1252", "replace")
    else:
        said = document[where : where + 2 * many].decode("utf-16-le", "replace")
    return said.translate(_MARKS)
