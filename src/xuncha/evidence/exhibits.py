"""Sealed evidence read again, to be shown: what was asked, what was answered, how it looked.

All of it comes from a site: it is read with caps and proved by its own hash before anyone sees it.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import struct
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from xuncha.base.charset import decode
from xuncha.base.text import mask, mask_address
from xuncha.evidence.replica import Part

#: Bytes of a body that a page shows of it.
SHOWN: Final = 64 * 1024
#: More than `archive.prove` and `marking.keep` ever write; what is larger is not theirs.
_MOST_FILE: Final = 16_000_000
_MOST_BODY: Final = 4_000_000
_WIDEST: Final = 4_000
_NAME: Final = re.compile(r"sha256:([0-9a-f]{64})(\.png|\.part)?")
_PNG: Final = b"\x89PNG\r\n\x1a\n"
#: What lets somebody in is nobody's proof.
_PRIVATE: Final = frozenset(
    {"cookie", "set-cookie", "set-cookie2", "authorization", "proxy-authorization"}
)
_ARCHIVED: Final = "x-archive-orig-"
#: A number that begins before the cut is read whole, so that it can be hidden.
_SPARE: Final = 512
_CUT: Final = 128
#: More unreadable characters than this, as a share, and a body is no text.
_DAMAGED: Final = 0.2


class Why(StrEnum):
    """Why a piece of evidence cannot be shown."""

    #: The file is not there (any more).
    MISSING = "missing"
    #: It is not what was sealed, or cannot be read.
    DAMAGED = "damaged"
    #: The store that has it cannot be reached now.
    AWAY = "away"


class UnshownError(Exception):
    """A piece of evidence cannot be shown, and `why`."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Piece:
    """One entry of a finding's evidence: the SHA-256 of its file, and what kind of file it is."""

    digest: str
    picture: bool
    #: Not the page itself but what it looked like that by: a style sheet, a picture of its own.
    part: bool = False

    @property
    def file(self) -> str:
        """Its name in the folder of a run's evidence."""
        return f"{self.digest}.png" if self.picture else f"{self.digest}.warc.gz"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question put to a site and its answer; people's numbers are unreadable in all of it."""

    url: str
    #: Server's address; "" where none was reached.
    ip: str
    when: datetime | None
    #: ``GET /gone.html HTTP/1.1`` and its host.
    request: tuple[str, ...]
    #: ``HTTP/1.1 404``; "" where nobody answered.
    status: str
    headers: tuple[tuple[str, str], ...]
    #: Why nobody answered (`response.Failure`), or "".
    failure: str
    #: The body as text; None where it is none.
    text: str | None
    charset: str
    #: Bytes of the archived body, and whether `text` is only its beginning.
    size: int
    cut: bool


def pieces(evidence: Iterable[object]) -> tuple[Piece, ...]:
    """The entries of a finding's evidence that are well formed, each once."""
    found = [_NAME.fullmatch(one) for one in evidence if isinstance(one, str)]
    told = (Piece(one[1], one[2] == ".png", one[2] == ".part") for one in found if one)
    return tuple(dict.fromkeys(told))


T = TypeVar("T")
#: Where a piece that no longer lies beside its run may be had, by its digest; None: not there.
Spare = Callable[[str], bytes | None]


def picture(folder: Path, piece: Piece, spare: Spare | None = None) -> bytes:
    """The picture, as `marking.keep` wrote it below `folder`. Raises UnshownError."""
    raw = _sealed(folder / piece.file, piece.digest, spare)
    if not raw.startswith(_PNG) or raw[12:16] != b"IHDR" or len(raw) < 24:
        raise UnshownError(Why.DAMAGED)
    if not all(0 < side <= _WIDEST for side in struct.unpack(">II", raw[16:24])):
        raise UnshownError(Why.DAMAGED)
    return raw


def exchange(
    folder: Path, piece: Piece, *, most: int = SHOWN, spare: Spare | None = None
) -> Exchange:
    """The exchange that `archive.prove` wrote below `folder`; `most` bytes of its body at most.

    Raises UnshownError.
    """
    return _of_record(folder, piece, spare, lambda record: _read(record, most))


