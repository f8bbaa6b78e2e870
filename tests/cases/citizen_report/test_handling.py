"""From 待受理 to 已办结: by whom, in which days, what the citizen and everyone may read."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from tests.cases.citizen_report.sending import PAGE, sent
from tests.people import NOW, OFFICE_TIME, Cast
from tests.sites import registered

from xuncha.cases.actions import StaleError
from xuncha.cases.kinds.citizen_report import actions, queries
from xuncha.cases.kinds.citizen_report.reminders import remind
from xuncha.cases.models import Case
from xuncha.cases.queries import standing
from xuncha.cases.rules import Timing
from xuncha.people.actions import RefusedError
from xuncha.people.models import Event
from xuncha.registry.models import Site

pytestmark = pytest.mark.django_db
LATER = datetime(2017, 11, 15, 16, tzinfo=OFFICE_TIME)
LATE = datetime(2017, 11, 24, 16, tzinfo=OFFICE_TIME)


@pytest.fixture
def land(cast: Cast) -> Site:
    actions.set_terms(cast.acting(cast.office), cast.province, 1, 2)
    return registered(
        cast.land, "共和县国土资源局", "http://gtj.gonghe.gov.cn/", site_code="6325210003"
    )


def case_of(now: datetime = NOW, **said: str) -> Case:
    case = sent(now, **said).case
    assert case is not None
    return case


def closed(
    cast: Cast, case: Case, now: datetime, answer: str = "已改为2016年", **more: bool
) -> Case:
    case = actions.dispatch(cast.acting(cast.yang), case, cast.land)
    case = actions.begin(cast.acting(cast.wang, now), case)
    case = actions.propose(cast.acting(cast.wang, now), case, "已改")
    return actions.close(cast.acting(cast.yang, now), case, answer, **{"public": True} | more)


def test_the_whole_way_with_the_citizen_reading_the_answer(cast: Cast, land: Site) -> None:
    case = case_of()
    case = actions.dispatch(cast.acting(cast.yang), case, cast.land, "请核实")
    assert (case.office, case.state, case.due) == (cast.land, "passed", date(2017, 11, 15))
    case = actions.begin(cast.acting(cast.wang), case)
    case = actions.propose(cast.acting(cast.wang), case, "改好了")
    case = actions.send_back(cast.acting(cast.yang), case, "还是2106年")
    assert case.due == date(2017, 11, 15)
    case = actions.propose(cast.acting(cast.wang, LATER), case, "已改为2016年")
    case = actions.close(cast.acting(cast.yang, LATER), case, "已改为2016年，谢谢", public=True)
    assert case.state == "closed"
    assert standing(case, LATE) is Timing.CLOSED
    assert queries.leading(case).answer == "已改为2016年，谢谢"


def test_nobody_does_anothers_step(cast: Cast, land: Site) -> None:
    case = case_of()
    for stranger in (cast.wang, cast.zhou, cast.zhao, cast.leader, cast.keeper):
        with pytest.raises(PermissionDenied):
            actions.dispatch(cast.acting(stranger), case, cast.land)
    case = actions.dispatch(cast.acting(cast.yang), case, cast.land)
    case = actions.begin(cast.acting(cast.wang), case)
    case = actions.propose(cast.acting(cast.wang), case, "改好了")
    with pytest.raises(PermissionDenied):
        actions.close(cast.acting(cast.wang), case, "改好了", public=True)
    with pytest.raises(PermissionDenied):  # not into a neighbour's part of the tree
        actions.dispatch(cast.acting(cast.yang), case_of(category="typo"), cast.service)


def test_those_above_may_dispatch_and_a_refusal_needs_its_reason(cast: Cast, land: Site) -> None:
    assert actions.dispatch(cast.acting(cast.li), case_of(), cast.land).state == "passed"
    case = case_of(category="typo")
    with pytest.raises(RefusedError, match="意见"):
        actions.refuse(cast.acting(cast.yang), case, " ")
    case = actions.refuse(cast.acting(cast.yang), case, "该网页没有错别字")
    assert queries.leading(case).answer == "该网页没有错别字"
    assert not queries.handled().exists()


def test_of_two_who_decide_at_once_one_wins(cast: Cast, land: Site) -> None:
    case = case_of()
    actions.dispatch(cast.acting(cast.yang), case, cast.land, version=case.version)
    with pytest.raises(StaleError):
        actions.refuse(cast.acting(cast.li), case, "重复", version=case.version)
    with pytest.raises(StaleError):
        actions.dispatch(cast.acting(cast.li), case, cast.land, version=case.version)


def test_a_unit_gives_back_what_is_not_its_own(cast: Cast, land: Site) -> None:
    case = actions.dispatch(cast.acting(cast.yang), case_of(), cast.land)
    case = actions.give_back(cast.acting(cast.wang), case, "不是本局网页")
    assert (case.state, case.office) == ("waiting", cast.gonghe)
    again = actions.dispatch(cast.acting(cast.yang, LATER), Case.objects.get(pk=case.pk), cast.land)
    assert again.due == date(2017, 11, 17)


def test_closed_late_is_closed_and_late(cast: Cast, land: Site) -> None:
    case = closed(cast, case_of(), LATE)
    assert standing(case, LATE) is Timing.CLOSED_LATE
    closed(cast, case_of(category="typo"), LATER)
    told = queries.citizen_figures(
        date(2017, 11, 1), date(2017, 11, 30), cast.province.path, date(2017, 12, 5)
    )
    assert (told.received, told.closed, told.closed_in_time, told.closed_late) == (2, 2, 1, 1)
    assert (told.closing_rate, told.in_time_rate) == (1.0, 0.5)
    assert told.late_sites == (("6325210003", "共和县国土资源局", 1),)
    lines = {one["category"]: one for one in queries.messages(
        date(2017, 11, 1), date(2017, 11, 30), cast.province.path)}  # fmt: skip
    assert lines["内容不准确"]["status"] == "过期办理"
    assert lines["错别字"] | {"id": ""} == {
        "id": "", "site_code": "6325210003", "site_name": "共和县国土资源局",
        "received_at": "2017-11-13", "transferred_at": "2017-11-13", "closed_at": "2017-11-15",
        "category": "错别字", "status": "已办结",
    }  # fmt: skip


def test_the_figures_of_one_part_of_the_tree_are_its_own(cast: Cast, land: Site) -> None:
    closed(cast, case_of(), LATER)
    span = (date(2017, 11, 1), date(2017, 11, 30))
    today = date(2017, 12, 5)
    assert queries.citizen_figures(*span, cast.hainan.path, today).received == 1
    assert queries.citizen_figures(*span, cast.haixi.path, today).received == 0
    assert (
        queries.citizen_figures(date(2017, 12, 1), today, cast.province.path, today).received == 0
    )


def test_everyone_reads_the_answer_with_personal_data_masked(cast: Cast, land: Site) -> None:
    text = "我叫张三，身份证630121198001011239，手机13897001234"
    case = case_of(text=text, contact="13897001234", url=f"{PAGE}?sjh=13897001234")
    closed(cast, case, LATER, "已电话13897005678告知")
    (shown,) = (queries.Handled.of(one) for one in queries.handled())
    told = " ".join((shown.url, shown.text, shown.answer))
    assert "13897001234" not in told
    assert "13897005678" not in told
    assert "630121198001011239" not in told
    other = closed(cast, case_of(category="typo"), LATER, public=False)
    assert other.pk not in {one.case_id for one in queries.handled()}


def test_the_citizen_is_asked_once_whether_it_was_any_good(cast: Cast, land: Site) -> None:
    case = case_of()
    report = queries.leading(case)
    with pytest.raises(RefusedError):
        actions.rate(cast.acting(cast.li), report, "good")
    closed(cast, case, LATER)
    report = queries.leading(case)
    with pytest.raises(RefusedError):
        actions.rate(cast.acting(cast.li), report, "great")
    actions.rate(cast.acting(cast.li), report, "bad", "改得太慢")
    with pytest.raises(RefusedError):
        actions.rate(cast.acting(cast.li), report, "good")
    told = queries.citizen_figures(
        NOW.date(), NOW.date() + timedelta(days=1), cast.province.path, LATE.date()
    )
    assert (told.rated, told.satisfied) == (1, 0)


def test_terms_and_templates_are_an_offices_own(cast: Cast, land: Site) -> None:
    with pytest.raises(PermissionDenied):
        actions.set_terms(cast.acting(cast.ma), cast.province, 1, 1)
    with pytest.raises(RefusedError):
        actions.set_terms(cast.acting(cast.office), cast.province, 0, 3)
    actions.add_template(cast.acting(cast.ma), cast.hainan, "已改正", "您反映的问题已改正。")
    assert queries.templates_visible_to(cast.wang).count() == 1
    assert queries.templates_visible_to(cast.zhao).count() == 0
    with pytest.raises(PermissionDenied):
        actions.drop_template(cast.acting(cast.zhao), queries.templates_visible_to(cast.wang)[0])


def test_who_has_it_is_reminded_on_the_last_day_and_after_it_once(cast: Cast, land: Site) -> None:
    case = case_of()
    case = actions.dispatch(cast.acting(cast.yang), case, cast.land)
    assert remind(NOW) == 0
    assert remind(LATER) == 1
    assert remind(LATER) == 1
    assert remind(LATE) == 1
    told = Event.objects.filter(kind__startswith="case.", office=cast.land)
    assert list(told.order_by("pk").values_list("kind", flat=True)) == ["case.due", "case.overdue"]
    closed_ = actions.begin(cast.acting(cast.wang), case)
    closed_ = actions.propose(cast.acting(cast.wang), closed_, "已改")
    actions.close(cast.acting(cast.yang, LATE), closed_, "已改", public=False)
    assert remind(LATE) == 0
