"""Intake: whose page, joined with what is known, a case with a day; nothing lost, once each."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.cases.citizen_report.sending import PAGE, send, sent
from tests.people import NOW, Cast
from tests.sites import registered

from xuncha.cases.kinds.citizen_report.actions import refuse, set_terms
from xuncha.cases.kinds.citizen_report.intake import rescue, settle, take
from xuncha.cases.kinds.citizen_report.models import CitizenReport, Intake
from xuncha.cases.models import Case
from xuncha.findings.models import Finding
from xuncha.findings.rules import where_hash
from xuncha.people.models import Event
from xuncha.registry.models import Candidate, Domain, Site

pytestmark = pytest.mark.django_db


@pytest.fixture
def land(cast: Cast) -> Site:
    return registered(
        cast.land, "共和县国土资源局", "http://gtj.gonghe.gov.cn/", site_code="6325210003"
    )


def finding(site: Site, indicator: str, url: str, **more: object) -> Finding:
    facts: dict[str, object] = {
        "path": site.path, "where": url, "where_hash": where_hash(url), "level": "deduct",
        "outcome": "fault", "url": url, "message": "…", "first_seen": NOW, "last_seen": NOW,
    }  # fmt: skip
    return Finding.objects.create(site=site, indicator=indicator, **facts | more)


def test_a_report_becomes_a_case_of_the_office_above_the_unit(cast: Cast, land: Site) -> None:
    report = sent()
    assert report.intake == Intake.DONE
    assert report.site == land
    case = report.case
    assert case is not None
    assert (case.office, case.state, case.number) == (cast.gonghe, "waiting", report.number)
    assert case.due == date(2017, 11, 14)
    assert case.opened_at == NOW
    assert case.title == "内容不准确：共和县国土资源局"
    event = Event.objects.get(kind="report.received")
    assert event.office == cast.gonghe


def test_the_terms_of_the_nearest_office_above_hold(cast: Cast, land: Site) -> None:
    set_terms(cast.acting(cast.office), cast.province, 2, 2)
    set_terms(cast.acting(cast.ma), cast.hainan, 3, 2)
    case = sent().case
    assert case is not None
    assert case.due == date(2017, 11, 16)


def test_the_unit_is_the_nearest_by_path_or_by_another_domain(cast: Cast, land: Site) -> None:
    school = registered(cast.gonghe, "共和县教育局", "http://gtj.gonghe.gov.cn/jyj/index.html")
    Domain.objects.create(site=land, host="land.gonghe.gov.cn")
    assert sent(url="http://gtj.gonghe.gov.cn/jyj/1.html").site == school
    assert sent(url="https://www.land.gonghe.gov.cn/1.html").site == land


def test_the_same_again_joins_the_open_case(cast: Cast, land: Site) -> None:
    first = sent()
    again = sent(text="这里也看到了", url="https://gtj.gonghe.gov.cn/2017/a.html#p2")
    other = sent(category="typo")
    assert again.case == first.case
    assert again.merged
    assert other.case != first.case
    assert Case.objects.count() == 2
    assert first.case is not None
    assert again.number in first.case.events.last().opinion  # type: ignore[union-attr]
    refuse(cast.acting(cast.yang), first.case, "该日期没有错")
    assert not sent().merged


def test_a_report_names_the_findings_it_means(cast: Cast, land: Site) -> None:
    there = finding(land, "date.absurd", PAGE)
    finding(land, "date.absurd", "http://gtj.gonghe.gov.cn/other.html")
    finding(land, "link.dead", PAGE)
    finding(land, "page.abnormal", PAGE, state="false_alarm")
    assert list(sent().findings.all()) == [there]


def test_an_unregistered_government_host_is_a_clue_for_the_province(cast: Cast, land: Site) -> None:
    report = sent(url="http://www.xinxian.gov.cn/a.html")
    assert report.site is None
    assert report.case is not None
    assert report.case.office == cast.province
    found = Candidate.objects.get()
    assert (found.host, found.office, report.candidate) == ("xinxian.gov.cn", cast.province, found)
    assert sent(url="http://shop.example.com/").candidate is None
    assert sent(url="http://mail.xinxian.gov.cn/").candidate is None


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/",
        "http://169.254.169.254/latest/meta-data/",
        "http://localhost/",
        "http://127.1/",
        "http://2130706433/",
        "http://[::1]/",
        "file:///etc/passwd",
        "gopher://gtj.gonghe.gov.cn/",
        "http://gtj.gonghe.gov.cn@169.254.169.254/",
        "http://gtj.gonghe.gov.cn.evil.example/",
        "县政府的网站",
    ],
)
def test_what_is_no_registered_page_is_kept_as_text_and_never_fetched(
    cast: Cast, land: Site, url: str
) -> None:
    send(url=url)
    (taken,) = take(5, NOW)
    assert taken.url is None
    report = settle(taken, None, NOW)
    assert report.url == url
    assert report.case is not None
    assert report.case.office == cast.province


def test_the_badge_says_whose_it_is_where_the_address_does_not(cast: Cast, land: Site) -> None:
    assert sent(url="首页右下角", badge="6325210003").site == land
    assert sent(url="首页", badge="9999999999").site is None


def test_likely_spam_is_kept_and_waits_for_a_person(cast: Cast, land: Site) -> None:
    report = sent(trap="http://buy.example/")
    assert (report.spam, report.case, report.intake) == ("trap", None, Intake.DONE)
    saved = rescue(cast.acting(cast.li), report)
    assert saved.case is not None
    assert saved.spam == ""


def test_a_worker_that_dies_loses_nothing_and_two_do_nothing_twice(cast: Cast, land: Site) -> None:
    send()
    (taken,) = take(5, NOW)
    assert take(5, NOW) == []
    later = NOW + timedelta(minutes=6)
    (again,) = take(5, later)
    settle(again, None, later)
    settle(taken, None, later)
    assert Case.objects.count() == 1
    assert CitizenReport.objects.get().attempts == 2
