"""Raw answers: all of them while a visit runs, and afterwards as WARC those that prove a fault."""

from __future__ import annotations

import hashlib
import io
import json
import struct
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import msgspec
import zstandard
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from xuncha.base.files import write_whole
from xuncha.evidence.response import Reach, Response

_PACK, _INDEX = "bodies.pack", "bodies.json"
#: Enough of a page to prove what was seen on it.
_MOST = 2_000_000
#: What no longer is true of a body that stands decoded in the archive.
_CODING = frozenset({"content-encoding", "transfer-encoding", "content-length"})


@dataclass(frozen=True, slots=True)
class _Place:
    start: int
    length: int


class _Head(msgspec.Struct):
    """What showing an answer again takes of its head."""

    url: str
    status: int | None
    headers: tuple[tuple[str, str], ...]
    when: datetime
    cut: bool


class Pack:
    """The raw answers of a visit under way, one compressed frame each."""

    def __init__(self, folder: Path) -> None:
        """`folder` exists."""
        self._folder = folder
        self._file = (folder / _PACK).open("wb")
        self._packer = zstandard.ZstdCompressor(level=1)
        self._places: dict[str, _Place] = {}

    def keep(self, response: Response) -> None:
        """Keep one answer, under the address asked for and the one that answered."""
        head = msgspec.json.encode(_head(response))
        frame = self._packer.compress(struct.pack(">I", len(head)) + head + response.body[:_MOST])
        place = _Place(self._file.tell(), len(frame))
        self._file.write(frame)
        for url in (response.answered, response.asked):
            if url is not None:
                self._places.setdefault(url, place)

    def close(self) -> None:
        """Write where everything stands; the pack can be proved from now on."""
        self._file.close()
        write_whole(self._folder / _INDEX, msgspec.json.encode(self._places))


def _head(response: Response) -> dict[str, object]:
    return {
        "url": response.answered or response.asked,
        "status": response.status,
        "failure": response.failure,
        "headers": list(response.headers),
        "when": response.when.isoformat(),
        "ip": response.ip,
        "tries": response.tries,
        "hops": response.hops,
        "cut": response.cut or len(response.body) > _MOST,
    }


class Answers:
    """What addresses answered while the visit ran; only before `prove` throws the pack away."""

    def __init__(self, folder: Path) -> None:
        """The index in `folder` is read once; without one nothing was answered."""
        self._pack = folder / _PACK
        try:
            raw = (folder / _INDEX).read_bytes()
        except FileNotFoundError:
            raw = b"{}"
        self._index = msgspec.json.decode(raw, type=dict[str, _Place])

    def of(self, url: str) -> Response | None:
        """What `url` answered; None where it was not kept, or not whole."""
        if (place := self._index.get(url)) is None:
            return None
        with self._pack.open("rb") as pack:
            pack.seek(place.start)
            raw = zstandard.ZstdDecompressor().decompress(
                pack.read(place.length), max_output_size=8 * _MOST
            )
        (length,) = struct.unpack(">I", raw[:4])
        head = msgspec.json.decode(raw[4 : 4 + length], type=_Head)
        if head.status is None or head.cut:
            return None
        return Response(
            asked=url,
            answered=head.url,
            reach=Reach.OK,
            when=head.when,
            status=head.status,
            headers=head.headers,
            body=raw[4 + length :],
        )


def answered(folder: Path, url: str) -> Response | None:
    """What one address answered while the visit ran; see `Answers.of`."""
    return Answers(folder).of(url)


def prove(folder: Path, urls: Iterable[str], evidence: Path) -> Mapping[str, str]:
    """Write a WARC record for each of `urls` that was answered; ``sha256:…`` of each by address.

    The files in `evidence` are named by their own SHA-256. The pack is thrown away afterwards: what
    proves nothing is not kept. Raises OSError when the disk does not take it.
    """
    try:
        index = msgspec.json.decode((folder / _INDEX).read_bytes(), type=dict[str, _Place])
    except FileNotFoundError:
        return {}
    evidence.mkdir(parents=True, exist_ok=True)
    proofs: dict[str, str] = {}
    with (folder / _PACK).open("rb") as pack:
        for url in dict.fromkeys(urls):
            place = index.get(url)
            if place is not None:
                pack.seek(place.start)
                proofs[url] = _write(pack.read(place.length), evidence)
    (folder / _INDEX).unlink()
    (folder / _PACK).unlink()
    return proofs


def keep_parts(responses: Iterable[Response], evidence: Path) -> tuple[str, ...]:
    """Write a record for each style sheet or picture that a page was shown with; their names.

    Raises OSError when the disk does not take it.
    """
    evidence.mkdir(parents=True, exist_ok=True)
    return tuple(f"{_sealed(_record(_head(one), one.body), evidence)}.part" for one in responses)


def _write(frame: bytes, evidence: Path) -> str:
    raw = zstandard.ZstdDecompressor().decompress(frame, max_output_size=8 * _MOST)
    (length,) = struct.unpack(">I", raw[:4])
    return _sealed(_record(json.loads(raw[4 : 4 + length]), raw[4 + length :]), evidence)


def _sealed(record: bytes, evidence: Path) -> str:
    name = hashlib.sha256(record).hexdigest()
    path = evidence / f"{name}.warc.gz"
    if not path.exists():
        write_whole(path, record)
    return f"sha256:{name}"


def _record(head: dict[str, object], body: bytes) -> bytes:
    """One WARC record; the same answer always gives the same bytes."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    mark = uuid.uuid5(uuid.NAMESPACE_URL, f"{head['url']} {head['when']}")
    about = {
        "WARC-Date": str(head["when"])[:19] + "Z",
        "WARC-Record-ID": f"<urn:uuid:{mark}>",
        "WARC-IP-Address": str(head["ip"]),
    }
    if not head["ip"]:
        del about["WARC-IP-Address"]
    if head["cut"]:
        about["WARC-Truncated"] = "length"
    if head["status"] is None:
        words = {key: head[key] for key in ("url", "failure", "tries", "hops")}
        body = json.dumps(words, ensure_ascii=False).encode()
        record = writer.create_warc_record(
            str(head["url"]),
            "metadata",
            payload=io.BytesIO(body),
            warc_content_type="application/json",
            warc_headers_dict=about,
        )
    else:
        record = writer.create_warc_record(
            str(head["url"]),
            "response",
            payload=io.BytesIO(body),
            http_headers=_http(head, len(body)),
            warc_headers_dict=about,
        )
    writer.write_record(record)
    record.raw_stream.close()  # the writer's own temporary file
    return out.getvalue()


def _one_line(text: str) -> str:
    """A header without what would end it or begin another one."""
    return text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)


def _http(head: dict[str, object], size: int) -> StatusAndHeaders:
    found = head["headers"]
    lines = [(str(k), str(v)) for k, v in found] if isinstance(found, list) else []
    kept = [
        (_one_line(f"x-archive-orig-{name}" if name in _CODING else quote(name)), _one_line(value))
        for name, value in lines
    ]
    return StatusAndHeaders(
        f"{head['status']} ", [*kept, ("content-length", str(size))], protocol="HTTP/1.1"
    )
