"""A rectification from the notice to its end: sent, answered, tested again, closed, come back."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from tests.findings.found import STANDARD, blank, dead, found, of, visited
from tests.people import NOW, OFFICE_TIME, Cast
from tests.sites import registered

from xuncha.cases.actions import count_deadlines_again, move
from xuncha.cases.kinds.rectification.actions import Wording, hold_to_account, issue, reply
from xuncha.cases.kinds.rectification.models import NoticeItem, Retest
from xuncha.cases.kinds.rectification.queries import measure_counts, measures_visible_to, to_send
from xuncha.cases.kinds.rectification.reminders import remind
from xuncha.cases.kinds.rectification.rules import REMEDIES, remedy, told_above
from xuncha.cases.models import Case, CaseEvent
from xuncha.checks.contract import catalogue
from xuncha.findings.actions import confirm, remove
from xuncha.findings.models import Problem
from xuncha.people.actions import Actor, RefusedError
from xuncha.people.calendar import office_calendar, read, take_in
from xuncha.people.models import Event
from xuncha.pipeline.models import InspectionItem, InspectionRun, ItemState
from xuncha.pipeline.retests import retest
from xuncha.registry.models import Site


@pytest.fixture
def site(cast: Cast) -> Site:
    made = registered(cast.land, "共和县国土资源局", "http://gtj.gonghe.gov.cn/")
    visited(made, [*(dead(n) for n in range(3)), dead(9, root="nav:9")])
    for one in of(made, "link.dead"):
        confirm(cast.acting(cast.li), one)
    return made


def said(*problems: Problem) -> dict[Problem, Wording]:
    return {one: Wording("链接打不开", "错链断链", "条款", "http://x.cn/") for one in problems}


def sent(cast: Cast, site: Site, days: int | None = None) -> Case:
    problems = Problem.objects.filter(path=cast.land.path)
    return issue(cast.acting(cast.li), cast.land, said(*problems), title="整改", days=days)


def test_a_notice_holds_what_was_confirmed_and_tells_the_unit(cast: Cast, site: Site) -> None:
    case = sent(cast, site)
    assert case.site == site
    # Ten working days after Monday 2017-11-13.
    assert case.due == date(2017, 11, 27)
    items = NoticeItem.objects.filter(case=case)
    assert sorted(one.places for one in items) == [1, 3]
    assert {one.remedy for one in items} == {REMEDIES["link"]}
    event = Event.objects.get(kind="case.issued")
    assert (event.office, event.link) == (cast.land, f"/cases/{case.pk}/")
    assert not to_send(cast.li).exists()


def test_what_may_not_be_sent(cast: Cast, site: Site) -> None:
    other = registered(cast.service, "格尔木市行政审批服务局", "http://zw.golmud.gov.cn/")
    visited(other, [blank(1)])
    theirs = Problem.objects.get(site=other)
    li = cast.acting(cast.li)
    for office, problems, why in (
        (cast.land, [], "1 至"),
        (cast.land, [theirs], "一个单位"),
        (cast.service, [theirs], "已确认"),
    ):
        with pytest.raises(RefusedError, match=why):
            issue(li, office, said(*problems), title="整改")
    sent(cast, site)
    with pytest.raises(RefusedError, match="不能重复"):
        sent(cast, site)
    with pytest.raises(PermissionDenied):
        issue(cast.acting(cast.zhou), cast.land, said(*Problem.objects.filter(site=site)), title="")
    assert Case.objects.count() == 1


def test_a_pass_closes_by_itself_and_a_regression_opens_it_again(cast: Cast, site: Site) -> None:
    case = sent(cast, site)
    reply(cast.acting(cast.wang), case, "已更换导航", [("截图.pdf", b"%PDF-1.4\n")])
    visited(site, [dead(9, root="nav:9")], NOW + timedelta(days=1))
    case.refresh_from_db()
    assert case.state == "replied"
    assert NoticeItem.objects.filter(case=case, passed_at__isnull=False).count() == 1
    visited(site, [], NOW + timedelta(days=2))
    case.refresh_from_db()
    assert (case.state, case.closed_at) == ("passed", NOW + timedelta(days=2))
    visited(site, [dead(1)], NOW + timedelta(days=30))
    case.refresh_from_db()
    assert (case.state, case.closed_at) == ("reopened", None)
    assert case.due is not None
    assert case.due > date(2017, 12, 13)
    visited(site, [], NOW + timedelta(days=31))
    case.refresh_from_db()
    assert case.state == "passed"
    steps = CaseEvent.objects.filter(case=case).values_list("to_state", flat=True)
    assert list(steps) == ["issued", "replied", "passed", "reopened", "passed"]
    told = Event.objects.filter(kind="case.moved").values_list("office__name", flat=True)
    assert set(told) == {cast.land.name, cast.province.name}


def test_not_looked_at_is_not_repaired(cast: Cast, site: Site) -> None:
    from xuncha.pipeline.keeping import Visit, write_result
    from xuncha.scoring.results import SiteResult, Untested

    case = sent(cast, site)
    result = SiteResult(
        "6325210001", site.name, "", "", site.home_url, "", "部门网站", "untestable", None, (), 0,
        0, 1, (Untested("link.dead", "监测受阻"),), (),
    )  # fmt: skip
    later = NOW + timedelta(days=1)
    visit = Visit(None, later, STANDARD, "", "", whole=True, now=later)
    write_result(site, result, visit)
    case.refresh_from_db()
    assert case.state == "issued"


def test_what_is_removed_needs_no_repair(cast: Cast, site: Site) -> None:
    case = sent(cast, site)
    for one in of(site, "link.dead"):
        remove(cast.acting(cast.chen), one, "上级统一迁移")
    case.refresh_from_db()
    assert case.state == "passed"


def test_either_side_has_it_tested_again_at_any_time_before_all_routines(
    cast: Cast, site: Site
) -> None:
    case = sent(cast, site)
    (run,) = retest(cast.acting(cast.wang), case)
    assert run.standard == STANDARD
    item = InspectionItem.objects.get(run=run)
    assert (item.site, item.priority) == (site, 10)
    with pytest.raises(RefusedError, match="正在"):
        retest(cast.acting(cast.li), case)
    for stranger in (cast.zhou, cast.zhao, cast.leader):
        with pytest.raises(PermissionDenied):
            retest(cast.acting(stranger), case)
    assert InspectionRun.objects.count() == 1
    InspectionItem.objects.update(state=ItemState.DONE)
    retest(cast.acting(cast.li), case)
    assert Retest.objects.count() == 2


def test_a_visit_ends_the_retest_that_asked_for_it(cast: Cast, site: Site) -> None:
    from xuncha.cases.kinds.rectification.actions import note_visit

    case = sent(cast, site)
    (run,) = retest(cast.acting(cast.wang), case)
    note_visit(Actor(None, NOW), site, run.pk)
    done = Retest.objects.get()
    assert (done.left, done.gone, done.ended_at) == (2, 0, NOW)


def test_deadlines_are_told_once_and_then_up_the_tree(cast: Cast, site: Site) -> None:
    case = sent(cast, site)

    def told(day: date) -> list[tuple[str, str]]:
        before = set(Event.objects.values_list("pk", flat=True))
        for _twice in range(2):
            remind(datetime.combine(day, NOW.timetz()))
        rows = Event.objects.exclude(pk__in=before).order_by("pk")
        return [(one.kind, one.office.name) for one in rows]

    assert told(date(2017, 11, 22)) == []
    assert told(date(2017, 11, 23)) == [("case.due", cast.land.name)]
    assert told(date(2017, 11, 27)) == []
    assert told(date(2017, 11, 28)) == [("case.overdue", cast.land.name)]
    assert told(date(2017, 11, 30)) == [("case.overdue", cast.gonghe.name)]
    assert told(date(2017, 12, 5)) == [("case.overdue", cast.hainan.name)]
    assert told(date(2017, 12, 8)) == [("case.overdue", cast.province.name)]
    assert told(date(2018, 3, 1)) == []
    move(Actor(None, NOW), case, "passed")
    assert remind(datetime.combine(date(2018, 3, 2), NOW.timetz())) == 0


def test_the_levels_that_hear_of_it() -> None:
    assert [told_above(days) for days in (1, 2, 3, 5, 6, 9, 100)] == [0, 0, 1, 1, 2, 3, 3]


def test_accountability_is_written_down_from_above_and_counted(cast: Cast, site: Site) -> None:
    case = sent(cast, site)
    li, on = cast.acting(cast.li), date(2017, 11, 13)
    hold_to_account(li, case, "talk", people=2, on=on, reason="多次退回")
    hold_to_account(li, case, "talk", people=1, on=on, reason="超期")
    hold_to_account(li, case, "transfer", people=1, on=on, reason="造假")
    with pytest.raises(PermissionDenied):
        hold_to_account(cast.acting(cast.wang), case, "talk", people=1, on=on, reason="自己")
    for wrong in ({"people": 0}, {"on": date(2017, 11, 14)}, {"reason": " "}):
        with pytest.raises(RefusedError):
            hold_to_account(li, case, "talk", **{"people": 1, "on": on, "reason": "事由"} | wrong)
    with pytest.raises(RefusedError):
        hold_to_account(li, case, "flogging", people=1, on=on, reason="事由")
    assert measure_counts(measures_visible_to(cast.ma)) == {"talk": (2, 3), "transfer": (1, 1)}
    assert measure_counts(measures_visible_to(cast.zhou)) == {}


def test_every_indicator_has_something_to_do_about_it() -> None:
    for code in catalogue():
        assert remedy(code) in REMEDIES.values()
    assert remedy("column.stale") != remedy("column.blank")
    assert remedy("bribe.taken") == REMEDIES[""]


# ── the calendar ─────────────────────────────────────────────────────────────

NOTICE_2027 = """日期,类型,名称
2027-01-01,休,元旦
2027-02-05,休,除夕
2027-02-08,休,春节
2027-02-14,班,春节调休
2027-10-04,休,国庆节
"""


def test_a_new_years_notice_moves_the_deadlines_counted_before_it(cast: Cast, site: Site) -> None:
    start = datetime(2027, 2, 3, 9, tzinfo=OFFICE_TIME)
    case = issue(
        cast.acting(cast.li, start),
        cast.land,
        said(*Problem.objects.all()),
        title="整改",
        days=3,
    )
    assert case.due == date(2027, 2, 8)
    assert office_calendar().provisional(case.due)
    office = cast.acting(cast.office, start)
    take_in(office, read(NOTICE_2027.encode("gb18030")), "2027年通知.csv")
    assert not office_calendar().provisional(date(2027, 2, 8))
    assert count_deadlines_again(office) == 1
    case.refresh_from_db()
    # 02-04, then 02-09 and 02-10: the 5th and 8th are off.
    assert case.due == date(2027, 2, 10)
    assert "2027-02-10" in CaseEvent.objects.filter(case=case).last().opinion
    assert count_deadlines_again(office) == 0


def test_a_local_holiday_makes_no_year_known(cast: Cast) -> None:
    office = cast.acting(cast.office)
    take_in(office, read("2028-07-03,休,那达慕\n".encode()), "地方")
    assert not office_calendar().is_working(date(2028, 7, 3))
    assert office_calendar().provisional(date(2028, 7, 3))
    with pytest.raises(PermissionDenied):
        take_in(cast.acting(cast.ma), read("2028-07-04,休,x\n".encode()), "")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        "日期,类型\n".encode(),
        "2027-13-01,休,x\n".encode(),
        "元旦,休\n".encode(),
        "2027-01-01,也许\n".encode(),
        "0001-01-01,休\n".encode(),
        b"\xff\xfe\x00\x00",
        b"2027-01-01,off\n" * 20_000,
        b"\n".join(f"20{y:02}-{m:02}-{d:02},off".encode() for y in range(99) for m in range(1, 13)
                   for d in range(1, 29))[:199_000],
    ],
)  # fmt: skip
def test_files_that_are_no_calendar(data: bytes) -> None:
    with pytest.raises(RefusedError):
        read(data)


def test_the_standard_of_a_found_fault_is_the_one_it_is_tested_by(cast: Cast) -> None:
    site = registered(cast.land, "共和县林业局", "http://lyj.gonghe.gov.cn/")
    visited(site, [found("tag.missing", "site")])
    confirm(cast.acting(cast.li), of(site, "tag.missing")[0])
    case = sent(cast, site)
    assert NoticeItem.objects.get(case=case).standard == STANDARD
