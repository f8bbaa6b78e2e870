"""Filings and requested reports in a real browser: over-run, returned, accepted; on a phone too."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect
from tests.cases.filing import down, site_of
from tests.people import OFFICE_TIME, Cast
from tests.web.browsing import PHONE, Windows, looked_at

from xuncha.cases.kinds.outage import effects
from xuncha.cases.kinds.outage.models import Filing
from xuncha.cases.kinds.report_request.models import ReportAnswer, ReportRequest

pytestmark = pytest.mark.django_db(transaction=True)


def local(moment: datetime) -> str:
    return f"{moment.astimezone(OFFICE_TIME):%Y-%m-%dT%H:%M}"


def test_a_filing_is_approved_by_three_levels_runs_over_and_ends(
    windows: Windows, cast: Cast
) -> None:
    site = site_of(cast)
    site.site_code = "6325210003"
    site.save()
    now = datetime.now(UTC)
    down(site, now - timedelta(hours=3))
    wang = windows.open("xiaowang", path=f"/filings/new/?site={site.pk}")
    looked_at(wang, "filing-form")
    wang.get_by_label("开始").fill(local(now - timedelta(hours=3)))
    wang.get_by_label("结束（预计）").fill(local(now - timedelta(hours=4)))
    wang.get_by_label("原因").fill("机房停电 <b>UPS</b> 失效")
    wang.get_by_role("button", name="保存并提交审批").click()
    expect(wang.locator(".field.wrong .errors")).to_contain_text("结束时间不晚于开始时间")
    wang.get_by_label("结束（预计）").fill(local(now - timedelta(minutes=5)))
    wang.get_by_label("公开说明").fill("正在抢修，请谅解")
    wang.get_by_role("button", name="保存并提交审批").click()
    expect(wang.get_by_role("status")).to_contain_text("已提交审批")
    where = wang.url.removeprefix(windows.address)
    for name, said in (("xiaoyang", "转上一级"), ("xiaoma", "转上一级"), ("shengban", "已批准")):
        reviewer = windows.open(name, path=where)
        reviewer.get_by_role("button", name="同意").click()
        expect(reviewer.get_by_role("status")).to_contain_text(said)
    looked_at(reviewer, "filing-approved")

    assert len(effects.settle(datetime.now(UTC))) == 1
    wang.goto(windows.url("/"))
    wang.get_by_role("link", name="报备超时：共和县国土资源局").click()
    expect(wang.get_by_role("alert")).to_contain_text("网站还没有恢复")
    looked_at(wang, "filing-overrun")
    citizen = windows.open(path="/public/status/", viewport=PHONE, java_script_enabled=False)
    expect(citizen.locator("main")).to_contain_text("超过预计时间")
    expect(citizen.locator("main")).to_contain_text("正在抢修")
    assert overflow_without_script(citizen)
    phone = windows.open("xiaowang", path=where, viewport=PHONE)
    looked_at(phone, "filing-overrun-phone")
    phone.get_by_role("button", name="网站已恢复").click()
    expect(phone.get_by_role("status")).to_contain_text("已报告恢复")
    assert Filing.objects.get().case.state == "restored"
    listed = windows.open("xiaoma", path="/filings/")
    expect(listed.locator("a.name")).to_have_text("共和县国土资源局")
    looked_at(listed, "filings")
    listed.goto(windows.url("/filings/figures/"))
    looked_at(listed, "filing-figures")


def overflow_without_script(page: Page) -> bool:
    """Whether the page fits its window, asked of the layout and not of a script."""
    box = page.locator("main").bounding_box()
    return box is not None and box["x"] + box["width"] <= PHONE["width"]


def test_a_requested_report_is_returned_and_accepted(windows: Windows, cast: Cast) -> None:
    li = windows.open("xiaoli", path="/requested/new/")
    looked_at(li, "requested-new")
    li.get_by_label("漏报网站查遗补漏情况").check()
    li.get_by_label("网络安全防护情况").check()
    li.get_by_role("button", name="用选中的表单").click()
    looked_at(li, "requested-form")
    li.get_by_role("button", name="保存表单").click()
    expect(li.get_by_role("status")).to_contain_text("草稿已保存")
    looked_at(li, "requested-draft")
    li.get_by_label("或几个工作日内").fill("10")
    li.get_by_role("button", name="下发", exact=True).click()
    expect(li.get_by_role("status")).to_contain_text("已下发")
    row = ReportRequest.objects.get()
    answer = ReportAnswer.objects.get(case__office=cast.hainan)
    path = f"/requested/answers/{answer.pk}/"

    ma = windows.open("xiaoma", path="/requested/")
    looked_at(ma, "requested-mine")
    ma.get_by_role("link", name=row.title).first.click()
    looked_at(ma, "answer-form")
    for label in ("排查的网站（家）", "发现漏报的网站（家）", "已补录的网站（家）"):
        ma.get_by_label(label).fill("两家")
    ma.get_by_role("button", name="报送", exact=True).click()
    expect(ma.locator(".field.wrong .errors").first).to_contain_text("不是数字")
    for label in ("排查的网站（家）", "发现漏报的网站（家）", "已补录的网站（家）"):
        ma.get_by_label(label).fill("2")
    for label in ("本季度安全检测（次）", "发现的安全隐患（个）", "已整改的安全隐患（个）"):
        ma.get_by_label(label).fill("1")
    ma.get_by_label("主要防护措施").fill("每周扫描")
    ma.get_by_label("网站名称 1").fill("共和县政务服务网")
    ma.get_by_label("网址 1").fill("http://zwfw.gonghe.gov.cn/")
    ma.get_by_role("button", name="报送", exact=True).click()
    expect(ma.get_by_role("status")).to_contain_text("已报送")

    li.goto(windows.url(path))
    li.get_by_label("意见（退回时必填）").fill("请补应急演练日期")
    li.get_by_role("button", name="退回更正").click()
    expect(li.get_by_role("status")).to_contain_text("已退回")
    phone = windows.open("xiaoma", path=path, viewport=PHONE)
    expect(phone.get_by_role("alert")).to_contain_text("请补应急演练日期")
    looked_at(phone, "answer-returned-phone")
    phone.get_by_label("最近一次应急演练日期").fill("2026-11-02")
    phone.get_by_role("button", name="报送", exact=True).click()
    expect(phone.get_by_role("status")).to_contain_text("已报送")
    li.goto(windows.url(path))
    looked_at(li, "answer-read")
    li.get_by_role("button", name="通过", exact=True).click()
    expect(li.get_by_role("status")).to_contain_text("已通过")
    expect(li.locator("main")).to_contain_text("第2次")
    li.goto(windows.url(f"/requested/{row.pk}/"))
    expect(li.locator("main")).to_contain_text("已报送1家")
    looked_at(li, "requested-one")
    with li.expect_download() as download:
        li.get_by_role("link", name="XLSX").click()
    assert download.value.path().read_bytes().startswith(b"PK")
    li.get_by_role("button", name="English").click()
    looked_at(li, "requested-one-en")
