"""Writes one run into its folder: all files, or none of them half."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from xuncha.report import record, workbook
from xuncha.scoring.results import Inspection

_FORMS: Mapping[str, Callable[[Inspection], bytes]] = {
    "inspection.json": record.encode,
    "problems.xlsx": workbook.encode,
}


def write(inspection: Inspection, folder: Path) -> None:
    """Write inspection.json and problems.xlsx; raises OSError, leaving old files."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = {name: folder / f".{name}.part" for name in _FORMS}
    try:
        for name, form in _FORMS.items():
            _seal(parts[name], form(inspection))
        for name, part in parts.items():
            part.replace(folder / name)
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)


def _seal(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
