"""What is done every hour or so without being asked: evidence into the store, facts into files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from xuncha.base.errors import DiskError
from xuncha.storage.evidence import Collected, collect
from xuncha.storage.facts import Written, compact, sweep, write_facts
from xuncha.storage.shelf import AwayError, Shelf

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Tidied:
    """What was done; None where it could not be, with the reason in `trouble`."""

    collected: Collected | None
    written: Written | None
    #: Files merged away, and files nobody named.
    merged: int
    swept: int
    trouble: tuple[str, ...]


def tidy(data: Path, shelf: Shelf, now: datetime) -> Tidied:
    """Do it all, within `retention.alone`; a store that is away does not keep facts from files."""
    trouble: list[str] = []

    def tried(job: Callable[[], _T]) -> _T | None:
        try:
            return job()
        except (AwayError, DiskError, OSError) as error:
            trouble.append(str(error))
            return None

    collected = tried(lambda: collect(data, shelf, now))
    written = tried(lambda: write_facts(data, now))
    merged = tried(lambda: compact(data, now)) or 0
    swept = tried(lambda: sweep(data, now)) or 0
    return Tidied(collected, written, merged, swept, tuple(trouble))
