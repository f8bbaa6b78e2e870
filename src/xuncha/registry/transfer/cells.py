"""Cells that a spreadsheet must not run: neutralised on the way out, restored on the way in."""

from __future__ import annotations

from typing import Final

#: What makes a spreadsheet take a text for a formula, in both widths (OWASP, CSV injection).
TRIGGERS: Final = "=+-@\t\r\n＝＋－＠"


def neutral(text: str) -> str:
    """``text`` so that no spreadsheet runs it: an apostrophe stands before what would begin one.

    A text that begins with an apostrophe gets another, so that `plain` restores every text.
    """
    return f"'{text}" if text[:1] in _MARKED and text else text


def plain(cell: str) -> str:
    """The text that `neutral` wrote, and any other cell as it is."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in _MARKED and cell[1:] else cell


_MARKED: Final = frozenset(TRIGGERS + "'")
