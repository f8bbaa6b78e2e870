"""小王 registers his bureau's site, 小杨 returns it once, three levels approve, a code is given."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from tests.people import NOW, Cast
from tests.registry.forms import LAND, approved, registered

from xuncha.base.calendar import Calendar
from xuncha.people.actions import RefusedError
from xuncha.people.models import AuditEntry
from xuncha.registry import actions, queries
from xuncha.registry.models import RequestState, SiteState
from xuncha.registry.steps import ProblemsError


def test_a_site_is_registered_level_by_level(cast: Cast) -> None:
    wang = cast.acting(cast.wang)
    request = actions.draft_request(wang, "register", cast.land, new=LAND | {"name": "国土局"})
    assert request.site.state == SiteState.DRAFT
    request = actions.submit(wang, request)
    assert (request.at_office, request.level) == (cast.gonghe, 1)
    assert list(queries.requests_to_review(cast.yang)) == [request]

    request = actions.send_back(cast.acting(cast.yang), request, "网站名称应为全称")
    assert request.state == RequestState.RETURNED
    assert request.site.state == SiteState.RETURNED
    assert not queries.requests_to_review(cast.yang).exists()

    request = actions.change_draft(wang, request, new=LAND)
    request = actions.submit(wang, request)
    for reviewer, level in ((cast.yang, 1), (cast.ma, 2), (cast.office, 3)):
        assert (request.at_office, request.level) == (reviewer.office, level)
        request = actions.approve(cast.acting(reviewer), request, "同意")

    site = queries.sites_visible_to(cast.wang).get()
    assert site.state == SiteState.ACTIVE
    assert site.name == "共和县国土资源局"
    assert site.site_code == "6325210001"
    assert len(site.check_code) == 8
    assert [one.decision for one in request.opinions.all()] == [
        "submit", "return", "submit", "approve", "approve", "approve",
    ]  # fmt: skip
    ways = [(t.from_state, t.to_state) for t in site.transitions.order_by("id")]
    assert ways == [
        ("", "draft"),
        ("draft", "reviewing"),
        ("reviewing", "returned"),
        ("returned", "reviewing"),
        ("reviewing", "active"),
    ]


def test_every_step_stands_in_the_log_and_the_check_code_nowhere(cast: Cast) -> None:
    site = registered(cast, cast.wang)
    entries = list(AuditEntry.objects.filter(path=cast.land.path))
    assert {"request.draft", "request.submit", "request.approve", "site.register"} <= {
        one.verb for one in entries
    }
    assert not any(site.check_code in f"{one.old}{one.new}" for one in entries)


def test_a_resubmitted_request_begins_at_the_first_level_again(cast: Cast) -> None:
    wang = cast.acting(cast.wang)
    request = actions.submit(wang, actions.draft_request(wang, "register", cast.land, new=LAND))
    request = actions.approve(cast.acting(cast.yang), request)
    request = actions.send_back(cast.acting(cast.ma), request, "请补充负责人手机")
    request = actions.submit(wang, request)
    assert (request.at_office, request.level) == (cast.gonghe, 1)


def test_no_level_is_skipped_and_nobody_decides_twice(cast: Cast) -> None:
    wang = cast.acting(cast.wang)
    request = actions.submit(wang, actions.draft_request(wang, "register", cast.land, new=LAND))
    for too_high in (cast.office, cast.ma):
        with pytest.raises(RefusedError, match="不能越级"):
            actions.approve(cast.acting(too_high), request)
    seen = request
    request = actions.approve(cast.acting(cast.yang), request)
    with pytest.raises(RefusedError):
        actions.approve(cast.acting(cast.yang), seen)
    assert request.at_office == cast.hainan


def test_neighbours_and_readers_decide_nothing(cast: Cast) -> None:
    wang = cast.acting(cast.wang)
    request = actions.submit(wang, actions.draft_request(wang, "register", cast.land, new=LAND))
    for outsider in (cast.zhou, cast.zhao, cast.wang, cast.leader, cast.li, cast.keeper):
        with pytest.raises((PermissionDenied, RefusedError)):
            actions.approve(cast.acting(outsider), request)
        with pytest.raises((PermissionDenied, RefusedError)):
            actions.send_back(cast.acting(outsider), request, "不行")


def test_who_wrote_a_request_does_not_review_it(cast: Cast) -> None:
    """小杨 filled it in for the bureau, so another pair of eyes of his county decides."""
    yang, wang = cast.acting(cast.yang), cast.acting(cast.wang)
    request = actions.draft_request(yang, "register", cast.land, new=LAND)
    request = actions.submit(wang, request)
    assert not queries.requests_to_review(cast.yang).exists()
    with pytest.raises(RefusedError, match="自己的申请"):
        actions.approve(yang, request)


def test_the_province_own_site_takes_two_people(cast: Cast) -> None:
    organiser = cast.acting(cast.office)
    new = LAND | {"name": "青海省人民政府", "home_url": "http://www.qh.gov.cn/", "kind": "portal"}
    request = actions.draft_request(organiser, "register", cast.province, new=new)
    request = actions.submit(organiser, request)
    with pytest.raises(RefusedError, match="自己的申请"):
        actions.approve(organiser, request)
    request = actions.approve(cast.acting(cast.chen), request)
    assert request.state == RequestState.APPROVED
    assert request.site.site_code == "6300000001"


def test_a_reviewer_decides_on_what_they_saw_or_not_at_all(cast: Cast) -> None:
    wang = cast.acting(cast.wang)
    request = actions.submit(wang, actions.draft_request(wang, "register", cast.land, new=LAND))
    seen = request
    actions.withdraw(wang, request)
    again = actions.draft_request(wang, "register", cast.land, site=request.site, new=LAND)
    again = actions.submit(wang, again)
    with pytest.raises(RefusedError):
        actions.approve(cast.acting(cast.yang), seen)
    with pytest.raises(RefusedError, match="已有变化"):
        actions.approve(cast.acting(cast.yang), again, turn=again.turn - 1)


def test_a_return_needs_a_reason(cast: Cast) -> None:
    wang = cast.acting(cast.wang)
    request = actions.submit(wang, actions.draft_request(wang, "register", cast.land, new=LAND))
    with pytest.raises(RefusedError, match="理由"):
        actions.send_back(cast.acting(cast.yang), request, "  \n ")


def test_what_is_missing_is_said_field_by_field(cast: Cast) -> None:
    wang = cast.acting(cast.wang)
    request = actions.draft_request(wang, "register", cast.land, new={"name": "国土局"})
    with pytest.raises(ProblemsError) as refused:
        actions.submit(wang, request)
    assert {one.field for one in refused.value.problems} >= {"home_url", "sponsor", "head"}
    assert request.site.state == SiteState.DRAFT


def test_a_change_shows_old_beside_new_and_keeps_only_what_differs(cast: Cast) -> None:
    site = registered(cast, cast.wang)
    new = LAND | {"home_url": "http://zrzy.gonghe.gov.cn/", "name": "共和县自然资源局"}
    request = actions.draft_request(
        cast.acting(cast.wang), "change", cast.land, site=site, new=new, reason="机构改革"
    )
    lines = {one.field: (one.old, one.new) for one in queries.differences(request)}
    assert lines == {
        "name": ("共和县国土资源局", "共和县自然资源局"),
        "home_url": ("http://gtj.gonghe.gov.cn/", "http://zrzy.gonghe.gov.cn/"),
    }
    approved(cast, actions.submit(cast.acting(cast.wang), request))
    site.refresh_from_db()
    assert (site.name, site.host) == ("共和县自然资源局", "zrzy.gonghe.gov.cn")
    given_up = {one.host: one.given_up_on for one in site.domains.all()}
    assert given_up == {"gtj.gonghe.gov.cn": NOW.date(), "zrzy.gonghe.gov.cn": None}
    assert site.state == SiteState.ACTIVE


def test_a_change_of_nothing_is_refused(cast: Cast) -> None:
    site = registered(cast, cast.wang)
    request = actions.draft_request(
        cast.acting(cast.wang), "change", cast.land, site=site, new=LAND, reason="核对"
    )
    with pytest.raises(ProblemsError, match="没有要变更的内容"):
        actions.submit(cast.acting(cast.wang), request)


def test_an_old_request_never_undoes_a_newer_change(cast: Cast) -> None:
    site = registered(cast, cast.wang)
    wang = cast.acting(cast.wang)
    request = actions.draft_request(
        wang, "change", cast.land, site=site, new={"remark": "甲"}, reason="补充备注"
    )
    request = actions.submit(wang, request)
    type(site).objects.filter(pk=site.pk).update(remark="乙")
    with pytest.raises(RefusedError, match="已有变化"):
        approved(cast, request)


def test_one_request_of_a_kind_at_a_time(cast: Cast) -> None:
    site, wang = registered(cast, cast.wang), cast.acting(cast.wang)
    actions.draft_request(wang, "change", cast.land, site=site, new={"remark": "甲"})
    with pytest.raises(RefusedError, match="尚未办结"):
        actions.draft_request(wang, "change", cast.land, site=site, new={"remark": "乙"})


def test_codes_are_never_given_twice(cast: Cast) -> None:
    first = registered(cast, cast.wang)
    second = registered(cast, cast.wang, home_url="http://www2.gonghe.gov.cn/", name="二")
    assert [first.site_code, second.site_code] == ["6325210001", "6325210002"]
    type(second).objects.filter(pk=second.pk).update(site_code=None)
    third = registered(cast, cast.wang, home_url="http://www3.gonghe.gov.cn/", name="三")
    assert third.site_code == "6325210003"


def test_the_same_address_is_registered_once(cast: Cast) -> None:
    registered(cast, cast.wang)
    with pytest.raises(ProblemsError, match="已由"):
        registered(cast, cast.wang, home_url="HTTP://GTJ.gonghe.gov.cn:80/#top")


def test_a_neighbours_site_is_not_named_to_who_may_not_see_it(cast: Cast) -> None:
    registered(cast, cast.wang)
    zhao = cast.acting(cast.zhao)
    request = actions.draft_request(zhao, "register", cast.service, new=LAND | {"name": "审批局"})
    with pytest.raises(ProblemsError, match="已经登记") as refused:
        actions.submit(zhao, request)
    assert "国土" not in str(refused.value)


def test_overdue_is_counted_in_working_days(cast: Cast) -> None:
    """Submitted on Monday 2017-11-13: five working days end on Monday the 20th."""
    wang, calendar = cast.acting(cast.wang), Calendar.shipped()
    request = actions.submit(wang, actions.draft_request(wang, "register", cast.land, new=LAND))
    assert str(queries.due(request, calendar)) == "2017-11-20"
    everybody = queries.requests_visible_to(cast.office)
    on_the_day = NOW + timedelta(days=7, hours=14)
    assert not queries.overdue(everybody, on_the_day, calendar).exists()
    next_day = NOW + timedelta(days=8)
    assert list(queries.overdue(everybody, next_day, calendar)) == [request]


def test_a_vertical_office_goes_up_its_own_line(cast: Cast) -> None:
    assert queries.review_chain(cast.tax) == [cast.province]
    assert queries.review_chain(cast.land) == [cast.gonghe, cast.hainan, cast.province]


def test_neighbours_see_nothing_of_one_another(cast: Cast) -> None:
    site, wang = registered(cast, cast.wang), cast.acting(cast.wang)
    columns = [{"name": "要闻", "url": "http://gtj.gonghe.gov.cn/yw/", "type": "动态要闻"}]
    request = actions.draft_request(wang, "columns", cast.land, site=site, new={"columns": columns})
    approved(cast, actions.submit(wang, request))
    reads = (
        queries.sites_visible_to,
        queries.columns_visible_to,
        queries.domains_visible_to,
        queries.requests_visible_to,
        queries.transitions_visible_to,
    )
    for read in reads:
        assert read(cast.ma).exists(), read
        assert not read(cast.zhou).exists(), read
        assert not read(cast.zhao).exists(), read
    for person in (cast.zhou, cast.zhao):
        with pytest.raises(PermissionDenied):
            actions.draft_request(cast.acting(person), "change", cast.land, site=site)
        with pytest.raises(PermissionDenied):
            actions.withdraw(cast.acting(person), request)
