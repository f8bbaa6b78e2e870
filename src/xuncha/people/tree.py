"""The hierarchy as a path: what lies below an office is one range of paths, in any database.

A path is five digits for each level, e.g. ``"000010000700012"``. Digits sort alike in every
collation, so "everything below" is a plain range that an index answers.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q

#: Digits of one level: 99,999 offices under one.
STEP = 5
MOST_LEVELS = 12


def step(number: int) -> str:
    """The piece of a path that the ``number``-th child adds; raises ValueError past the room."""
    if not 0 < number < 10**STEP:
        raise ValueError(f"an office has at most {10**STEP - 1} below it, not {number}")
    return f"{number:0{STEP}d}"


def past(path: str) -> str:
    """The first path that no longer lies at or below ``path``."""
    return f"{int(path) + 1:0{len(path)}d}"


def below(path: str, field: str = "path") -> Q:
    """At or below ``path``, as a condition on ``field``; none for the root, over everything.

    There is one root (`actions.found_province`). A range that holds every row is no news to a
    reader, and keeps a database from the index that has the rows in the order asked for.
    """
    if len(path) == STEP:
        return Q()
    conditions: dict[str, Any] = {f"{field}__gte": path, f"{field}__lt": past(path)}
    return Q(**conditions)


def above(path: str) -> list[str]:
    """The paths at and above ``path``, the root first."""
    return [path[:end] for end in range(STEP, len(path) + 1, STEP)]


def holds(path: str, other: str) -> bool:
    """Whether ``other`` is at or below ``path``."""
    return bool(path) and other.startswith(path)
