"""A site that leaves people's numbers everywhere: nothing a run says may hold one of them."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.evidence.loopback import Reply, ok, serving

RESIDENT = "110105194912310038"
CARD = "6222021001116245702"
PHONE = "13912345678"
ALL = (RESIDENT, CARD, PHONE)
SAID = f"张三{RESIDENT}卡号{CARD}电话{PHONE}"

_MENU = "".join(f'<a href="/{n}/index.html">{name}</a>' for n, name in enumerate(ALL))
_ITEMS = "".join(
    f'<li><a href="/gone{n}.html?sfz={RESIDENT}&amp;mobile={PHONE}">{SAID}补贴</a>'
    f"<span>2106-01-0{n}</span></li>"
    for n in range(1, 5)
)
#: Dead links, absurd days, hidden spam, a blank column, a template, a trace and lists of people.
ROUTES: dict[str, Reply] = {
    "/": ok(
        f"<title>{SAID}</title><div class=nav>{_MENU}</div><h2>{SAID}公示</h2><ul>{_ITEMS}</ul>"
        f'<div style="display:none"><a href="http://www.bet365.com/{RESIDENT}">博彩{SAID}</a></div>'
        f'<a href="/trace.html">程序{PHONE}</a><a href="/list.html">名单</a>'
        f'<img src="/{RESIDENT}.jpg" alt="{SAID}">'
    ),
    "/trace.html": ok(f"<title>{SAID}</title>ORA-00001: unique ({SAID})"),
    "/list.html": ok(f"<title>{SAID}</title><h1>{SAID}名单</h1><p>{SAID}</p>" * 6),
    f"/{0}/index.html": ok(f"<title>{SAID}</title><h2>{SAID}</h2><ul></ul><p>共0条</p>"),
    "/1/index.html": ok("<title>${title}" + SAID + "</title><ul><li>${a} ${b}</li></ul>"),
}


def test_no_number_of_a_person_in_anything_a_run_says(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with serving(dict(ROUTES)) as server:
        run = subprocess.run(
            [
                *(sys.executable, "-m", "xuncha", "inspect", f"http://127.0.0.1:{server.port}/"),
                *("--allow-network", "127.0.0.0/8", "--as-of", "2017-12-05T10:00+08:00"),
                *("--rate", "0", "--visits", "1", "--render", "never"),
                *("--standard", "indicators-2019", "--out", str(out)),
            ],
            capture_output=True,
            text=True,
        )
    assert run.returncode == 0, run.stderr
    (verdict,) = out.glob("snapshots/*/result.json")
    written = {
        "standard output": (run.stdout + run.stderr).encode(),
        "result.json": verdict.read_bytes(),
        "inspection.json": (out / "inspection.json").read_bytes(),
        "report.html": (out / "report.html").read_bytes(),
    }
    with zipfile.ZipFile(out / "problems.xlsx") as book:
        written |= {name: book.read(name) for name in book.namelist()}
    told = {
        (name, number)
        for name, body in written.items()
        for number in ALL
        if number.encode() in body
    }
    assert told == set()
    (site,) = json.loads(written["inspection.json"])["sites"]
    assert site["errors"] == []
    # The run did find what it should have, with the numbers in it, and can prove it.
    found = {one["indicator"] for one in site["findings"]}
    assert found >= {"link.dead", "date.absurd", "page.abnormal", "privacy.leak"}
    dead = [one for one in site["findings"] if one["indicator"] == "link.dead"]
    assert any("1101**********0038" in one["url"] and one["evidence"] for one in dead)
