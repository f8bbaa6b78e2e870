"""Writes one run into its folder: all files, or none of them half."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from xuncha.base.errors import InputError, reason
from xuncha.base.language import _
from xuncha.report import page, record, workbook
from xuncha.report.privacy import Published, masked, published
from xuncha.scoring.results import Inspection

_RECORD = "inspection.json"
#: What is handed around; the record alone tells where the holes are.
_FORMS: Mapping[str, Callable[[Published], bytes]] = {
    "report.html": page.encode,
    "problems.xlsx": workbook.encode,
}


def write(inspection: Inspection, folder: Path) -> None:
    """Write inspection.json, report.html and problems.xlsx, personal data masked.

    Raises InputError, leaving the old files, where the folder does not take them.
    """
    shown = masked(inspection)
    try:
        public = published(shown)
        contents = {name: form(public) for name, form in _FORMS.items()}
        contents[_RECORD] = record.encode(shown)
        folder.mkdir(parents=True, exist_ok=True)
        _replace(folder, contents)
    except OSError as error:
        raise InputError(
            str(folder),
            _("报告写不进去（{why}）").format(why=reason(error)),
            _("请检查权限与磁盘空间，或用 --out 另指定一个目录"),
        ) from error


def _replace(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Every file is on the disk before the first old one is replaced."""
    parts = {name: folder / f".{name}.part" for name in contents}
    try:
        for name, part in parts.items():
            _seal(part, contents[name])
        for name, part in parts.items():
            part.replace(folder / name)
    finally:
        for part in parts.values():
            with contextlib.suppress(OSError):
                part.unlink()


def _seal(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
