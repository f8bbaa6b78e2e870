"""Citizens at the public form, by a browser and by plain HTTP, and the offices that answer them."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from html import unescape
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import altcha
from playwright.sync_api import Page, expect
from tests.cases.citizen_report.sending import photo
from tests.web.browsing import PHONE, Windows

from xuncha.web.public import riddle

_CHALLENGE = re.compile(r'data-challenge="([^"]+)"')


def fill_in(page: Page, url: str, text: str) -> None:
    """What every citizen has to say."""
    page.get_by_label("有错误的网页的网址").fill(url)
    page.get_by_label("内容不准确").check()
    page.get_by_label("说明").fill(text)


def add_up(page: Page) -> None:
    """Read the sum in the picture, as a person without scripts does."""
    token = page.locator("[name=riddle]").get_attribute("value") or ""
    answer = sum(riddle.summands(token.partition(":")[0]))
    page.get_by_label("算一算图里的加法").fill(str(answer))


def from_the_badge(windows: Windows, code: str, url: str, text: str) -> None:
    """老张 on his phone, with a picture; his browser proves itself."""
    page = windows.open(path=f"/public/report/?site={code}", viewport=PHONE)
    expect(page.locator("[data-proved]")).to_be_visible()
    fill_in(page, url, text)
    shot = {"name": "截图.png", "mimeType": "image/png", "buffer": photo("PNG", (780, 1688))}
    page.get_by_label("截图").set_input_files(shot)  # type: ignore[arg-type]
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("status")).to_contain_text("已收到，编号")


def without_scripts(windows: Windows, url: str, text: str) -> None:
    """Somebody who reads the sum."""
    page = windows.open(path="/public/report/", java_script_enabled=False)
    fill_in(page, url, text)
    add_up(page)
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("status")).to_contain_text("已收到，编号")


def by_hand(address: str, said: Mapping[str, str]) -> str:
    """The form asked for and sent over the wire, its riddle worked out; where it leads."""
    line = HTTPConnection(urlsplit(address).netloc, timeout=30)
    try:
        line.request("GET", "/public/report/")
        page = line.getresponse().read().decode()
        found = _CHALLENGE.search(page)
        assert found is not None
        body = urlencode({**said, "altcha": _worked(json.loads(unescape(found[1])))})
        line.request(
            "POST", "/public/report/", body, {"Content-Type": "application/x-www-form-urlencoded"}
        )
        answer = line.getresponse()
        told = answer.read().decode()
        assert answer.status == 302, told
        return str(answer.getheader("Location"))
    finally:
        line.close()


def _worked(asked: Mapping[str, str]) -> str:
    most = int(asked["maxNumber"])
    found = altcha.solve_challenge(asked["challenge"], asked["salt"], asked["algorithm"], most, 0)
    assert found is not None
    kept = {key: asked[key] for key in ("algorithm", "challenge", "salt", "signature")}
    return base64.b64encode(json.dumps(kept | {"number": found.number}).encode()).decode()


# ── the offices ──────────────────────────────────────────────────────────────


def hand_on(windows: Windows, who: str) -> int:
    """An office hands on what waits for it, each to whom the register proposes; how many."""
    page = windows.open(who, path="/reports/?turn=dispatch")
    done = 0
    while page.locator("table.list a.name").count():
        page.locator("table.list a.name").first.click()
        page.get_by_role("button", name="转办", exact=True).click()
        expect(page.locator("h1 + .mark")).to_contain_text("已转办")
        done += 1
        page.goto(windows.url("/reports/?turn=dispatch"))
    page.context.close()
    return done


def deal_with(windows: Windows, who: str) -> int:
    """A unit takes up what it was handed and says what it did; how many."""
    page = windows.open(who, path="/reports/?turn=handle")
    done = 0
    while page.locator("table.list a.name").count():
        page.locator("table.list a.name").first.click()
        begin = page.get_by_role("button", name="开始办理")
        if begin.count():
            begin.click()
            expect(page.locator("h1 + .mark")).to_contain_text("处理中")
        page.get_by_label("办理情况和拟答复").fill("已核实并改正")
        page.get_by_role("button", name="提交审核").click()
        expect(page.locator("h1 + .mark")).to_contain_text("待审核")
        done += 1
        page.goto(windows.url("/reports/?turn=handle"))
    page.context.close()
    return done


def close(windows: Windows, who: str) -> int:
    """The office above reads each answer and gives it to the citizen; how many."""
    page = windows.open(who, path="/reports/?turn=check")
    done = 0
    while page.locator("table.list a.name").count():
        page.locator("table.list a.name").first.click()
        page.get_by_label("答复网民").fill("您反映的问题已改正，感谢监督")
        page.get_by_role("button", name="审核通过并办结").click()
        expect(page.locator("h1 + .mark")).to_contain_text("已办结")
        done += 1
        page.goto(windows.url("/reports/?turn=check"))
    page.context.close()
    return done
