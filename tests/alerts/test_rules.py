"""When somebody is told, and in which words."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from tests.people import OFFICE_TIME

from xuncha.alerts.rules import (
    CRITICAL,
    HIGH,
    NORMAL,
    SETTLE,
    Heard,
    Wishes,
    body,
    next_try,
    subject,
    told_at,
    usual_muted,
    wants,
    working_hours,
)
from xuncha.base.calendar import Calendar

CALENDAR = Calendar.shipped()
NIGHT = Wishes(quiet_from=time(20), quiet_to=time(8))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """November 2017: the 13th is a Monday."""
    return datetime(2017, 11, day, hour, minute, tzinfo=OFFICE_TIME)


@pytest.mark.parametrize(
    ("wishes", "urgency", "since", "last", "told"),
    [
        (Wishes(), NORMAL, at(13, 10), None, at(13, 10) + SETTLE),
        (Wishes(), CRITICAL, at(13, 10), None, at(13, 10)),
        # At most one message in an interval, however urgent.
        (Wishes(every=timedelta(hours=1)), NORMAL, at(13, 10), at(13, 9, 50), at(13, 10, 50)),
        (Wishes(every=timedelta(hours=1)), CRITICAL, at(13, 10), at(13, 9, 50), at(13, 10, 50)),
        # Quiet over midnight, before and after it; what cannot wait breaks it.
        (NIGHT, HIGH, at(13, 22), None, at(14, 8)),
        (NIGHT, HIGH, at(14, 3), None, at(14, 8)),
        (NIGHT, HIGH, at(14, 8), None, at(14, 8) + SETTLE),
        (NIGHT, CRITICAL, at(13, 22), None, at(13, 22)),
        # Quiet within a day, and on days off: Friday night to Monday morning.
        (Wishes(quiet_from=time(12), quiet_to=time(14)), NORMAL, at(13, 13), None, at(13, 14)),
        (
            Wishes(quiet_from=time(20), quiet_to=time(8), quiet_days_off=True),
            HIGH,
            at(17, 21),
            None,
            at(20, 8),
        ),
        # A digest at half past eight: today's, tomorrow's; the urgent does not wait for it.
        (Wishes(digest=True), NORMAL, at(13, 7), None, at(13, 8, 30)),
        (Wishes(digest=True), NORMAL, at(13, 9), None, at(14, 8, 30)),
        (Wishes(digest=True), HIGH, at(13, 9), None, at(13, 9) + SETTLE),
        # The same time twice is no quiet at all.
        (Wishes(quiet_from=time(8), quiet_to=time(8)), NORMAL, at(13, 3), None, at(13, 3) + SETTLE),
    ],
)
def test_when_somebody_is_told(
    wishes: Wishes, urgency: int, since: datetime, last: datetime | None, told: datetime
) -> None:
    assert told_at(wishes, urgency, since, last, CALENDAR) == told


def test_quiet_without_end_still_ends() -> None:
    always = Calendar.from_days(
        {datetime(2017, 11, 1).date() + timedelta(days=n): True for n in range(400)}  # noqa: DTZ001
    )
    told = told_at(Wishes(quiet_days_off=True), NORMAL, at(13, 10), None, always)
    assert told - at(13, 10) < timedelta(days=60)


@pytest.mark.parametrize(
    ("begins", "ends", "hours"),
    [
        (at(13, 9), at(13, 17), 8),
        (at(13, 16), at(14, 10), 2),
        (at(17, 16), at(20, 10), 2),  # a weekend between
        (at(18, 9), at(19, 17), 0),
        (at(13, 0), at(13, 23), 8),
        (at(13, 12), at(13, 12), 0),
    ],
)
def test_silence_is_counted_in_office_hours(begins: datetime, ends: datetime, hours: float) -> None:
    assert working_hours(begins, ends, CALENDAR) == pytest.approx(hours)


def test_tries_grow_rarer_up_to_two_hours() -> None:
    pauses = [next_try(at(13, 9), n) - at(13, 9) for n in (1, 2, 3, 8, 40)]
    assert [pause.total_seconds() / 60 for pause in pauses] == [1, 2, 4, 120, 120]


def test_a_family_is_muted_whole_and_a_kind_alone() -> None:
    assert wants("site.down", [])
    assert not wants("site.down", ["site"])
    assert not wants("site.down", ["site.down"])
    assert wants("site.slow", ["site.down"])
    assert wants("digest.weekly", usual_muted("leader"))
    assert not wants("site.down", usual_muted("leader"))
    assert wants("system.trouble", usual_muted("keeper"))
    assert not wants("system.trouble", usual_muted("reporter"))


def heard(title: str, **more: object) -> Heard:
    usual: dict[str, object] = {
        "kind": "site.down",
        "name": "网站无法访问",
        "title": title,
        "office": "共和县国土资源局",
        "at": at(13, 9),
    }
    return Heard(**(usual | more))  # type: ignore[arg-type]


def test_one_thing_is_told_by_its_own_title() -> None:
    one = heard("国土局网站无法访问", link="http://x.test/sites/1/", text="自9时起")
    assert subject([one]) == "国土局网站无法访问"
    said = body([one])
    assert "自9时起" in said
    assert "http://x.test/sites/1/" in said


def test_one_broken_thing_in_many_places_is_one_paragraph() -> None:
    many = [heard(f"第{n}家无法访问", group="10.0.0.8") for n in range(40)]
    said = body([*many, heard("栏目逾期", kind="case.overdue", name="办理逾期")])
    assert subject([*many, many[0]]) == "网站无法访问41项"
    assert said.count("●") == 2
    assert "共 40 项" in said
    assert "另有 28 项" in said


def test_the_end_and_an_escalation_say_what_they_are() -> None:
    assert subject([heard("国土局网站无法访问", over=True)]) == "已恢复：国土局网站无法访问"
    climbed = heard("国土局网站无法访问", escalated_from="共和县国土资源局")
    assert subject([climbed]).startswith("共和县国土资源局尚未处理")


def test_what_is_urgent_stands_first() -> None:
    said = body([heard("小事"), heard("大事", urgency=CRITICAL, kind="site.face", name="突变")])
    assert said.index("大事") < said.index("小事")
