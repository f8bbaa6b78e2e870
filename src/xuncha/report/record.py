"""inspection.json: the public contract ``xuncha.inspection/1`` written down and read back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from xuncha.base.language import _
from xuncha.scoring.results import SCHEMA, Inspection

_ENCODER = msgspec.json.Encoder(decimal_format="number")


class RecordError(ValueError):
    """A file that is not an inspection this program can read."""


def encode(inspection: Inspection) -> bytes:
    """The inspection as JSON, indented, exact figures as numbers."""
    record = {
        "schema": inspection.schema,
        "as_of": inspection.as_of,
        "standard": inspection.standard,
        "tool": inspection.tool,
        "sites": inspection.sites,
        "strata": inspection.strata,
    }
    try:
        written = _ENCODER.encode(record)
    except UnicodeEncodeError:
        # A page can smuggle half a surrogate pair into a title; JSON has no way to write it.
        written = _ENCODER.encode(_whole(msgspec.to_builtins(record)))
    return msgspec.json.format(written, indent=1) + b"\n"


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_whole(key): _whole(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_whole(one) for one in value]
    return value


def read_inspection(path: Path) -> Inspection:
    """Read an inspection.json, or the one in that folder; raises RecordError or OSError."""
    file = path / "inspection.json" if path.is_dir() else path
    try:
        inspection = msgspec.json.decode(file.read_bytes(), type=Inspection)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        text = _("{file}：不是检查结果文件（{error}），请给出 xuncha inspect 写的 inspection.json")
        raise RecordError(text.format(file=file, error=error)) from error
    if inspection.schema != SCHEMA:
        text = _("{file}：格式为 {found}，本程序只读 {known}")
        raise RecordError(text.format(file=file, found=inspection.schema, known=SCHEMA))
    return inspection
