"""What counts as a change: two looks, known neighbourhoods, steps before an end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.people import NOW

from xuncha.monitoring.changes import (
    Change,
    Doubt,
    certificate_step,
    changed,
    is_elsewhere,
    is_kept_out,
    is_slow,
    networks,
)

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def test_one_odd_look_is_a_doubt_and_the_next_an_alarm() -> None:
    assert changed(False, None, NOW) == (Change.FINE, None)
    change, doubt = changed(True, None, NOW)
    assert (change, doubt) == (Change.DOUBT, Doubt(NOW, 1))
    assert changed(False, doubt, NOW + HOUR) == (Change.FINE, None)
    assert changed(True, doubt, NOW + HOUR) == (Change.ALARM, Doubt(NOW, 2))


def test_what_stays_three_days_is_the_usual_thing() -> None:
    change, doubt = Change.FINE, None
    seen = []
    for hours in range(0, 80, 8):
        change, doubt = changed(True, doubt, NOW + hours * HOUR)
        seen.append(change)
    assert seen == [Change.DOUBT] + [Change.ALARM] * 8 + [Change.ADOPT]


@pytest.mark.parametrize(
    ("left", "step"),
    [
        (31 * DAY, None),
        (30 * DAY, 30),
        (14 * DAY + HOUR, 30),
        (14 * DAY, 14),
        (7 * DAY, 7),
        (DAY, 1),
        (HOUR, 1),
        (-HOUR, 0),
    ],
)
def test_a_certificate_is_spoken_of_in_steps(left: timedelta, step: int | None) -> None:
    assert certificate_step(NOW + left, NOW) == step


def test_a_host_is_moved_within_its_neighbourhood_daily_and_elsewhere_once() -> None:
    known = networks(["36.103.1.2", "240e:ff:1::1"])
    assert not is_elsewhere(["36.103.200.9"], known)
    assert not is_elsewhere(["8.8.8.8", "36.103.1.9"], known)
    assert not is_elsewhere(["240e:ff:9::9"], known)
    assert is_elsewhere(["8.8.8.8"], known)
    assert not is_elsewhere(["8.8.8.8"], [])
    assert not is_elsewhere([], known)


def test_slow_is_the_middle_of_a_day_and_ends_lower_than_it_begins() -> None:
    assert not is_slow([9000] * 9, False)
    assert is_slow([3100] * 11 + [200] * 9, False)
    assert not is_slow([2900] * 20, False)
    assert is_slow([2900] * 20, True)
    assert not is_slow([2000] * 20, True)
    assert is_slow([2000] * 3, True)  # too few to say otherwise


def test_kept_out_is_six_times_running() -> None:
    assert is_kept_out(["blocked"] * 6)
    assert is_kept_out(["blocked", "ours", *["blocked"] * 5, "timeout"])
    assert not is_kept_out(["blocked"] * 5)
    assert not is_kept_out(["", *["blocked"] * 6])
    assert not is_kept_out(["blocked", "blocked", "timeout", *["blocked"] * 6])
