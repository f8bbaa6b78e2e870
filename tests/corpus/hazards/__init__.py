"""What can be wrong with a site, and what only looks so; dealt round so that each meets many makes."""

from __future__ import annotations

from collections.abc import Callable

from tests.corpus.plan import Site

Hazard = Callable[[Site], None]


def dealt(number: int) -> list[Hazard]:
    return []
