"""What may be decided of a finding, and what an indicator's figures say: pure rules."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xuncha.findings.rules import (
    Standing,
    confirming,
    falls_short,
    impact,
    impacts,
    judges,
    rank,
    wilson,
)


def test_a_veto_takes_two_different_people() -> None:
    assert confirming(Standing("open", True, None), 1, may_second=True) == ("confirm", "open")
    assert confirming(Standing("open", True, 1), 2, may_second=True) == ("second", "confirmed")
    with pytest.raises(ValueError, match="same"):
        confirming(Standing("open", True, 1), 1, may_second=True)
    with pytest.raises(ValueError, match="role"):
        confirming(Standing("open", True, 1), 2, may_second=False)


def test_what_is_no_veto_takes_one() -> None:
    assert confirming(Standing("open", False, None), 1, may_second=False) == (
        "confirm",
        "confirmed",
    )
    for state in ("confirmed", "false_alarm", "removed", "gone"):
        with pytest.raises(ValueError, match="state"):
            confirming(Standing(state, False, None), 1, may_second=True)


def test_nobody_judges_their_own_sites_but_the_root() -> None:
    assert judges("00001", "00001")
    assert judges("00001", "0000100001")
    assert judges("0000100001", "000010000100001")
    assert not judges("0000100001", "0000100001")
    assert not judges("000010000100001", "0000100001")
    assert not judges("0000100002", "000010000100001")
    assert not judges("", "00001")


def test_vetoes_come_first_and_the_sure_before_the_suspected() -> None:
    order = [
        rank(level, sure=sure) for level in ("veto", "deduct", "notice") for sure in (True, False)
    ]
    assert order == sorted(set(order))


@given(st.sampled_from(["veto", "deduct", "notice"]), st.integers(0, 10**8), st.booleans())
def test_a_levels_impacts_hold_all_of_it_and_nothing_else(
    level: str, places: int, sure: bool
) -> None:
    for other in ("veto", "deduct", "notice"):
        over, most = impacts(other)
        assert (over < impact(level, places, sure=sure) <= most) == (level == other)


@given(st.integers(1, 400), st.data())
def test_the_interval_holds_the_rate(whole: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(0, whole))
    low, high = wilson(part, whole)
    assert 0 <= low <= part / whole <= high <= 1


def test_the_interval_against_its_equation() -> None:
    # The bounds are the rates p at which the observed share lies 1.96 standard deviations off.
    for part, whole in ((18, 20), (1, 7), (400, 1000)):
        for bound in wilson(part, whole):
            off = abs(part / whole - bound) / (bound * (1 - bound) / whole) ** 0.5
            assert off == pytest.approx(1.959964, rel=1e-6)


def test_an_indicator_falls_short_only_after_enough_were_judged() -> None:
    assert not falls_short(0, 19, floor=90, judged=20)
    assert falls_short(17, 3, floor=90, judged=20)
    assert not falls_short(18, 2, floor=90, judged=20)
    assert falls_short(899, 101, floor=90, judged=20)
