"""One quarter of the office in a real browser, from the register to a stranger's check."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from tests.people import NOW, Cast
from tests.web import quarter, rectifying, reference, reporting, units
from tests.web.browsing import Windows
from time_machine import Traveller

from xuncha.base.types import Verdict
from xuncha.cases.models import Case
from xuncha.demo import files, search, verdicts
from xuncha.demo.compare import read_truth
from xuncha.demo.server import Server
from xuncha.findings.models import Finding, Judgement
from xuncha.findings.seals import publish_root
from xuncha.pipeline.models import InspectionItem
from xuncha.registry.models import Site

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.story]
DOCS = Path(__file__).parents[2] / "docs"
#: Who puts right what was wrong, and who only says so.
MENDED, UNMENDED = ("共和县国土资源局", "青海省监狱管理局"), "海南州国土资源局"


@pytest.fixture
def clock() -> Iterator[Traveller]:
    """The quarter's time, for the console and for its workers."""
    with time_machine.travel(NOW) as made:
        yield made


@pytest.fixture
def windows(clock: Traveller, browser: Browser, live_server: Any) -> Iterator[Windows]:
    """The console on loopback."""
    made = Windows(browser, live_server.url)
    yield made
    made.close()
    assert made.said == []


def test_a_quarter_of_the_office(
    windows: Windows, clock: Traveller, cast: Cast, tmp_path: Path
) -> None:
    with Server(quarter.SITES, quarter.PAGES) as server:
        written = files.write(server.province, tmp_path / "province")
        truth, offices = read_truth(written.truth), server.province.offices
        accounts = units.settle(cast, server.province)
        quarter.import_register(windows, written)
        assert Site.objects.count() == quarter.SITES + quarter.EXEMPT
        reporting.settle_terms(windows)
        where = quarter.plan_and_announce(windows, written)
        clock.move_to(quarter.SEED_DAY)
        quarter.draw(windows, where)
        reporting.of_the_quarter(windows, clock, written, server.province, accounts)
        clock.move_to(verdicts.AS_OF)
        if quarter.WHOLE:
            careless = Site.objects.get(name=search.UNIT)
            quarter.authorise(windows, careless.pk, careless.home_url.split("/")[2])
        quarter.begin(windows, where, probing=quarter.WHOLE)
        quarter.work(written)
        left = InspectionItem.objects.exclude(state="done")
        assert not left.exists(), list(left.values_list("state", "attempt", "why")[:9])
        assert Judgement.objects.count() == quarter.SITES

        clock.move_to(quarter.REVIEWED)
        first = quarter.review(windows, "xiaoli", "waiting")
        second = quarter.review(windows, "laochen", "second")
        assert first == second > 0
        assert not Finding.objects.filter(level="veto", state="open").exists()
        assert quarter.review(windows, "xiaoli", "waiting", "indicator=date.absurd") > 0
        sent = rectifying.send_notices(windows)
        assert sent == len(_confirmed_units())

        clock.move_to(quarter.MENDED_DAY)
        codes = {one.unit: one.code for one in offices}
        for unit in MENDED:
            server.mend(codes[unit], quarter.MENDED_DAY)
        notices = {unit: rectifying.answer(windows, accounts[unit]) for unit in (*MENDED, UNMENDED)}
        rectifying.hurry()
        quarter.work(written)
    for unit in MENDED:
        rectifying.is_passed(notices[unit])
    rectifying.is_left(notices[UNMENDED])

    clock.move_to(quarter.WRITTEN)
    named = [one.site_code for one in truth.sites if one.name in reference.NAMED]
    bulletin = quarter.write_bulletin(windows, named)
    quarter.sign_and_publish(windows, bulletin)
    # The verdicts of the spot check are those that were planted, whatever was mended since.
    found = Judgement.objects.filter(as_of=verdicts.AS_OF, verdict="unqualified")
    bad = {one.site_code for one in truth.sites if one.verdict is Verdict.UNQUALIFIED}
    assert set(found.values_list("site__site_code", flat=True)) == bad

    stranger = windows.open(path="/public/bulletins/")
    stranger.get_by_role("link", name="抽查情况的通报").click()
    reads_like_the_reference("".join(stranger.locator("article").inner_text().split()), sent)
    checks_the_bulletin(windows, stranger, tmp_path)
    draws_again(windows, stranger, tmp_path)
    checks_a_proof(windows, stranger, tmp_path)


