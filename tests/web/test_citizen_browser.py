"""老张 and his report in a real browser: from the phone to the answer, with and without scripts."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine
from django.conf import settings
from playwright.sync_api import Page, expect
from tests.cases.citizen_report.sending import photo
from tests.evidence.loopback import Server, ok, serving
from tests.people import NOW, OFFICE_TIME, Cast
from tests.sites import registered
from tests.web.browsing import PHONE, Windows, barriers, overflow
from tests.web.citizens import add_up, fill_in

from xuncha.cases.kinds.citizen_report.actions import set_terms
from xuncha.cases.kinds.citizen_report.models import CitizenReport
from xuncha.pipeline.intake import Desk
from xuncha.pipeline.orders import Place

pytestmark = pytest.mark.django_db(transaction=True)
LATE = datetime(2017, 11, 20, 15, 0, tzinfo=OFFICE_TIME)
ARTICLE = """<html><head><title>关于土地出让的公告</title></head><body><h1>关于土地出让的公告</h1>
<p>发布时间：2106-11-03</p><div class="content"><p>现将出让结果公告如下。</p></div></body></html>"""


@pytest.fixture
def bureau(cast: Cast) -> Iterator[Server]:
    """共和县国土资源局, with a page of the year 2106."""
    set_terms(cast.acting(cast.office), cast.province, 1, 2)
    with serving({"/a.html": ok(ARTICLE)}) as server:
        registered(cast.land, "共和县国土资源局", server.url(), site_code="6325210003")
        yield server


def look() -> None:
    """What the worker does, in a thread of its own: a browser's loop has this one."""
    place = Place(settings.DATA, ("127.0.0.1/32",), {"www.test.gov.cn": ("127.0.0.1",)})
    desk = Desk(place, lambda: datetime.now(OFFICE_TIME), until_idle=True)
    worker = threading.Thread(target=lambda: asyncio.run(desk.go()))
    worker.start()
    worker.join(60)


def from_the_phone(windows: Windows, url: str) -> Page:
    page = windows.open(path=f"/public/report/?site=6325210003&url={url}", viewport=PHONE)
    expect(page.locator("[data-proved]")).to_be_visible()
    expect(page.get_by_label("算一算图里的加法")).to_be_hidden()
    fill_in(page, url, "日期写成了2106年")
    shot = {"name": "截图.png", "mimeType": "image/png", "buffer": photo("PNG", (780, 1688))}
    page.get_by_label("截图").set_input_files(shot)  # type: ignore[arg-type]
    assert barriers(page) == []
    assert overflow(page) == 0
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("status")).to_contain_text("已收到，编号 20171113")
    assert barriers(page) == []
    assert overflow(page) == 0
    return page


def without_scripts(windows: Windows, url: str) -> Page:
    page = windows.open(path="/public/", viewport=PHONE, java_script_enabled=False)
    page.get_by_role("link", name="大字版").click()
    page.locator("main").get_by_role("link", name="我要纠错").click()
    fill_in(page, f"{url}#again", "我也看到了，日期不对")
    add_up(page)
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("status")).to_contain_text("已收到，编号 20171113")
    return page


def test_a_report_from_the_phone_to_the_answer(
    windows: Windows, cast: Cast, bureau: Server
) -> None:
    url = bureau.url("/a.html")
    with time_machine.travel(NOW):
        phone = from_the_phone(windows, url)
        plain = without_scripts(windows, url)
        look()
        assert [one.merged for one in CitizenReport.objects.order_by("pk")] == [False, True]

        yang = windows.open("xiaoyang", path="/reports/")
        yang.locator("table.list a.name").first.click()
        expect(yang.locator("main")).to_contain_text("同样的留言（1件）")
        expect(yang.locator("main")).to_contain_text("2106-11-03")
        assert barriers(yang) == []
        yang.get_by_role("button", name="转办").click()
        expect(yang.locator("h1 + .mark")).to_contain_text("已转办")

        wang = windows.open("xiaowang", path="/reports/?turn=handle")
        wang.locator("table.list a.name").click()
        wang.get_by_role("button", name="开始办理").click()
        expect(wang.locator("h1 + .mark")).to_contain_text("处理中")
        phone.reload()
        expect(phone.locator(".steps")).to_contain_text("处理中")
        expect(phone.locator(".facts")).to_contain_text("共和县国土资源局")

    with time_machine.travel(LATE):
        yang = windows.open("xiaoyang", path="/reports/?turn=overdue")
        expect(yang.locator("table.list")).to_contain_text("已超期")
        wang = windows.open("xiaowang", path="/reports/?turn=handle")
        wang.locator("table.list a.name").click()
        wang.get_by_label("办理情况和拟答复").fill("已改为2016年11月3日")
        wang.get_by_role("button", name="提交审核").click()
        yang.locator("table.list a.name").click()
        yang.get_by_label("答复网民").fill("您反映的日期已改正，谢谢监督")
        yang.get_by_role("button", name="审核通过并办结").click()
        expect(yang.get_by_role("status")).to_contain_text("已办理")
        yang.goto(windows.url("/reports/?turn=late"))
        expect(yang.locator("table.list")).to_contain_text("超期办结")
        yang.goto(windows.url("/reports/figures/?begin=2017-10-01&end=2017-12-31"))
        expect(yang.locator("main")).to_contain_text("100.0% 1/1")
        expect(yang.locator("main")).to_contain_text("0.0% 0/1")
        assert barriers(yang) == []

        plain.reload()
        expect(plain.locator(".answer")).to_have_text("您反映的日期已改正，谢谢监督")
        plain.get_by_label("满意", exact=True).check()
        plain.get_by_role("button", name="提交评价").click()
        expect(plain.locator("main")).to_contain_text("满意")
        phone.goto(windows.url("/public/reports/"))
        expect(phone.locator(".handled")).to_contain_text("您反映的日期已改正，谢谢监督")
        assert barriers(phone) == []


@pytest.mark.looks
@pytest.mark.parametrize("viewport", [PHONE, {"width": 1366, "height": 768}])
def test_the_public_pages_in_large_print_and_in_three_scripts(
    windows: Windows, bureau: Server, viewport: dict[str, int]
) -> None:
    page = windows.open(path="/public/", viewport=viewport)
    for choice in ("大字版", "繁體", "English"):
        page.get_by_role("link", name=choice).click()
        for path in (
            "",
            "sites/?q=",
            "sites/6325210003/",
            "method/",
            "report/",
            "badge/6325210003/",
        ):
            page.goto(windows.url(f"/public/{path}"))
            assert overflow(page) == 0, (choice, path)
            assert barriers(page) == [], (choice, path)
