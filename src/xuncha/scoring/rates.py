"""Pass rates of strata, exact until the moment they are shown."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from xuncha.base.types import Verdict
from xuncha.scoring.results import SiteResult, StratumRate


def rates(results: Iterable[SiteResult]) -> tuple[StratumRate, ...]:
    """One rate a stratum, in the order the strata first appear."""
    strata: dict[str, list[Verdict]] = {}
    for one in results:
        strata.setdefault(one.stratum, []).append(one.verdict)
    return tuple(rate_of(stratum, verdicts) for stratum, verdicts in strata.items())


def rate_of(stratum: str, verdicts: Iterable[Verdict]) -> StratumRate:
    """The rate of one group of sites; what could not be tested is counted apart."""
    counts = dict.fromkeys(Verdict, 0)
    for verdict in verdicts:
        counts[verdict] += 1
    inspected = counts[Verdict.QUALIFIED] + counts[Verdict.UNQUALIFIED]
    return StratumRate(
        stratum=stratum,
        inspected=inspected,
        qualified=counts[Verdict.QUALIFIED],
        rate=percent(counts[Verdict.QUALIFIED], inspected),
        untestable=counts[Verdict.UNTESTABLE],
    )


def percent(part: int, whole: int) -> str:
    """``"80.3%"``, rounded half up to one decimal, or ``"–"`` where there is nothing to divide."""
    if not whole:
        return "–"
    # In whole tenths of a percent first: a Decimal quotient is itself rounded, half to even.
    tenths = (part * 2000 + whole) // (whole * 2)
    return f"{tenths // 10}.{tenths % 10}%"


def half_up(value: Decimal, places: int = 2) -> Decimal:
    """`value` for the eye: rounded half up, trailing zeros dropped (standards.md §11)."""
    rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    whole = rounded.to_integral_value()
    return whole if rounded == whole else rounded.normalize()
