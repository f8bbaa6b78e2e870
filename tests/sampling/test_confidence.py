"""The interval against every population there can be, counted out exactly."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xuncha.sampling.confidence import Interval, Seen, interval, total

RISK = Fraction(1, 20)


def chance(good: int, whole: int, qualified: int, drawn: int) -> Fraction:
    """The exact chance to draw so many qualified sites."""
    ways = comb(qualified, good) * comb(whole - qualified, drawn - good)
    return Fraction(ways, comb(whole, drawn))


def counted(whole: int, drawn: int, good: int) -> tuple[int, int]:
    """The interval by trying every population."""
    agreeing = []
    for qualified in range(good, whole - (drawn - good) + 1):
        odds = [chance(k, whole, qualified, drawn) for k in range(drawn + 1)]
        if sum(odds[good:]) >= RISK / 2 and sum(odds[: good + 1]) >= RISK / 2:
            agreeing.append(qualified)
    assert agreeing == list(range(agreeing[0], agreeing[-1] + 1))
    return agreeing[0], agreeing[-1]


@pytest.mark.parametrize("whole", [1, 2, 7, 16, 23])
def test_it_is_what_trying_every_population_gives(whole: int) -> None:
    for drawn in range(1, whole + 1):
        for good in range(drawn + 1):
            found = interval(Seen(whole, drawn, good))
            assert (found.low, found.high) == counted(whole, drawn, good), (whole, drawn, good)


@pytest.mark.parametrize(("whole", "drawn"), [(10, 3), (34, 11), (40, 39)])
def test_whatever_the_truth_it_is_missed_at_most_once_in_twenty(whole: int, drawn: int) -> None:
    held = [interval(Seen(whole, drawn, good)) for good in range(drawn + 1)]
    for qualified in range(whole + 1):
        possible = range(max(0, drawn - whole + qualified), min(qualified, drawn) + 1)
        missed = sum(
            chance(good, whole, qualified, drawn)
            for good in possible
            if not held[good].low <= qualified <= held[good].high
        )
        assert missed <= RISK


def test_what_was_wholly_looked_at_is_known() -> None:
    assert interval(Seen(152, 152, 122)) == Interval(122, 122, 152)
    assert interval(Seen(0, 0, 0)).rates == (0.0, 1.0)


def test_nobody_looked_so_anything_may_be() -> None:
    assert interval(Seen(50, 0, 0)) == Interval(0, 50, 50)


@given(st.integers(1, 3000), st.data())
def test_it_holds_what_was_seen_and_grows_narrow_with_more(whole: int, data: st.DataObject) -> None:
    drawn = data.draw(st.integers(1, whole))
    good = data.draw(st.integers(0, drawn))
    found = interval(Seen(whole, drawn, good))
    assert good <= found.low <= found.high <= whole - (drawn - good)
    low, high = found.rates
    assert low <= good / drawn <= high


def test_strata_drawn_by_different_shares_add_up_and_none_is_left_out() -> None:
    strata = [Seen(34, 34, 31), Seen(152, 60, 51), Seen(0, 0, 0)]
    whole = total(strata)
    alone = interval(strata[1])
    assert whole.population == 186
    # The first stratum is known; the second has less risk to spend than it would have alone.
    assert whole.low <= 31 + alone.low
    assert whole.high >= 31 + alone.high
    assert total([]).rates == (0.0, 1.0)


def test_more_than_there_are_is_refused() -> None:
    for wrong in (Seen(5, 6, 1), Seen(5, 3, 4), Seen(5, 3, -1)):
        with pytest.raises(ValueError, match="of"):
            interval(wrong)