def part(folder: Path, piece: Piece, spare: Spare | None = None) -> tuple[str, Part]:
    """The address of a style sheet or picture that was archived with a page, and what it is.

    Raises UnshownError.
    """
    return _of_record(folder, piece, spare, _part)


def _of_record(
    folder: Path, piece: Piece, spare: Spare | None, read: Callable[[ArcWarcRecord], T]
) -> T:
    raw = _sealed(folder / piece.file, piece.digest, spare)
    try:
        return read(next(iter(ArchiveIterator(io.BytesIO(raw)))))
    except (ArchiveLoadFailed, StopIteration, OSError, EOFError, ValueError, zlib.error) as error:
        raise UnshownError(Why.DAMAGED) from error


def _part(record: ArcWarcRecord) -> tuple[str, Part]:
    url = str(record.rec_headers.get_header("WARC-Target-URI") or "")
    body = record.content_stream().read(_MOST_BODY)
    if record.http_headers is None:
        return url, Part()
    kind = str(record.http_headers.get_header("content-type") or "")
    if "css" not in kind.lower():
        return url, Part(raw=body)
    return url, Part(text=decode(body, kind).text)


def _sealed(path: Path, digest: str, spare: Spare | None) -> bytes:
    """The bytes of a file, which must be those it was named by."""
    try:
        with path.open("rb") as file:
            raw = file.read(_MOST_FILE + 1)
    except OSError as error:
        kept = spare(digest) if spare else None
        if kept is None:
            raise UnshownError(Why.MISSING) from error
        raw = kept
    if len(raw) > _MOST_FILE or hashlib.sha256(raw).hexdigest() != digest:
        raise UnshownError(Why.DAMAGED)
    return raw


def _read(record: ArcWarcRecord, most: int) -> Exchange:
    about = record.rec_headers
    url = str(about.get_header("WARC-Target-URI") or "")
    body = record.content_stream().read(_MOST_BODY)
    failure, status, text, charset = "", "", None, ""
    headers: tuple[tuple[str, str], ...] = ()
    if record.http_headers is None:
        failure = _failure(body)
        body = b""
    else:
        status = f"{record.http_headers.protocol} {record.http_headers.statusline}".strip()
        headers = tuple(_headers(record.http_headers.headers))
        kind = str(record.http_headers.get_header("content-type") or "")
        text, charset = _text(body, kind, most)
    return Exchange(
        url=mask_address(url),
        ip=str(about.get_header("WARC-IP-Address") or ""),
        when=_when(str(about.get_header("WARC-Date") or "")),
        request=_request(url),
        status=mask(status),
        headers=headers,
        failure=failure,
        text=text,
        charset=charset,
        size=len(body),
        cut=len(body) > most or about.get_header("WARC-Truncated") is not None,
    )


def _request(url: str) -> tuple[str, ...]:
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return (f"GET {mask_address(target)} HTTP/1.1", f"Host: {parts.netloc.rpartition('@')[2]}")


def _headers(found: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    for name, value in found:
        plain = name.lower().removeprefix(_ARCHIVED)
        if plain == "content-length" and not name.lower().startswith(_ARCHIVED):
            # The archive's own; the site's stands beside it under its archived name.
            continue
        if plain not in _PRIVATE:
            yield plain, mask(mask_address(value) if plain == "location" else value)[:2_000]


def _text(body: bytes, kind: str, most: int) -> tuple[str | None, str]:
    cut = len(body) > most
    read = decode(body[: most + _SPARE], kind, cut=cut)
    if "\0" in read.text or read.damaged > _DAMAGED:
        return None, ""
    text = mask(read.text)
    return (text[: len(text) - _CUT] if cut else text), read.charset


def _failure(body: bytes) -> str:
    told = json.loads(body)
    return str(told.get("failure") or "") if isinstance(told, dict) else ""


def _when(said: str) -> datetime | None:
    try:
        return datetime.fromisoformat(said)
    except ValueError:
        return None
