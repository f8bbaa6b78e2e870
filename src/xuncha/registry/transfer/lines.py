"""A file read as lines of one of the forms, each cell cleaned or named with what is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from xuncha.base.errors import InputError
from xuncha.base.language import _
from xuncha.people.models import Office, OfficeLevel, User
from xuncha.people.queries import offices_visible_to
from xuncha.registry.fields import UnfitError
from xuncha.registry.tables import header_of
from xuncha.registry.transfer.caps import FORMULA, MOST_CELL
from xuncha.registry.transfer.cells import plain
from xuncha.registry.transfer.reading import read_rows
from xuncha.registry.transfer.sheets import Heading, headings

#: Problems that are kept; the rest is only counted.
MOST_PROBLEMS: Final = 1_000


class CellProblem(msgspec.Struct, frozen=True):
    """What is wrong with one cell of a file, and the remedy."""

    file: str
    row: int
    #: The heading of the column, "" for the row as a whole.
    column: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        place = _("{file} 第 {row} 行“{column}”") if self.column else _("{file} 第 {row} 行")
        return _("{place}：{problem}。{remedy}。").format(
            place=place.format(file=self.file, row=self.row, column=self.column),
            problem=self.problem,
            remedy=self.remedy,
        )


@dataclass(slots=True)
class Problems:
    """The problems of one file, the first thousand of them by name."""

    file: str
    found: list[CellProblem] = field(default_factory=list)
    count: int = 0

    def add(self, row: int, column: str, problem: str, remedy: str) -> None:
        """Note what is wrong at a heading of a row."""
        self.count += 1
        if len(self.found) < MOST_PROBLEMS:
            self.found.append(CellProblem(self.file, row, column, problem, remedy))

    def unfit(self, row: int, column: str, error: UnfitError) -> None:
        """Note a value that cannot be kept."""
        self.add(row, column, error.problem, error.remedy)


def read_lines(
    kind: str, path: Path, problems: Problems, corrections: Mapping[tuple[int, str], str]
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each line's number and its cleaned cells by name; an empty cell is None.

    `corrections` stand in the place of cells, by row and heading. Raises InputError for a file
    that is none, a header that lacks what is needed, and a line with more cells than headings.
    """
    known = headings(kind)
    rows = read_rows(path)
    number, cells = next(rows, (1, []))
    labels = {name: heading.label for name, heading in known.items()}
    needed = [name for name, heading in known.items() if heading.needed]
    names = header_of(path, [plain(cell) for cell in cells], labels, needed)
    readers = [_Reader(name, known[name], {}) if name else None for name in names]
    for number, cells in rows:
        if len(cells) > len(names):
            raise InputError(
                path.name,
                _("单元格比表头多（{found} 个，表头 {wanted} 个）").format(
                    found=len(cells), wanted=len(names)
                ),
                _("请检查该行是否多了逗号，含逗号的内容要加引号"),
                row=number,
            )
        if corrections:
            cells = _mended(number, names, cells, known, corrections)
        yield number, _cleaned(number, readers, cells, problems)


class _Reader(NamedTuple):
    """How the cells under one heading become values; what was read before is remembered."""

    name: str
    heading: Heading
    #: A column often says the same: a kind, a post, the county's office.
    read: dict[str, str | bool]


#: Different cells under one heading that are remembered.
_REMEMBERED: Final = 1_000
#: What a cell begins with that is not taken as it stands: a formula, or a text kept from being one.
_MARKS: Final = frozenset({"=", "＝", FORMULA[0], "'"})


def _cleaned(
    number: int,
    readers: Sequence[_Reader | None],
    cells: Sequence[str],
    problems: Problems,
) -> dict[str, Any]:
    line: dict[str, Any] = dict.fromkeys([one[0] for one in readers if one])
    # A register has millions of cells: whatever is done here is done for each of them.
    for reader, cell in zip(readers, cells, strict=False):
        if reader is None:
            continue
        name, heading, before = reader
        if not cell:
            if heading.needed:
                problems.add(number, heading.label, _("未填写"), _("请填写"))
            continue
        value: Any = before.get(cell)
        if value is None:
            try:
                value = heading.read(_usable(cell))
            except UnfitError as error:
                problems.unfit(number, heading.label, error)
                continue
            if len(before) < _REMEMBERED and type(value) in (str, bool):
                before[cell] = value
        line[name] = value
    for reader in readers[len(cells) :]:
        if reader is not None and reader.heading.needed:
            problems.add(number, reader.heading.label, _("未填写"), _("请填写"))
    return line


def _mended(
    number: int,
    names: Sequence[str],
    cells: Sequence[str],
    known: Mapping[str, Heading],
    corrections: Mapping[tuple[int, str], str],
) -> list[str]:
    """The cells of a row with what was mended on the page in their places."""
    found = [*cells, *[""] * (len(names) - len(cells))]
    for place, name in enumerate(names):
        if name:
            found[place] = corrections.get((number, known[name].label), found[place])
    return found


def _usable(cell: str) -> str:
    if len(cell) > MOST_CELL:
        raise UnfitError(_("超过 {most} 个字").format(most=MOST_CELL), _("请缩短"))
    if cell[0] in _MARKS:
        if cell == FORMULA or cell[0] in "=＝":
            raise UnfitError(_("单元格是公式"), _("请改为公式的结果（选择性粘贴为数值）"))
        cell = plain(cell)
    return cell.strip()


class Offices:
    """The offices a person may import for, found as a table names them."""

    def __init__(self, user: User) -> None:
        """Those of the user's part of the tree."""
        self.own: Office = user.office
        self.by_id: dict[int, Office] = {}
        self._by_name: dict[str, list[Office]] = {}
        self._by_code: dict[str, list[Office]] = {}
        self._by_region: dict[str, Office] = {}
        for office in offices_visible_to(user).filter(closed_at=None).order_by("path"):
            self.by_id[office.pk] = office
            self._by_name.setdefault(office.name, []).append(office)
            if office.code:
                self._by_code.setdefault(office.code, []).append(office)
            if office.level != OfficeLevel.UNIT and office.region:
                self._by_region.setdefault(office.region, office)

    def named(self, name: str | None, code: str | None) -> Office | None:
        """The office a line names, None where it names none; raises UnfitError."""
        if code:
            office = self._coded(code)
            if name and office.name != name:
                raise UnfitError(
                    _("单位编号 {code} 是“{found}”，不是“{name}”").format(
                        code=code[:20], found=office.name, name=name[:40]
                    ),
                    _("请改正编号或名称，或只留一项"),
                )
            return office
        if not name:
            return None
        return self._only(self._by_name.get(name, []), name)

    def likely(self, sponsor: str, region: str) -> Office:
        """Where a line without an office goes: its sponsor, its region's office, or one's own."""
        named = self._by_name.get(sponsor, [])
        if len(named) == 1:
            return named[0]
        return self._by_region.get(region, self.own)

    def _coded(self, code: str) -> Office:
        if code[:1] in "Uu" and code[1:].isascii() and code[1:].isdigit() and len(code) < 20:
            found = self.by_id.get(int(code[1:]))
            return self._only([found] if found else [], code)
        return self._only(self._by_code.get(code, []), code)

    def _only(self, found: Sequence[Office], said: str) -> Office:
        if not found:
            raise UnfitError(
                _("本单位范围内没有“{name}”").format(name=said[:40]),
                _("请核对名称，或先建立该单位"),
            )
        if len(found) > 1:
            raise UnfitError(
                _("有 {count} 个单位叫“{name}”").format(count=len(found), name=said[:40]),
                _("请填写单位编号"),
            )
        return found[0]
