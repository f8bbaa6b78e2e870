"""A site's life after registration: exempt, offline, closing with its notice, merged; and codes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from tests.people import NOW, Cast
from tests.registry.forms import approved, registered

from xuncha.people.actions import Actor, RefusedError
from xuncha.people.models import AuditEntry
from xuncha.registry import actions, queries, rules, sites
from xuncha.registry.models import FigureChange, Request, RequestKind, Site, SiteState
from xuncha.registry.steps import ProblemsError


def asked(cast: Cast, site: Site, kind: str, reason: str = "理由", **new: Any) -> Request:
    """A request of 小王's, submitted."""
    wang = cast.acting(cast.wang)
    return actions.submit(
        wang, actions.draft_request(wang, kind, cast.land, site=site, new=new, reason=reason)
    )


def granted(cast: Cast, site: Site, kind: str, **new: Any) -> Site:
    """The site after every level agreed."""
    approved(cast, asked(cast, site, kind, **new))
    site.refresh_from_db()
    return site


def test_the_rules_speak_of_the_states_and_kinds_there_are() -> None:
    assert set(rules.EFFECTS) == set(RequestKind.values)
    assert set(rules.NEXT_STATES) == {"", *SiteState.values}
    for effect in rules.EFFECTS.values():
        for state in effect.from_states - rules.UNREGISTERED:
            assert effect.to_state is None or rules.may_become(state, effect.to_state)


def test_exempt_needs_a_reason_and_an_end_and_ends_by_itself(cast: Cast) -> None:
    site = registered(cast, cast.wang)
    with pytest.raises(ProblemsError, match="理由"):
        asked(cast, site, "exempt", reason=" ", until="2018-01-31")
    Request.objects.filter(kind="exempt").delete()
    with pytest.raises(ProblemsError, match="截止日期"):
        asked(cast, site, "exempt")
    Request.objects.filter(kind="exempt").delete()
    site = granted(cast, site, "exempt", until="2018-01-31")
    assert (site.state, site.until) == (SiteState.EXEMPT, date(2018, 1, 31))

    on_the_day = NOW.replace(year=2018, month=1, day=31)
    assert sites.end_exemptions(Actor(None, on_the_day)) == []
    assert sites.end_exemptions(Actor(None, on_the_day + timedelta(days=1))) == [site]
    site.refresh_from_db()
    assert (site.state, site.until) == (SiteState.ACTIVE, None)


def test_temporarily_offline_at_most_thirty_days_and_once_a_year(cast: Cast) -> None:
    site = registered(cast, cast.wang)
    with pytest.raises(ProblemsError, match="30 天"):
        asked(cast, site, "offline", first="2017-11-20", until="2017-12-20")
    Request.objects.filter(kind="offline").delete()
    site = granted(cast, site, "offline", first="2017-11-20", until="2017-12-19")
    assert (site.state, site.until) == (SiteState.OFFLINE, date(2017, 12, 19))
    assert not queries.offline_overdue(cast.ma, date(2017, 12, 19)).exists()
    assert queries.offline_overdue(cast.ma, date(2017, 12, 20)).exists()
    assert not queries.offline_overdue(cast.zhou, date(2017, 12, 20)).exists()

    site = granted(cast, site, "online")
    assert (site.state, site.until) == (SiteState.ACTIVE, None)
    with pytest.raises(ProblemsError, match="1 次"):
        asked(cast, site, "offline", first="2017-12-25", until="2017-12-26")
    Request.objects.filter(kind="offline", state="draft").delete()
    FigureChange.objects.create(name="offline_times", value=2, reason="本省规定", at=NOW)
    assert asked(cast, site, "offline", first="2017-12-25", until="2017-12-26").pk


def test_a_site_closes_thirty_days_after_its_notice(cast: Cast) -> None:
    site = registered(cast, cast.wang)
    request = asked(cast, site, "close")
    site.refresh_from_db()
    assert site.state == SiteState.ACTIVE  # it runs on until the last level approves
    approved(cast, request)
    site.refresh_from_db()
    assert site.state == SiteState.MIGRATING
    ma = cast.acting(cast.ma)
    with pytest.raises(RefusedError, match="尚未公告"):
        sites.finish_closing(ma, site)
    with pytest.raises(RefusedError, match="将来"):
        sites.give_notice(cast.acting(cast.wang), site, date(2017, 11, 14), site.home_url)
    with pytest.raises(RefusedError, match="网址"):
        sites.give_notice(cast.acting(cast.wang), site, date(2017, 11, 13), "javascript:alert(1)")
    site = sites.give_notice(cast.acting(cast.wang), site, date(2017, 11, 13), site.home_url)
    assert site.state == SiteState.CLOSING
    early = cast.acting(cast.ma, NOW + timedelta(days=29))
    with pytest.raises(RefusedError, match="2017-12-13"):
        sites.finish_closing(early, site)
    with pytest.raises(PermissionDenied):
        sites.finish_closing(cast.acting(cast.zhou, NOW + timedelta(days=30)), site)
    site = sites.finish_closing(cast.acting(cast.ma, NOW + timedelta(days=30)), site)
    assert site.state == SiteState.CLOSED
    assert site.domains.get().given_up_on == date(2017, 12, 13)
    with pytest.raises(RefusedError, match="不能申请"):
        asked(cast, site, "change", remark="再开")


def test_a_merged_site_names_the_one_that_goes_on(cast: Cast) -> None:
    site = registered(cast, cast.wang)
    heir = registered(cast, cast.wang, home_url="http://www.gonghe.gov.cn/", name="共和县")
    for wrong, why in (("6399990001", "没有标识码"), (site.site_code, "并入自己")):
        with pytest.raises(ProblemsError, match=why):
            asked(cast, site, "move", successor=wrong)
        Request.objects.filter(kind="move").delete()
    site = granted(cast, site, "move", successor=heir.site_code)
    site = sites.give_notice(cast.acting(cast.wang), site, NOW.date(), site.home_url)
    site = sites.finish_closing(cast.acting(cast.ma, NOW + timedelta(days=30)), site)
    assert (site.state, site.successor) == (SiteState.MOVED, heir)


