"""Review, notice, repair, re-test, closed: by hand in a real browser, with the keyboard."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from tests.findings.found import blank, dead, visited
from tests.people import Cast, assemble
from tests.sites import registered
from tests.web.browsing import PHONE, Windows, barriers, overflow

from xuncha.cases.models import Case
from xuncha.findings.models import Finding
from xuncha.pipeline.models import InspectionItem

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return assemble()


def test_from_the_queue_to_a_closed_case(windows: Windows, cast: Cast) -> None:
    site = registered(cast.land, "共和县国土资源局", "http://gtj.gonghe.gov.cn/")
    visited(site, [*(dead(n) for n in range(12)), blank(1)], timezone.now())
    li = windows.open("xiaoli", path="/review/")
    pictured(li, "review")
    li.keyboard.press("j")
    li.keyboard.press("Enter")
    expect(li.locator(".judge")).to_be_visible()
    assert barriers(li) == []
    pictured(li, "problem")
    li.keyboard.press("c")
    expect(li.get_by_role("status")).to_contain_text("已确认1处")
    li.keyboard.press("f")
    expect(li.get_by_label("理由", exact=True)).to_be_focused()
    li.keyboard.press("Escape")
    li.keyboard.press("c")
    expect(li.get_by_role("status")).to_contain_text("已确认12处")
    chen = windows.open("laochen", path="/review/?turn=second")
    chen.keyboard.press("j")
    chen.keyboard.press("Enter")
    expect(chen.locator(".judge")).to_be_visible()
    chen.keyboard.press("c")
    expect(chen.get_by_role("status")).to_contain_text("已确认1处")
    assert set(Finding.objects.values_list("state", flat=True)) == {"confirmed"}
    li.goto(windows.url(f"/cases/new/?office={cast.land.pk}"))
    li.get_by_role("button", name="下发").click()
    expect(li.get_by_role("status")).to_contain_text("已下发")
    case = Case.objects.get()
    wang = windows.open("xiaowang", path=f"/cases/{case.pk}/")
    wang.get_by_label("怎么改的、何时改好").fill("已补充内容并更换导航")
    wang.get_by_role("button", name="提交反馈").click()
    # The key is the next page's: pressed on the old one it is lost.
    expect(wang.get_by_role("status")).to_contain_text("已办理")
    wang.keyboard.press("r")
    expect(wang.get_by_role("status")).to_contain_text("复查已排到最前")
    pictured(wang, "case")
    assert InspectionItem.objects.get().priority == 10
    visited(site, [], timezone.now() + timedelta(seconds=1))
    wang.reload()
    expect(wang.locator(".headline .mark")).to_contain_text("复查通过")
    finding = Finding.objects.first()
    assert finding is not None
    pages = ["/review/?turn=confirmed", "/indicators/", "/cases/", "/cases/new/", "/calendar/"]
    pages += [f"/cases/{case.pk}/", f"/findings/{finding.pk}/", "/runs/rejudge/"]
    for window in (li, windows.open("xiaoli", viewport=PHONE, color_scheme="dark")):
        for path in pages:
            window.goto(windows.url(path))
            assert barriers(window) == [], path
            assert overflow(window) == 0, path


def pictured(page: Page, name: str) -> None:
    """Keep a picture where PICTURES= says so, to be looked at."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"))
