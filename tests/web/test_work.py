"""Findings, inspections, missed sites, offices, people and the log in the console."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from tests.people import NOW, PASSWORD, Cast
from tests.sites import registered
from tests.web.people import Desk

from xuncha.findings.models import Finding
from xuncha.findings.rules import where_hash
from xuncha.people.models import AuditEntry, Office, User
from xuncha.pipeline.models import InspectionItem, InspectionRun
from xuncha.registry.models import Candidate, Site


def finding(site: Site, where: str, **more: object) -> Finding:
    values: dict[str, object] = {
        "path": site.path,
        "indicator": "column.stale",
        "level": "veto",
        "outcome": "fault",
        "message": "旧的说法",
        "observed": {"column": "工作动态", "days": 423, "newest": "2016-10-08"},
        "url": where,
        "first_seen": timezone.now(),
        "last_seen": timezone.now(),
        "standard": "census-2015",
        "evidence": ["sha256:" + "a" * 64],
    }
    return Finding.objects.create(
        site=site, where=where, where_hash=where_hash(where), **values | more
    )


@pytest.fixture
def land(cast: Cast) -> Site:
    return registered(cast.land, "共和县国土资源局", "http://gtj.gonghe.gov.cn/")


@pytest.fixture
def service(cast: Cast) -> Site:
    return registered(cast.service, "格尔木市政务服务网", "http://zwfw.golmud.gov.cn/")


def test_a_finding_shows_clause_values_and_proof(cast: Cast, land: Site) -> None:
    one = finding(land, "http://gtj.gonghe.gov.cn/dt/")
    page = Desk(cast.wang).text(f"/findings/{one.pk}/")
    for words in ("工作动态", "423", "单项否决", "sha256:" + "a" * 64, "国办发〔2015〕15号"):
        assert words in page
    assert Desk(cast.zhou).status(f"/findings/{one.pk}/") == 404


def test_the_list_of_findings_filters(cast: Cast, land: Site, service: Site) -> None:
    finding(land, "a")
    finding(land, "b", level="deduct", state="gone")
    finding(service, "c", indicator="link.dead", level="deduct", observed={"text": "第三号"})
    desk = Desk(cast.li)
    assert len(desk.names("/findings/")) == 3
    assert len(desk.names("/findings/?state=live")) == 2
    assert len(desk.names("/findings/?level=veto")) == 1
    assert len(desk.names("/findings/?indicator=link.dead")) == 1
    assert len(desk.names(f"/findings/?site={land.pk}")) == 2
    assert len(desk.names(f"/findings/?office={cast.haixi.pk}")) == 1
    assert len(Desk(cast.ma).names("/findings/")) == 2


def test_security_details_are_for_those_who_may_read_them(cast: Cast, land: Site) -> None:
    one = finding(land, "x", indicator="security.sqli", level="notice", observed={})
    assert Desk(cast.li).status(f"/findings/{one.pk}/") == 404
    assert Desk(cast.li).names("/findings/") == []
    assert Desk(cast.chen).status(f"/findings/{one.pk}/") == 200


def test_the_overview_counts_ones_own_part(cast: Cast, land: Site, service: Site) -> None:
    for n in range(3):
        finding(land, f"l{n}", root="template:页脚")
    finding(service, "s", indicator="home.stale", observed={"days": 21})
    page = Desk(cast.ma).text("/")
    assert "共1家" in page
    assert "同一处原因，共3处" in page
    assert "格尔木" not in page
    assert "共2家" in Desk(cast.li).text("/")


def test_an_inspection_is_started_watched_and_cancelled(
    cast: Cast, land: Site, service: Site
) -> None:
    li = Desk(cast.li)
    assert "将检查1家网站： 共和县国土资源局" in li.text(f"/runs/new/?id={land.pk}&id=999999")
    said = {"id": land.pk, "standard": "census-2015", "title": "复查", "max_pages": "50"}
    page = li.send("/runs/new/", **said)
    run = InspectionRun.objects.get()
    assert (run.title, run.options) == ("复查", {"max_pages": 50})
    assert "检查已开始" in page
    moving = li.client.get(f"/runs/{run.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert moving.lstrip().startswith('<div id="progress"')
    assert "已取消，1家网站没有检查" in li.send(f"/runs/{run.pk}/cancel/")
    still = li.client.get(f"/runs/{run.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "hx-trigger" not in still
    assert Desk(cast.ma).status(f"/runs/{run.pk}/") == 404


def test_all_that_a_list_shows_is_inspected_and_nothing_else(
    cast: Cast, land: Site, service: Site
) -> None:
    registered(cast.land, "共和县旧站", "http://old.gonghe.gov.cn/", state="closed")
    ma = Desk(cast.ma)
    page = ma.client.get("/runs/new/?all=1&q=共和").content.decode()
    query = re.search(r'name="query" value="([^"]*)"', page)
    assert query
    ma.send("/runs/new/", all="1", query=query[1].replace("&amp;", "&"), standard="census-2015")
    assert [item.site for item in InspectionItem.objects.all()] == [land]


def test_nobody_inspects_a_neighbour(cast: Cast, service: Site) -> None:
    said = {"id": service.pk, "standard": "census-2015", "title": "x"}
    assert "没有选中网站" in Desk(cast.ma).send("/runs/new/", **said)
    assert Desk(cast.wang).client.post("/runs/new/", said).status_code == 403
    assert not InspectionRun.objects.exists()


@pytest.mark.parametrize("option", ["max_pages=-1", "rate=1e9", "rate=nan", "visits=x"])
def test_a_strange_option_is_refused_with_a_word(cast: Cast, land: Site, option: str) -> None:
    name, _equals, value = option.partition("=")
    said = {"id": land.pk, "standard": "census-2015", "title": "x", name: value}
    assert Desk(cast.li).client.post("/runs/new/", said).status_code == 200
    assert not InspectionRun.objects.exists()


@pytest.fixture
def missed(cast: Cast, land: Site) -> Candidate:
    return Candidate.objects.create(
        host="tjj.gonghe.gov.cn",
        url="http://tjj.gonghe.gov.cn/",
        office=cast.hainan,
        path=cast.hainan.path,
        clues={"title": "共和县统计局", "suffix": ".gov.cn"},
        seen_on=[{"site": land.pk, "page": "http://gtj.gonghe.gov.cn/links", "anchor": "统计局"}],
        first_seen=NOW,
        last_seen=NOW,
    )


def test_a_missed_site_is_assigned_and_becomes_a_request(cast: Cast, missed: Candidate) -> None:
    ma = Desk(cast.ma)
    assert ma.names("/candidates/") == ["tjj.gonghe.gov.cn"]
    page = ma.text(f"/candidates/{missed.pk}/")
    assert "共和县统计局" in page
    assert "共和县国土资源局 统计局" in page
    page = ma.send(f"/candidates/{missed.pk}/decide/", decision="assign", office=cast.land.pk)
    assert "补录" in page
    assert Site.objects.get(state="draft").name == "共和县统计局"
    assert Desk(cast.zhou).status(f"/candidates/{missed.pk}/") == 404


def test_a_missed_site_is_dismissed_with_a_reason_only(cast: Cast, missed: Candidate) -> None:
    address = f"/candidates/{missed.pk}/"
    ma = Desk(cast.ma)
    said = ma.send(f"{address}decide/", decision="dismiss", reason=" ", next=address)
    assert "请写明排除的理由" in said
    ma.send(f"{address}decide/", decision="dismiss", reason="企业网站", next=address)
    missed.refresh_from_db()
    assert (missed.state, missed.reason) == ("dismissed", "企业网站")


def test_offices_and_people_are_added_below_ones_own(cast: Cast) -> None:
    ma = Desk(cast.ma)
    said = {"name": "贵德县人民政府办公室", "level": "county", "line": "area", "region": "632523"}
    ma.send(f"/offices/{cast.hainan.pk}/below/", **said)
    guide = Office.objects.get(name="贵德县人民政府办公室")
    assert guide.path.startswith(cast.hainan.path)
    person = {"name": "小贵", "username": "xiaogui", "role": "organiser", "password": PASSWORD}
    ma.send(f"/offices/{guide.pk}/people/", **person)
    assert User.objects.get(username="xiaogui").check_password(PASSWORD)
    assert ma.client.get(f"/offices/{cast.haixi.pk}/").status_code == 404
    assert ma.client.post(f"/offices/{cast.haixi.pk}/people/", person).status_code == 404
    assert Desk(cast.wang).client.get(f"/offices/{cast.land.pk}/people/").status_code == 403


def test_an_easy_password_is_refused_for_somebody_else_too(cast: Cast) -> None:
    said = {"name": "小贵", "username": "xiaogui", "role": "reporter", "password": "xiaogui123"}
    Desk(cast.ma).send(f"/offices/{cast.hainan.pk}/people/", **said)
    assert not User.objects.filter(username="xiaogui").exists()


def test_a_forgotten_password_is_set_anew_and_shown_once(cast: Cast) -> None:
    ma = Desk(cast.ma)
    page = ma.client.post(f"/people/{cast.wang.pk}/password/").content.decode()
    made = re.search(r'class="codes">([^<]+)<', page)
    assert made
    assert User.objects.get(pk=cast.wang.pk).check_password(made[1])
    assert ma.client.post(f"/people/{cast.zhao.pk}/password/").status_code == 404


def test_nobody_raises_their_own_role(cast: Cast) -> None:
    said = {"name": "小马", "role": "keeper", "active": "1"}
    page = Desk(cast.ma).send(f"/people/{cast.ma.pk}/", **said)
    assert "不能改变自己的角色" in page
    assert User.objects.get(pk=cast.ma.pk).role == "organiser"


def test_the_log_is_searched_by_person_verb_and_day(cast: Cast) -> None:
    today = timezone.localdate().isoformat()
    Desk(cast.ma).send(f"/people/{cast.wang.pk}/sessions/")
    desk = Desk(cast.office)
    page = desk.text(f"/audit/?who=小马&verb=person.end_sessions&from={today}&until={today}")
    assert "共1条" in page
    assert "xiaowang" in page
    assert "没有符合条件的记录" in desk.text("/audit/?who=小周")
    assert "共0条" in desk.text("/audit/?until=2001-01-01")
    entry = AuditEntry.objects.filter(verb="person.end_sessions").get()
    assert entry.address == "127.0.0.1"
    assert "小马" not in Desk(cast.zhou).text("/audit/")


def test_one_walks_through_the_list_as_it_was_filtered(
    cast: Cast, land: Site, service: Site
) -> None:
    made = [finding(land, f"l{n}", level="veto" if n % 2 else "deduct") for n in range(6)]
    finding(service, "s")
    query = "?level=veto&sort=first"
    walked, at = [made[1].pk], made[1].pk
    desk = Desk(cast.ma)
    while found := re.search(r'rel="next" href="/findings/(\d+)/([^"]*)"', _page(desk, at, query)):
        assert found[2].replace("&amp;", "&") == query
        at = int(found[1])
        walked.append(at)
    assert walked == [made[1].pk, made[3].pk, made[5].pk]
    back = re.search(r'rel="prev" href="/findings/(\d+)/', _page(desk, at, query))
    assert back
    assert int(back[1]) == made[3].pk
    # Of rows that are equal in what they are sorted by, each still comes once.
    walked, at = [], made[0].pk
    while found := re.search(r'rel="next" href="/findings/(\d+)/', _page(desk, at, "?sort=site")):
        at = int(found[1])
        walked.append(at)
    assert walked == [one.pk for one in made[1:]]


def _page(desk: Desk, number: int, query: str) -> str:
    return desk.client.get(f"/findings/{number}/{query}").content.decode()
