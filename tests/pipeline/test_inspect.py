"""xuncha inspect as an office runs it: many sites, killed, stopped, resumed, refused."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.evidence.loopback import Asked, Reply, Server, ok, serving

from xuncha.cli import main

SITES = 6
PAGES = 12


def page(asked: Asked) -> bytes:
    """One site after another, each with a dead link, its articles slow enough to be killed in."""
    host = asked.headers["host"].partition(":")[0]
    if asked.path == "/":
        items = "".join(
            f'<li><a href="/a{n}.html">信息{n}</a><span>2017-12-0{n % 4 + 1}</span></li>'
            for n in range(PAGES)
        )
        return ok(
            f"<title>{host}</title><h2>工作动态</h2><ul>{items}</ul><a href='/gone.pdf'>附件</a>"
        )
    if asked.path.startswith("/a"):
        # One site is done long before the last.
        time.sleep(0.02 + 0.06 * int(host[1]))
        return ok(
            f"<title>信息</title><h1>{asked.path}</h1><p>发布时间：2017-12-01</p><p>正文。</p>"
        )
    return ok("<p>none</p>", status="404 Not Found")


class Everything(dict[str, Reply]):
    """Every path of every host."""

    def get(self, key: str, default: Any = None) -> Any:
        return page


class Place:
    """A register, a hosts file and a server for it."""

    def __init__(self, folder: Path, server: Server) -> None:
        self.folder, self.server, self.out = folder, server, folder / "out"
        names = [f"s{n}.gov.cn" for n in range(SITES)]
        lines = [
            f"630000000{n},网站{n},单位{n},青海,省直部门,http://{name}:{server.port}/,部门"
            for n, name in enumerate(names)
        ]
        head = "site_code,name,unit,region,stratum,home_url,kind"
        self.sites = folder / "sites.csv"
        self.sites.write_text("\n".join([head, *lines]), "utf-8")
        self.hosts = folder / "hosts"
        self.hosts.write_text(f"127.0.0.1 {' '.join(names)}\n", "utf-8")

    def words(self, *more: str) -> list[str]:
        return [
            *(sys.executable, "-m", "xuncha", "inspect", str(self.sites)),
            *("--hosts", str(self.hosts), "--allow-network", "127.0.0.0/8"),
            *("--as-of", "2017-12-05T10:00+08:00", "--standard", "census-2015"),
            *("--rate", "0", "--visits", "2", "--render", "never", "--out", str(self.out)),
            *more,
        ]

    def start(self, *more: str, **how: Any) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            self.words(*more),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            **how,
        )

    def run(self, *more: str, **how: Any) -> tuple[int, str, str]:
        process = self.start(*more, **how)
        out, errors = process.communicate(timeout=120)
        return process.returncode, out, errors

    def refused(self, *more: str) -> int:
        """The same without a process of its own, for what does not come to a run."""
        try:
            return main(self.words(*more)[3:])
        except SystemExit as left:
            return int(left.code or 0)

    def done(self) -> list[Path]:
        return sorted(self.out.glob("snapshots/*/result.json"))

    def inspection(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.out / "inspection.json").read_text("utf-8"))
        return found


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with serving(Everything()) as server:
        yield Place(tmp_path, server)


def until(true: Callable[[], object], seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.02)


def facts(place: Place) -> list[tuple[Any, ...]]:
    """What an inspection says, without what differs from run to run."""
    kept = ("site_code", "verdict", "score", "pages", "links")
    return [
        (*(one[key] for key in kept), sorted((f["indicator"], f["where"]) for f in one["findings"]))
        for one in place.inspection()["sites"]
    ]


def test_a_whole_run(place: Place) -> None:
    status, out, errors = place.run()
    assert (status, errors.count("Traceback")) == (0, 0), errors
    inspection = place.inspection()
    assert inspection["schema"] == "xuncha.inspection/1"
    assert [one["site_code"] for one in inspection["sites"]] == [f"630000000{n}" for n in range(6)]
    for one in inspection["sites"]:
        assert one["pages"] == PAGES + 1
        (dead,) = [f for f in one["findings"] if f["indicator"] == "link.dead"]
        assert dead["where"].endswith("/gone.pdf")
        assert dead["source_url"] == one["home_url"]
        proof = place.out / "evidence" / f"{dead['evidence'][0].removeprefix('sha256:')}.warc.gz"
        assert proof.exists()
    assert {path.name for path in place.out.iterdir()} >= {"inspection.json", "problems.xlsx"}
    assert "省直部门" in out
    # Nothing that proves nothing stays.
    assert not list(place.out.rglob("bodies.pack"))


def test_killed_at_any_moment_it_goes_on_with_nothing_lost_and_nothing_twice(
    place: Place, tmp_path: Path
) -> None:
    process = place.start()
    until(lambda: place.done())
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    before = {path: path.stat().st_mtime_ns for path in place.done()}
    assert before
    assert not (place.out / "inspection.json").exists()
    status, _, errors = place.run()
    assert status == 0, errors
    after = {path: path.stat().st_mtime_ns for path in place.done()}
    assert len(after) == SITES
    assert {path: after[path] for path in before} == before
    killed = facts(place)
    place.out = tmp_path / "fresh"
    assert place.run()[0] == 0
    assert facts(place) == killed


def test_workers_do_not_outlive_the_run(place: Place) -> None:
    process = place.start()
    until(lambda: list(place.out.glob("snapshots/*")))
    process.kill()
    process.communicate()
    asked = len(place.server.asked)

    def quiet() -> bool:
        nonlocal asked
        time.sleep(0.5)
        before, asked = asked, len(place.server.asked)
        return before == asked

    until(quiet)
    assert len(place.server.asked) < SITES * (PAGES + 8)


def test_ctrl_c_keeps_what_was_judged_and_resumes(place: Place) -> None:
    process = place.start()
    until(lambda: place.done())
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 3
    kept = {one["site_code"] for one in place.inspection()["sites"]}
    assert kept == {path.parent.name for path in place.done()}
    assert place.run()[0] == 0
    assert len(place.inspection()["sites"]) == SITES


def test_another_order_in_the_same_folder_is_refused(place: Place) -> None:
    assert place.run()[0] == 0
    before = (place.out / "inspection.json").read_bytes()
    status, _, errors = place.run("--max-pages", "3")
    assert status == 1
    assert len(errors.strip().splitlines()) == 1
    assert "--out" in errors
    assert (place.out / "inspection.json").read_bytes() == before


def test_a_full_disk_is_one_line_and_what_was_done_stays_good(place: Place) -> None:
    def no_file_larger_than_a_page() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (2048, 2048))

    status, _, errors = place.run("--quiet", preexec_fn=no_file_larger_than_a_page)
    assert status == 1
    assert len(errors.strip().splitlines()) == 1, errors
    assert not (place.out / "inspection.json").exists()
    assert place.run()[0] == 0
    assert len(place.inspection()["sites"]) == SITES


def test_rejudged_under_another_standard_without_a_network(place: Place, tmp_path: Path) -> None:
    assert place.run()[0] == 0
    place.server.asked.clear()
    words = [sys.executable, "-m", "xuncha", "rejudge", str(place.out)]
    words += ["--standard", "indicators-2019", "--out", str(tmp_path / "again")]
    again = subprocess.run(words, capture_output=True, text=True)
    assert again.returncode == 0, again.stderr
    found = json.loads((tmp_path / "again" / "inspection.json").read_text("utf-8"))
    assert found["standard"] == "indicators-2019"
    assert len(found["sites"]) == SITES
    assert place.server.asked == []


def test_progress_for_machines(place: Place) -> None:
    status, out, errors = place.run("--json-progress")
    lines = [json.loads(line) for line in (out + errors).splitlines() if line.startswith("{")]
    assert status == 0
    assert lines[-1]["done"] == lines[-1]["total"] == SITES


def test_sites_that_cannot_be_inspected_make_status_three(place: Place) -> None:
    place.hosts.write_text(place.hosts.read_text("utf-8").replace("s0.gov.cn ", ""), "utf-8")
    text = place.sites.read_text("utf-8").replace("http://s0.gov.cn", "http://10.0.0.1")
    place.sites.write_text(text, "utf-8")
    status, _, errors = place.run()
    assert status == 3, errors
    verdicts = {one["site_code"]: one["verdict"] for one in place.inspection()["sites"]}
    assert verdicts["6300000000"] == "untestable"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("home_url", "home_ulr"), ["sites.csv", "1", "home_url"]),
        (("6300000003", "6300000002"), ["sites.csv", "5", "6300000002"]),
        (("6300000003", "63"), ["sites.csv", "5", "63"]),
        (("http://s3", "s3"), ["sites.csv", "5"]),
    ],
)
def test_a_register_that_cannot_be_used(
    place: Place, change: tuple[str, str], said: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    place.sites.write_text(place.sites.read_text("utf-8").replace(*change), "utf-8")
    assert place.refused() == 1
    errors = capsys.readouterr().err
    assert len(errors.strip().splitlines()) == 1
    assert all(word in errors for word in said), errors
    assert not place.out.exists()


@pytest.mark.parametrize(
    "more",
    [
        ("--columns", "nowhere.csv"),
        ("--policies", "nowhere.json"),
        ("--hosts", "nowhere"),
        ("--as-of", "yesterday"),
        ("--allow-network", "127.0.0.0/99"),
        ("--standard", "census-1999"),
        ("--max-pages", "0"),
        ("--rate", "-1"),
        ("--render", "sometimes"),
        ("--out", "/proc/nowhere/out"),
    ],
)
def test_arguments_that_cannot_be_used(
    place: Place, more: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert place.refused(*more) == 1
    errors = capsys.readouterr().err
    assert len(errors.strip().splitlines()) == 1, errors
    assert more[1] in errors


def test_findings_are_said_in_the_language_asked_for(place: Place, tmp_path: Path) -> None:
    words = place.words()
    words[3:3] = ["--lang", "en"]
    assert subprocess.run(words, capture_output=True).returncode == 0
    again = [sys.executable, "-m", "xuncha", "--lang", "en", "rejudge", str(place.out)]
    again += ["--standard", "indicators-2019", "--out", str(tmp_path / "again")]
    assert subprocess.run(again, capture_output=True).returncode == 0
    for out in (place.out, tmp_path / "again"):
        sites = json.loads((out / "inspection.json").read_text("utf-8"))["sites"]
        (dead,) = [f for f in sites[0]["findings"] if f["indicator"] == "link.dead"]
        assert dead["message"].isascii() or "附件" in dead["message"]
        assert "打不开" not in dead["message"]
