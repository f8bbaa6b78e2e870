"""A second opinion is only asked for where there is a program for it, and leave."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

LETTER = """
[[authorisation]]
hosts = ["www.test.gov.cn"]
granted_by = "青海省人民政府办公厅"
document = "青政办函〔2017〕8号"
valid_from = 2017-11-01
valid_until = 2017-11-30
"""


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "AUTHORISATION.toml"
    path.write_text(LETTER)
    (tmp_path / "hosts").write_text("127.0.0.1 www.test.gov.cn\n127.0.0.1 www.other.gov.cn\n")
    return path


def asked(letter: Path, url: str, program: str) -> subprocess.CompletedProcess[str]:
    words = ["--active-security", letter, "--out", letter.parent / "out", "--wapiti", program]
    words += ["--hosts", letter.parent / "hosts", "--allow-network", "127.0.0.1/32"]
    return subprocess.run(
        [sys.executable, "-m", "xuncha", "second-opinion", url, *map(str, words)],
        env=os.environ | {"PYTHONPATH": "src"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("url", "program", "said"),
    [
        ("http://www.test.gov.cn/", "/nowhere/wapiti", "wapiti3 装在它自己的虚拟环境"),
        ("https://www.test.gov.cn/", sys.executable, "第二意见只支持 http 网站"),
        ("http://www.test.gov.cn/", sys.executable, "授权已过期"),
        ("http://www.other.gov.cn/", sys.executable, "未获授权"),
    ],
    ids=["no program", "https", "expired", "another host"],
)
def test_what_is_missing_is_said_in_one_line(
    letter: Path, url: str, program: str, said: str
) -> None:
    ended = asked(letter, url, program)
    assert ended.returncode == 1
    assert said in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1
    assert not (letter.parent / "out").exists()