def _confirmed_units() -> set[str]:
    rows = Finding.objects.filter(state="confirmed")
    return set(rows.values_list("site__office__name", flat=True))


def reads_like_the_reference(text: str, sent: int) -> None:
    """What is published says what the reference says, in its figures, names and days."""
    asked = reference.ALWAYS | (reference.WHOLE if quarter.WHOLE else {})
    missing = [what for what, said in asked.items() if not re.search(said, text)]
    assert not missing, text
    worst = re.search(r"其中，([^。]*)等?网站问题突出|不合格的网站是：([^。]*)。", text)
    assert worst is not None, text
    for name in reference.NAMED:
        assert name in worst[0], name
    assert f"共抽查{quarter.SITES}家政府网站" in text
    assert f"受理政府网站网民纠错留言{reporting.REPORTS}件" in text
    assert f"共下发整改通知单{sent}份，复查通过{len(MENDED)}份" in text
    assert f"尚在整改{sent - len(MENDED)}份" in text


def checks_the_bulletin(windows: Windows, stranger: Page, folder: Path) -> None:
    """The hash in the file is that of its own content; the page knows the paper, and no other."""
    record = json.loads(quarter.download(stranger, "bulletin.json", folder).read_bytes())
    canonical = json.dumps(
        record["content"], ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    assert hashlib.sha256(canonical.encode()).hexdigest() == record["sha256"]
    kept = quarter.download(stranger, "bulletin.docx", folder)
    if out := os.environ.get("QUARTER_OUT"):
        Path(out, kept.name).write_bytes(kept.read_bytes())
    paper = quarter.download(stranger, "bulletin.pdf", folder)
    stranger.goto(windows.url("/public/verify/"))
    stranger.locator("#file").set_input_files(paper)
    stranger.get_by_role("button", name="核对").click()
    expect(stranger.get_by_role("status")).to_contain_text("是真的")
    paper.write_bytes(paper.read_bytes() + b"\n")
    stranger.locator("#file").set_input_files(paper)
    stranger.get_by_role("button", name="核对").click()
    expect(stranger.get_by_role("alert")).to_contain_text("不是这里发布的")


def draws_again(windows: Windows, stranger: Page, folder: Path) -> None:
    """The public file and the script of the documents give the same draw."""
    stranger.goto(windows.url("/public/draws/"))
    stranger.get_by_role("link", name=verdicts.CAMPAIGN).click()
    draw = quarter.download(stranger, "抽取结果", folder)
    script = quarter.download(stranger, "redraw.py", folder)
    assert script.read_bytes() == (DOCS / "redraw.py").read_bytes()
    assert _run(DOCS / "redraw.py", draw).strip() == "一致"


def checks_a_proof(windows: Windows, stranger: Page, folder: Path) -> None:
    """A named unit's proof stands in the published log: the script of the documents says so."""
    publish_root(timezone.now())
    case = Case.objects.filter(kind="rectification", office__name=MENDED[0]).get()
    page = windows.open("xiaowang", path=f"/cases/{case.pk}/")
    page.locator("table.list a.name").first.click()
    fingerprints = page.locator("details", has_text="封存指纹")
    expect(fingerprints).to_be_visible()
    fingerprints.evaluate("one => { one.open = true }")
    proof = quarter.download(page, "下载存证", folder)
    stranger.goto(windows.url("/public/seals/"))
    roots = quarter.download(stranger, "roots.json", folder)
    assert "一致" in _run(DOCS / "verify_proof.py", proof, roots)


def _run(script: Path, *files: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-I", str(script), *map(str, files)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
