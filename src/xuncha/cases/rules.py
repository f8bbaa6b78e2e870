"""What a case may become, who may bring it there, and whether it is late: pure decisions.

Each kind brings its `Machine`, a table of steps. Nothing outside the table happens to a case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import import_module
from typing import Final

from xuncha.base.calendar import Calendar
from xuncha.base.language import N_
from xuncha.people.rules import Verb
from xuncha.people.tree import STEP

#: A deadline is soon where no more than so many working days are left.
SOON: Final = 2


class Side(StrEnum):
    """Whose step it is."""

    #: The people of the responsible office.
    UNIT = "unit"
    #: The people of an office above it, or of the one that opened the case.
    OFFICE = "office"
    #: Either of them.
    EITHER = "either"
    #: Nobody by hand: a re-test, a clock, a citizen's own page.
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Step:
    """One way from a state to another."""

    side: Side
    #: What a person must be allowed to do where the case lies.
    verb: Verb = Verb.HANDLE_CASE
    #: Must they say why?
    opinion: bool = False
    #: The working days of a new deadline counted from the step; None: the deadline stays.
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Machine:
    """One kind of case: its states, by their Chinese names, and the steps between them."""

    name: str
    #: Begins the number of each case, e.g. ``"ZG"``.
    prefix: str
    states: Mapping[str, str]
    #: The state a case is opened in, and who may open one.
    start: str
    opening: Step
    steps: Mapping[tuple[str, str], Step]
    #: Where a case rests; a step may still lead out of it again.
    ended: frozenset[str]

    def step(self, before: str, after: str) -> Step | None:
        """The step from one state to the other; None: there is no such way."""
        return self.steps.get((before, after))

    def onward(self, before: str, side: Side) -> tuple[str, ...]:
        """The states somebody of `side` may bring a case to from `before`."""
        return tuple(
            after
            for (at, after), step in self.steps.items()
            if at == before and (step.side == side or (step.side == Side.EITHER and by_hand(side)))
        )


def by_hand(side: Side) -> bool:
    """Whether a step of `side` is a person's."""
    return side != Side.SYSTEM


@cache
def machine(kind: str) -> Machine:
    """The machine of a kind: `MACHINE` in `cases/kinds/<kind>/rules.py`; KeyError without one."""
    if not kind.isidentifier():
        raise KeyError(kind)
    try:
        found = import_module(f"xuncha.cases.kinds.{kind}.rules").MACHINE
    except ModuleNotFoundError as error:
        raise KeyError(kind) from error
    assert isinstance(found, Machine)  # noqa: S101 (a kind without a machine is a mistake of ours)
    return found


def sides(actor_path: str, case_path: str, opener_path: str) -> frozenset[Side]:
    """On which sides of a case somebody of the office at `actor_path` stands.

    Above the responsible office, or its opener elsewhere, is the office's side. Nobody judges
    themselves, but the root, which has nobody above: it stands on both sides of its own cases.
    """
    found = set()
    if actor_path == case_path:
        found.add(Side.UNIT)
    elif actor_path and case_path.startswith(actor_path):
        found.add(Side.OFFICE)
    if actor_path == opener_path and (actor_path != case_path or len(actor_path) == STEP):
        found.add(Side.OFFICE)
    return frozenset(found)


# ── deadlines ────────────────────────────────────────────────────────────────


class Timing(StrEnum):
    """How a case stands with its deadline."""

    NONE = "none"
    IN_TIME = "in_time"
    SOON = "soon"
    OVERDUE = "overdue"
    CLOSED = "closed"
    CLOSED_LATE = "closed_late"


TIMING_NAMES: Final[Mapping[Timing, str]] = {
    Timing.NONE: N_("无期限"),
    Timing.IN_TIME: N_("办理中"),
    Timing.SOON: N_("即将到期"),
    Timing.OVERDUE: N_("已超期"),
    Timing.CLOSED: N_("按期办结"),
    Timing.CLOSED_LATE: N_("超期办结"),
}


def timing(due: date | None, closed: date | None, today: date, calendar: Calendar) -> Timing:
    """How a case stands today; the last day itself still counts (standards.md §10)."""
    if closed is not None:
        return Timing.CLOSED_LATE if due is not None and closed > due else Timing.CLOSED
    if due is None:
        return Timing.NONE
    if today > due:
        return Timing.OVERDUE
    return Timing.SOON if calendar.between(today, due) <= SOON else Timing.IN_TIME


def days_left(due: date, today: date, calendar: Calendar) -> int:
    """The working days after today up to and with the last one; negative once it is past."""
    return calendar.between(today, due)


def soon_until(today: date, calendar: Calendar) -> date:
    """The last deadline that is soon today: what `timing` says, as a bound for a query."""
    # Days off after it count as nothing: a deadline moved onto one by hand is as near.
    return calendar.add(today, SOON + 1)
