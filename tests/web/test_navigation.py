"""The menus of the console: what each role finds in them, by the mouse, by keys, without script."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from lxml import html
from playwright.sync_api import Locator, Page, expect
from tests.people import Cast
from tests.web.browsing import PHONE, WIDE, Windows, barriers, overflow
from tests.web.people import Desk

pytestmark = pytest.mark.django_db(transaction=True)
EVERYBODY = ["office", "li", "chen", "leader", "keeper", "ma", "yang", "wang", "zhao"]


def menus(client: Client, path: str = "/") -> Any:
    """The navigation of a page."""
    (found,) = html.fromstring(client.get(path).content).xpath("//nav[@class='places']")
    return found


def word(page: Page, name: str) -> Locator:
    """The word that opens a menu."""
    return page.locator("nav.places summary").get_by_text(name, exact=True)


@pytest.mark.parametrize("who", EVERYBODY)
def test_every_door_that_is_shown_opens(cast: Cast, who: str) -> None:
    desk = Desk(getattr(cast, who))
    doors = menus(desk.client).xpath(".//a")
    assert len(doors) > 10
    for door in doors:
        assert desk.status(door.get("href")) == 200, door.text


def test_a_door_is_shown_to_those_it_opens_for(cast: Cast) -> None:
    shown = {who: menus(Desk(getattr(cast, who)).client).text_content() for who in EVERYBODY}
    assert {who for who in shown if "操作记录" in shown[who]} >= {"office", "li", "keeper"}
    assert "操作记录" not in shown["wang"]
    assert "问题审核" in shown["li"]
    assert "问题审核" not in shown["wang"]
    assert {who for who in shown if "监测节点" in shown[who]} == {"keeper"}


@pytest.mark.parametrize(
    ("path", "menu", "place"),
    [
        ("/", None, "总览"),
        ("/sites/", "名录", "网站名录"),
        ("/import/", "名录", "网站名录"),
        ("/requests/", "名录", "登记申请"),
        ("/filings/figures/", "文书", "报备"),
        ("/account/", None, None),
    ],
)
def test_where_one_is_stands_marked(
    cast: Cast, path: str, menu: str | None, place: str | None
) -> None:
    nav = menus(Desk(cast.office).client, path)
    opened = nav.xpath(".//summary[@aria-current='true']/text()")
    assert opened == ([menu] if menu else [])
    assert nav.xpath(".//a[@aria-current='page']/text()") == ([place] if place else [])


def test_the_menus_stand_in_one_line_and_one_is_open_at_a_time(
    windows: Windows, cast: Cast
) -> None:
    page = windows.open("shengban")
    for tongue in ("中文", "English"):
        if tongue == "English":
            page.get_by_role("button", name="English").click()
        words = page.locator("nav.places > a, nav.places summary")
        tops = {round(one.bounding_box()["y"]) for one in words.all()}
        assert len(tops) == 1, tongue
    word(page, "Register").click()
    expect(page.get_by_role("link", name="Sites", exact=True)).to_be_visible()
    assert barriers(page) == []
    word(page, "Papers").click()
    expect(page.get_by_role("link", name="Sites", exact=True)).to_be_hidden()
    page.locator("h1").click()
    expect(page.get_by_role("link", name="Weekly digest", exact=True)).to_be_hidden()
    word(page, "Register").click()
    page.get_by_role("link", name="Sites", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sites")


def test_the_menus_by_keys_alone(windows: Windows, cast: Cast) -> None:
    page = windows.open("shengban")
    page.locator("nav.places summary").first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="网站名录", exact=True)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="登记申请", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("nav.places summary").first).to_be_focused()
    expect(page.get_by_role("link", name="登记申请", exact=True)).to_be_hidden()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("网站名录")


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_menus_without_script(windows: Windows, cast: Cast, viewport: dict[str, int]) -> None:
    page = windows.open("shengban", viewport=viewport, java_script_enabled=False)
    word(page, "问题").click()
    page.get_by_role("link", name="整改", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("整改")
    word(page, "管理").click()
    box = page.get_by_role("link", name="操作记录", exact=True).bounding_box()
    assert box
    assert box["x"] + box["width"] <= viewport["width"]


def test_the_menus_on_paper_and_on_a_phone(windows: Windows, cast: Cast) -> None:
    page = windows.open("shengban", viewport=PHONE)
    for menu in page.locator("nav.places summary").all():
        menu.click()
        assert overflow(page) == 0
        assert barriers(page) == []
    page.emulate_media(media="print")
    expect(page.locator("nav.places")).to_be_hidden()
