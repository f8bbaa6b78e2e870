"""The whole way, from the command to the comparison, on the sites that the bulletin names."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest


def demo(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "xuncha", "demo", *words],
        env=os.environ | {"PYTHONPATH": "src"},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "out"
    ended = demo("--sites", "9", "--pages", "40", "--out", str(folder))
    assert ended.returncode == 0, ended.stderr
    return folder


def test_every_verdict_agrees_with_the_truth(out: Path) -> None:
    comparison = json.loads((out / "comparison.json").read_text())
    assert comparison["verdicts"] == {"right": 9, "of": 9, "wrong": []}


def test_nothing_that_only_looks_like_a_fault_is_called_one(out: Path) -> None:
    comparison = json.loads((out / "comparison.json").read_text())
    assert comparison["overall"]["controls"] >= 20
    assert comparison["trapped"] == []


def test_most_of_what_was_planted_is_found_and_little_else(out: Path) -> None:
    overall = json.loads((out / "comparison.json").read_text())["overall"]
    assert overall["recall"] >= 0.95
    assert overall["precision"] >= 0.95


def test_the_hole_of_the_quarter_is_found_with_a_proof_and_told_by_name(
    out: Path,
) -> None:
    sites = json.loads((out / "inspection" / "inspection.json").read_text())["sites"]
    holes = {
        (one["indicator"], one["outcome"], one["observed"]["parameter"]): one["observed"]["proof"]
        for site in sites
        if site["unit"] == "格尔木市行政审批服务局"
        for one in site["findings"]
        if one["indicator"] in ("security.sqli", "security.xss")
    }
    assert holes.keys() == {
        ("security.sqli", "fault", "keyword"),
        ("security.xss", "fault", "keyword"),
    }
    found = {path.name for path in (out / "inspection" / "probes").glob("*/proofs/*.json")}
    assert found == set(holes.values())
    told = (out / "bulletin" / "bulletin.html").read_text("utf-8")
    assert "格尔木市行政审批服务局" in told
    assert "存在安全隐患" in told
    assert "SQL" not in told
    assert not re.search(r"\bkeyword\b", told)
    assert "search.jsp" not in told


def test_run_again_it_starts_anew_and_says_the_same(out: Path) -> None:
    before = json.loads((out / "comparison.json").read_text())
    assert demo("--sites", "9", "--pages", "40", "--out", str(out), "--quiet").returncode == 0
    after = json.loads((out / "comparison.json").read_text())
    # The port may be another, where somebody else has taken the usual one.
    for part in ("overall", "indicators", "verdicts", "rates"):
        assert after[part] == before[part]


def test_stopped_and_run_again_it_goes_on_where_it_was(tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = ("--sites", "9", "--pages", "40", "--out", str(out), "--json-progress")
    with subprocess.Popen(
        [sys.executable, "-m", "xuncha", "demo", *words],
        env=os.environ | {"PYTHONPATH": "src"},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as running:
        assert running.stdout is not None
        for line in running.stdout:
            if json.loads(line)["done"]:
                # As a terminal does it: the whole group hears Ctrl-C, the server too.
                os.killpg(running.pid, signal.SIGINT)
                break
        running.stdout.read()
        assert running.wait(300) == 3
    assert not (out / "comparison.json").exists()
    assert demo(*words).returncode == 0
    comparison = json.loads((out / "comparison.json").read_text())
    assert comparison["verdicts"] == {"right": 9, "of": 9, "wrong": []}


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    ended = demo("--sites", "1", "--pages", "20", "--out", str(tmp_path))
    assert ended.returncode == 1
    assert len(ended.stderr.strip().splitlines()) == 1
    assert [one.name for one in tmp_path.iterdir()] == ["letter.txt"]


def test_more_sites_than_the_province_has_are_refused(tmp_path: Path) -> None:
    ended = demo("--sites", "187", "--out", str(tmp_path / "out"))
    assert ended.returncode == 1
    assert "186" in ended.stderr
    assert not (tmp_path / "out").exists()
