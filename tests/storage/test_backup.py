"""Backup while others write, restore elsewhere: every row and file is there, and nothing tampered.

Each command runs as a process of its own, with a data folder and a database of its own.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from tests.storage.places import new_bucket, s3_server

from xuncha.base.errors import InputError
from xuncha.storage.restore import prove
from xuncha.storage.shelf import Shelf

ROOT = Path(__file__).parents[2]
SERVER = os.environ.get("XUNCHA_DATABASE_URL", "")
_NUMBERS = count(1)
PREPARE = """
import os, django
from django.core.management import call_command
django.setup()
call_command("migrate", verbosity=0); call_command("createcachetable", verbosity=0)
from tests.web.world import build
build()
from django.conf import settings
from xuncha.registry.documents import keep
keep("批准文件.pdf", "%PDF-1.4 批准".encode())
"""
WRITE = """
import django; django.setup()
from datetime import UTC, datetime, timedelta
from django.db import transaction
from tests.people import NOW
from xuncha.monitoring.models import Node, Probe
from xuncha.people.actions import Actor, Noun, record
from xuncha.registry.models import Site
site, node = Site.objects.first(), Node.objects.create(name="busy", added_at=NOW)
print("writing", flush=True)
n = 0
while True:
    n += 1
    with transaction.atomic():
        Probe.objects.create(site=site, node=node, slot=NOW + timedelta(seconds=n), began_at=NOW)
        record(Actor(None, NOW), "busy.write", Noun("site", site.pk, "忙", site.path))
"""
SEEN = """
import django, json; django.setup()
from xuncha.monitoring.models import Probe
from xuncha.people.actions import seal
from xuncha.people.models import AuditEntry, AuditHead, User
before = "0" * 64
for one in AuditEntry.objects.order_by("id"):
    assert one.seal == seal(before, one), one.pk
    before = one.seal
assert AuditHead.objects.get().seal == before
user = User.objects.get(username="xiaoma")
from django.core.management import call_command
call_command("collectstatic", verbosity=0, interactive=False)
from django.test import Client
client = Client(); client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
pages = {path: client.get(path, HTTP_HOST="localhost").status_code
         for path in ("/", "/sites/", "/findings/", "/requests/", "/audit/")}
new = User.objects.create(username="later", office=user.office, role="leader")
print(json.dumps({"probes": Probe.objects.filter(node__name="busy").count(),
    "busy": AuditEntry.objects.filter(verb="busy.write").count(), "pages": pages,
    "password": user.check_password("qinghai-hu-2017"), "new": new.pk}))
