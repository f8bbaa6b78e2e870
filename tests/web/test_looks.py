"""Pages looked at in a real browser: nobody is barred, nothing runs over, nothing is fetched."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.evidence.test_replica import PIXEL, hostile
from tests.findings.found import dead, visited
from tests.people import NOW, Cast, assemble
from tests.sites import registered
from tests.web.browsing import PHONE, Windows, everywhere

from xuncha.evidence import archive
from xuncha.evidence.response import Reach, Response
from xuncha.findings.models import Finding

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.looks]


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return assemble()


def test_an_archived_page_is_seen_and_nothing_of_it_acts(
    windows: Windows, cast: Cast, tmp_path: Path, settings: Any
) -> None:
    settings.DATA = tmp_path
    site = registered(cast.land, "共和县国土资源局", "http://gtj.gonghe.gov.cn/")
    visited(site, [dead(1)], NOW)
    finding = Finding.objects.get()
    _archived(tmp_path, finding, hostile("http://evil.example.cn"))
    page = windows.open("xiaowang", path=f"/findings/{finding.pk}/")
    frame = page.frame_locator("iframe.replica")
    expect(frame.get_by_text("正文")).to_be_visible()
    expect(frame.locator("[data-fault]")).to_have_css("outline-color", "rgb(204, 0, 0)")
    expect(frame.get_by_text("存档网页")).to_be_visible()
    page.locator("iframe.replica").scroll_into_view_if_needed()
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=str(Path(folder) / "replica-seen.png"))
    frame.locator("[data-fault]").click()
    page.wait_for_timeout(300)
    assert page.title() != "ran"
    everywhere(page, windows, f"/findings/{finding.pk}/", "replica")
    alone = page.locator("iframe.replica").get_attribute("src") or ""
    page.goto(windows.url(alone))
    assert "正文" in page.inner_text("body")


def _archived(data: Path, finding: Finding, page: str) -> None:
    """The page of the fault as a visit seals it, with one picture of its own."""
    out = data / "inspections" / "1" / "1"
    out.mkdir(parents=True)
    url, gone = "http://gtj.gonghe.gov.cn/", finding.url
    html = page.replace("<body", f'<body><a href="{gone}">坏链接</a><img src="/p.gif"><i ', 1)
    pack = archive.Pack(out)
    kind = (("content-type", "text/html; charset=utf-8"),)
    answer = Response(url, url, Reach.OK, NOW, status=200, headers=kind, body=html.encode())
    pack.keep(answer)
    pack.close()
    names = archive.prove(out, [url], out / "evidence").values()
    gif = Response(f"{url}p.gif", f"{url}p.gif", Reach.OK, NOW, status=200, body=PIXEL)
    parts = archive.keep_parts([gif], out / "evidence")
    Finding.objects.filter(pk=finding.pk).update(proof="inspections/1/1", evidence=[*names, *parts])


def test_the_riddle_is_heard_without_scripts(windows: Windows, cast: Cast) -> None:
    page = windows.open(path="/public/report/", viewport=PHONE, java_script_enabled=False)
    expect(page.locator("audio")).to_have_attribute("controls", "")
    with page.expect_download() as got:
        page.get_by_role("link", name="下载声音").click()
    assert Path(got.value.path()).read_bytes()[:4] == b"RIFF"
