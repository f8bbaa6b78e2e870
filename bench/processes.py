"""What processes took of the processor, by the kernel's own count."""

from __future__ import annotations

import os
import time
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


def children_of(parent: int) -> list[int]:
    """The processes whose parent is `parent`."""
    numbers = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [one for one in numbers if (stat := _stat(one)) and int(stat[1]) == parent]


def seconds(process: int, *, ended: bool = False) -> float:
    """CPU seconds of a process; with `ended` also those of its children that have ended."""
    stat = _stat(process)
    if stat is None:
        return 0.0
    return sum(map(int, stat[11 : 15 if ended else 13])) / _TICK


def parent_of(process: int) -> int:
    """The process that started it."""
    stat = _stat(process)
    return int(stat[1]) if stat else 0


def peak(process: int) -> float:
    """The most memory it ever held, in MB."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


def pace() -> float:
    """Milliseconds of the processor for a loop that is the same everywhere."""
    began = time.process_time()
    for _step in range(10_000_000):
        pass
    return (time.process_time() - began) * 1000


def _stat(process: int) -> list[str] | None:
    """/proc/PID/stat from the state on (the name before it may hold anything)."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None


class Database:
    """The processes of the database that the settings name."""

    def __init__(self) -> None:
        from django.db import connection

        self._root = 0
        if connection.vendor == "postgresql":
            connection.ensure_connection()
            self._root = parent_of(connection.connection.info.backend_pid)

    def seconds(self) -> float:
        """CPU seconds of them all so far; 0 for SQLite, which works within our own."""
        if not self._root:
            return 0.0
        own = seconds(self._root, ended=True)
        return own + sum(seconds(one) for one in children_of(self._root))
