"""How much is read of a table that somebody hands in."""

from __future__ import annotations

from typing import Final

MOST_ROWS: Final = 200_000
#: Rows without a cell that may stand between others, or after the last.
MOST_BLANK_ROWS: Final = 2_000
MOST_CELLS: Final = 100
MOST_CELL: Final = 4_000
MOST_BYTES: Final = 100 * 2**20
#: A cell that holds a formula: it is named, never read.
FORMULA: Final = "\0formula"
