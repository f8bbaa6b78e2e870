"""The machine of a requested report, and when its units are reminded: pure decisions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from xuncha.base.calendar import Calendar
from xuncha.base.language import N_
from xuncha.cases.rules import Machine, Side, Step

_OFFICE = Step(Side.OFFICE)
_WHY = Step(Side.OFFICE, opinion=True)

MACHINE: Final = Machine(
    name=N_("报送事项"),
    prefix="BS",
    states={
        "asked": N_("待报送"),
        "submitted": N_("已报送，待审核"),
        "returned": N_("退回更正"),
        "accepted": N_("已通过"),
        "excused": N_("免报"),
    },
    start="asked",
    opening=_OFFICE,
    steps={
        # By the unit, or by an office above that writes down what came on paper.
        ("asked", "submitted"): Step(Side.EITHER),
        ("returned", "submitted"): Step(Side.EITHER),
        ("submitted", "returned"): _WHY,
        ("submitted", "accepted"): _OFFICE,
        # A mistake that shows later; the accepted answer stays among the versions.
        ("accepted", "returned"): _WHY,
        ("asked", "excused"): _WHY,
        ("returned", "excused"): _WHY,
        ("excused", "asked"): _WHY,
    },
    ended=frozenset({"accepted", "excused"}),
)
#: Working days before the last one on which units that have not answered are reminded.
REMIND: Final = (3, 1, 0)


def reminder_due(
    due: date, today: date, calendar: Calendar, days: Iterable[int] = REMIND
) -> int | None:
    """Which reminder a unit gets today: so many working days before the last; None: none today.

    A reminder that fell on a day nobody looked is made up for by the next one only.
    """
    if today > due or not calendar.is_working(today):
        return None
    left = calendar.between(today, due)
    return left if left in set(days) else None
