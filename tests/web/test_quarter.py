"""One quarter of the office in a real browser, from the register to a stranger's check."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect
from tests.people import Cast
from tests.web import quarter
from tests.web.browsing import Windows

from xuncha.base.types import Verdict
from xuncha.demo import files, verdicts
from xuncha.demo.compare import read_truth
from xuncha.demo.server import Server
from xuncha.findings.models import Finding, Judgement
from xuncha.pipeline.models import InspectionItem
from xuncha.registry.models import Site

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def windows(browser: Browser, live_server: Any) -> Iterator[Windows]:
    """The console on loopback."""
    made = Windows(browser, live_server.url)
    yield made
    made.close()
    assert made.said == []


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> quarter.Clock:
    """It stands still until it is moved."""
    made = quarter.Clock()
    monkeypatch.setattr(timezone, "now", made)
    return made


def test_a_quarter_of_the_office(
    windows: Windows, clock: quarter.Clock, cast: Cast, tmp_path: Path
) -> None:
    with Server(quarter.SITES, quarter.PAGES) as server:
        written = files.write(server.province, tmp_path / "province")
        truth = read_truth(written.truth)
        quarter.import_register(windows, written)
        assert Site.objects.count() == quarter.SITES + quarter.EXEMPT
        where = quarter.plan_and_announce(windows, written)
        clock.now = quarter.SEED_DAY
        quarter.draw_and_begin(windows, where)
        quarter.work(written)
    done = InspectionItem.objects.filter(state="done").count()
    assert done == Judgement.objects.count() == quarter.SITES

    clock.now = quarter.REVIEWED
    first = quarter.review(windows, "xiaoli", "waiting")
    second = quarter.review(windows, "laochen", "second")
    assert first == second > 0
    assert not Finding.objects.filter(level="veto", state="open").exists()

    clock.now = quarter.WRITTEN
    bulletin = quarter.write_bulletin(windows)
    quarter.sign_and_publish(windows, bulletin)

    stranger = windows.open(path="/public/bulletins/")
    stranger.get_by_role("link", name="抽查情况的通报").click()
    text = stranger.locator("article").inner_text()
    assert f"分三批次共抽查{quarter.SITES}家政府网站" in text
    for unit in ("共和县国土资源局", "海南州国土资源局", "青海省人民防空办公室"):
        assert unit in text
    if quarter.SITES == 186:
        assert "登记202家" in text
        assert "省直部门网站平均合格率90%（合计31/34，91.2%）" in text
        assert "市州网站平均合格率80%（合计122/152，80.3%）" in text
    paper = quarter.download(stranger, "bulletin.pdf", tmp_path)
    stranger.goto(windows.url("/public/verify/"))
    stranger.locator("#file").set_input_files(paper)
    stranger.get_by_role("button", name="核对").click()
    expect(stranger.get_by_role("status")).to_contain_text("是真的")
    paper.write_bytes(paper.read_bytes() + b"\n")
    stranger.locator("#file").set_input_files(paper)
    stranger.get_by_role("button", name="核对").click()
    expect(stranger.get_by_role("alert")).to_contain_text("不是这里发布的")

    stranger.goto(windows.url("/public/draws/"))
    stranger.get_by_role("link", name=verdicts.CAMPAIGN).click()
    draw = quarter.download(stranger, "抽取结果", tmp_path)
    script = quarter.download(stranger, "redraw.py", tmp_path)
    again = subprocess.run(
        [sys.executable, str(script), str(draw)], capture_output=True, text=True, check=False
    )
    assert again.stdout.strip() == "一致"
    # The verdicts are those that were planted.
    found = Judgement.objects.filter(verdict="unqualified")
    bad = {one.site_code for one in truth.sites if one.verdict is Verdict.UNQUALIFIED}
    assert set(found.values_list("site__site_code", flat=True)) == bad
