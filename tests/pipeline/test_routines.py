"""Routines come round at office time, once each, whoever ticks and how often."""

from __future__ import annotations

import threading
from datetime import datetime, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from tests.people import OFFICE_TIME, Cast, assemble
from tests.sites import registered

from xuncha.base.calendar import Calendar
from xuncha.people.actions import RefusedError
from xuncha.pipeline.models import InspectionRun, Routine, Slot
from xuncha.pipeline.rhythms import Beat, last_due, next_due
from xuncha.pipeline.routines import LIGHT, set_routine, stop_routine, tick
from xuncha.registry.models import SiteState

CALENDAR = Calendar.shipped()
MORNING = time(6, 30)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=OFFICE_TIME)


@pytest.mark.parametrize(
    ("beat", "now", "due"),
    [
        (Beat("daily", MORNING), "2017-11-13T06:30", "2017-11-13T06:30"),
        (Beat("daily", MORNING), "2017-11-13T06:29", "2017-11-12T06:30"),
        # 国庆 2017: off from 1 to 8 October, Saturday 30 September worked.
        (Beat("workdays", MORNING), "2017-10-05T12:00", "2017-09-30T06:30"),
        (Beat("weekly", MORNING, 1), "2017-11-15T12:00", "2017-11-13T06:30"),
        # The first working day of October 2017 was the ninth.
        (Beat("monthly", MORNING, 1), "2017-10-31T12:00", "2017-10-09T06:30"),
        (Beat("monthly", MORNING, 2), "2017-10-09T12:00", "2017-09-04T06:30"),
    ],
)
def test_the_last_time_a_beat_fell(beat: Beat, now: str, due: str) -> None:
    assert last_due(beat, at(now), CALENDAR) == at(due)


def test_the_next_time_is_after_now(cast: Cast) -> None:
    assert next_due(Beat("daily", MORNING), at("2017-11-13T06:30"), CALENDAR) == at(
        "2017-11-14T06:30"
    )


def test_office_time_decides_wherever_the_machine_stands() -> None:
    now = at("2017-11-13T06:31").astimezone(tz=None)
    assert last_due(Beat("daily", MORNING), now, CALENDAR) == at("2017-11-13T06:30")


def routine(cast: Cast, **more: object) -> Routine:
    values = {"rhythm": "daily", "at": MORNING, "standard": "census-2015", "options": LIGHT}
    return set_routine(
        cast.acting(cast.ma, at("2017-11-10T09:00")),
        cast.hainan,
        "每日浅查",
        **{**values, **more},  # type: ignore[arg-type]
    )


def test_a_due_routine_begins_once_over_the_active_sites_below(cast: Cast) -> None:
    registered(cast.land, "国土", "http://land.gov.cn/")
    registered(cast.gonghe, "关停", "http://closed.gov.cn/", state=SiteState.CLOSED)
    registered(cast.service, "邻居", "http://service.gov.cn/")
    routine(cast)
    (run,) = tick(at("2017-11-13T07:00"), CALENDAR)
    assert [item.host for item in run.items.all()] == ["land.gov.cn"]
    assert run.options == LIGHT
    assert not tick(at("2017-11-13T07:01"), CALENDAR)
    assert len(tick(at("2017-11-14T07:00"), CALENDAR)) == 1


def test_a_clock_that_jumps_back_begins_nothing_again(cast: Cast) -> None:
    registered(cast.land, "国土", "http://land.gov.cn/")
    routine(cast)
    assert tick(at("2017-11-14T06:31"), CALENDAR)
    assert not tick(at("2017-11-14T05:31"), CALENDAR)
    assert not tick(at("2017-11-14T06:32"), CALENDAR)


@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(hours=-1)])
def test_an_hour_s_jump_of_the_clock_begins_every_day_once(cast: Cast, jump: timedelta) -> None:
    registered(cast.land, "国土", "http://land.gov.cn/")
    routine(cast)
    real, ends = at("2017-11-13T04:00"), at("2017-11-16T04:00")
    while real < ends:
        real += timedelta(minutes=10)
        wrong = at("2017-11-14T06:00") < real <= at("2017-11-14T07:00")
        tick(real + jump if wrong else real, CALENDAR)
    due = [at(f"2017-11-{day}T06:30") for day in (12, 13, 14, 15)]
    assert sorted(Slot.objects.values_list("due_at", flat=True)) == due
    assert InspectionRun.objects.count() == 4


def test_a_routine_that_cannot_begin_keeps_no_other_from_it(cast: Cast) -> None:
    registered(cast.land, "国土", "http://land.gov.cn/")
    broken = routine(cast)
    Routine.objects.filter(pk=broken.pk).update(standard="withdrawn-2099")
    good = routine(cast, at=time(6, 40))
    assert [run.title for run in tick(at("2017-11-13T07:00"), CALENDAR)] == ["每日浅查 2017-11-13"]
    assert Slot.objects.get().routine == good


def test_what_was_due_before_it_was_set_is_not_made_up_for(cast: Cast) -> None:
    registered(cast.land, "国土", "http://land.gov.cn/")
    routine(cast)
    assert not tick(at("2017-11-10T09:01"), CALENDAR)


def test_days_missed_are_made_up_for_once(cast: Cast) -> None:
    registered(cast.land, "国土", "http://land.gov.cn/")
    routine(cast)
    assert len(tick(at("2017-11-20T12:00"), CALENDAR)) == 1
    assert Slot.objects.count() == 1


def test_a_stopped_routine_begins_no_more(cast: Cast) -> None:
    registered(cast.land, "国土", "http://land.gov.cn/")
    one = routine(cast)
    stop_routine(cast.acting(cast.ma), one)
    assert not tick(at("2017-11-13T07:00"), CALENDAR)


def test_a_routine_without_sites_says_why_it_did_nothing(cast: Cast) -> None:
    routine(cast)
    assert not tick(at("2017-11-13T07:00"), CALENDAR)
    assert Slot.objects.get().why


def test_nobody_sets_a_routine_next_door_or_on_no_day(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        set_routine(
            cast.acting(cast.zhou),
            cast.hainan,
            "越界",
            rhythm="daily",
            at=MORNING,
            standard="census-2015",
        )
    with pytest.raises(RefusedError):
        routine(cast, rhythm="weekly", day=8)


@pytest.mark.django_db(transaction=True)
def test_many_ticks_at_once_begin_one_run(transactional_db: None) -> None:
    cast = assemble()
    registered(cast.land, "国土", "http://land.gov.cn/")
    routine(cast)
    start = threading.Barrier(4)

    def one() -> None:
        start.wait()
        tick(at("2017-11-13T07:00") + timedelta(seconds=1), CALENDAR)
        connection.close()

    threads = [threading.Thread(target=one) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert InspectionRun.objects.count() == 1
