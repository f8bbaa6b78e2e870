"""The switch that stops probing at once: a file beside the run, for one site or for all.

A file needs no program: whoever can reach the disk can stop it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

#: How often it is looked at, in seconds; what is under way is broken off.
EVERY = 0.1
ALL = "all"
_NO_NAME = re.compile(r"[^A-Za-z0-9._-]")


class KillSwitch:
    """Looks into folders for a file named ``all`` or like the host."""

    def __init__(self, folders: Iterable[Path]) -> None:
        """`folders` need not exist."""
        self._folders = tuple(folders)

    def is_pulled(self, host: str) -> bool:
        """Whether probing of `host` (a port makes no difference) is to stop."""
        names = (ALL, file_of(host))
        return any((folder / name).exists() for folder in self._folders for name in names)


def file_of(host: str) -> str:
    """The name of the file that stops one host."""
    return _NO_NAME.sub("_", re.sub(r":\d+\Z", "", host.lower()))


def pull(folder: Path, host: str = ALL) -> Path:
    """Stop probing of `host`, or of all; the file that says so. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / file_of(host)
    path.touch()
    return path


def let_go(folder: Path, host: str = ALL) -> None:
    """Undo `pull`; nothing where it was not pulled. Raises OSError."""
    (folder / file_of(host)).unlink(missing_ok=True)
