"""Probes of a province as they lie after months: what a day's roll-up, an hour's warnings and the
end of a month take.

    XUNCHA_DATA=… [XUNCHA_DATABASE_URL=…] python -m bench.retention [SITES [DAYS]]

The rows are made up and put down at once; one site in fifty fails now and then. DAYS are those of
the month that is past its term, and a week more is there that stays.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from bench.processes import Database
from bench.province import settle, size

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xuncha.settings")
LAST = datetime.fromisoformat("2026-11-08T00:00:00+08:00")


def main(sites: int = 14_000, days: int = 10) -> int:
    """Print what each takes of the processor."""
    from xuncha.cli.up import prepare

    prepare()
    from django.db import connection

    from xuncha.alerts import warnings
    from xuncha.monitoring import months
    from xuncha.monitoring.actions import our_node, roll_up
    from xuncha.monitoring.models import Probe
    from xuncha.registry.bulk import insert

    settle(sites, 80, LAST)
    months.make_ready(LAST - timedelta(days=35))
    node, before = our_node(LAST).pk, size()
    names = (
        "site_id", "node_id", "slot", "began_at", "open", "fault", "status", "total", "dns",
        "connect", "tls", "first_byte",
    )  # fmt: skip
    made = insert(Probe, names, _rows(sites, days, node))
    grown = (size() - before) / made * sites * 20
    print(f"## probes kept: {connection.vendor}, {sites:,} sites, {made:,} probes")
    print(f"a day is {grown / 1e6:.0f} MB, a hundred days {grown / 1e7:.1f} GB")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    database = Database()
    _timed("roll up a day", database, lambda: roll_up((LAST - timedelta(days=2)).date()))
    _timed("the warnings of an hour", database, lambda: warnings.check(LAST))
    for_good = datetime.fromisoformat("2026-11-01T00:00:00+08:00").date()
    if connection.vendor == "postgresql":
        day = (LAST - timedelta(days=7 + days)).date() + timedelta(days=1)
        until = datetime.combine(day, LAST.timetz())
        _timed(
            "for comparison: delete one day, row by row",
            database,
            lambda: Probe.objects.filter(slot__lt=until).delete()[0],
        )
    _timed(f"forget {days} days", database, lambda: months.forget(for_good))
    return 0


def _rows(sites: int, days: int, node: int) -> Iterator[tuple[Any, ...]]:
    first = LAST - timedelta(days=7 + days)
    step = timedelta(minutes=72)
    for number in range((7 + days) * 20):
        part = first + step * number
        for site in range(1, sites + 1):
            slot = part + timedelta(seconds=(site * 7919 + number * 104729) % 4320)
            ill = site % 50 == 3 and (site + number) % 9 == 0
            yield (
                site, node, slot, slot, not ill, "timeout" if ill else "", None if ill else 200,
                90, 2, 9, 0, 70,
            )  # fmt: skip


def _timed(name: str, database: Database, deed: Callable[[], object]) -> None:
    own, theirs, wall = time.process_time(), database.seconds(), time.monotonic()
    came = deed()
    own, theirs = time.process_time() - own, database.seconds() - theirs
    wall = time.monotonic() - wall
    print(f"{name}: cpu {own:.2f} + {theirs:.2f} s, clock {wall:.2f} s ({came})", flush=True)


if __name__ == "__main__":
    sys.exit(main(*(int(word) for word in sys.argv[1:3])))
