"""Cells of a spreadsheet that strangers filled: kept as text, never begun as a formula."""

from __future__ import annotations

import re

#: Excel refuses longer texts.
_LONGEST = 32_767
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
#: Half and full width forms of what a spreadsheet takes for the beginning of a formula.
_FORMULA = "=+-@\t\r＝＋－＠"
_INVISIBLE = " \n\u00a0\u200b\u200c\u200d\u2060\u3000\ufeff"


def neutral(text: str) -> str:
    """`text` as a cell may carry it: no control characters, never the start of a formula."""
    clean = _CONTROL.sub("", text)
    return (f"'{clean}" if _begins_a_formula(clean) else clean)[:_LONGEST]


def original(cell: str) -> str:
    """What `neutral` was given, from a cell that it wrote and somebody hands in again."""
    return cell[1:] if cell[:1] == "'" and _begins_a_formula(cell[1:]) else cell


def _begins_a_formula(text: str) -> bool:
    begins = text.lstrip(_INVISIBLE)[:1]
    return bool(begins) and begins in _FORMULA
