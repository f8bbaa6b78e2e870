"""The evidence store: bytes under their own SHA-256, packed, proved each time they are read.

Where it lies is a setting; what holds for every place stands here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

import zstandard

#: Bytes of one piece as it was before it was packed; no evidence is larger.
LARGEST: Final = 64 * 2**20
_LEVEL: Final = 9
_NAME: Final = re.compile(r"([0-9a-f]{2})/([0-9a-f]{64})\.zst")


class ShelfError(Exception):
    """Something about the store; the text says what, where and the remedy."""


class MissingError(ShelfError):
    """There is no such piece."""


class DamagedError(ShelfError):
    """What lies there is not what its name says."""


class AwayError(ShelfError):
    """The store cannot be reached, or takes nothing, at the moment."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One piece in the store, without its bytes."""

    digest: str
    #: Bytes as they lie there.
    size: int
    at: datetime


class Place(Protocol):
    """A place for named bytes: a folder, a bucket. Writing is whole or not at all."""

    def write(self, name: str, packed: bytes) -> None:
        """Put bytes under a name, in place of what stands there. Raises AwayError."""
        ...

    def read(self, name: str, most: int) -> bytes:
        """At most `most` + 1 bytes. Raises MissingError and AwayError."""
        ...

    def size(self, name: str) -> int | None:
        """Bytes there; None where there is nothing. Raises AwayError."""
        ...

    def remove(self, name: str) -> None:
        """Take it away; nothing there is no trouble. Raises AwayError."""
        ...

    def names(self) -> Iterator[tuple[str, int, datetime]]:
        """Every name with its bytes and when it was written. Raises AwayError."""
        ...


class Shelf:
    """Evidence by its digest, in one place."""

    def __init__(self, place: Place) -> None:
        """`place` is where the bytes lie."""
        self._place = place

    def put(self, raw: bytes) -> str:
        """Keep a piece and read it back; its SHA-256, hexadecimal. Again is no trouble.

        Raises ValueError for one that is too large, AwayError, and DamagedError when the store
        gives back something else.
        """
        if len(raw) > LARGEST:
            raise ValueError(f"{len(raw)} bytes are more than a piece of evidence has")
        digest = hashlib.sha256(raw).hexdigest()
        try:
            self.get(digest)
        except (MissingError, DamagedError):
            self._place.write(name_of(digest), zstandard.compress(raw, _LEVEL))
            self.get(digest)
        return digest

    def get(self, digest: str) -> bytes:
        """The piece, proved by its name. Raises MissingError, DamagedError and AwayError."""
        packed = self._place.read(name_of(digest), LARGEST)
        raw = _unpacked(packed)
        if raw is None or hashlib.sha256(raw).hexdigest() != digest:
            raise DamagedError(digest)
        return raw

    def has(self, digest: str) -> bool:
        """Whether something lies under that name. Raises AwayError."""
        return self._place.size(name_of(digest)) is not None

    def remove(self, digest: str) -> None:
        """Take a piece away. Raises AwayError."""
        self._place.remove(name_of(digest))

    def all(self) -> Iterator[Kept]:
        """Every piece there is; names that are none of ours are passed over. Raises AwayError."""
        for name, size, at in self._place.names():
            if (found := _NAME.fullmatch(name)) and found[2].startswith(found[1]):
                yield Kept(found[2], size, at)


def name_of(digest: str) -> str:
    """Where a piece lies within its place."""
    return f"{digest[:2]}/{digest}.zst"


def _unpacked(packed: bytes) -> bytes | None:
    """The bytes in a frame; None for what is no frame, or one that would unpack to too much."""
    try:
        parameters = zstandard.get_frame_parameters(packed)
        if not 0 <= parameters.content_size <= LARGEST:
            return None
        return zstandard.ZstdDecompressor().decompress(packed, max_output_size=LARGEST)
    except zstandard.ZstdError:
        return None
