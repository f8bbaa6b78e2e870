"""An archive proved from first byte to last, put into an empty place, and compared with it."""

from __future__ import annotations

import hashlib
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Final

import msgspec
from django.apps.registry import Apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import IntegrityError, connection
from django.db.migrations.executor import MigrationExecutor

from xuncha.base.errors import InputError
from xuncha.base.language import _
from xuncha.storage.backup import MANIFEST, SCHEMA, Manifest, Member, outside
from xuncha.storage.dump import describe_table, load_table, tables
from xuncha.storage.unchecked import unchecked

_MOST_MANIFEST: Final = 512 * 2**20
#: What the program itself makes in a new data folder before anybody asks.
_FRESH: Final = frozenset({"secret-key", "tidy.lock", "static"})


@dataclass(frozen=True, slots=True)
class Proved:
    """An archive that is what its list says."""

    manifest: Manifest
    digest: str


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put in place; every count and hash was compared with the archive's."""

    rows: int
    tables: int
    files: int


def prove(path: Path, digest: str = "") -> Proved:
    """Read the whole archive. Raises InputError for one that is cut, changed, of another kind, or
    not the one that `digest` names."""
    seen: dict[str, Member] = {}
    manifest: Manifest | None = None
    found = ""
    with _opened(path) as tar:
        for member in tar:
            name = _safe(path, member)
            if manifest is not None or name in seen:
                raise _refused(path, _("清单之后还有内容，或同名文件出现两次"))
            file = _content(tar, member)
            if name == MANIFEST:
                manifest, found = _manifest(path, file)
            else:
                seen[name] = Member(name, member.size, _digest(file))
    if manifest is None:
        raise _refused(path, _("没有清单，文件不完整"))
    _compare(path, manifest, seen)
    if digest and digest != found:
        raise _refused(path, _("不是指定的那一份（{digest}）").format(digest=found))
    return Proved(manifest, found)


def restore(path: Path, proved: Proved, data: Path) -> Restored:
    """Put a proved archive into an empty data folder and an empty database.

    Raises InputError when either is not empty, when the archive is of a newer program, and when
    what stands there at the end is not what the archive says.
    """
    _must_be_empty(data)
    apps = _prepared(path, proved.manifest)
    _restore_files(path, data)
    try:
        rows = _restore_tables(path, apps)
    except IntegrityError as error:
        raise _refused(path, _("备份中的表不可读（{why}）").format(why=error)) from error
    _must_be_equal(path, proved.manifest, apps)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    return Restored(rows, len(proved.manifest.tables), len(proved.manifest.members))


def _must_be_empty(data: Path) -> None:
    there = {one.name for one in data.iterdir()} if data.exists() else set()
    database = {one for one in there if one.startswith("xuncha.sqlite3")}
    if left := there - _FRESH - database:
        raise InputError(
            str(data),
            _("数据目录不是空的（{names}）").format(names="、".join(sorted(left)[:5])),
            _("请用 XUNCHA_DATA 另给一个空目录"),
        )
    known = set(connection.introspection.table_names())
    for model in ("people_office", "registry_site", "people_user"):
        if model in known:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT count(*) FROM {model}")  # noqa: S608 (our own names)
                if cursor.fetchone()[0]:
                    raise InputError(
                        str(connection.settings_dict["NAME"]),
                        _("数据库里已有数据"),
                        _("请另给一个空的数据库（XUNCHA_DATABASE_URL）"),
                    )


def _prepared(path: Path, manifest: Manifest) -> Apps:
    """The database as it was when the archive was made, and its models of then."""
    executor = MigrationExecutor(connection)
    archived = {(app, name) for app, name in manifest.migrations}
    ours = set(executor.loader.graph.nodes)
    apps = {app for app, _name in ours}
    if newer := [one for one in archived - ours if one[0] in apps]:
        raise _refused(
            path,
            _("由更新的版本（{version}）写出，含 {what}").format(
                version=manifest.version, what=".".join(min(newer))
            ),
        )
    known = archived & ours
    leaves = [
        one
        for one in known
        if not any(
            child.key in known and child.key[0] == one[0]
            for child in executor.loader.graph.node_map[one].children
        )
    ]
    state = executor.migrate(leaves)
    return state.apps


