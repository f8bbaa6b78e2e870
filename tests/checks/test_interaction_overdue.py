"""Letters that wait for an answer."""

import pytest
from tests.snapshots import at, faults, seen, snapshot

from xuncha.base.types import Period
from xuncha.evidence.snapshot import Letter, Snapshot

LIMITS = {"within": Period(months=3), "looking_back": Period(months=12)}


def letter(asked: str, answered: str | None = None, *, replied: bool | None = None) -> Snapshot:
    when = seen(answered) if answered else None
    one = Letter("求助", at("/l/1.html"), seen(asked), when, replied)
    return snapshot(letters=(one,))


@pytest.mark.parametrize(
    ("asked", "answered", "replied", "verdict"),
    [
        ("2017-09-04", None, False, "overdue"),
        ("2017-09-05", None, False, ""),  # exactly three months before 5 December
        ("2016-12-05", None, False, "overdue"),
        ("2016-12-04", None, False, ""),  # before the year that counts
        ("2017-06-01", None, None, ""),  # nobody knows whether it was answered
        ("2017-06-01", "2017-06-09", True, ""),
        ("2017-06-01", "2017-09-02", True, "late"),
        ("2017-13-45", None, False, ""),
        ("2018-01-05", None, False, ""),
    ],
)
def test_letters(asked: str, answered: str | None, replied: bool | None, verdict: str) -> None:
    found = faults("interaction.overdue", letter(asked, answered, replied=replied), **LIMITS)
    assert [("late" if one.suspected else "overdue") for one in found] == (
        [verdict] * bool(verdict)
    )


def test_a_letters_phone_number_is_masked() -> None:
    one = Letter("请回电13812345678", at("/l/1.html"), seen("2017-06-01"), None, False)
    (fault,) = faults("interaction.overdue", snapshot(letters=(one,)), **LIMITS)
    assert "13812345678" not in str(fault.seen)
