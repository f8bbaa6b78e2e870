"""A fault as it looks: the place framed, in a picture named by its own hash."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops
from tests.evidence.loopback import Reply, ok, serving

from xuncha.evidence.browser import find_browser

pytestmark = pytest.mark.skipif(find_browser() is None, reason="no Chromium on this machine")

BLUE = "background:#0080ff;color:#000;width:300px"
_MENU = '<div class="nav"><a href="/">首页</a><a href="/tzgg/">通知公告</a></div>'
_PUSH = '<p style="height:2000px">办事服务</p>'
#: Many pages whose templates nobody filled; each place is blue, far down its page.
BROKEN = {
    f"/m{n}.html": ok(
        f"<title>说明{n}</title>{_MENU}{_PUSH}"
        f"<div style='{BLUE}'>标题：${{title{n}}} ${{date}}</div>"
    )
    for n in range(8)
}
ROUTES: dict[str, Reply] = {
    "/": ok(
        f"<title>某县</title>{_MENU}<h2>工作动态</h2><ul>"
        f"<li style='{BLUE}'><a href='/a.html'>我县召开会议</a> <span>2106-11-10</span></li>"
        "<li><a href='/b.html'>另一条信息标题</a> <span>2017-12-01</span></li>"
        "<li><a href='/c.html'>又一条信息标题</a> <span>2017-12-02</span></li></ul>"
        + "".join(f"<a href='{path}'>说明</a>" for path in BROKEN)
    ),
    "/tzgg/": ok(
        f"<title>通知公告</title>{_MENU}<h2>通知公告</h2><ul class='list'></ul>"
        f"<div style='{BLUE}'>共0条</div>"
    ),
    **{
        f"/{name}.html": ok(f"<title>信息</title>{_MENU}<h1>信息</h1><p>{'正文内容。' * 40}</p>")
        for name in "abc"
    },
    **BROKEN,
}


def run(out: Path, render: str) -> list[dict[str, Any]]:
    with serving(dict(ROUTES)) as server:
        words = [
            *(sys.executable, "-m", "xuncha", "inspect", f"http://127.0.0.1:{server.port}/"),
            *("--allow-network", "127.0.0.0/8", "--as-of", "2017-12-05T10:00+08:00"),
            *("--rate", "0", "--visits", "1", "--standard", "indicators-2019", "--quiet"),
            *("--render", render, "--out", str(out)),
        ]
        done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (site,) = json.loads((out / "inspection.json").read_text("utf-8"))["sites"]
    assert site["errors"] == []
    return list(site["findings"])


def pictured(findings: list[dict[str, Any]]) -> dict[str, str]:
    return {
        one["where"]: name.removeprefix("sha256:")
        for one in findings
        for name in one["evidence"]
        if name.endswith(".png")
    }


def extent(picture: Image.Image, colour: tuple[int, int, int]) -> tuple[int, int, int, int]:
    """The box around everything of about that colour."""
    near = [
        band.point(lambda value, want=want: 255 * (abs(value - want) < 30))
        for band, want in zip(picture.convert("RGB").split(), colour, strict=True)
    ]
    box = ImageChops.multiply(ImageChops.multiply(near[0], near[1]), near[2]).getbbox()
    assert box is not None, colour
    return box


def test_the_first_faults_that_can_be_seen_are_pictured_and_framed(tmp_path: Path) -> None:
    findings = run(tmp_path / "out", "always")
    names = pictured(findings)
    assert len(names) == 5
    kinds = {one["indicator"] for one in findings if one["where"] in names}
    assert kinds <= {"column.blank", "date.absurd", "page.abnormal"}
    assert kinds >= {"column.blank", "date.absurd"}
    for where, name in names.items():
        raw = (tmp_path / "out" / "evidence" / name).read_bytes()
        assert f"{hashlib.sha256(raw).hexdigest()}.png" == name
        with Image.open(tmp_path / "out" / "evidence" / name) as picture:
            assert picture.format == "PNG"
            left, top, right, bottom = extent(picture, (208, 0, 0))
            place = extent(picture, (0, 128, 255))
        assert left <= place[0] <= place[2] <= right + 1, where
        assert top <= place[1] <= place[3] <= bottom + 1, where
        # The frame is about the place, not about the page.
        assert (right - left) * (bottom - top) < 100_000, where
    # The page links each of them.
    html = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert all(name in html for name in names.values())


def test_no_page_is_shown_only_for_its_picture(tmp_path: Path) -> None:
    assert pictured(run(tmp_path / "out", "auto")) == {}
    assert not list((tmp_path / "out" / "evidence").glob("*.png"))
