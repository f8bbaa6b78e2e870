"""Probes by the month, so that those past their term go in one stroke, not row by row.

On PostgreSQL the table is partitioned by months of office time; the coming ones are made ahead, and
what falls into none lies in "the rest" until its month is made. SQLite has one table, from which
day by day is deleted: that is for a county, whose day is a few thousand rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db import connection, transaction

from xuncha.monitoring.models import Probe
from xuncha.monitoring.rules import OFFICE_TIME

#: Months that are ready before they begin.
_AHEAD: Final = 2
_TABLE: Final = "monitoring_probe"
_REST: Final = f"{_TABLE}_rest"
#: One who makes months at a time; the number only has to be our own.
_LOCK: Final = 7_305_114
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of office time."""

    year: int
    month: int

    @classmethod
    def of(cls, day: date) -> Month:
        """The one a day lies in."""
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def next(self) -> Month:
        """The one after."""
        return Month(self.year + self.month // 12, self.month % 12 + 1)

    @property
    def table(self) -> str:
        """The partition that holds it."""
        return f"{_TABLE}_{self.year}_{self.month:02}"


def by_months() -> bool:
    """Whether this database keeps probes by the month."""
    return connection.vendor == "postgresql"


def make_ready(now: datetime) -> None:
    """Make the months from this one on, and those that lie in the rest; again does nothing."""
    if not by_months():
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        # A table that still has to be checked for this transaction cannot be changed.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        wanted = {*_from(Month.of(now.astimezone(OFFICE_TIME).date())), *_in_the_rest()}
        for month in sorted(wanted - set(_made())):
            _make(month)


def horizon(before: date) -> date:
    """The day before which probes can go: where they lie by the month, only whole ones go."""
    return Month.of(before).first if by_months() else before


def after(day: date) -> date:
    """The day up to which probes go in one stroke with those of `day`."""
    return Month.of(day).next.first if by_months() else day + _DAY


def forget(before: date) -> int:
    """Delete the single probes of days that are rolled up and older than the retention."""
    gone = 0
    if by_months():
        for month in _made():
            if month.next.first <= before:
                gone += _drop(month)
    return gone + Probe.objects.filter(slot__lt=_midnight(before)).delete()[0]


def _from(month: Month) -> Iterator[Month]:
    for _number in range(_AHEAD + 1):
        yield month
        month = month.next


def _made() -> list[Month]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %s::regclass",
            [_TABLE],
        )
        names = [str(name).removeprefix(f"{_TABLE}_") for (name,) in cursor.fetchall()]
    return sorted(Month(int(name[:4]), int(name[5:])) for name in names if name != "rest")


def _in_the_rest() -> set[Month]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT date_trunc('month', slot AT TIME ZONE %s) FROM {_REST}",  # noqa: S608 (our own names)
            [str(OFFICE_TIME)],
        )
        return {Month.of(first.date()) for (first,) in cursor.fetchall()}


def _make(month: Month) -> None:
    """A partition with what of it lay in the rest."""
    bounds = [_midnight(month.first), _midnight(month.next.first)]
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {month.table} (LIKE {_TABLE} INCLUDING CONSTRAINTS)")
        cursor.execute(
            f"WITH moved AS (DELETE FROM {_REST} WHERE slot >= %s AND slot < %s RETURNING *)"  # noqa: S608
            f" INSERT INTO {month.table} SELECT * FROM moved",
            bounds,
        )
        # A bound cannot be a parameter; it is our own, and written down to the second.
        first, last = (f"'{one.isoformat()}'" for one in bounds)
        cursor.execute(
            f"ALTER TABLE {_TABLE} ATTACH PARTITION {month.table}"
            f" FOR VALUES FROM ({first}) TO ({last})"
        )


def _drop(month: Month) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"SELECT count(*) FROM {month.table}")  # noqa: S608
        count = int(cursor.fetchone()[0])
        cursor.execute(f"DROP TABLE {month.table}")
    return count


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), OFFICE_TIME)
