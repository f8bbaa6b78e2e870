"""What every command refuses, in one line with its remedy."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.evidence.loopback import ok, serving

from xuncha.cli import inspection, main

OFFLINE = shutil.which("unshare") is not None and not (
    subprocess.run(["unshare", "-n", "true"], capture_output=True).returncode
)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["inspect", "a.csv"], "缺少 --out"),
        (["inspect"], "缺少 SITES.csv|URL"),
        (["inspect", "a.csv", "--out", "o", "--fast"], "不认识的参数 --fast"),
        (["inspect", "a.csv", "--out"], "--out 后面缺少内容"),
        (["inspect", "a.csv", "--out", "o", "--render", "no"], "--render 不能是 'no'"),
        (["inspect", "a.csv", "--out", "o", "--visits", "0"], "“0”不是正整数"),
        (["sweep"], "'sweep'"),
    ],
)
def test_a_command_line_that_cannot_be_used(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(words)
    (line,) = capsys.readouterr().err.splitlines()
    assert left.value.code == 1
    assert said in line
    assert "--help" in line


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["inspect", "gone.csv", "--out", "o"], "没有这个文件或目录"),
        (["inspect", ".", "--out", "o"], "这是目录，不是文件"),
        (["inspect", "http://a.gov.cn/", "b.gov.cn", "--out", "o"], "b.gov.cn"),
        (["inspect", "http://a.gov.cn/", "--hosts", "gone", "--out", "o"], "没有这个文件或目录"),
        (["rejudge", ".", "--standard", "census-2015", "--out", "o"], "没有检查结果"),
        (["verify-draw", "gone.json"], "没有这个文件或目录"),
    ],
)
def test_files_that_cannot_be_used(
    words: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(words) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line
    assert list(tmp_path.iterdir()) == []


def test_pages_are_not_rendered_without_a_browser(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for words in (["inspect", "http://a.gov.cn/", "--out", "o"], ["look", "http://a.gov.cn/"]):
        assert main([*words, "--render", "always"]) == 1
        (line,) = capsys.readouterr().err.splitlines()
        assert "Chromium" in line


def test_addresses_in_any_case_and_each_once() -> None:
    sites, registered = inspection._sites(["HTTP://A.gov.cn", "http://a.gov.cn/", "https://b.cn/"])
    assert [one.home_url for one in sites] == ["http://a.gov.cn/", "https://b.cn/"]
    assert not registered


def test_who_has_read_enough_is_not_told_of_it() -> None:
    words = [sys.executable, "-m", "xuncha", "indicators", "--json"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


@pytest.mark.skipif(not OFFLINE, reason="no network can be taken away on this machine")
def test_a_machine_without_a_network_says_nothing_of_the_sites(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "xuncha", "inspect", "http://www.a.gov.cn/", "--visits", "1"]
    words += ["--render", "never", "--quiet", "--out", str(tmp_path / "out")]
    done = subprocess.run(["unshare", "-n", *words], capture_output=True, text=True)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "DNS" in line
    # Nothing is judged, so that the same command begins anew.
    assert [one.name for one in (tmp_path / "out").rglob("*") if one.is_file()] == ["run.json"]


def test_an_address_that_may_not_be_visited_says_so(tmp_path: Path) -> None:
    with serving({"/": ok("<p>x</p>")}) as server:
        url = f"http://127.0.0.1:{server.port}/"
        words = [sys.executable, "-m", "xuncha", "inspect", url, "--visits", "1"]
        words += ["--render", "never", "--quiet", "--out", str(tmp_path)]
        assert subprocess.run(words, env=os.environ).returncode == 3
        assert server.asked == []
    (site,) = json.loads((tmp_path / "inspection.json").read_text("utf-8"))["sites"]
    assert site["verdict"] == "untestable"
    assert any("--allow-network" in one["why"] for one in site["untested"])
