from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xuncha.base.types import Verdict
from xuncha.scoring.rates import half_up, percent, rate_of

GOOD, BAD, BLOCKED = Verdict.QUALIFIED, Verdict.UNQUALIFIED, Verdict.UNTESTABLE


def test_a_rate_leaves_out_what_could_not_be_tested() -> None:
    rate = rate_of("市州", [GOOD] * 122 + [BAD] * 30 + [BLOCKED] * 2)
    assert (rate.inspected, rate.qualified, rate.rate, rate.untestable) == (152, 122, "80.3%", 2)


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [(1, 16, "6.3%"), (1, 80, "1.3%"), (3, 80, "3.8%"), (5, 5, "100.0%"), (0, 3, "0.0%")],
)
def test_a_rate_is_rounded_half_up_even_at_the_exact_middle(
    part: int, whole: int, shown: str
) -> None:
    assert percent(part, whole) == shown


def test_nothing_inspected_has_no_rate() -> None:
    assert rate_of("县", [BLOCKED]).rate == "–"


@given(st.integers(0, 5000), st.integers(1, 5000))
def test_a_rate_is_never_further_than_half_a_tenth_from_the_truth(part: int, whole: int) -> None:
    part = min(part, whole)
    error = Fraction(percent(part, whole).removesuffix("%")) - Fraction(part * 100, whole)
    assert Fraction(-1, 20) < error <= Fraction(1, 20)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("83.335", "83.34"),
        ("83.345", "83.35"),
        ("100.00", "100"),
        ("120", "120"),
        ("-3.50", "-3.5"),
    ],
)
def test_points_are_shown_rounded_half_up_without_idle_zeros(value: str, shown: str) -> None:
    assert str(half_up(Decimal(value))) == shown
