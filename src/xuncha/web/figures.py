"""The figures of the first page: counted once for an office, shown to everybody who works there.

Counting open findings by office and indicator reads every one of them, so the figures of a part of
the tree are kept for a while with the time they were counted; who comes later gets them at once,
and the first to find them old has them counted again behind the page.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.core.cache import cache
from django.db import connection
from django.db.models import Count
from django.db.models.functions import Substr
from django.utils import timezone

from xuncha.findings.queries import findings_visible_to, judgements_visible_to, live
from xuncha.people.models import Office, User
from xuncha.people.queries import can
from xuncha.people.rules import Verb
from xuncha.people.tree import STEP
from xuncha.registry.queries import sites_visible_to
from xuncha.web.charts import quarters

#: After this long the figures are counted again; they are never shown older than a day.
FRESH: Final = timedelta(minutes=5)
_KEPT: Final = 86_400
_QUARTERS: Final = 8
_ROWS: Final = 20
_HEADS: Final = 9


@dataclass(frozen=True, slots=True)
class Figures:
    """What one part of the tree comes to."""

    counted_at: datetime
    states: dict[str, int]
    verdicts: dict[str, int]
    #: (child path, indicator) to the number of live findings.
    heat: dict[tuple[str, str], int]
    #: The paths and names of the heat map's rows, and its indicators, the most first.
    rows: list[tuple[str, int, str]]
    heads: list[str]
    #: (year, quarter), qualified, judged.
    trend: list[tuple[tuple[int, int], int, int]]
    vetoes: int


def of(user: User, now: datetime) -> Figures:
    """The figures of the user's part of the tree, at most `FRESH` old where somebody looks."""
    # Who may not read security details has other counts than a colleague who may.
    secure = can(user, Verb.READ_SECURITY, user.office.path)
    key = f"figures:{user.office.path}:{int(secure)}"
    kept: Figures | None = cache.get(key)
    if kept is None:
        kept = count(user, now)
        cache.set(key, kept, _KEPT)
    elif now - kept.counted_at > FRESH and cache.add(f"{key}:counting", 1, 120):
        _behind(lambda: cache.set(key, count(user, timezone.now()), _KEPT))
    return kept


def _behind(work: Callable[[], None]) -> None:
    """Do it after the page, in a thread with a connection of its own."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    threading.Thread(target=run, daemon=True).start()


def count(user: User, now: datetime) -> Figures:
    """Count everything now."""
    sites = sites_visible_to(user).order_by()
    states = dict(sites.values_list("state").annotate(n=Count("id")))
    running = sites.exclude(state__in=("closed", "moved", "draft", "returned", "reviewing"))
    verdicts = dict(running.values_list("verdict").annotate(n=Count("id")))
    heat, rows, heads = _heat(user)
    found = live(findings_visible_to(user))
    return Figures(
        now,
        states,
        verdicts,
        heat,
        rows,
        heads,
        _trend(user, now),
        found.filter(level="veto").count(),
    )


def _heat(user: User) -> tuple[dict[tuple[str, str], int], list[tuple[str, int, str]], list[str]]:
    """Live findings by the office directly below one's own, and by indicator."""
    depth = len(user.office.path) + STEP
    counted = (
        live(findings_visible_to(user))
        .order_by()
        .annotate(part=Substr("path", 1, depth))
        .values_list("part", "indicator")
        .annotate(n=Count("id"))
    )
    cells: dict[tuple[str, str], int] = {(part, code): n for part, code, n in counted}
    by_part: dict[str, int] = {}
    by_code: dict[str, int] = {}
    for (part, code), n in cells.items():
        by_part[part] = by_part.get(part, 0) + n
        by_code[code] = by_code.get(code, 0) + n
    parts = sorted(by_part, key=lambda part: -by_part[part])[:_ROWS]
    offices = Office.objects.filter(path__in=parts)
    named = {one.path: (one.pk, one.name) for one in offices}
    rows = [(part, *named[part]) for part in sorted(parts) if part in named]
    return cells, rows, sorted(by_code, key=lambda code: -by_code[code])[:_HEADS]


def _trend(user: User, now: datetime) -> list[tuple[tuple[int, int], int, int]]:
    """Qualified among judged, by quarter."""
    today = timezone.localdate(now)
    wanted = quarters(today, _QUARTERS)
    zone = timezone.get_current_timezone()
    found = []
    for year, quarter in wanted:
        start = datetime(year, quarter * 3 - 2, 1, tzinfo=zone)
        next_year, next_quarter = (year + 1, 1) if quarter == 4 else (year, quarter + 1)
        end = datetime(next_year, next_quarter * 3 - 2, 1, tzinfo=zone)
        counted = dict(
            judgements_visible_to(user)
            .order_by()
            .filter(as_of__gte=start, as_of__lt=end)
            .values_list("verdict")
            .annotate(n=Count("id"))
        )
        good, bad = counted.get("qualified", 0), counted.get("unqualified", 0)
        found.append(((year, quarter), good, good + bad))
    return found
