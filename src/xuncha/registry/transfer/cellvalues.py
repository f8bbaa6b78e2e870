"""Where a cell of an XLSX stands in its row, and what it says, whichever way it was read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from xuncha.registry.transfer.caps import MOST_CELLS

#: What a spreadsheet can hold in a row.
_WIDEST: Final = 16_384
_LETTERS: Final = re.compile(r"[A-Z]{1,3}")
_PLACES: Final[dict[str, int]] = {}


def place_of(letters: str, filled: int) -> int:
    """The place of a cell by its letters (A is 0) in a row of which so many are read.

    Raises ValueError for what are no letters of a column, and for a cell out of its order.
    """
    at = _PLACES.get(letters)
    if at is None:
        at = _PLACES[letters] = _counted(letters)
    if at > _WIDEST or at < filled:
        raise ValueError(f"a cell out of place: {letters}")
    # Far out: kept as one cell too many, so that the cap names the row.
    return at if at <= MOST_CELLS + 1 else max(filled, MOST_CELLS + 1)


def _counted(letters: str) -> int:
    if not _LETTERS.fullmatch(letters):
        raise ValueError(f"not a reference: {letters[:20]}")
    at = 0
    for letter in letters:
        at = at * 26 + ord(letter) - 64
    return at - 1


def value_of(kind: str | None, said: str, shared: Sequence[str]) -> str:
    """What a cell of a type says by its value; raises ValueError and IndexError."""
    if kind == "s":
        return shared[int(said)] if said else ""
    if kind == "b":
        return "是" if said == "1" else "否"
    return said.strip() if kind in ("str", "d", "e") else number(said)


def number(said: str) -> str:
    """A number as one would write it: 13997000001, not 13997000001.0 or 1.3997E10."""
    try:
        value = float(said)
    except ValueError:
        return said.strip()
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else said.strip()
