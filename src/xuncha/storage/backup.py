"""One archive of everything: tables, files, keys, evidence, proved by a list written last.

A tar that any tool opens: ``tables/*.jsonl.zst``, ``data/…`` as it lies below the data folder,
``store/…`` where evidence lies elsewhere, and ``manifest.json`` at its end. Without its end an
archive is none.
"""

from __future__ import annotations

import errno
import hashlib
import io
import os
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Final

import msgspec
from django.apps import apps
from django.conf import settings

from xuncha import __version__
from xuncha.base.errors import DiskError, reason
from xuncha.base.language import _
from xuncha.storage.dump import Table, applied, must_be_present, still, tables, write_table
from xuncha.storage.opening import place_of
from xuncha.storage.shelf import LARGEST, MissingError, Place

SCHEMA: Final = "xuncha.backup/1"
MANIFEST: Final = "manifest.json"
#: Below the data folder: what is made anew, or only holds while a process runs.
_LEFT_OUT: Final = frozenset(
    {"static", "tidy.lock", "backups.jsonl", "first-run-key", "logs", "metrics"}
)
_SCRATCH: Final = ("bodies.pack", "bodies.json")


@dataclass(frozen=True, slots=True)
class Member:
    """One file of the archive."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the archive holds; its own SHA-256 is the archive's name."""

    schema: str
    version: str
    made_at: datetime
    migrations: list[tuple[str, str]]
    tables: list[Table]
    members: list[Member]


@dataclass(frozen=True, slots=True)
class Backup:
    """An archive that was written."""

    path: Path
    #: SHA-256 of its list: who has it knows whether an archive is this one.
    digest: str
    size: int
    rows: int
    files: int


def write_backup(path: Path, data: Path, now: datetime, *, evidence: bool = True) -> Backup:
    """Write everything to `path` while the work goes on; within `retention.alone`.

    Raises FileExistsError, and DiskError with nothing left at `path`.
    """
    if path.exists():
        raise FileExistsError(errno.EEXIST, "exists", str(path))
    must_be_present()
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.part")
    try:
        with (
            tempfile.TemporaryDirectory(prefix=".xuncha-backup-", dir=path.parent) as scratch,
            half.open("wb") as file,
        ):
            os.fchmod(file.fileno(), 0o600)
            manifest = _write(file, Path(scratch), data, now, path, evidence=evidence)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
    except OSError as error:
        raise DiskError(
            _("备份写不进 {path}：{why}").format(path=path.parent, why=reason(error))
        ) from error
    finally:
        half.unlink(missing_ok=True)
    done = Backup(
        path,
        hashlib.sha256(msgspec.json.encode(manifest)).hexdigest(),
        path.stat().st_size,
        sum(one.rows for one in manifest.tables),
        len(manifest.members),
    )
    _note(data, done, now)
    return done


def _write(
    file: IO[bytes], scratch: Path, data: Path, now: datetime, path: Path, *, evidence: bool
) -> Manifest:
    members: list[Member] = []
    with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
        written = []
        with still(scratch) as using:
            migrations = applied(using)
            for model in tables(apps):
                packed = scratch / "table"
                with packed.open("wb") as out:
                    written.append(write_table(model, using, out))
                name = f"tables/{model._meta.label}.jsonl.zst"
                members.append(_add_file(tar, name, packed))
        # Files after the rows that name them: a file is there before its row is.
        beside = {path.resolve(), path.with_name(f".{path.name}.part").resolve()}
        for name, one in _files(data, scratch, beside):
            try:
                members.append(_add_file(tar, name, one))
            except FileNotFoundError:
                continue
        if evidence:
            members += _add_store(tar, data)
        manifest = Manifest(SCHEMA, __version__, now, migrations, written, members)
        _add(tar, MANIFEST, msgspec.json.encode(manifest))
    return manifest


def _files(data: Path, scratch: Path, beside: set[Path]) -> Iterator[tuple[str, Path]]:
    """What lies below the data folder, as ``data/…``."""
    databases = {f"{data.name}.sqlite3", "xuncha.sqlite3", "test.sqlite3"}
    for folder, folders, names in os.walk(data):
        here = Path(folder)
        folders[:] = sorted(
            one
            for one in folders
            if not (here == data and one in _LEFT_OUT)
            and (here / one) != scratch
            and one != "scratch"
        )
        for name in sorted(names):
            one = here / name
            left_out = here == data and (
                name in _LEFT_OUT or any(name.startswith(db) for db in databases)
            )
            whole = one.is_file() and not one.is_symlink() and not name.startswith(".")
            if whole and not left_out and name not in _SCRATCH and one.resolve() not in beside:
                yield f"data/{one.relative_to(data).as_posix()}", one


def _add_store(tar: tarfile.TarFile, data: Path) -> Iterator[Member]:
    """The evidence where it does not lie below the data folder itself."""
    if (place := outside(data)) is None:
        return
    for name, _size, _at in place.names():
        try:
            packed = place.read(name, LARGEST)
        except MissingError:
            continue
        yield _add(tar, f"store/{name}", packed)


def outside(data: Path) -> Place | None:
    """The store, unless it is a folder below `data` and so among its files."""
    store = settings.STORE
    if "://" not in store:
        folder = Path(store).resolve() if store else data / "store"
        if folder.is_relative_to(data.resolve()):
            return None
    return place_of(store, os.environ, data)


def _add_file(tar: tarfile.TarFile, name: str, path: Path) -> Member:
    """Add a file as long as it is now; what is appended meanwhile belongs to the next backup."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        stat = os.fstat(file.fileno())
        head = tarfile.TarInfo(name)
        head.size, head.mtime, head.mode = stat.st_size, int(stat.st_mtime), stat.st_mode & 0o700
        tar.addfile(head, _Hashing(file, digest))  # type: ignore[arg-type]
    return Member(name, head.size, digest.hexdigest())


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> Member:
    head = tarfile.TarInfo(name)
    head.size, head.mode = len(content), 0o600
    tar.addfile(head, io.BytesIO(content))
    return Member(name, len(content), hashlib.sha256(content).hexdigest())


class _Hashing:
    """A file that is hashed as it is read."""

    def __init__(self, file: IO[bytes], digest: hashlib._Hash) -> None:
        self._file, self._digest = file, digest

    def read(self, size: int) -> bytes:
        piece = self._file.read(size)
        self._digest.update(piece)
        return piece


def _note(data: Path, done: Backup, now: datetime) -> None:
    """Remember when the last backup was made; `xuncha doctor` asks."""
    line = {"at": now, "path": str(done.path), "digest": done.digest, "size": done.size}
    with (data / "backups.jsonl").open("ab") as file:
        file.write(msgspec.json.encode(line) + b"\n")


def last_backup(data: Path) -> datetime | None:
    """When the last backup was made; None: never, or it is not known."""
    try:
        last = (data / "backups.jsonl").read_bytes().splitlines()[-1]
        return msgspec.json.decode(last, type=_Noted).at
    except (OSError, IndexError, msgspec.DecodeError):
        return None


class _Noted(msgspec.Struct):
    at: datetime
