"""What a vantage point keeps on its own disk: its list, where it stands, reports not yet sent."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Final, TypeVar

import msgspec
import zstandard

from xuncha.base.files import write_whole
from xuncha.monitoring.reports import OLDEST, HomePages, Reported

_T = TypeVar("_T")
_LARGEST: Final = 16 * 2**20
_ENDING: Final = ".json.zst"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a node stands: what is due begins after `until`; how far our clock is off."""

    until: datetime | None = None
    #: Seconds to add to this machine's clock.
    offset: float = 0.0


class BusyError(Exception):
    """Another process works in the folder."""


class Outbox:
    """The folder of one node; one process at a time."""

    def __init__(self, folder: Path) -> None:
        """`folder` is made if it is not there. Raises BusyError and OSError."""
        self._waiting, self._refused = folder / "waiting", folder / "refused"
        for one in (self._waiting, self._refused):
            one.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._lock: IO[bytes] = (folder / "lock").open("wb")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._lock.close()
            raise BusyError(str(folder)) from error

    def close(self) -> None:
        """Let another process work in the folder."""
        self._lock.close()

    def standing(self) -> Standing:
        """Where the node stands; at the beginning where nothing was written down."""
        return _read(self._folder / "standing.json", Standing) or Standing()

    def stand(self, standing: Standing) -> None:
        """Write down where the node stands. Raises OSError."""
        write_whole(self._folder / "standing.json", msgspec.json.encode(standing))

    def home_pages(self) -> HomePages:
        """The list as last heard."""
        return _read(self._folder / "list.json", HomePages) or HomePages("", ())

    def learn(self, pages: HomePages) -> None:
        """Keep a new list. Raises OSError."""
        write_whole(self._folder / "list.json", msgspec.json.encode(pages))

    def put(self, probes: Sequence[Reported]) -> Path:
        """Keep probes until they are sent. Raises OSError; nothing half is kept."""
        newest = max((int(one.stem.partition(".")[0]) for one in self._files()), default=0)
        path = self._waiting / f"{newest + 1:012d}{_ENDING}"
        write_whole(path, zstandard.compress(msgspec.json.encode(probes)))
        return path

    def waiting(self, now: datetime) -> Iterator[tuple[Path, tuple[Reported, ...]]]:
        """What was not sent yet, the oldest first; what is too old to be believed is dropped."""
        for path in self._files():
            probes = tuple(one for one in _probes(path) if now - one.slot <= OLDEST)
            if probes:
                yield path, probes
            else:
                self.drop(path)

    def drop(self, path: Path) -> None:
        """It was taken, or is worth nothing any more."""
        path.unlink(missing_ok=True)

    def set_aside(self, path: Path) -> None:
        """The console did not take it; it must not stand in the way of the others."""
        path.replace(self._refused / path.name)

    def _files(self) -> list[Path]:
        return sorted(self._waiting.glob(f"[0-9]*{_ENDING}"))


def _probes(path: Path) -> tuple[Reported, ...]:
    try:
        unpacker = zstandard.ZstdDecompressor()
        raw = unpacker.decompress(path.read_bytes(), max_output_size=_LARGEST)
        return msgspec.json.decode(raw, type=tuple[Reported, ...])
    except (OSError, zstandard.ZstdError, msgspec.DecodeError):
        return ()


def _read(path: Path, kind: type[_T]) -> _T | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.DecodeError):
        return None
