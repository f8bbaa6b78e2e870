"""Sealed evidence read again: with caps, without people's numbers, and never on trust."""

from __future__ import annotations

import hashlib
import struct
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from xuncha.evidence import archive
from xuncha.evidence.exhibits import Exchange, Piece, UnshownError, exchange, picture, pieces
from xuncha.evidence.response import Failure, Reach, Response

NOW = datetime(2017, 11, 13, 1, 0, tzinfo=UTC)
URL = "http://www.test.gov.cn/a.html"


def sealed(folder: Path, response: Response) -> Piece:
    folder.mkdir(exist_ok=True)
    pack = archive.Pack(folder)
    pack.keep(response)
    pack.close()
    (name,) = archive.prove(folder, [response.asked], folder).values()
    (piece,) = pieces([name])
    return piece


def answer(body: bytes, *headers: tuple[str, str], url: str = URL) -> Response:
    return Response(url, url, Reach.OK, NOW, status=200, headers=headers, body=body)


def shown(folder: Path, response: Response, most: int = 1000) -> Exchange:
    return exchange(folder, sealed(folder, response), most=most)


def test_nobody_answered_and_why(tmp_path: Path) -> None:
    lost = Response(URL, None, Reach.DEAD, NOW, failure=Failure.TIMEOUT)
    seen = exchange(tmp_path, sealed(tmp_path, lost))
    assert (seen.failure, seen.status, seen.text, seen.headers) == ("timeout", "", None, ())
    assert seen.request == ("GET /a.html HTTP/1.1", "Host: www.test.gov.cn")
    assert seen.when == NOW


def test_a_page_is_read_in_its_own_charset(tmp_path: Path) -> None:
    body = "<meta charset=gb2312><p>巡查</p>".encode("gb18030")
    seen = shown(tmp_path, answer(body, ("content-type", "text/html")))
    assert seen.text is not None
    assert "巡查" in seen.text
    assert (seen.size, seen.cut) == (len(body), False)


def test_what_is_no_text_is_not_shown_as_one(tmp_path: Path) -> None:
    assert shown(tmp_path, answer(b"%PDF-1.4\0\1\2" + bytes(range(256)))).text is None


@pytest.mark.parametrize("place", range(1340, 1520, 5))
def test_no_number_is_readable_where_the_text_is_cut(tmp_path: Path, place: int) -> None:
    number = "632521199003071234"
    body = (b"x" * place + b" " + number.encode()).ljust(3000, b" ")
    seen = shown(tmp_path, answer(body, ("content-type", "text/plain")))
    assert seen.cut
    assert seen.text is not None
    assert number[:8] not in seen.text


def test_headers_lose_what_lets_somebody_in_and_peoples_numbers(tmp_path: Path) -> None:
    seen = shown(
        tmp_path,
        answer(
            b"ok",
            ("set-cookie", "id=secret"),
            ("proxy-authorization", "secret"),
            ("x-owner", "13800138000"),
            ("x-split", "a\r\nset-cookie: secret"),
            ("content-encoding", "gzip"),
            url=f"{URL}?id=632521199003071234",
        ),
    )
    told = dict(seen.headers)
    assert told["x-owner"] == "138****8000"
    assert told["content-encoding"] == "gzip"
    assert not {"set-cookie", "proxy-authorization"} & set(told)
    assert "632521199003071234" not in f"{seen.url} {seen.request}"


def test_only_well_formed_entries_are_evidence() -> None:
    digest = "a" * 64
    told = [f"sha256:{digest}", f"sha256:{digest}.png", f"sha256:{digest}", digest, None, 7]
    told += ["sha256:../../etc/passwd", f"sha256:{digest}\n", f"sha256:{digest.upper()}"]
    assert pieces(told) == (Piece(digest, False), Piece(digest, True))


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "raw", [b"", b"\x89PNG", b"<html>", b"GIF89a" + b"\0" * 40, png(50_000, 50_000), png(0, 5)]
)
def test_what_is_no_picture_of_ours_is_not_served(tmp_path: Path, raw: bytes) -> None:
    digest = hashlib.sha256(raw).hexdigest()
    (tmp_path / f"{digest}.png").write_bytes(raw)
    with pytest.raises(UnshownError, match="damaged"):
        picture(tmp_path, Piece(digest, True))


def test_a_picture_of_ours_is_served_as_it_is(tmp_path: Path) -> None:
    raw = png(40, 20)
    digest = hashlib.sha256(raw).hexdigest()
    (tmp_path / f"{digest}.png").write_bytes(raw)
    assert picture(tmp_path, Piece(digest, True)) == raw
    with pytest.raises(UnshownError, match="missing"):
        picture(tmp_path, Piece("b" * 64, True))
