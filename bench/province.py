"""A province in an empty database: its register made up, its home pages on the sites of `farm`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bench.farm import host


def settle(sites: int, port: int, now: datetime) -> None:
    """Make the register of so many active sites, each looked at once at a moment of its own."""
    from xuncha.demo.scale.fill import fill
    from xuncha.monitoring.models import Sight
    from xuncha.monitoring.sights import EVERY
    from xuncha.pipeline.models import InspectionItem
    from xuncha.registry.bulk import insert
    from xuncha.registry.models import Domain, Site

    fill(now, sites=sites, columns_per_site=1, years=1)
    # What is measured begins with an empty ledger.
    InspectionItem.objects.all().delete()
    Domain.objects.all().delete()
    for pk in Site.objects.values_list("pk", flat=True):
        name = host(pk - 1)
        Site.objects.filter(pk=pk).update(
            host=name, home_url=f"http://{name}:{port}/", state="active", until=None
        )
    looks = ((pk, now + EVERY * (pk / sites)) for pk in range(1, sites + 1))
    kept: Sequence[str] = (
        "site_id", "due_at", "addresses", "face", "agreement", "doubts",
    )  # fmt: skip
    insert(Sight, kept, ([pk, at, [], {}, {}, {}] for pk, at in looks))


def size() -> int:
    """Bytes of the database."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
        pages = _pragma(cursor, "page_count") - _pragma(cursor, "freelist_count")
        return pages * _pragma(cursor, "page_size")


def _pragma(cursor: Any, name: str) -> int:
    cursor.execute(f"PRAGMA {name}")
    return int(cursor.fetchone()[0])


def missed(begin: datetime, end: datetime) -> tuple[int, int, int]:
    """Of the slots of every site in (begin, end]: due, not written down, written down twice."""
    from xuncha.monitoring.models import Probe
    from xuncha.monitoring.rules import due
    from xuncha.registry.models import Site

    wanted = lost = 0
    seen: dict[int, list[datetime]] = {}
    rows = Probe.objects.filter(slot__gt=begin, slot__lte=end).values_list("site_id", "slot")
    for site, slot in rows.iterator(chunk_size=5000):
        seen.setdefault(site, []).append(slot)
    twice = sum(len(slots) - len(set(slots)) for slots in seen.values())
    for pk in Site.objects.values_list("pk", flat=True):
        slots = set(due(str(pk), "here", begin, end))
        wanted += len(slots)
        lost += len(slots - set(seen.get(pk, ())))
    return wanted, lost, twice
