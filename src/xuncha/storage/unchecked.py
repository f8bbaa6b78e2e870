"""Very many rows into empty tables: what the database keeps beside each row is made at the end.

References are checked and indexes built once, over all rows, as if each row had come by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import connection, transaction

#: Foreign keys, and the indexes that no constraint rests on.
_KEYS: Final = (
    "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)"
    " FROM pg_constraint WHERE contype = 'f' AND conparentid = 0"
    " AND connamespace = current_schema()::regnamespace ORDER BY conname"
)
_INDEXES: Final = (
    # The definition of a divided table's index says ONLY; it is wanted on every part.
    "SELECT indexrelid::regclass::text, replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON ')"
    " FROM pg_index i"
    " JOIN pg_class c ON c.oid = i.indexrelid"
    " WHERE c.relnamespace = current_schema()::regnamespace AND NOT c.relispartition"
    " AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid) ORDER BY 1"
)


@contextmanager
def unchecked() -> Iterator[None]:
    """A transaction in which rows are only put down; at its end everything is as it was.

    Raises IntegrityError, with nothing kept, where a reference leads nowhere. Not within another
    transaction.
    """
    within = _sqlite if connection.vendor == "sqlite" else _postgresql
    with within():
        yield


@contextmanager
def _sqlite() -> Iterator[None]:
    # It cannot be turned off within a transaction.
    connection.disable_constraint_checking()
    try:
        with transaction.atomic():
            indexes = _rows(
                "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
            )
            _do(f'DROP INDEX "{name}"' for name, _sql in indexes)
            yield
            _do(sql for _name, sql in indexes)
            connection.check_constraints()
    finally:
        connection.enable_constraint_checking()


@contextmanager
def _postgresql() -> Iterator[None]:
    with transaction.atomic():
        keys, indexes = _rows(_KEYS), _rows(_INDEXES)
        _do(f"ALTER TABLE {table} DROP CONSTRAINT {name}" for table, name, _meaning in keys)
        _do(f"DROP INDEX {name}" for name, _sql in indexes)
        yield
        _do(sql for _name, sql in indexes)
        _do(f"ALTER TABLE {table} ADD CONSTRAINT {name} {meaning}" for table, name, meaning in keys)
    # What is planned next should know what is there now.
    _do(["ANALYZE"])


def _rows(question: str) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return list(cursor.fetchall())


def _do(lines: Iterator[str] | list[str]) -> None:
    with connection.cursor() as cursor:
        for line in lines:
            # The words are the database's own; nothing in them is a parameter.
            cursor.execute(line)
