"""What a filing covers and whether it came in time: every edge, with no database."""

from __future__ import annotations

from datetime import datetime

import pytest
from tests.cases.filing import at

from xuncha.base.calendar import Calendar
from xuncha.cases.kinds.outage.irregular import Filed, amiss, too_many
from xuncha.cases.kinds.outage.rules import (
    MACHINE,
    Figures,
    FilingKind,
    Span,
    Timeliness,
    covered,
    is_over,
    latest_to_file,
    nearest,
    problems,
    shipped_figures,
    timeliness,
)

DAYS = Calendar.shipped()
FIGURES = Figures.of({}, offline_days=30, offline_times=1)
LATER = at(20)


def span(first: int, last: int, month: int = 11) -> Span:
    return Span(at(first, month=month), at(last, month=month))


def filed(kind: FilingKind = FilingKind.OUTAGE, **more: object) -> Filed:
    values = {
        "number": "BB2017-0001",
        "kind": kind,
        "span": Span(at(13, 8), at(13, 20)),
        "told": at(13, 9),
        "when": Timeliness.IN_TIME,
        "approved": True,
        **more,
    }
    return Filed(**values)  # type: ignore[arg-type]


def test_every_figure_says_where_it_stands_and_how_sure_it_is() -> None:
    for one in shipped_figures().values():
        assert one.citation
        assert one.confidence in ("official", "second-hand", "memory", "office")


def test_an_outage_may_be_told_until_the_end_of_the_next_working_day() -> None:
    # Friday evening: Monday is the first working day after it.
    assert latest_to_file(FilingKind.OUTAGE, at(10, 18), FIGURES, DAYS) == at(14)
    assert timeliness(FilingKind.OUTAGE, at(10, 18), at(13, 23, 59), FIGURES, DAYS) == "in_time"
    assert timeliness(FilingKind.OUTAGE, at(10, 18), at(14), FIGURES, DAYS) == "late"


def test_the_national_holiday_does_not_count() -> None:
    # 2017-09-30 (Saturday) was worked, then came eight days off.
    begins = at(30, 12, month=9)
    assert latest_to_file(FilingKind.POWER, begins, FIGURES, DAYS) == at(10, month=10)


@pytest.mark.parametrize(
    ("told", "when"),
    [(at(9, 9), "ahead"), (at(10, 9), "ahead"), (at(13, 7, 59), "short"), (at(13, 8), "late")],
)
def test_maintenance_is_told_a_working_day_before(told: datetime, when: str) -> None:
    assert timeliness(FilingKind.MAINTENANCE, at(13, 8), told, FIGURES, DAYS) == when


def test_an_office_s_own_figure_holds_for_all_below_it_and_the_nearest_wins() -> None:
    changes = [("00001", "outage_after", 2), ("0000100001", "outage_after", 0)]
    assert nearest(changes, "000010000100003") == {"outage_after": 0}
    assert nearest(changes, "0000100002") == {"outage_after": 2}
    assert nearest([*changes, ("00001", "outage_after", 5)], "0000100002") == {"outage_after": 5}
    # The province's later word does not overrule the prefecture's own.
    assert nearest([*changes, ("00001", "outage_after", 5)], "0000100001") == {"outage_after": 0}


def test_what_was_told_late_covers_only_what_came_after() -> None:
    window, told = Span(at(13, 8), at(15, 20)), at(15, 9)
    assert covered(window, told, Timeliness.LATE, None) == Span(told, window.ends)
    assert covered(window, at(16), Timeliness.LATE, None) is None


def test_a_site_that_is_back_is_looked_at_again() -> None:
    window = Span(at(13, 8), at(13, 20))
    found = covered(window, at(13, 9), Timeliness.IN_TIME, at(13, 12))
    assert found == Span(at(13, 8), at(13, 12))
    assert covered(window, at(13, 7), Timeliness.AHEAD, at(13, 8)) is None


def test_a_window_holds_its_first_moment_and_not_its_last() -> None:
    window = Span(at(13, 8), at(13, 20))
    assert window.holds(at(13, 8))
    assert not window.holds(at(13, 20))
    assert is_over(window, None, at(13, 20))
    assert not is_over(window, None, at(13, 19, 59))
    assert not is_over(window, at(13, 12), at(14))


