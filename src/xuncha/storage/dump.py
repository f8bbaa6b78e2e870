"""Every table as lines of JSON, the same on either database, each with its count and its hash."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import IO, Any, Final

import msgspec
import zstandard
from django.apps.registry import Apps
from django.core.exceptions import ValidationError
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import BinaryField, DateField, DateTimeField, JSONField, Model

from xuncha.base.errors import InputError
from xuncha.base.language import _
from xuncha.registry.bulk import insert

#: Who was signed in is nobody's to keep: after a restore everybody signs in again.
_LEFT_OUT: Final = frozenset({"sessions.Session"})
_COPY: Final = "copy"
_AT_ONCE: Final = 2_000
#: Bytes of one row; more is not ours.
_LONGEST: Final = 256 * 2**20
#: Kinds of columns whose values JSON has itself.
_AS_IT_IS: Final = frozenset(
    {
        *("AutoField", "BigAutoField", "BigIntegerField", "BooleanField", "CharField"),
        *("FloatField", "IntegerField", "PositiveBigIntegerField"),
        *("PositiveIntegerField", "PositiveSmallIntegerField", "SlugField"),
        *("SmallAutoField", "SmallIntegerField", "TextField"),
    }
)
#: Kinds of columns that the databases give back differently.
_UNEVEN: Final = (BinaryField, DateTimeField)
_ENCODER: Final = msgspec.json.Encoder(order="deterministic", decimal_format="string")


@dataclass(frozen=True, slots=True)
class Table:
    """What was written of one table."""

    name: str
    rows: int
    #: SHA-256 of its lines before they were packed.
    sha256: str


def tables(apps: Apps) -> list[type[Model]]:
    """The models whose rows are kept, each after what it refers to as far as that can be."""
    found = apps.get_models(include_auto_created=True)
    return [
        one
        for one in found
        if one._meta.managed and not one._meta.proxy and one._meta.label not in _LEFT_OUT
    ]


def must_be_present(using: str = "default") -> None:
    """Raises InputError where the database is not of the form this program works with."""
    executor = MigrationExecutor(connections[using])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise InputError(
            str(connections[using].settings_dict["NAME"]),
            _("数据库还没有升级到这个版本"),
            _("请先启动一次 xuncha up，或改用原来的版本"),
        )


def applied(using: str = "default") -> list[tuple[str, str]]:
    """The migrations the database has been through."""
    return sorted(MigrationRecorder(connections[using]).applied_migrations())


@contextmanager
def still(scratch: Path) -> Iterator[str]:
    """A view of the database that stands still while others go on writing; its alias.

    SQLite: its own online copy below `scratch`. PostgreSQL: one repeatable read.
    """
    default = connections["default"]
    if default.vendor != "sqlite":
        with transaction.atomic():
            with default.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield "default"
        return
    path = scratch / "copy.sqlite3"
    copy_sqlite(Path(str(default.settings_dict["NAME"])), path)
    connections.databases[_COPY] = default.settings_dict | {"NAME": str(path)}
    try:
        yield _COPY
    finally:
        connections[_COPY].close()
        del connections[_COPY]
        del connections.databases[_COPY]
        path.unlink(missing_ok=True)


def copy_sqlite(source: Path, target: Path) -> None:
    """SQLite's online backup, in one step: a step at a time begins anew with every write."""
    reading = sqlite3.connect(source.resolve().as_uri() + "?mode=ro", uri=True, timeout=60)
    writing = sqlite3.connect(target)
    try:
        reading.backup(writing)
    finally:
        writing.close()
        reading.close()


def write_table(model: type[Model], using: str, out: IO[bytes]) -> Table:
    """Write a table's rows, packed, in the order of their keys."""
    names = sorted(one.attname for one in model._meta.concrete_fields)
    digest, rows = hashlib.sha256(), -1  # the first line is the names
    with zstandard.ZstdCompressor(level=6).stream_writer(out, closefd=False) as packed:
        for line in _lines(model, names, using):
            digest.update(line)
            packed.write(line)
            rows += 1
    return Table(model._meta.label, rows, digest.hexdigest())