"""


class Place:
    """An installation: a data folder and a database."""

    def __init__(self, data: Path, *, postgres: bool = bool(SERVER), **more: str) -> None:
        kept = {key: value for key, value in os.environ.items() if not key.startswith("XUNCHA_")}
        self.data = data
        self.environment = kept | {
            "XUNCHA_DATA": str(data),
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            "DJANGO_SETTINGS_MODULE": "xuncha.settings",
            "PYTHONWARNINGS": "ignore",
            **more,
        }
        if postgres:
            self.environment["XUNCHA_DATABASE_URL"] = _new_database()

    def python(self, text: str) -> str:
        ran = subprocess.run(
            [sys.executable, "-c", text], env=self.environment, capture_output=True, text=True
        )
        assert ran.returncode == 0, ran.stderr[-3000:]
        return ran.stdout

    def xuncha(self, *words: str, status: int = 0) -> str:
        ran = subprocess.run(
            [sys.executable, "-m", "xuncha", *words],
            env=self.environment,
            capture_output=True,
            text=True,
        )
        assert ran.returncode == status, ran.stdout + ran.stderr[-3000:]
        return ran.stdout + ran.stderr


def _new_database() -> str:
    import psycopg

    name = f"restore_{os.getpid()}_{next(_NUMBERS)}"
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
    return urlunsplit(urlsplit(SERVER)._replace(path=f"/{name}"))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Place:
    place = Place(tmp_path_factory.mktemp("home") / "data")
    place.python(PREPARE)
    return place


@pytest.fixture(scope="module")
def archive(home: Place) -> Path:
    path = home.data.parent / "backup.tar"
    home.xuncha("backup", str(path))
    return path


def _digests(folder: Path) -> dict[str, str]:
    return {
        str(one.relative_to(folder)): hashlib.sha256(one.read_bytes()).hexdigest()
        for one in folder.rglob("*")
        if one.is_file() and ".sqlite3" not in one.name and one.suffix not in (".lock", ".jsonl")
    }


@pytest.mark.database
def test_what_is_backed_up_while_others_write_is_one_moment_and_opens_elsewhere(
    tmp_path: Path,
) -> None:
    home = Place(tmp_path / "data")
    home.python(PREPARE)
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITE], env=home.environment, stdout=subprocess.PIPE, text=True
    )
    try:
        assert writer.stdout
        assert writer.stdout.readline() == "writing\n"
        said = home.xuncha("backup", str(tmp_path / "busy.tar"))
        assert writer.poll() is None, "nobody had to wait"
    finally:
        writer.kill()
        writer.wait()
        if writer.stdout:
            writer.stdout.close()
    digest = re.search(r"[0-9a-f]{64}", said)
    assert digest
    there = Place(tmp_path / "there")
    rows = re.search(r"(\d+) 行", said)
    assert rows
    said = there.xuncha("restore", str(tmp_path / "busy.tar"), "--digest", digest[0])
    assert "逐表的行数和指纹与备份一致" in said
    assert f" {rows[1]} 行" in said
    assert _digests(there.data) == _digests(home.data)
    seen = json.loads(there.python(SEEN))
    assert seen["probes"] == seen["busy"] > 0
    assert set(seen["pages"].values()) == {200}
    assert seen["password"]
    assert (there.data / "secret-key").stat().st_mode & 0o077 == 0


@pytest.mark.database
def test_an_archive_is_put_into_an_empty_place_only(home: Place, archive: Path) -> None:
    assert "不是空的" in home.xuncha("restore", str(archive), status=1)
    if not SERVER:
        other = Place(archive.parent / "occupied")
        other.environment["XUNCHA_DATABASE_URL"] = f"sqlite://{home.data}/xuncha.sqlite3"
        assert "已有数据" in other.xuncha("restore", str(archive), status=1)
    assert "已有同名文件" in home.xuncha("backup", str(archive), status=1)


@pytest.mark.skipif(not SERVER, reason="moves from SQLite to PostgreSQL")
@pytest.mark.database
def test_an_archive_of_sqlite_opens_on_postgresql(tmp_path: Path) -> None:
    home = Place(tmp_path / "data", postgres=False)
    home.python(PREPARE)
    home.xuncha("backup", str(tmp_path / "b.tar"))
    there = Place(tmp_path / "there", postgres=True)
    there.xuncha("restore", str(tmp_path / "b.tar"))
    seen = json.loads(there.python(SEEN))
    assert set(seen["pages"].values()) == {200}
    back = Place(tmp_path / "back", postgres=False)
    there.xuncha("backup", str(tmp_path / "c.tar"))
    back.xuncha("restore", str(tmp_path / "c.tar"))


def _rewritten(
    archive: Path, out: Path, change: Callable[[str, bytes], Iterator[tuple[str, bytes]]]
) -> Path:
    with tarfile.open(archive) as old, tarfile.open(out, "w") as new:
        for member in old:
            file = old.extractfile(member)
            assert file
            for name, content in change(member.name, file.read()):
                head = tarfile.TarInfo(name)
                head.size = len(content)
                new.addfile(head, io.BytesIO(content))
    return out


def _flipped(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    yield name, content if name != "data/secret-key" else b"x" + content[1:]


def _without_one(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    if name != "tables/people.User.jsonl.zst":
        yield name, content


def _with_one_more(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    if name == "manifest.json":
        yield "data/more", b"more"
    yield name, content


def _after_the_end(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    yield name, content
    if name == "manifest.json":
        yield "data/more", b"more"


def _leading_out(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    if name == "manifest.json":
        yield "data/../../escaped", b"escaped"
    yield name, content


def _absolute(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    if name == "manifest.json":
        yield "/tmp/escaped", b"escaped"
    yield name, content


@pytest.mark.parametrize(
    "change",
    [_flipped, _without_one, _with_one_more, _after_the_end, _leading_out, _absolute],
    ids=lambda one: one.__name__,
)
def test_a_changed_archive_is_refused_and_nothing_is_put_anywhere(
    archive: Path, tmp_path: Path, change: Callable[[str, bytes], Iterator[tuple[str, bytes]]]
) -> None:
    bad = _rewritten(archive, tmp_path / "bad.tar", change)
    with pytest.raises(InputError, match="请换一份备份"):
        prove(bad)


def test_a_refused_archive_puts_nothing_anywhere(archive: Path, tmp_path: Path) -> None:
    bad = _rewritten(archive, tmp_path / "bad.tar", _leading_out)
    there = Place(tmp_path / "there", postgres=False)
    assert "不该有的文件" in there.xuncha("restore", str(bad), status=1)
    assert [one.name for one in there.data.iterdir()] == ["secret-key"]
    assert not (tmp_path / "escaped").exists()


def test_a_cut_archive_and_other_files_are_refused(archive: Path, tmp_path: Path) -> None:
    whole = archive.read_bytes()
    for number, part in enumerate(
        (
            whole[: len(whole) // 2],
            whole[:700],
            whole[: len(whole) - 30_000],
            b"",
            b"PK\x03\x04" + whole,
            os.urandom(5000),
        )
    ):
        cut = tmp_path / f"{number}.tar"
        cut.write_bytes(part)
        with pytest.raises(InputError):
            prove(cut)
    linked = tmp_path / "linked.tar"
    with tarfile.open(linked, "w") as tar:
        link = tarfile.TarInfo("data/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    with pytest.raises(InputError, match="不该有的文件"):
        prove(linked)
    with pytest.raises(InputError, match="不是指定的那一份"):
        prove(archive, "0" * 64)
    assert prove(archive, prove(archive).digest).manifest.tables


def test_an_archive_of_a_newer_program_is_refused(archive: Path, tmp_path: Path) -> None:
    def newer(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
        if name == "manifest.json":
            told = json.loads(content)
            told["migrations"].append(["people", "9999_of_tomorrow"])
            content = json.dumps(told).encode()
        yield name, content

    there = Place(tmp_path / "there", postgres=False)
    bad = _rewritten(archive, tmp_path / "new.tar", newer)
    assert "更新的版本" in there.xuncha("restore", str(bad), status=1)


def test_evidence_in_a_bucket_goes_along(home: Place, tmp_path: Path) -> None:
    with s3_server() as account:
        buckets = [new_bucket(account, "") for _number in range(2)]
        keys = {
            "XUNCHA_S3_ENDPOINT": account.endpoint,
            "XUNCHA_S3_KEY": account.key,
            "XUNCHA_S3_SECRET": account.secret,
        }
        digest = Shelf(buckets[0][0]).put(b"evidence in a bucket")
        there = Place(tmp_path / "there", XUNCHA_STORE=f"s3://{buckets[1][1]}", **keys)
        before = dict(home.environment)
        home.environment |= keys | {"XUNCHA_STORE": f"s3://{buckets[0][1]}"}
        try:
            home.xuncha("backup", str(tmp_path / "b.tar"))
        finally:
            home.environment = before
        there.xuncha("restore", str(tmp_path / "b.tar"))
        assert Shelf(buckets[1][0]).get(digest) == b"evidence in a bucket"


def test_a_disk_that_is_full_leaves_no_half_archive(home: Place, tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=100k", "tmpfs", str(small)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("no tmpfs here")
    try:
        said = home.xuncha("backup", str(small), status=1)
        assert "磁盘已满" in said or "full" in said, said
        assert not list(small.iterdir())
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_the_online_copy_is_a_sound_database(home: Place, tmp_path: Path) -> None:
    if SERVER:
        pytest.skip("SQLite only")
    from xuncha.storage.dump import copy_sqlite

    copy_sqlite(home.data / "xuncha.sqlite3", tmp_path / "copy.sqlite3")
    with sqlite3.connect(tmp_path / "copy.sqlite3") as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert copy.execute("SELECT count(*) FROM people_user").fetchone()[0] > 5
    copy.close()
