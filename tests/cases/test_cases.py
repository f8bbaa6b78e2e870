"""Cases as people live them: opened, moved, handed over, late; by the right ones alone."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from tests.people import NOW, OFFICE_TIME, Cast

from xuncha.cases import queries
from xuncha.cases.actions import (
    StaleError,
    attach,
    hand_over,
    move,
    note,
    open_case,
    postpone,
)
from xuncha.cases.models import Case, CaseEvent
from xuncha.cases.rules import Timing
from xuncha.people.actions import Actor, RefusedError
from xuncha.people.models import AuditEntry
from xuncha.registry.documents import path_of

PDF = b"%PDF-1.4\n1 0 obj\nendobj\n"


def notice(cast: Cast, now: datetime = NOW, days: int | None = None) -> Case:
    return open_case(cast.acting(cast.li, now), "rectification", cast.land, title="整改", days=days)


def test_a_case_has_a_number_a_deadline_and_a_history(cast: Cast) -> None:
    # standards.md §10: 2017-09-29 and three working days is 2017-10-10.
    start = datetime(2017, 9, 29, 16, tzinfo=OFFICE_TIME)
    first, second = notice(cast, start, 3), notice(cast, start)
    assert (first.number, second.number) == ("ZG2017-0001", "ZG2017-0002")
    assert first.due == date(2017, 10, 10)
    replied = move(cast.acting(cast.wang), first, "replied", "已补发")
    assert (replied.state, replied.version, replied.closed_at) == ("replied", 1, None)
    closed = move(Actor(None, NOW), replied, "passed")
    assert closed.closed_at == NOW
    assert queries.standing(closed, NOW) is Timing.CLOSED_LATE
    steps = CaseEvent.objects.filter(case=first).values_list("from_state", "to_state", "opinion")
    assert list(steps) == [
        ("", "issued", ""),
        ("issued", "replied", "已补发"),
        ("replied", "passed", ""),
    ]
    assert AuditEntry.objects.filter(noun="case", noun_id=str(first.pk)).count() == 3


def test_each_step_is_its_own_sides(cast: Cast) -> None:
    case = notice(cast)
    for stranger in (cast.zhou, cast.zhao, cast.leader, cast.keeper):
        with pytest.raises(PermissionDenied):
            move(cast.acting(stranger), case, "replied", "好了")
    with pytest.raises(PermissionDenied):  # the office does not reply for the unit
        move(cast.acting(cast.yang), case, "replied", "好了")
    with pytest.raises(PermissionDenied):  # nor the unit withdraw what it was told
        move(cast.acting(cast.wang), case, "withdrawn", "不办")
    with pytest.raises(PermissionDenied):  # nor open one about itself
        open_case(cast.acting(cast.wang), "rectification", cast.land, title="自己")
    with pytest.raises(PermissionDenied):  # nor anybody close what was not tested again
        move(cast.acting(cast.li), case, "passed", "算了")
    with pytest.raises(RefusedError, match="不能改为"):  # nor jump
        move(cast.acting(cast.li), case, "returned", "再改")
    with pytest.raises(RefusedError, match="意见"):
        move(cast.acting(cast.wang), case, "replied", "  ")
    assert Case.objects.get().version == 0
    assert CaseEvent.objects.count() == 1


def test_who_saw_an_older_state_is_told_and_changes_nothing(cast: Cast) -> None:
    case = notice(cast)
    move(cast.acting(cast.wang), case, "replied", "已改")
    with pytest.raises(StaleError, match=r"小王.*已反馈"):
        move(cast.acting(cast.li), case, "withdrawn", "误发", version=0)
    assert Case.objects.get().state == "replied"


def test_everyone_sees_the_cases_of_their_part_of_the_tree(cast: Cast) -> None:
    case = notice(cast)
    attach(cast.acting(cast.wang), case, "照片.pdf", PDF)
    for user in (cast.li, cast.ma, cast.yang, cast.wang, cast.leader):
        assert list(queries.cases_visible_to(user)) == [case], user
        assert queries.events_visible_to(user).count() == 1
        assert queries.files_visible_to(user).count() == 1
    for user in (cast.zhou, cast.zhao):
        assert not queries.cases_visible_to(user).exists(), user
        assert not queries.events_visible_to(user).exists()
        assert not queries.files_visible_to(user).exists()
    cast.wang.is_active = False
    assert not queries.cases_visible_to(cast.wang).exists()


def test_handing_over_takes_the_case_from_one_and_gives_it_to_the_other(cast: Cast) -> None:
    case = notice(cast)
    with pytest.raises(PermissionDenied):
        hand_over(cast.acting(cast.ma), case, cast.service)
    moved = hand_over(cast.acting(cast.li), case, cast.service, "网站已划转")
    assert list(queries.cases_visible_to(cast.zhao)) == [moved]
    assert not queries.cases_visible_to(cast.wang).exists()
    with pytest.raises(StaleError):
        hand_over(cast.acting(cast.li), case, cast.tax)


def test_soon_due_and_overdue_by_working_days(cast: Cast) -> None:
    case = notice(cast, datetime(2017, 9, 28, 9, tzinfo=OFFICE_TIME), 4)
    assert case.due == date(2017, 10, 10)

    def at(day: date) -> tuple[int, int]:
        now = datetime.combine(day, NOW.timetz())
        every = queries.cases_visible_to(cast.wang)
        return queries.due(every, now).count(), queries.overdue(every, now).count()

    assert at(date(2017, 9, 29)) == (0, 0)
    assert at(date(2017, 9, 30)) == (1, 0)
    assert at(date(2017, 10, 10)) == (1, 0)
    assert at(date(2017, 10, 11)) == (0, 1)
    move(Actor(None, NOW), case, "passed")
    assert at(date(2017, 10, 11)) == (0, 0)


def test_a_deadline_is_postponed_by_the_office_with_a_reason(cast: Cast) -> None:
    case = notice(cast)
    with pytest.raises(PermissionDenied):
        postpone(cast.acting(cast.wang), case, 5, "来不及")
    with pytest.raises(RefusedError):
        postpone(cast.acting(cast.li), case, 5, "")
    with pytest.raises(RefusedError):
        postpone(cast.acting(cast.li), case, 100_000, "长")
    later = postpone(cast.acting(cast.li, NOW + timedelta(days=1)), case, 5, "停电")
    assert later.due == date(2017, 11, 21)
    assert CaseEvent.objects.last().opinion == "停电"


def test_who_came_too_late_hears_who_was_quicker_whatever_they_wanted(cast: Cast) -> None:
    case = notice(cast)
    move(Actor(None, NOW), case, "passed")
    with pytest.raises(StaleError):
        move(cast.acting(cast.wang), case, "replied", "已改")
    with pytest.raises(StaleError):
        hand_over(cast.acting(cast.li), case, cast.service)
    with pytest.raises(StaleError):
        postpone(cast.acting(cast.li), case, 5, "停电")
    assert CaseEvent.objects.filter(case=case).count() == 2


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("页面.html", b"<script>alert(1)</script>"),
        ("图.svg", b"<svg onload='x()'/>"),
        ("图.png", b"<script>alert(1)</script>"),
        ("文.pdf", b"MZ\x90\x00"),
        ("../../etc/passwd", b"root"),
        ("大.pdf", b"%PDF-" + b"0" * (20 * 1024 * 1024)),
    ],
)
def test_hostile_files_are_refused(cast: Cast, name: str, data: bytes) -> None:
    case = notice(cast)
    with pytest.raises(RefusedError):
        attach(cast.acting(cast.wang), case, name, data)
    assert not case.files.exists()


def test_a_file_is_kept_once_and_known_by_a_harmless_name(cast: Cast) -> None:
    case = notice(cast)
    said = note(cast.acting(cast.wang), case, "附整改截图")
    one = attach(cast.acting(cast.wang), case, "a\\b/整改\u202e报告.pdf", PDF, said)
    two = attach(cast.acting(cast.li), case, "又一份.pdf", PDF)
    assert one.name == "整改报告.pdf"
    assert one.sha256 == two.sha256
    assert path_of(one.sha256).read_bytes() == PDF
    assert list(said.files.all()) == [one]


def test_history_is_only_added_to(cast: Cast) -> None:
    notice(cast)
    event = CaseEvent.objects.get()
    event.opinion = "改写"
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        event.delete()
