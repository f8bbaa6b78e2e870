"""The pure decisions: whose page, what is spam, what the figures of a period are."""

from __future__ import annotations

from datetime import date

import pytest

from xuncha.base.calendar import Calendar
from xuncha.cases.kinds.citizen_report.rules import (
    Course,
    a_month_after,
    address,
    assess,
    concerns,
    figures,
    nearest,
    same,
    spam,
)

CALENDAR = Calendar.shipped()


def course(
    received: str, passed: str | None, closed: str | None, by: str, **more: object
) -> Course:
    def day(word: str | None) -> date | None:
        return date.fromisoformat(word) if word else None

    came = date.fromisoformat(received)
    facts: dict[str, object] = {"refused": False, "transfer_by": CALENDAR.add(came, 1)}
    return Course(
        received=came,
        passed=day(passed),
        closed=day(closed),
        close_by=day(by),
        **facts | more,  # type: ignore[arg-type]
    )


#: Forty as in the reference bulletin's shape: one closed late, one open past its day, one refused.
COURSES = [
    course("2017-11-13", "2017-11-13", "2017-11-15", "2017-11-15", category="typo", number="a"),
    course("2017-11-13", "2017-11-14", "2017-11-24", "2017-11-16", category="typo", number="b",
           site_code="6325210001", site_name="共和县"),
    course("2017-11-13", "2017-11-15", None, "2017-11-17", category="stale", number="c"),
    course("2017-12-04", "2017-12-04", None, "2017-12-06", category="stale", number="d", merged=2),
    course("2017-11-13", None, "2017-11-13", "", refused=True, number="e"),
]  # fmt: skip


def test_closing_rate_and_on_time_rate_are_two_figures() -> None:
    told = figures(COURSES, date(2017, 12, 5), CALENDAR)
    assert (told.received, told.merged, told.refused, told.accepted) == (7, 2, 1, 4)
    assert (told.closed, told.closed_in_time, told.closed_late) == (2, 1, 1)
    assert (told.open, told.open_late) == (2, 1)
    assert told.closing_rate == 0.5
    assert told.in_time_rate == 0.25
    assert (told.slowest, told.slowest_number, told.mean) == (8, "b", 5.0)
    assert (told.passed, told.passed_in_time) == (4, 3)
    assert told.by_category == (("stale", 2), ("typo", 2))
    assert told.late_sites[0] in [("", "", 1), ("6325210001", "共和县", 1)]
    assert len(told.late_sites) == 2


def test_nothing_came_in() -> None:
    told = figures([], date(2017, 12, 5), CALENDAR)
    assert told.received == 0
    assert told.closing_rate is None
    assert told.in_time_rate is None
    assert told.slowest is None


def test_the_last_day_itself_is_in_time() -> None:
    late = course("2017-11-13", "2017-11-13", None, "2017-11-15")
    assert figures([late], date(2017, 11, 15), CALENDAR).open_late == 0
    assert figures([late], date(2017, 11, 16), CALENDAR).open_late == 1


def test_the_yearly_assessment_counts_open_ones_and_those_over_a_month() -> None:
    slow = course("2017-01-31", "2017-02-01", "2017-03-01", "2017-02-04")
    just = course("2017-01-31", "2017-02-01", "2017-02-28", "2017-02-04")
    told = assess([*COURSES, slow, just])
    assert (told.open, told.over_a_month, told.points) == (2, 1, 8)


@pytest.mark.parametrize(
    ("day", "after"),
    [("2017-01-31", "2017-02-28"), ("2016-01-30", "2016-02-29"), ("2017-12-15", "2018-01-15")],
)
def test_a_month_is_a_calendar_month(day: str, after: str) -> None:
    assert a_month_after(date.fromisoformat(day)) == date.fromisoformat(after)


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("www.gonghe.gov.cn/a.html", "http://www.gonghe.gov.cn/a.html"),
        (" HTTP://WWW.Gonghe.gov.cn:80/a.html#top ", "http://www.gonghe.gov.cn/a.html"),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("http://user:pw@gonghe.gov.cn/", None),
        ("县政府网站首页", None),
        ("", None),
    ],
)
def test_an_address_as_people_type_it(typed: str, means: str | None) -> None:
    assert address(typed) == means


def test_two_ways_to_write_one_page() -> None:
    assert same("http://www.a.gov.cn/x/") == same("https://a.gov.cn/x")
    assert same("http://a.gov.cn/News.ASPX?id=1") == same("a.gov.cn/news.aspx?id=1")
    assert same("http://a.gov.cn/x?id=1") != same("http://a.gov.cn/x?id=2")


def test_the_nearest_site_on_a_host_has_the_deepest_path() -> None:
    homes = [(1, "http://www.a.gov.cn/"), (2, "http://www.a.gov.cn/jyj/index.html")]
    assert nearest("http://www.a.gov.cn/jyj/2017/1.html", homes) == 2
    assert nearest("http://www.a.gov.cn/jyjx/1.html", homes) == 1
    assert nearest("http://www.a.gov.cn/1.html", homes[1:]) is None


@pytest.mark.parametrize(
    ("url", "text", "trap", "why"),
    [
        ("http://a.gov.cn/", "这一页的日期写成了2106年", "", ""),
        ("http://a.gov.cn/", "", "", ""),
        ("http://a.gov.cn/", "好", "http://buy.example/", "trap"),
        ("http://a.gov.cn/", "http://a http://b http://c www.d www.e http://f", "", "links"),
        ("http://a.gov.cn/", "aaaaaaaaaaaaaaaaaaaaaaaaaa", "", "noise"),
        ("buy now", "cheap pills", "", "noise"),
        ("县政府网站", "首页打不开", "", ""),
    ],
)
def test_spam_is_told_from_an_honest_word(url: str, text: str, trap: str, why: str) -> None:
    assert spam(url, text, trap) == why


def test_which_known_findings_a_report_may_mean() -> None:
    assert concerns("stale", "column.stale")
    assert not concerns("typo", "column.stale")
    assert concerns("other", "column.stale")
