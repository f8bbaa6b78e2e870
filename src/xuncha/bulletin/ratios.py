"""Numbers as a bulletin prints them: exact until then, rounded half up once, at the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from xuncha.bulletin.models import Figure
from xuncha.scoring.rates import half_up

_NUMERALS = "零一二三四五六七八九"


def count(query: str, value: int, arguments: Mapping[str, Any], **parts: Any) -> Figure:
    """A figure that is a whole number."""
    return Figure(query, arguments, value, str(value), parts)


def ratio(query: str, part: int, whole: int, arguments: Mapping[str, Any]) -> Figure:
    """A figure that is one number in another, printed as a percentage; "–" of nothing."""
    shown = percent(Fraction(part, whole)) if whole else "–"
    return Figure(query, arguments, f"{part}/{whole}", shown, {"part": part, "whole": whole})


def mean(query: str, rates: Sequence[tuple[int, int]], arguments: Mapping[str, Any]) -> Figure:
    """The arithmetic mean of rates, each exact; "–" of none."""
    exact = [Fraction(part, whole) for part, whole in rates if whole]
    value = sum(exact, Fraction()) / len(exact) if exact else None
    return Figure(
        query,
        arguments,
        str(value) if value is not None else "–",
        percent(value) if value is not None else "–",
        {"rates": [f"{part}/{whole}" for part, whole in rates]},
    )


def percent(value: Fraction) -> str:
    """``"91.2%"``, ``"90%"``: half up to one decimal, an idle zero dropped."""
    # Through whole tenths: a Decimal quotient would itself be rounded first, half to even.
    tenths = (value.numerator * 2000 + value.denominator) // (value.denominator * 2)
    return f"{half_up(Decimal(tenths) / 10, 1)}%"


def points(value: Decimal) -> str:
    """A score for the eye: two decimals at most, half up."""
    rounded = value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return f"{half_up(rounded)}"


def numeral(value: int) -> str:
    """``"三"``, ``"十二"``, as bulletins number quarters, batches and items; digits from 100."""
    if value >= 100:
        return str(value)
    tens, ones = divmod(value, 10)
    if not tens:
        return _NUMERALS[ones]
    return f"{_NUMERALS[tens] if tens > 1 else ''}十{_NUMERALS[ones] if ones else ''}"
