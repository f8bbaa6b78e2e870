"""The evidence store in a folder and on an S3 server: the same promises, and every fault named."""

from __future__ import annotations

import hashlib
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import zstandard
from tests.evidence.loopback import BrokenOff, ok, serving, slow
from tests.storage.places import new_bucket, s3_server

from xuncha.base.errors import InputError
from xuncha.evidence.exhibits import UnshownError, Why
from xuncha.storage import opening
from xuncha.storage.bucket import Account, Bucket
from xuncha.storage.disk import Folder
from xuncha.storage.opening import place_of
from xuncha.storage.shelf import (
    AwayError,
    DamagedError,
    MissingError,
    Place,
    Shelf,
    name_of,
)

RAW = b"WARC/1.0 " + b"evidence " * 1000
DIGEST = hashlib.sha256(RAW).hexdigest()


@pytest.fixture(scope="module")
def account() -> Iterator[Account]:
    with s3_server() as one:
        yield one


@pytest.fixture(params=["folder", "bucket"])
def place(request: pytest.FixtureRequest, tmp_path: Path, account: Account) -> Place:
    return Folder(tmp_path / "store") if request.param == "folder" else new_bucket(account)[0]


def test_a_piece_is_kept_once_packed_and_read_back(place: Place) -> None:
    shelf = Shelf(place)
    assert shelf.put(RAW) == shelf.put(RAW) == DIGEST
    assert shelf.get(DIGEST) == RAW
    assert shelf.has(DIGEST)
    (kept,) = shelf.all()
    assert (kept.digest, kept.size < len(RAW) / 10) == (DIGEST, True)
    assert kept.at.tzinfo is not None
    shelf.remove(DIGEST)
    shelf.remove(DIGEST)
    assert not shelf.has(DIGEST)
    assert not list(shelf.all())
    with pytest.raises(MissingError):
        shelf.get(DIGEST)


@pytest.mark.parametrize(
    "wrong",
    [
        b"",
        b"not a frame",
        zstandard.compress(RAW)[:-9],
        zstandard.compress(b"something else"),
        zstandard.compress(bytes(80 * 2**20)),
        # A frame that does not say how much it holds may hold anything.
        zstandard.ZstdCompressor(write_content_size=False).compress(RAW),
    ],
)
def test_wrong_bytes_are_never_shown_and_are_written_anew(place: Place, wrong: bytes) -> None:
    shelf = Shelf(place)
    place.write(name_of(DIGEST), wrong)
    with pytest.raises(DamagedError):
        shelf.get(DIGEST)
    assert shelf.put(RAW) == DIGEST
    assert shelf.get(DIGEST) == RAW


def test_names_of_others_are_left_alone(place: Place) -> None:
    place.write("00/readme.zst", b"theirs")
    place.write(f"ff/{DIGEST}.zst", b"in the wrong place")
    assert not list(Shelf(place).all())


def test_many_names_come_in_pages(account: Account) -> None:
    bucket, name = new_bucket(account, "")
    shelf = Shelf(bucket)
    digests = {shelf.put(str(number).encode()) for number in range(30)}
    assert {one.digest for one in shelf.all()} == digests
    below = Shelf(Bucket(name, "elsewhere", account))
    assert not list(below.all())


