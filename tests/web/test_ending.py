"""The end of a site in the console, its way to another office, and requests nobody can review."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.people import NOW, Cast
from tests.registry.forms import approved
from tests.sites import registered
from tests.web.people import Desk
from tests.web.test_work import finding

from xuncha.findings.queries import findings_visible_to, judgements_visible_to
from xuncha.people.models import Office
from xuncha.registry import actions
from xuncha.registry.models import Domain, Request, Site


@pytest.fixture
def land(cast: Cast) -> Site:
    site = registered(
        cast.land, "共和县国土资源局", "http://gtj.gonghe.gov.cn/", site_code="6325210001"
    )
    Domain.objects.create(site=site, host=site.host, main=True)
    return site


def asked(cast: Cast, site: Site, kind: str) -> Request:
    wang = cast.acting(cast.wang)
    made = actions.draft_request(wang, kind, cast.land, site=site, new={}, reason="机构撤销")
    return actions.submit(wang, made)


def test_a_site_is_closed_after_its_notice_stood_thirty_days(cast: Cast, land: Site) -> None:
    address, today = f"/sites/{land.pk}/", timezone.localdate()
    wang, ma = Desk(cast.wang), Desk(cast.ma)
    assert "公告" not in wang.text(address)
    approved(cast, asked(cast, land, "close"))
    assert "已批准关停 关停前须在首页公告满30天" in wang.text(address)
    assert "尚未公告，不能关停" in ma.send(f"{address}close/", next=address)
    for on, url, why in (
        ("11月5日", land.home_url, "公告日期不是日期"),
        (f"{today + timedelta(days=1)}", land.home_url, "公告日期在将来"),
        (f"{today}", "javascript:alert(1)", "网址"),
    ):
        assert why in wang.send(f"{address}notice/", on=on, url=url, next=address)
    on = today - timedelta(days=29)
    page = wang.send(f"{address}notice/", on=f"{on}", url=land.home_url)
    assert "已填报公告" in page
    assert "方可关停，还有1天" in page
    assert "确认关停" not in ma.text(address)
    assert "起方可关停" in ma.send(f"{address}close/", next=address)
    Site.objects.filter(pk=land.pk).update(notice_on=on - timedelta(days=1))
    assert "确认关停" in ma.text(address)
    assert "确认关停" not in wang.text(address)
    assert wang.client.post(f"{address}close/").status_code == 403
    assert "已关停" in ma.send(f"{address}close/")
    land.refresh_from_db()
    assert land.state == "closed"
    assert land.domains.get().given_up_on == today


def test_a_site_goes_to_another_office_with_all_that_hangs_on_it(cast: Cast, land: Site) -> None:
    one = finding(land, "http://gtj.gonghe.gov.cn/dt/")
    land.judgements.create(path=land.path, as_of=NOW, standard="census-2015", verdict="qualified")
    address = f"/sites/{land.pk}/hand-over/"
    assert Desk(cast.wang).status(address) == 403
    assert Desk(cast.zhou).status(address) == 404
    province = Desk(cast.office)
    assert "格尔木" in province.text(f"{address}?q=格尔木")
    assert "没有找到" in province.text(f"{address}?q=不存在的单位")
    assert "请写明理由" in province.send(address, office=cast.golmud.pk, reason=" ")
    assert "已划转到" in province.send(address, office=cast.golmud.pk, reason="机构改革")
    assert Desk(cast.zhou).status(f"/findings/{one.pk}/") == 200
    assert Desk(cast.ma).status(f"/findings/{one.pk}/") == 404
    assert not findings_visible_to(cast.ma).exists()
    assert judgements_visible_to(cast.zhou).exists()
    assert not judgements_visible_to(cast.ma).exists()


def test_nobody_hands_a_site_beyond_their_own_part(cast: Cast, land: Site) -> None:
    address = f"/sites/{land.pk}/hand-over/"
    desk = Desk(cast.ma)
    assert "格尔木" not in desk.text(f"{address}?q=格尔木")
    said = {"office": cast.golmud.pk, "reason": "x"}
    assert desk.client.post(address, said).status_code == 404
    land.refresh_from_db()
    assert land.office == cast.land


def test_a_level_where_nobody_can_review_is_said(cast: Cast, land: Site) -> None:
    made = asked(cast, land, "close")
    address = f"/requests/{made.pk}/"
    assert "没有能审核这件申请的人" not in Desk(cast.wang).text(address)
    cast.ma.is_active = False
    cast.ma.save()
    page = Desk(cast.wang).text(address)
    assert "“海南州人民政府办公室”没有能审核这件申请的人" in page
    assert page.count("没有能审核") == 1
    # Who wrote it does not count as a reviewer of it.
    cast.yang.role = "organiser"
    cast.yang.save()
    made.writers.add(cast.yang)
    own = Office.objects.get(pk=made.at_office_id)
    assert f"“{own.name}”没有能审核" in Desk(cast.wang).text(address)
    actions.withdraw(cast.acting(cast.wang), made)
    assert "没有能审核" not in Desk(cast.wang).text(address)
