"""Very many rows of one table at once, straight into the database.

`bulk_create` prepares every value of every row by itself, which takes longer than the database
does; here a column's way to the database is found once.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, Final

from django.db import connection
from django.db.models import (
    BinaryField,
    DateField,
    DateTimeField,
    DecimalField,
    Field,
    JSONField,
    Model,
    TimeField,
)

_BATCH: Final = 5_000
#: Numbers of rows in one statement.
_KEYS: Final = 500


@contextmanager
def settled() -> Iterator[None]:
    """While very many rows go through: what the process holds already is not searched for cycles.

    Rows come and go without any, yet each few thousand of them have the collector walk the whole
    program. It still walks what is new.
    """
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def insert(
    model: type[Model],
    names: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    ready: bool = False,
    known_stay: bool = False,
) -> int:
    """Add rows, each a value for every name; how many there were.

    Names are those of the model's own columns, ``site_id`` for a foreign key. What is left out
    has to have its default in the database, so name every field that has none there. Values are
    taken as they are: the caller has checked them, and with `ready` has made them what
    `get_db_prep_save` does. With `known_stay` a row that is there already stays as it is.
    """
    fields = [_field(model, name) for name in names]
    prepared = [
        (place, prepare)
        for place, one in enumerate(fields)
        if not ready and (prepare := _prepare(one))
    ]
    quoted = ", ".join(connection.ops.quote_name(str(one.column)) for one in fields)
    table = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001 (documented)
    rest, total = iter(rows), 0
    while batch := [_ready(row, prepared) for row in islice(rest, _BATCH)]:
        total += len(batch)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql" and not known_stay:
                with cursor.copy(f"COPY {table} ({quoted}) FROM STDIN") as copy:
                    for row in batch:
                        copy.write_row(row)
            else:
                marks = ", ".join(["%s"] * len(fields))
                more = " ON CONFLICT DO NOTHING" if known_stay else ""
                cursor.executemany(
                    f"INSERT INTO {table} ({quoted}) VALUES ({marks}){more}",  # noqa: S608 (names are the model's own)
                    batch,
                )
    return total


def columns_of(model: type[Model]) -> list[Field[Any, Any]]:
    """The columns of a model that a new row gives a value, all but its number."""
    return [one for one in _fields(model) if not one.primary_key]


def values_of(rows: Iterable[Model], names: Sequence[str]) -> dict[int, list[Any]]:
    """What `update_changed` compares with: the values of rows before they are changed."""
    return {one.pk: [getattr(one, name) for name in names] for one in rows}


def update_changed(
    rows: Sequence[Model], names: Sequence[str], before: Mapping[int, Sequence[Any]]
) -> None:
    """Write what is no longer as `before` (`values_of`) of rows of one model.

    `bulk_update` writes every value of every row, each in an expression of its own. Here what
    became the same for several rows is one plain statement for them, the rest one for each row.
    """
    alike: dict[tuple[int, ...], list[str]] = {}
    single: dict[str, set[int]] = {}
    for place, name in enumerate(names):
        changed = [one for one in rows if getattr(one, name) != before[one.pk][place]]
        if not changed:
            continue
        value = getattr(changed[0], name)
        if all(getattr(one, name) == value for one in changed):
            alike.setdefault(tuple(one.pk for one in changed), []).append(name)
        else:
            single[name] = {one.pk for one in changed}
    by_key = {one.pk: one for one in rows}
    for keys, same in alike.items():
        for start in range(0, len(keys), _KEYS):
            some = keys[start : start + _KEYS]
            marks = ", ".join(["%s"] * len(some))
            values = _values(by_key[some[0]], [_field(type(rows[0]), name) for name in same])
            _update(type(rows[0]), same, f"IN ({marks})", [[*values, *some]])
    if single:
        fields = [_field(type(rows[0]), name) for name in single]
        keys = tuple(sorted({key for ones in single.values() for key in ones}))
        _update(
            type(rows[0]),
            list(single),
            "= %s",
            [[*_values(by_key[key], fields), key] for key in keys],
        )


def _values(row: Model, fields: Iterable[Field[Any, Any]]) -> list[Any]:
    return [one.get_db_prep_save(getattr(row, one.attname), connection) for one in fields]


def _update(
    model: type[Model], names: Iterable[str], which: str, rows: Sequence[Sequence[Any]]
) -> None:
    """Set the named columns of the rows whose number is `which`; the number comes last in each."""
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)  # noqa: SLF001 (documented)
    sets = ", ".join(f"{quote(str(_field(model, name).column))} = %s" for name in names)
    key = quote(str(model._meta.pk.column))  # noqa: SLF001
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {sets} WHERE {key} {which}", rows)  # noqa: S608 (names are the model's own)


def _fields(model: type[Model]) -> Sequence[Field[Any, Any]]:
    return model._meta.concrete_fields  # noqa: SLF001 (documented)


def _field(model: type[Model], name: str) -> Field[Any, Any]:
    for one in _fields(model):
        if name in (one.attname, one.name):
            return one
    raise ValueError(f"{model.__name__} has no column {name}")


def _prepare(field: Field[Any, Any]) -> Callable[[Any], Any] | None:
    """How a value of this column becomes the database's; None where it is so already."""
    if isinstance(field, DateTimeField) and connection.vendor == "sqlite":
        # Moments hardly repeat, and of the way through the field only this is left at its end.
        return connection.ops.adapt_datetimefield_value
    if isinstance(field, BinaryField | DateField | DecimalField | JSONField | TimeField):
        seen: dict[Any, Any] = {}

        def once(value: Any) -> Any:
            # Dates and times repeat; lists and objects cannot be looked up and are few.
            if isinstance(value, list | dict):
                return field.get_db_prep_save(value, connection)
            if value not in seen:
                if len(seen) > 10_000:
                    seen.clear()
                seen[value] = field.get_db_prep_save(value, connection)
            return seen[value]

        return once
    return None


def _ready(row: Sequence[Any], prepared: Sequence[tuple[int, Callable[[Any], Any]]]) -> list[Any]:
    ready = list(row)
    for place, prepare in prepared:
        ready[place] = prepare(ready[place])
    return ready