def test_columns_keep_what_was_seen_of_them(cast: Cast) -> None:
    site = registered(cast, cast.wang)
    base = site.home_url
    told = [
        {"name": "政务公开", "url": f"{base}zwgk/", "type": "其他"},
        {"name": "通知公告", "url": f"{base}tzgg/", "type": "通知公告", "parent": "政务公开"},
    ]
    site = granted(cast, site, "columns", columns=told)
    notice = site.columns.get(name="通知公告")
    assert notice.parent == site.columns.get(name="政务公开")
    site.columns.filter(pk=notice.pk).update(newest=date(2017, 11, 1))
    told[1] |= {"name": "公示公告"}
    site = granted(cast, site, "columns", columns=[*told[1:], told[0] | {"parent": ""}])
    again = site.columns.get(name="公示公告")
    assert (again.pk, again.newest) == (notice.pk, date(2017, 11, 1))


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ([{"name": "要闻", "url": "ftp://x/", "type": "动态要闻"}], "网址"),
        ([{"name": "要闻", "url": "http://x.gov.cn/", "type": "新闻"}], "栏目类别"),
        ([{"name": "", "url": "http://x.gov.cn/", "type": "其他"}], "没有栏目名称"),
        ([{"name": "甲", "url": "http://x.gov.cn/", "type": "其他", "parent": "乙"}], "上级栏目"),
        ([{"name": "甲", "url": "http://x.gov.cn/", "type": "其他", "parent": "甲"}], "绕回"),
        ([{"name": "甲", "url": "http://x.gov.cn/", "type": "其他"}] * 2, "重复"),
        ("<script>", "栏目"),
        ([7], "不是一个栏目"),
        ([{"name": "甲", "evil": 1}], "不是一个栏目"),
    ],
)
def test_bad_columns_are_refused_with_their_line(cast: Cast, columns: Any, why: str) -> None:
    site = registered(cast, cast.wang)
    with pytest.raises(ProblemsError, match=why):
        asked(cast, site, "columns", columns=columns)


@pytest.mark.parametrize(
    ("new", "field"),
    [
        ({"home_url": "javascript:alert(1)"}, "home_url"),
        ({"home_url": "http://user:pass@x.gov.cn/"}, "home_url"),
        ({"name": "字" * 121}, "name"),
        ({"name": "甲\x00乙"}, "name"),
        ({"name": ["甲"]}, "name"),
        ({"kind": "castle"}, "kind"),
        ({"icp": "12345"}, "icp"),
        ({"police": "公安"}, "police"),
        ({"region": "63252"}, "region"),
        ({"head": "王明"}, "head"),
        ({"head": {"name": "王明", "email": "x"}}, "head"),
        ({"head": {"name": "王明", "phone": "<b>"}}, "head"),
        ({"contacts": [{"name": "甲"}] * 4}, "contacts"),
        ({"domains": [{"host": "a b"}]}, "domains"),
        (
            {"domains": [{"host": "x.gov.cn", "main": 1}, {"host": "y.gov.cn", "main": 1}]},
            "domains",
        ),
        ({"state": "active"}, "state"),
        ({"site_code": "6325210099"}, "site_code"),
        ({"office": 1}, "office"),
    ],
)
def test_bad_fields_are_refused_by_name(cast: Cast, new: dict[str, Any], field: str) -> None:
    with pytest.raises(ProblemsError) as refused:
        actions.draft_request(cast.acting(cast.wang), "register", cast.land, new=new)
    assert [one.field for one in refused.value.problems] == [field]
    assert not Site.objects.exists()


def test_names_in_chinese_are_kept_as_they_are_looked_up(cast: Cast) -> None:
    site = registered(
        cast,
        cast.wang,
        domains=[{"host": "共和县国土.政务"}, {"host": "GTJ.gonghe.gov.cn", "main": True}],
    )
    assert {one.host: one.main for one in site.domains.all()} == {
        "gtj.gonghe.gov.cn": True,
        "共和县国土.政务".encode("idna").decode(): False,
    }


def test_a_site_of_another_office_is_not_ones_own(cast: Cast) -> None:
    site = registered(cast, cast.wang)
    with pytest.raises(RefusedError, match="不属于"):
        actions.draft_request(cast.acting(cast.yang), "change", cast.gonghe, site=site)


def test_a_reorganised_office_takes_its_sites_along(cast: Cast) -> None:
    site = registered(cast, cast.wang)
    with pytest.raises(PermissionDenied):
        sites.hand_over(cast.acting(cast.ma), site, cast.golmud, "机构改革")
    sites.hand_over(cast.acting(cast.office), site, cast.golmud, "机构改革")
    assert queries.sites_visible_to(cast.zhou).exists()
    assert not queries.sites_visible_to(cast.ma).exists()
    assert not queries.transitions_visible_to(cast.ma).exists()
    assert not queries.requests_visible_to(cast.ma).exists()
    assert AuditEntry.objects.filter(verb="site.hand_over", by=cast.office).exists()


def test_a_state_that_does_not_follow_is_refused_whoever_asks(cast: Cast) -> None:
    site = registered(cast, cast.wang)
    with pytest.raises(RefusedError, match="不能转为"):
        sites.transit(Actor(None, NOW), site, SiteState.CLOSED)
    assert Site.objects.get(pk=site.pk).state == SiteState.ACTIVE
