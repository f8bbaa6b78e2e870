"""``xuncha draw`` and ``xuncha verify-draw``, as a person calls them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from xuncha.cli.main import main
from xuncha.registry.register import read_sites
from xuncha.sampling.queries import read

HEAD = "网站标识码,网站名称,层级,首页网址\n"


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "sites.csv"
    lines = (f"632800{n:04d},第{n}家,市州,http://www.s{n}.gov.cn/\n" for n in range(20))
    path.write_text(HEAD + "".join(lines), encoding="utf-8")
    return path


def drawn(register: Path, *more: str) -> int:
    out = str(register.with_name("draw.json"))
    words = ("draw", str(register), "--campaign", "2017Q4", "--seed", "20171109", "--out", out)
    return main([*words, *more])


def test_what_is_drawn_is_written_shown_and_verified(
    register: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert drawn(register, "--batches", "3") == 0
    assert "2、2、2" in capsys.readouterr().out
    path = register.with_name("draw.json")
    assert len(read(path).sample()) == 6
    sample = read_sites(register.with_name("draw-sites.csv"))
    assert {one.site_code for one in sample} == read(path).sample().keys()
    assert set(sample) <= set(read_sites(register))
    assert main(["verify-draw", str(path), "--register", str(register)]) == 0
    assert "一致" in capsys.readouterr().out


def test_reasons_come_from_tables(register: Path) -> None:
    exclude, manual = register.with_name("exclude.csv"), register.with_name("manual.csv")
    exclude.write_text("site_code,reason\n6328000000,已关停\n", encoding="utf-8")
    manual.write_text("网站标识码,理由\n6328000001,举报集中\n", encoding="utf-8")
    assert drawn(register, "--exclude", str(exclude), "--add", str(manual)) == 0
    made = read(register.with_name("draw.json"))
    assert [one.reason for one in made.exclusions] == ["已关停"]
    assert [(one.how, one.reason) for one in made.additions] == [("manual", "举报集中")]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--quota", "市州=99"], "要抽 99 家"),
        (["--quota", "县=1"], "名单里没有分层“县”"),
        (["--percent", "200"], "应在 0 到 100 之间"),
        (["--seed", ""], "种子不能为空"),
        (["--exclude", "none.csv"], "无法读取"),
        (["--out", "draw.txt"], "以 .json 结尾"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_one_line(
    register: Path, capsys: pytest.CaptureFixture[str], more: list[str], said: str
) -> None:
    assert drawn(register, *more) == 1
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1
    assert not register.with_name("draw.json").exists()


def test_a_changed_batch_is_named_and_the_exit_says_no(
    register: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drawn(register)
    capsys.readouterr()
    path = register.with_name("draw.json")
    file = json.loads(path.read_bytes())
    file["result"][0]["batch"], file["result"][-1]["batch"] = None, 1
    path.write_text(json.dumps(file), encoding="utf-8")
    assert main(["verify-draw", str(path)]) == 1
    told = capsys.readouterr().out.splitlines()
    assert len(told) == 2
    assert all(file["result"][at]["site_code"] in told[n] for n, at in enumerate((0, -1)))