def test_a_store_that_refuses_answers_503_is_slow_or_breaks_off_is_away() -> None:
    error = b"<?xml version='1.0'?><Error><Code>SlowDown</Code><Message>busy</Message></Error>"
    busy = ok(error, "application/xml", "503 Slow Down")
    name = f"/b/{name_of(DIGEST)}"
    with serving({}) as server:
        account = Account(f"http://127.0.0.1:{server.port}", "k", "s", patience=0.5, tries=2)
        shelf = Shelf(Bucket("b", "", account))
        for answer, why in (
            (busy, "SlowDown"),
            (slow(3.0, ok(RAW)), "连不上"),
            (BrokenOff(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\nhalf"), "连不上"),
            (ok(b"<html>gateway</html>", status="502 Bad Gateway"), "连不上"),
        ):
            server.routes[name] = answer
            with pytest.raises(AwayError, match=why):
                shelf.get(DIGEST)
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        refusing = Account(f"http://127.0.0.1:{nobody.getsockname()[1]}", "k", "s", tries=1)
        shelf = Shelf(Bucket("b", "", refusing))
        for ask in (lambda: shelf.get(DIGEST), lambda: shelf.put(RAW), lambda: list(shelf.all())):
            with pytest.raises(AwayError, match="XUNCHA_S3_ENDPOINT"):
                ask()


def test_a_busy_store_is_asked_again() -> None:
    packed = zstandard.compress(RAW)
    name = f"/b/{name_of(DIGEST)}"
    busy = ok(b"<Error><Code>SlowDown</Code></Error>", "application/xml", "503 Slow Down")
    with serving({name: lambda asked: ok(packed) if asked.before else busy}) as server:
        account = Account(f"http://127.0.0.1:{server.port}", "k", "s", tries=3)
        assert Shelf(Bucket("b", "", account)).get(DIGEST) == RAW
        assert server.count(name) == 2


@pytest.mark.parametrize(
    ("status", "code", "said"),
    [
        ("403 Forbidden", "AccessDenied", "XUNCHA_S3_KEY"),
        ("404 Not Found", "NoSuchBucket", "XUNCHA_STORE"),
    ],
)
def test_wrong_keys_and_a_missing_bucket_are_said_with_the_remedy(
    status: str, code: str, said: str
) -> None:
    answer = ok(f"<Error><Code>{code}</Code></Error>", "application/xml", status)
    with serving({f"/b/{name_of(DIGEST)}": answer}) as server:
        account = Account(f"http://127.0.0.1:{server.port}", "k", "s", tries=1)
        with pytest.raises(AwayError, match=said):
            Shelf(Bucket("b", "", account)).get(DIGEST)


@pytest.mark.skipif(os.getuid() != 0, reason="a tmpfs takes root")
def test_a_full_disk_is_said_and_nothing_half_is_kept(tmp_path: Path) -> None:
    import subprocess

    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(small)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("no tmpfs here")
    try:
        shelf = Shelf(Folder(small / "store"))
        first = shelf.put(RAW)
        with pytest.raises(AwayError, match="磁盘已满"):
            shelf.put(os.urandom(200_000))
        assert shelf.get(first) == RAW
        assert [one.digest for one in shelf.all()] == [first]
        assert not [one for one in small.rglob(".*") if one.is_file()]
        shelf.put(b"small enough")
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_the_setting_names_the_place(tmp_path: Path, account: Account) -> None:
    assert Shelf(place_of("", {}, tmp_path)).put(RAW)
    assert (tmp_path / "store" / name_of(DIGEST)).exists()
    assert Shelf(place_of(str(tmp_path / "there"), {}, tmp_path)).put(RAW)
    assert (tmp_path / "there" / name_of(DIGEST)).exists()
    _bucket, name = new_bucket(account, "")
    said = {
        "XUNCHA_S3_ENDPOINT": account.endpoint,
        "XUNCHA_S3_KEY": "key",
        "XUNCHA_S3_SECRET": "secret",
    }
    there = place_of(f"s3://{name}/a/b/", said, tmp_path)
    assert Shelf(there).put(RAW)
    assert Shelf(Bucket(name, "a/b", account)).has(DIGEST)
    for wrong in ("ftp://somewhere/x", "s3://", "http://127.0.0.1:9000/bucket"):
        with pytest.raises(InputError, match="s3://"):
            place_of(wrong, {}, tmp_path)


def test_a_reader_is_told_why_a_piece_cannot_be_shown(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.STORE = str(tmp_path)
    assert opening.spare(DIGEST) is None
    place = Folder(tmp_path)
    Shelf(place).put(RAW)
    assert opening.spare(DIGEST) == RAW
    place.write(name_of(DIGEST), b"wrong")
    with pytest.raises(UnshownError) as damaged:
        opening.spare(DIGEST)
    assert damaged.value.why is Why.DAMAGED
    monkeypatch.setenv("XUNCHA_S3_ENDPOINT", "http://127.0.0.1:1")
    monkeypatch.setenv("XUNCHA_S3_KEY", "k")
    monkeypatch.setenv("XUNCHA_S3_SECRET", "s")
    settings.STORE = "s3://nowhere"
    with pytest.raises(UnshownError) as away:
        opening.spare(DIGEST)
    assert away.value.why is Why.AWAY