@pytest.mark.parametrize(
    ("kind", "asked", "field"),
    [
        (FilingKind.OUTAGE, Span(at(13), at(13)), "ends"),
        (FilingKind.OUTAGE, Span(at(13), at(20, 0, 1)), "ends"),
        (FilingKind.OFFLINE, Span(at(1), at(1, 0, 1, month=12)), "ends"),
        (FilingKind.POWER, Span(at(13).replace(year=2071), at(14).replace(year=2071)), "begins"),
    ],
)
def test_what_stands_against_a_filing(kind: FilingKind, asked: Span, field: str) -> None:
    assert list(problems(kind, asked, at(13, 9), (), FIGURES)) == [field]


def test_the_longest_that_is_allowed_is_allowed() -> None:
    assert not problems(FilingKind.OUTAGE, span(13, 20), at(13), (), FIGURES)
    thirty = Span(at(1), at(1, month=12))
    assert not problems(FilingKind.OFFLINE, thirty, at(1), (), FIGURES)


def test_a_site_goes_offline_once_a_year() -> None:
    once = [span(1, 5, month=3)]
    assert "begins" in problems(FilingKind.OFFLINE, span(13, 20), at(10), once, FIGURES)
    last_year = [Span(at(1).replace(year=2016), at(5).replace(year=2016))]
    assert not problems(FilingKind.OFFLINE, span(13, 20), at(10), last_year, FIGURES)


def test_too_many_are_counted_by_the_quarter_of_the_office_s_own_time() -> None:
    # 31 December 20:00 in Greenwich is the new year in Xining.
    begun = [at(1, month=10), at(5), at(6), datetime.fromisoformat("2017-12-31T20:00:00+00:00")]
    assert too_many(begun, 2) == {(2017, 4): 3}
    assert too_many(begun, 3) == {}


def said(downs: list[Span], filings: list[Filed], now: datetime = LATER) -> dict[str, str]:
    return {one.where: one.sentence for one in amiss(downs, filings, now, FIGURES, DAYS)}


def test_an_outage_nobody_told_of_is_found_when_the_time_to_tell_is_over() -> None:
    down = [Span(at(13, 8), at(13, 20))]
    assert said(down, [], at(14, 23, 59)) == {}
    assert said(down, [], at(15)) == {"outage:2017-11-13T08:00": "missing"}
    assert said(down, [filed()], at(15)) == {}
    # Still waiting for a level to agree: it was told.
    assert said(down, [filed(approved=False)], at(15)) == {}


def test_an_outage_with_one_success_in_it_is_one_outage() -> None:
    # The second alarm begins with the same failure; the third has nothing in common with them.
    downs = [Span(at(13, 8), at(13, 9)), Span(at(13, 8), at(13, 20)), Span(at(14, 8), at(14, 20))]
    assert [one.seen["hours"] for one in amiss(downs, [], LATER, FIGURES, DAYS)] == [12, 12]


def test_a_short_outage_needs_no_filing() -> None:
    assert said([Span(at(13, 8), at(13, 9, 59))], []) == {}


def test_a_filing_of_another_day_excuses_nothing() -> None:
    down = [Span(at(15, 8), at(15, 20))]
    assert said(down, [filed()]) == {"outage:2017-11-15T08:00": "missing"}


def test_late_long_often_and_many() -> None:
    assert said([], [filed(when=Timeliness.LATE)]) == {"filing:BB2017-0001": "late"}
    off = Span(at(1, month=9), at(1, month=10))
    long_away = filed(FilingKind.OFFLINE, span=off)
    # Its window was thirty days; that it never came back makes it longer.
    assert said([], [long_away]) == {"offline:2017:days": "offline_long"}
    in_time = filed(FilingKind.OFFLINE, span=off, restored=at(1, month=10))
    assert said([], [in_time]) == {}
    again = filed(FilingKind.OFFLINE, span=span(1, 5, month=6), restored=at(5, month=6))
    assert said([], [in_time, again]) == {"offline:2017:times": "offline_often"}
    assert said([], [filed()] * 4) == {"filings:2017Q4": "many"}


def test_every_state_has_a_name_and_a_way_in() -> None:
    reached = {MACHINE.start} | {after for _before, after in MACHINE.steps}
    assert reached == set(MACHINE.states)
    for before, _after in MACHINE.steps:
        assert before not in MACHINE.ended