def describe_table(model: type[Model], using: str = "default") -> Table:
    """A table's count and hash without writing it."""
    names = sorted(one.attname for one in model._meta.concrete_fields)
    digest, rows = hashlib.sha256(), -1  # the first line is the names
    for line in _lines(model, names, using):
        digest.update(line)
        rows += 1
    return Table(model._meta.label, rows, digest.hexdigest())


def _lines(model: type[Model], names: list[str], using: str) -> Iterator[bytes]:
    """First the names of the columns, then a row a line; columns in the order of their names."""
    yield _ENCODER.encode(names) + b"\n"
    fields = {one.attname: one for one in model._meta.concrete_fields}
    places = [n for n, name in enumerate(names) if isinstance(fields[name], _UNEVEN)]
    rows = model._base_manager.using(using).order_by("pk").values_list(*names)
    for row in rows.iterator(chunk_size=_AT_ONCE):
        plain = list(row)
        for place in places:
            plain[place] = _plain(plain[place])
        yield _ENCODER.encode(plain) + b"\n"


def _plain(value: Any) -> Any:
    """A moment in one zone, whatever zone a database gives it back in."""
    if isinstance(value, datetime) and value.tzinfo is not UTC:
        return value.astimezone(UTC)
    return bytes(value) if isinstance(value, memoryview) else value


def load_table(model: type[Model], packed: IO[bytes]) -> int:
    """Put the rows that `write_table` wrote into an empty table; how many.

    Raises InputError for anything else.
    """
    lines = _unpacked(packed)
    try:
        names = _names(model, next(lines))
        return insert(model, names, _rows(model, names, lines), ready=True)
    except (
        StopIteration, msgspec.DecodeError, ValidationError, ValueError, zstandard.ZstdError
    ) as error:  # fmt: skip
        raise InputError(
            model._meta.label, _("备份中的表不可读（{why}）").format(why=error), _("请换一份备份")
        ) from error


def _rows(model: type[Model], names: list[str], lines: Iterator[bytes]) -> Iterator[list[Any]]:
    """Each row's values as the database takes them, in the order of `names`."""
    fields = {one.attname: one for one in model._meta.concrete_fields}
    reads = [(n, read) for n, name in enumerate(names) if (read := _reading(fields[name]))]
    decoder = msgspec.json.Decoder(list[Any])
    for line in lines:
        row = decoder.decode(line)
        if len(row) != len(names):
            raise ValueError(f"{len(row)} ≠ {len(names)}")
        for place, read in reads:
            if row[place] is not None:
                row[place] = read(row[place])
        yield row


def _reading(field: Any) -> Callable[[Any], Any] | None:
    """From a column's value in JSON to the database's; None where they are the same."""
    while field.is_relation:
        field = field.target_field
    if field.get_internal_type() in _AS_IT_IS:
        return None
    default = connections["default"]

    def read(value: Any) -> Any:
        return field.get_db_prep_save(field.to_python(value), default)

    if isinstance(field, JSONField):
        return partial(field.get_db_prep_save, connection=default)
    # Moments repeat from row to row: each is read once.
    return lru_cache(_AT_ONCE)(read) if isinstance(field, DateField) else read


def _names(model: type[Model], line: bytes) -> list[str]:
    names = msgspec.json.decode(line, type=list[str])
    if odd := {one.attname for one in model._meta.concrete_fields} ^ set(names):
        raise ValueError(", ".join(sorted(odd)))
    return names


def _unpacked(packed: IO[bytes]) -> Iterator[bytes]:
    left = b""
    with zstandard.ZstdDecompressor().stream_reader(packed, closefd=False) as stream:
        while piece := stream.read(1 << 20):
            *whole, left = (left + piece).split(b"\n")
            yield from whole
            if len(left) > _LONGEST:
                raise ValueError("a row is too long")
    if left:
        raise ValueError("cut short")
