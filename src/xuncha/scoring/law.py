"""What a standard is: one dated table of the law.

A standard has *rows*, the lines of the official table (what is a veto, what costs how many points,
up to what cap, on whose authority, and how sure we are of the figure), and for each *indicator* the
thresholds it is asked with and the rows its findings fall under, first match first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from xuncha.base.types import Level
from xuncha.checks.contract import Indicator

Confidence = Literal["official", "second-hand", "memory"]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the official table."""

    id: str
    module: str
    name: str
    level: Level
    #: The wording of the rule, in Chinese as the document has it.
    rule: str
    citation: str
    confidence: Confidence
    #: Points one finding costs; None where the figure has not been seen.
    points: Decimal | None = None
    #: The observed value by whose whole units the points are multiplied ("percent"), "" for none.
    per: str = ""
    #: The most this row may cost; None: no limit, or the figure has not been seen.
    cap: Decimal | None = None
    #: Rows of one indicator of the table share its cap under this word.
    cap_group: str = ""
    #: How many findings make the veto.
    count: int = 1
    #: Observed value holding how many there are in all: fewer than `count` in all, and every one
    #: of them wrong, is the veto too.
    all_of: str = ""
    #: Scored by people only; the machine never touches it.
    human: bool = False

    @property
    def purse(self) -> str:
        """Under what name the cap is kept."""
        return self.cap_group or self.id


@dataclass(frozen=True, slots=True)
class Condition:
    """What one observed value must be for a finding to fall under a row."""

    key: str
    among: tuple[str, ...] = ()
    at_least: Decimal | None = None

    def holds(self, value: object) -> bool:
        """Whether `value`, as a fault observed it, fulfils the condition."""
        if self.at_least is None:
            return str(value) in self.among
        number = quantity(value)
        return number is not None and number >= self.at_least


def quantity(value: object) -> Decimal | None:
    """An observed value as an exact number, None when it is none."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        number = Decimal(str(value))
        return number if number.is_finite() else None
    return None


@dataclass(frozen=True, slots=True)
class Fall:
    """That findings which fulfil every condition fall under a row."""

    row: str
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Use:
    """How a standard uses one indicator."""

    indicator: Indicator
    thresholds: Mapping[str, Any]
    falls: tuple[Fall, ...]
    #: A suspected finding decides like a certain one.
    suspected_counts: bool = False


@dataclass(frozen=True, slots=True)
class Bonus:
    """Extra points, given by people, only above a score and never more than so many."""

    above: Decimal
    most: Decimal


@dataclass(frozen=True, slots=True)
class Rescale:
    """Sites whose kind carries one of these words are not asked about a module of `points`."""

    module: str
    points: Decimal
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standard:
    """One dated set of rules."""

    id: str
    title: str
    document: str
    effective_from: date | None
    effective_to: date | None
    full_mark: Decimal
    pass_mark: Decimal
    #: Whose sites are scored once no veto holds: "all" or "portals" (the rest: veto part only).
    scored: Literal["all", "portals"]
    rows: Mapping[str, Row]
    uses: Mapping[str, Use]
    bonus: Bonus | None = None
    rescale: Rescale | None = None

    @property
    def thresholds(self) -> Mapping[str, Mapping[str, Any]]:
        """What `checks.examination.examine` asks for: indicator code to keyword arguments."""
        return {code: use.thresholds for code, use in self.uses.items()}
