"""How sure a pass rate is that was seen in a part of the sites: exact, without replacement.

A draw takes n of the N sites of a stratum, so the number of qualified ones among them is
hypergeometric. The interval holds every number K of qualified sites in the whole stratum under
which neither "so many or more" nor "so few or fewer" would be rarer than half of what is allowed
to go wrong: the exact interval of Clopper and Pearson, for finite populations. It is never too
narrow, and where all sites were looked at it is the rate itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import exp, lgamma

#: How often the interval may miss.
USUAL_RISK = 0.05


@dataclass(frozen=True, slots=True)
class Interval:
    """The numbers of qualified sites, of so many, that what was seen agrees with."""

    low: int
    high: int
    population: int

    @property
    def rates(self) -> tuple[float, float]:
        """The same as shares from 0 to 1; (0, 1) of nothing."""
        if not self.population:
            return 0.0, 1.0
        return self.low / self.population, self.high / self.population


@dataclass(frozen=True, slots=True)
class Seen:
    """One stratum: its sites, how many of them were looked at, how many of those qualified."""

    population: int
    looked_at: int
    qualified: int


def interval(seen: Seen, risk: float = USUAL_RISK) -> Interval:
    """The exact interval for one stratum.

    Raises ValueError for more seen than there are, or more qualified than seen.
    """
    whole, drawn, good = seen.population, seen.looked_at, seen.qualified
    if not 0 <= good <= drawn <= whole:
        raise ValueError(f"{good} of {drawn} of {whole}")
    # What was seen is certain: so many qualified, and so many not.
    least, most = good, whole - (drawn - good)
    # A hair less, so that a tail of exactly half the risk is kept whatever the rounding.
    rare = risk / 2 * (1 - 1e-9)
    low = _first(least, most, lambda k: _at_least(good, whole, k, drawn) >= rare)
    high = most - _first(
        0, most - low, lambda less: _at_most(good, whole, most - less, drawn) >= rare
    )
    return Interval(low, high, whole)


def total(strata: Iterable[Seen], risk: float = USUAL_RISK) -> Interval:
    """The interval for all strata together, whatever share of each was drawn.

    Each stratum gets its part of the risk (Bonferroni), so the sum is wide rather than wrong.
    """
    rows: Sequence[Seen] = [one for one in strata if one.population]
    found = [interval(one, risk / len(rows)) for one in rows]
    return Interval(
        sum(one.low for one in found),
        sum(one.high for one in found),
        sum(one.population for one in found),
    )


def _first(least: int, most: int, holds: Callable[[int], bool]) -> int:
    """The first number from `least` to `most` for which `holds` is true and stays so."""
    while least < most:
        middle = (least + most) // 2
        if holds(middle):
            most = middle
        else:
            least = middle + 1
    return least


def _at_least(good: int, whole: int, qualified: int, drawn: int) -> float:
    """How likely it is to draw `good` qualified sites or more."""
    return sum(
        _chance(one, whole, qualified, drawn) for one in range(good, min(qualified, drawn) + 1)
    )


def _at_most(good: int, whole: int, qualified: int, drawn: int) -> float:
    """How likely it is to draw `good` qualified sites or fewer."""
    least = max(0, drawn - (whole - qualified))
    return sum(_chance(one, whole, qualified, drawn) for one in range(least, good + 1))


def _chance(good: int, whole: int, qualified: int, drawn: int) -> float:
    return exp(
        _log_choose(qualified, good)
        + _log_choose(whole - qualified, drawn - good)
        - _log_choose(whole, drawn)
    )


def _log_choose(of: int, take: int) -> float:
    return lgamma(of + 1) - lgamma(take + 1) - lgamma(of - take + 1)