def _restore_files(path: Path, data: Path) -> None:
    place = outside(data)
    with _opened(path) as tar:
        for member in tar:
            name = _safe(path, member)
            kind, _slash, rest = name.partition("/")
            content = _content(tar, member)
            if kind == "data":
                _put(data / rest, content, member.mode)
            elif kind == "store":
                if place is None:
                    _put(data / "store" / rest, content, 0o600)
                else:
                    place.write(rest, content.read())


def _put(path: Path, content: IO[bytes], mode: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as out:
        while piece := content.read(1 << 20):
            out.write(piece)
    path.chmod(mode & 0o700 or 0o600)


def _restore_tables(path: Path, apps: Apps) -> int:
    models = {one._meta.label: one for one in tables(apps)}
    rows = 0
    with unchecked(), _opened(path) as tar:
        # What the migrations put there themselves is in the archive too.
        for model in reversed(list(models.values())):
            model._base_manager.all().delete()
        for member in tar:
            kind, _slash, rest = member.name.partition("/")
            kept = models.get(rest.removesuffix(".jsonl.zst")) if kind == "tables" else None
            if kept is not None:
                rows += load_table(kept, _content(tar, member))
        sql = connection.ops.sequence_reset_sql(no_style(), list(models.values()))
        with connection.cursor() as cursor:
            for line in sql:
                cursor.execute(line)
    return rows


def _must_be_equal(path: Path, manifest: Manifest, apps: Apps) -> None:
    """Every table's hash, which is that of all its rows, read back from the database."""
    models = {one._meta.label: one for one in tables(apps)}
    for table in manifest.tables:
        model = models.get(table.name)
        if model is None:
            raise _refused(
                path, _("备份中的表 {table} 这里没有，设置与备份时不同").format(table=table.name)
            )
        if describe_table(model).sha256 != table.sha256:
            raise _refused(path, _("恢复后 {table} 与备份不一致").format(table=table.name))


@contextmanager
def _opened(path: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(path, "r:") as tar:
            yield tar
    except tarfile.TarError as error:
        raise _refused(path, _("不是备份，或文件不完整（{why}）").format(why=error)) from error


def _safe(path: Path, member: tarfile.TarInfo) -> str:
    """A member's name; raises InputError for what is no plain file or leads out of its place."""
    parts = PurePosixPath(member.name).parts
    plain = member.isreg() and member.name == "/".join(parts) and "\0" not in member.name
    rooted = member.name == MANIFEST or (
        len(parts) > 1 and parts[0] in ("data", "store", "tables") and ".." not in parts
    )
    if not (plain and rooted and "\\" not in member.name):
        raise _refused(path, _("含有不该有的文件 {name}").format(name=member.name[:80]))
    return member.name


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    file = tar.extractfile(member)
    if file is None:
        raise tarfile.ReadError(member.name)
    return file


def _digest(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while piece := file.read(1 << 20):
        digest.update(piece)
    return digest.hexdigest()


def _manifest(path: Path, file: IO[bytes]) -> tuple[Manifest, str]:
    raw = file.read(_MOST_MANIFEST)
    try:
        manifest = msgspec.json.decode(raw, type=Manifest)
    except msgspec.DecodeError as error:
        raise _refused(path, _("清单不可读（{why}）").format(why=error)) from error
    if manifest.schema != SCHEMA:
        raise _refused(path, _("清单不可读（{why}）").format(why=manifest.schema))
    return manifest, hashlib.sha256(raw).hexdigest()


def _compare(path: Path, manifest: Manifest, seen: dict[str, Member]) -> None:
    listed = {one.name: one for one in manifest.members}
    if odd := sorted(set(listed) ^ set(seen)):
        raise _refused(path, _("清单与内容不符：{name}").format(name=odd[0]))
    for name, member in listed.items():
        if seen[name] != member:
            raise _refused(path, _("{name} 与清单中的指纹不符").format(name=name))


def _refused(path: Path, problem: str) -> InputError:
    return InputError(str(path), problem, _("请换一份备份"))
