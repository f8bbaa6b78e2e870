"""docs/indicators.md and docs/standards.md say what the code says; `make catalogue` writes them."""

from pathlib import Path

import pytest

from xuncha.base import language
from xuncha.checks.contract import catalogue
from xuncha.cli import main
from xuncha.scoring.standard import load, shipped

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(autouse=True)
def _in_chinese():
    before = language.current()
    language.use("zh")
    yield
    language.use(before)


@pytest.mark.parametrize("name", ["indicators", "standards"])
def test_the_page_is_what_the_command_prints(name, capsys) -> None:
    assert main(["--lang", "zh", name, "--markdown"]) == 0
    printed = capsys.readouterr().out
    written = (DOCS / f"{name}.md").read_text("utf-8")
    assert written == printed, f"docs/{name}.md is out of date: run `make catalogue`"


def test_every_indicator_stands_in_its_page() -> None:
    written = (DOCS / "indicators.md").read_text("utf-8")
    rows = [line.split(" | ")[0].removeprefix("| ") for line in written.splitlines()]
    assert [row for row in rows if row in catalogue()] == list(catalogue())


@pytest.mark.parametrize("name", shipped())
def test_every_row_and_every_use_of_a_standard_stands_in_its_page(name) -> None:
    standard = load(name)
    written = (DOCS / "standards.md").read_text("utf-8")
    assert standard.title in written
    assert [row for row in standard.rows if f"| {row} | " not in written] == []
    assert [code for code in standard.uses if f"| {code} | " not in written] == []


@pytest.mark.parametrize("name", ["indicators", "standards"])
def test_the_page_says_who_writes_it_and_its_tables_are_whole(name) -> None:
    lines = (DOCS / f"{name}.md").read_text("utf-8").splitlines()
    assert f"`xuncha {name} --markdown`" in "\n".join(lines[:4])
    width = 0
    for line in lines:
        bars = line.replace("\\|", "").count("|")
        width = (width or bars) if line.startswith("|") else 0
        assert bars == width or not line.startswith("|"), line
