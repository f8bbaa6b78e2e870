"""The hole of the reference quarter, in the demonstration's province, from letter to repetition.

格尔木市行政审批服务局's search lets SQL and script through. Everything is done in a browser, by the
people whose business it is, and the worker does the rest.
"""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from tests.people import Cast
from tests.registry.forms import LEAVE
from tests.sites import registered
from tests.web.browsing import Windows, barriers, overflow, work

from xuncha.demo.search import PARAMETER, UNIT
from xuncha.demo.server import Server
from xuncha.registry.models import Site

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.story]


def ask_for_leave(page: Page, site: Site, letter: Path) -> None:
    """Fill in the form with a letter that holds now."""
    now = timezone.localtime()
    said = LEAVE | {
        "hosts": site.host,
        "addresses": "127.0.0.1",
        "valid_from": f"{now - timedelta(days=2):%Y-%m-%d}",
        "valid_until": f"{now + timedelta(days=2):%Y-%m-%d}",
        "opens": f"{now - timedelta(hours=1):%H:%M}",
        "closes": f"{now + timedelta(hours=2):%H:%M}",
        "max_rate": "5",
        "exclude": "/admin/",
    }
    page.get_by_role("link", name="提出授权").click()
    for name, value in said.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("#letter").set_input_files(letter)
    page.get_by_role("button", name="提出").click()


def test_the_hole_is_found_proved_and_repeated_in_the_console(
    windows: Windows, cast: Cast, settings: Any, tmp_path: Path
) -> None:
    settings.DATA = tmp_path
    letter = tmp_path / "批复.pdf"
    letter.write_bytes(b"%PDF-1.4 letter")
    with Server(9, 12) as server:
        (place,) = [
            server.province.place(one) for one in server.province.offices if one.name == UNIT
        ]
        site = registered(cast.service, UNIT, f"{place.origin}/")

        office = windows.open("shengban", path=f"/sites/{site.pk}/")
        ask_for_leave(office, site, letter)
        office.get_by_role("button", name="列出将要提出的问题").click()
        expect(office.get_by_role("status")).to_contain_text("不发送任何探测")
        work(tmp_path, site.host)
        where = office.url.removeprefix(windows.address)

        chen = windows.open("laochen", path=where)
        expect(chen.locator("main")).to_contain_text(f"/search.jsp?{PARAMETER}=")
        assert (barriers(chen), overflow(chen)) == ([], 0)
        chen.get_by_role("button", name="批准").click()
        chen.goto(windows.url(f"/runs/new/?id={site.pk}"))
        chen.locator("[name=probing]").check()
        chen.get_by_text("访问方式").click()
        for name, value in (("max_pages", "6"), ("rate", "20"), ("visits", "1")):
            chen.locator(f"[name={name}]").fill(value)
        chen.locator("[name=render]").check()
        chen.get_by_role("button", name="开始检查").click()
        work(tmp_path, site.host)

        chen.goto(windows.url(f"/findings/?site={site.pk}&indicator=security.sqli"))
        chen.locator("main table a").filter(has_text=re.compile("SQL|注入")).first.click()
        expect(chen.locator("main")).to_contain_text("漏洞的证明")
        chen.get_by_role("button", name="现在原样重做").click()
        expect(chen.get_by_role("status")).to_contain_text("已排队重做")
        work(tmp_path, site.host)
        chen.reload()
        expect(chen.locator("main")).to_contain_text("漏洞仍在")
        chen.locator("details", has_text=PARAMETER).last.locator("summary").click()
        assert (barriers(chen), overflow(chen)) == ([], 0)

        # Its own unit reads it; the inspector of the province, who has no such right, does not.
        own = windows.open("xiaozhao", path=chen.url.removeprefix(windows.address))
        expect(own.locator("main")).to_contain_text("漏洞仍在")
        assert own.get_by_role("button", name="现在原样重做").count() == 0
        li = windows.open("xiaoli", path=f"/findings/?site={site.pk}")
        expect(li.locator("main")).not_to_contain_text(PARAMETER)
