"""A menu with an entry that leads nowhere, on 300 pages: one problem in 300 places, everywhere."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from tests.evidence.loopback import Reply, ok, serving

from xuncha.report import read_inspection
from xuncha.scoring.causes import problems

PAGES = 300


def site(entry: str, folder: str) -> dict[str, Reply]:
    """The home page and `PAGES` articles, all with the same menu."""
    paths = [folder.format(n) for n in range(PAGES)]
    menu = f'<div class="nav"><a href="/">首页</a><a href="{entry}">办事服务</a></div>'
    items = "".join(f'<li><a href="{path}">第{n}条信息</a></li>' for n, path in enumerate(paths))
    pages: dict[str, Reply] = {
        path: ok(f"<title>第{n}条信息</title>{menu}<h1>第{n}条信息</h1><p>{'正文内容。' * 30}</p>")
        for n, path in enumerate(paths)
    }
    home = f'<title>首页</title><div class="nav"><a href="/">首页</a></div><ul>{items}</ul>'
    return {"/": ok(home), **pages}


def run(routes: dict[str, Reply], out: Path) -> dict[str, Any]:
    with serving(routes) as server:
        words = [
            *(sys.executable, "-m", "xuncha", "inspect", f"http://127.0.0.1:{server.port}/"),
            *("--allow-network", "127.0.0.0/8", "--rate", "0", "--visits", "1"),
            *("--render", "never", "--standard", "indicators-2019", "--quiet", "--out", str(out)),
        ]
        done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (found,) = json.loads((out / "inspection.json").read_text("utf-8"))["sites"]
    assert found["pages"] == PAGES + 1
    return dict(found)


@pytest.mark.parametrize(
    ("entry", "folder", "addresses"),
    [
        # The same dead address on every page.
        ("/bsfw/index.html", "/a/{}.html", 1),
        # The entry is written for the top folder, so that every page's leads somewhere else.
        ("bsfw/index.html", "/a/{}/b.html", PAGES),
    ],
    ids=["one address", "one for each page"],
)
def test_one_dead_entry_of_a_menu(entry: str, folder: str, addresses: int, tmp_path: Path) -> None:
    found = run(site(entry, folder), tmp_path / "out")
    dead = [one for one in found["findings"] if one["indicator"] == "link.dead"]
    assert len({one["url"] for one in dead}) == len(dead) == addresses
    (whole,) = read_inspection(tmp_path / "out").sites
    (problem,) = problems(one for one in whole.findings if one.indicator == "link.dead")
    assert problem.places == PAGES
    assert problem.lead.root.startswith("template:")
    book = load_workbook(io.BytesIO((tmp_path / "out" / "problems.xlsx").read_bytes()))
    head = [cell.value for cell in book["链接"][1]]
    rows = book["链接"].iter_rows(min_row=2, values_only=True)
    lines = [dict(zip(head, row, strict=True)) for row in rows]
    assert [one["处数"] for one in lines if one["指标编码"] == "link.dead"] == [PAGES]
