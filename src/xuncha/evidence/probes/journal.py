"""Every request and what answered it, one line each, in a chain that shows what was taken out.

Cookies are never written down, personal data is masked, and the file can be read by its owner only.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

_FIRST = "0" * 64


class Journal:
    """Appends to ``exchanges.jsonl``; a context manager."""

    def __init__(self, folder: Path) -> None:
        """Go on with the chain that stands in `folder`, or begin one. Raises OSError."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._path = folder / "exchanges.jsonl"
        self.count, self._last = _end_of(self._path)
        handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._file = os.fdopen(handle, "ab")

    def __enter__(self) -> Self:
        """The file is open."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Put everything on the disk."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def write(self, entry: Mapping[str, Any]) -> int:
        """Append one exchange; its number. Raises OSError."""
        self.count += 1
        body = {"n": self.count, **entry, "before": self._last}
        self._last = _hash(body)
        self._file.write(msgspec.json.encode({**body, "hash": self._last}) + b"\n")
        self._file.flush()
        return self.count


def broken_at(path: Path) -> int | None:
    """The number of the first line that does not follow from the one before; None: all do."""
    last = _FIRST
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            body = msgspec.json.decode(line)
            claimed = body.pop("hash", "")
            if body.get("before") != last or body.get("n") != number or _hash(body) != claimed:
                return number
            last = claimed
    return None


def _hash(body: Mapping[str, Any]) -> str:
    return hashlib.sha256(msgspec.json.encode(dict(body), order="sorted")).hexdigest()


def _end_of(path: Path) -> tuple[int, str]:
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return 0, _FIRST
    if not lines:
        return 0, _FIRST
    last = msgspec.json.decode(lines[-1])
    return int(last["n"]), str(last["hash"])
