"""Which rows of the table each fault falls under, and which vetoes that makes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from xuncha.base.types import Level
from xuncha.checks.contract import Fault, Indicator
from xuncha.scoring.law import Fall, Row, Standard, quantity


@dataclass(frozen=True, slots=True)
class Weighed:
    """A fault and the rows it falls under, in the standard's order."""

    indicator: Indicator
    fault: Fault
    rows: tuple[Row, ...]
    #: Whether it decides anything; a suspicion waits for a person (standards.md §11, mode S).
    counts: bool
    #: The veto it is part of, or would be part of once confirmed.
    veto: Row | None = None

    @property
    def code(self) -> str:
        """The indicator's code."""
        return self.indicator.code

    @property
    def deduction(self) -> Row | None:
        """The row that prices it when there is no veto."""
        return next((row for row in self.rows if row.level is Level.DEDUCT), None)


def weigh(standard: Standard, faults: Iterable[tuple[str, Fault]]) -> list[Weighed]:
    """Weigh every fault, in its order.

    A suspicion is measured as if all suspicions were confirmed, so that a person sees what hangs on
    it; a certain fault only against certain ones.
    """
    light = [_rows(standard, code, fault) for code, fault in faults]
    sure = Counter(row.id for one in light if one.counts for row in one.rows)
    possible = Counter(row.id for one in light for row in one.rows)
    return [_with_veto(one, sure if one.counts else possible) for one in light]


def _rows(standard: Standard, code: str, fault: Fault) -> Weighed:
    use = standard.uses[code]
    return Weighed(
        indicator=use.indicator,
        fault=fault,
        rows=tuple(standard.rows[fall.row] for fall in use.falls if _falls(fall, fault)),
        counts=use.suspected_counts or not fault.suspected,
    )


def _falls(fall: Fall, fault: Fault) -> bool:
    return all(one.key in fault.seen and one.holds(fault.seen[one.key]) for one in fall.when)


def _with_veto(one: Weighed, numbers: Counter[str]) -> Weighed:
    for row in one.rows:
        if row.level is Level.VETO and _reached(row, numbers[row.id], one.fault):
            return replace(one, veto=row)
    return one


def _reached(row: Row, number: int, fault: Fault) -> bool:
    whole = quantity(fault.seen.get(row.all_of))
    return number >= row.count or (whole is not None and 0 < whole <= number)
