"""Tables somebody hands in, row by row and never whole in memory. Every file is hostile."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path

from xuncha.base.errors import InputError
from xuncha.base.language import _
from xuncha.registry.transfer.caps import (
    MOST_BLANK_ROWS,
    MOST_BYTES,
    MOST_CELL,
    MOST_CELLS,
    MOST_ROWS,
)
from xuncha.registry.transfer.xlsx import xlsx_rows


def read_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV or XLSX file with their numbers, blank ones left out.

    Raises InputError for what is neither, for anything past the caps above, and for parts that
    reach outside the file.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            packed = file.read(4) == b"PK\x03\x04"
    except OSError as error:
        raise InputError(
            path.name, _("无法读取（{why}）").format(why=error.strerror), _("请检查路径与权限")
        ) from error
    if size > MOST_BYTES:
        raise InputError(
            path.name, _("超过 {most} MB").format(most=MOST_BYTES // 2**20), _("请分成几个文件")
        )
    rows = xlsx_rows(path) if packed else _csv_rows(path)
    return _within_caps(path, rows)


def _within_caps(
    path: Path, rows: Iterator[tuple[int, list[str]]]
) -> Iterator[tuple[int, list[str]]]:
    filled = blank = 0
    for number, cells in rows:
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            blank += 1
            if blank > MOST_BLANK_ROWS:
                raise InputError(path.name, _("空行过多"), _("请删去空行后重新保存"), row=number)
            continue
        filled += 1
        if filled > MOST_ROWS:
            raise InputError(
                path.name, _("超过 {most} 行").format(most=MOST_ROWS), _("请分成几个文件")
            )
        if len(cells) > MOST_CELLS:
            raise InputError(
                path.name,
                _("一行超过 {most} 列").format(most=MOST_CELLS),
                _("请用导出的表作样式"),
                row=number,
            )
        yield number, [cell if len(cell) <= MOST_CELL else cell[: MOST_CELL + 1] for cell in cells]


# ── CSV ──────────────────────────────────────────────────────────────────────


def _csv_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    charset = _charset(path)
    with path.open("r", encoding=charset, newline="") as file:
        reader = csv.reader(file, strict=True)
        try:
            for cells in reader:
                yield reader.line_num, [cell.strip() for cell in cells]
        except csv.Error as error:
            raise InputError(
                path.name,
                _("引号不成对或格式有误（{why}）").format(why=error),
                _("请改正该行"),
                row=reader.line_num,
            ) from error


def _charset(path: Path) -> str:
    """Chinese Excel saves CSV as GB18030 unless told otherwise."""
    for charset in ("utf-8-sig", "gb18030"):
        decoder = codecs.getincrementaldecoder(charset)()
        try:
            with path.open("rb") as file:
                while piece := file.read(2**20):
                    if "\0" in decoder.decode(piece):
                        raise InputError(path.name, _("不是文本文件"), _("请另存为 CSV UTF-8"))
                decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return charset
    raise InputError(path.name, _("不是 UTF-8 也不是 GB18030 文本"), _("请另存为 CSV UTF-8"))
