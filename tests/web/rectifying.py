"""Notices to the units, what they mend, and what a re-test says of it."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect
from tests.web.browsing import Windows

from xuncha.pipeline.models import InspectionRun


def send_notices(windows: Windows) -> int:
    """小李 sends each unit with confirmed problems one notice; how many."""
    page = windows.open("xiaoli", path="/cases/new/")
    units = page.locator("main ul.list-plain a")
    sent = 0
    while units.count():
        units.first.click()
        page.get_by_role("button", name="下发", exact=True).click()
        expect(page.get_by_role("status")).to_contain_text("已下发 ZG2017-")
        sent += 1
        page.goto(windows.url("/cases/new/"))
    page.context.close()
    return sent


def answer(windows: Windows, who: str) -> Page:
    """The unit says that it has mended everything, and presses the button; its notice."""
    page = windows.open(who, path="/cases/")
    page.locator("table.list a.name").first.click()
    page.get_by_label("怎么改的、何时改好").fill("已按通知要求逐项改正")
    page.get_by_role("button", name="提交反馈").click()
    expect(page.get_by_role("status")).to_contain_text("已办理")
    page.get_by_role("button", name="立即复查").click()
    expect(page.get_by_role("status")).to_contain_text("复查已排到最前")
    return page


def hurry() -> None:
    """The pace that a real site is spared is not what is tested here."""
    InspectionRun.objects.filter(title__startswith="复查").update(
        options={"rate": 20.0, "visits": 5}
    )


def is_passed(page: Page) -> None:
    """The notice closed by itself, and the page says how it looked before and how it looks now."""
    page.reload()
    expect(page.locator(".headline .mark")).to_contain_text("复查通过")
    expect(page.locator("main")).to_contain_text("✓ 全部消除")
    expect(page.locator("figure.sight").nth(1)).to_contain_text("复查时")
    expect(page.locator('figure.sight img[src$="after.png"]').first).to_be_visible()


def is_left(page: Page) -> None:
    """Nothing was mended: the notice stays open and says what is still there."""
    page.reload()
    expect(page.locator(".headline .mark")).to_contain_text("已反馈，待复查")
    expect(page.locator("main")).to_contain_text("仍有")
    expect(page.locator('figure.sight img[src$="after.png"]').first).to_be_visible()


def pictured(page: Page, folder: str, name: str) -> None:
    """Keep a picture of the whole page where somebody wants to look at it."""
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)
