"""Evidence from the folders of runs into the store, and the store proved piece by piece."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from xuncha.storage.shelf import DamagedError, MissingError, Shelf

_FILE: Final = re.compile(r"([0-9a-f]{64})(\.warc\.gz|\.png)")
#: A visit under way may still be writing what is younger.
SETTLED: Final = timedelta(minutes=10)


@dataclass(slots=True)
class Collected:
    """What went into the store."""

    pieces: int = 0
    size: int = 0
    #: Files that are not what their name says; they stay where they are.
    damaged: list[Path] = field(default_factory=list)


def collect(data: Path, shelf: Shelf, now: datetime) -> Collected:
    """Move the evidence of runs below `data` into the store; each is read back before it goes.

    Raises `shelf.AwayError`, with everything either here or there.
    """
    done = Collected()
    for path in _files(data, now - SETTLED):
        try:
            raw = path.read_bytes()
        except FileNotFoundError:
            continue
        if hashlib.sha256(raw).hexdigest() != path.name[:64]:
            done.damaged.append(path)
            continue
        shelf.put(raw)
        path.unlink(missing_ok=True)
        done.pieces += 1
        done.size += len(raw)
    return done


def _files(data: Path, before: datetime) -> Iterator[Path]:
    for folder in sorted((data / "inspections").glob("*/*/evidence")):
        for path in sorted(folder.iterdir()):
            try:
                settled = path.stat().st_mtime <= before.timestamp()
            except FileNotFoundError:
                continue
            if settled and _FILE.fullmatch(path.name):
                yield path


@dataclass(slots=True)
class Checked:
    """What a check of the store found."""

    pieces: int = 0
    size: int = 0
    damaged: list[str] = field(default_factory=list)
    #: Named by a finding, and neither in the store nor beside its run.
    missing: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether everything is there and as it was sealed."""
        return not self.damaged and not self.missing


def check(shelf: Shelf, wanted: Iterable[tuple[str, Path | None]] = ()) -> Checked:
    """Prove every piece, and that each of `wanted` (digest, or where it lies beside its run) is
    there. Raises `shelf.AwayError`."""
    done = Checked()
    there: set[str] = set()
    for one in shelf.all():
        done.pieces += 1
        done.size += one.size
        there.add(one.digest)
        try:
            shelf.get(one.digest)
        except DamagedError:
            done.damaged.append(one.digest)
        except MissingError:
            # Retention took it away between the list and the look.
            there.discard(one.digest)
    for digest, beside in wanted:
        if digest not in there and not (beside and beside.exists()):
            done.missing.append(digest)
            there.add(digest)
    return done
