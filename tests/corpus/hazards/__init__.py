"""What can be wrong with a site, and what only looks so; dealt round so that each meets many makes."""

from __future__ import annotations

from collections.abc import Callable

from tests.corpus.hazards import (
    answers,
    asides,
    columns,
    dates,
    duties,
    links,
    marks,
    pages,
    people,
    planted,
)
from tests.corpus.plan import Site

Hazard = Callable[[Site], None]
_ALL: tuple[Hazard, ...] = (
    *links.ALL, *pages.ALL, *dates.ALL, *columns.ALL, *people.ALL, *marks.ALL,
    *planted.ALL, *asides.ALL, *duties.ALL,
)  # fmt: skip
#: So many to each site.
_EACH = 14
#: Sites of which something is said that leaves little else to say.
_ODD: dict[int, Hazard] = {
    11: columns.stale_home, 27: columns.stale_home, 43: columns.stale_home, 58: columns.stale_home,
    17: columns.unreachable, 36: columns.unreachable, 49: columns.unreachable,
    8: marks.silent, 23: marks.silent, 39: marks.silent, 54: marks.silent,
}  # fmt: skip
_NOT_TOGETHER = ({marks.other_name, marks.longer_name}, {marks.other_code, marks.lacking})


def dealt(number: int) -> list[Hazard]:
    """The hazards of one site, in the order in which they are put up."""
    found: list[Hazard] = [_missing, duties.owed]
    step = 7
    at = number * _EACH
    picks = [_ALL[(at + n) * step % len(_ALL)] for n in range(_EACH)]
    for one in dict.fromkeys(picks):
        if not any(one in pair and pair & set(found) for pair in _NOT_TOGETHER):
            found.append(one)
    odd = _ODD.get(number)
    if odd is marks.silent:
        found = [one for one in found if one not in (marks.incomplete, marks.overdue)]
    # First, since the others' addresses may follow from days.
    return [odd, *found] if odd else found


def _missing(site: Site) -> None:
    """Each site has its own way with addresses that it does not have."""
    site.missing, site.missing_is = answers.MISSING[site.number % len(answers.MISSING)]
