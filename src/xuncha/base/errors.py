"""What is said when something given to us cannot be used: one line, with place and remedy."""

from __future__ import annotations

import errno
from collections.abc import Mapping

from xuncha.base.language import N_, _

#: What the system says in English, for those who work with Xuncha.
_REASONS: Mapping[int, str] = {
    errno.ENOENT: N_("没有这个文件或目录"),
    errno.EACCES: N_("没有权限"),
    errno.EPERM: N_("没有权限"),
    errno.EEXIST: N_("已有同名文件"),
    errno.ENOTDIR: N_("上级不是目录"),
    errno.EISDIR: N_("这是目录，不是文件"),
    errno.ENOSPC: N_("磁盘已满"),
    errno.EDQUOT: N_("磁盘配额已满"),
    errno.EFBIG: N_("文件超过允许的大小"),
    errno.EROFS: N_("磁盘只读"),
    errno.EIO: N_("磁盘读写出错"),
    errno.EMFILE: N_("打开的文件过多"),
    errno.ENAMETOOLONG: N_("文件名过长"),
}


def reason(error: OSError) -> str:
    """Why the disk refused, in a reader's words; the system's own for what is rare."""
    known = _REASONS.get(error.errno or 0)
    return _(known) if known else error.strerror or str(error)


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


class DiskError(Exception):
    """A run cannot go on, the disk being full say; what was done before stays good."""
