"""Pages looked at in a real browser: nobody is barred, nothing runs over, nothing is fetched."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import expect
from tests.campaigns.cases import planned
from tests.findings.found import blank, dead, visited
from tests.people import NOW, Cast, assemble
from tests.sites import registered
from tests.web.browsing import PHONE, SIZES, Windows, everywhere, looked_at

from xuncha.campaigns.policies import add_policy, choose_policies
from xuncha.cases.actions import open_case
from xuncha.cases.kinds.rectification.actions import hold_to_account
from xuncha.cases.kinds.report_request import actions as requested
from xuncha.cases.kinds.report_request.models import ReportAnswer
from xuncha.cases.kinds.report_request.shipped import templates
from xuncha.registry.models import Site

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.looks]


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return assemble()


def test_the_pages_of_policies_notices_and_figures(windows: Windows, cast: Cast) -> None:
    site = registered(cast.land, "共和县国土资源局", "http://gtj.gonghe.gov.cn/")
    visited(site, [dead(1), blank(1)], NOW)
    Site.objects.update(has_entry=True)
    said = {"published_at": "2017-11-10 09:00", "source_url": "http://www.gov.cn/a.htm"}
    li = cast.acting(cast.li)
    policies = [
        add_policy(li, cast.province, said | {"title": title, "number": number})
        for title, number in (
            ("国务院关于印发全国国土规划纲要（2016—2030年）的通知", "国发〔2017〕3号"),
            (
                "国务院办公厅关于推进重大建设项目批准和实施领域信息公开的意见",
                "国办发〔2017〕94号",
            ),
        )
    ]
    campaign = planned(cast)
    choose_policies(li, campaign, [policies[0].pk])
    case = open_case(li, "rectification", cast.land, title="首页链接整改")
    hold_to_account(li, case, "talk", people=2, on=date(2017, 11, 3), reason="多次退回")
    page = windows.open("xiaoli", path="/policies/")
    for name, address in (
        ("policies", "/policies/"),
        ("campaign", f"/campaigns/{campaign.pk}/"),
        ("campaigns", "/campaigns/"),
        ("run-new", f"/runs/new/?id={site.pk}"),
        ("figures", "/reports/figures/"),
        ("called", "/cases/?measure=talk&called_since=2017-11-01&called_until=2017-11-30"),
    ):
        everywhere(page, windows, address, name)
    expect(page.locator("main")).to_contain_text("首页链接整改")
    page.goto(windows.url("/policies/"))
    page.get_by_text("录入一项").click()
    page.get_by_text("从表格导入").click()
    looked_at(page, "policies-open")
    # The notice runs no script, so what looks for barriers runs on what it says, elsewhere.
    paper = page.context.new_page()
    paper.set_content(page.request.get(windows.url(f"/cases/{case.pk}/notice.html")).text())
    for size, viewport in SIZES.items():
        paper.set_viewport_size(viewport)  # type: ignore[arg-type]
        looked_at(paper, f"notice-{size}")


def test_the_public_pages_of_reports_and_the_way_in(windows: Windows, cast: Cast) -> None:
    site = registered(cast.land, "共和县国土资源局", "http://gtj.gonghe.gov.cn/")
    Site.objects.update(site_code="6325210001")
    site.refresh_from_db()
    li, office = cast.acting(cast.li), cast.acting(cast.office)
    form = [one.as_json() for one in templates()["annual_work"].fields]
    row = requested.draft_ask(li, "政府网站工作年度报表", form, yearly="work", year=2017)
    requested.issue(li, row, sites=[site], due=date(2018, 1, 31))
    answer = ReportAnswer.objects.get()
    sent = dict(answer.values) | {"items": "120", "head": "王某", "filler": "小王"}
    answer = requested.submit_answer(cast.acting(cast.wang), answer, sent)
    requested.publish(office, requested.accept_answer(office, answer))
    page = windows.open(path="/", viewport=PHONE)
    assert page.url == windows.url("/public/")
    for name, address in (
        ("public-home", "/public/"),
        ("public-annuals", "/public/annual/"),
        ("public-annual", f"/public/annual/{answer.pk}/"),
        ("public-report", "/public/report/"),
    ):
        everywhere(page, windows, address, name)
    page.goto(windows.url("/public/"))
    page.get_by_role("link", name="工作人员登录").first.click()
    expect(page.get_by_label("账号")).to_be_visible()
