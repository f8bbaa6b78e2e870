"""What is said when something given to us cannot be used: one line, with place and remedy."""

from __future__ import annotations

from xuncha.base.language import _


class InputError(Exception):
    """Something given to us cannot be used; the text names file, row and remedy in one line."""

    def __init__(self, file: str, problem: str, remedy: str, *, row: int | None = None) -> None:
        """`row` counts as a spreadsheet shows it: the header is row 1."""
        self.file, self.problem, self.remedy, self.row = file, problem, remedy, row
        place = _("{file} 第 {row} 行") if row is not None else "{file}"
        line = _("{place}：{problem}。{remedy}。")
        super().__init__(
            line.format(place=place.format(file=file, row=row), problem=problem, remedy=remedy)
        )
