"""``xuncha bulletin`` from files to files."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest
from pypdf import PdfReader
from tests.bulletin.cases import by_batches

from xuncha.base.types import Site
from xuncha.bulletin.actions import gather
from xuncha.bulletin.composition import compose
from xuncha.cli.bulletin import describe, letter
from xuncha.cli.main import main
from xuncha.report.record import encode
from xuncha.sampling.actions import publish
from xuncha.sampling.rules import Quota, draw
from xuncha.scoring.results import Inspection


@pytest.fixture
def inspected(tmp_path: Path) -> Path:
    """The folder of an inspection."""
    folder = tmp_path / "inspection"
    folder.mkdir()
    (folder / "inspection.json").write_bytes(encode(by_batches().inspection))
    return folder


def drawn(path: Path, inspection: Inspection, leave_out: int = 0) -> Path:
    """A published draw of the inspected sites, in three batches."""
    register = [
        Site(one.site_code, one.home_url, one.name, stratum=one.stratum) for one in inspection.sites
    ]
    quotas = [Quota("省直部门", 34 - leave_out), Quota.parse("市州=52+60+40")]
    publish(draw(register, campaign="2017Q4", seed="1", quotas=quotas, batches=3), path)
    return path


def test_the_command_writes_the_folder_and_says_the_hash(
    inspected: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    path = drawn(tmp_path / "draw.json", by_batches().inspection)
    words = ["bulletin", str(inspected), "--draw", str(path), "--out", str(out), "--json"]
    more = ["--quarter", "2017年第四季度", "--issuer", "某省人民政府办公厅", "--date", "2017-12-12"]
    assert main([*words, *more, "--number", "某政办〔2017〕9号"]) == 0
    said = json.loads(capsys.readouterr().out)
    record = json.loads((out / "bulletin.json").read_bytes())
    assert said["sha256"] == record["sha256"]
    assert all(Path(name).is_file() for name in said["files"])
    assert set(record["content"]["files"]) == {"检查结果", "抽取结果"}
    first = PdfReader(out / "bulletin.pdf").pages[0].extract_text()
    assert "某政办〔2017〕9号" in first
    assert "某省人民政府办公厅关于2017年第四季度" in first
    text = "".join(one["text"] for one in record["content"]["paragraphs"])
    assert "分三批次共抽查186家政府网站（登记186家，抽查比例100%）" in text


def test_the_same_files_give_the_same_hash(inspected: Path) -> None:
    asked = argparse.ArgumentParser()
    describe(asked)
    chosen = asked.parse_args([str(inspected), "--out", "none"])
    hashes = set()
    for _again in range(2):
        sources = gather(inspected, message_days=3)
        hashes.add(compose(sources, letter(chosen, sources)).sha256)
    assert len(hashes) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere"], "没有检查结果"),
        (["{inspection}", "--draw", "{inspection}/none.json"], "none.json"),
        (["{inspection}", "--messages", "{inspection}/inspection.json"], "inspection.json"),
        (["{inspection}", "--policies", "{inspection}/inspection.json"], "inspection.json"),
        (["{inspection}", "--quarter", "2017Q5"], "2017Q4"),
        (["{inspection}", "--date", "昨天"], "2017-12-12"),
        (["{inspection}", "--begin", "2017-11-10"], "不成对"),
        (["{inspection}", "--confirmed", "6300000000"], "没有决定结论的疑似问题"),
        (["{inspection}", "--confirmed", "6399999999"], "没有这个网站标识码"),
        (["{inspection}", "--name", "6399999999"], "只能点名不合格的网站"),
        (["{inspection}", "--begin", "2017-12-10", "--end", "2017-12-05"], "不成对"),
        (["{inspection}", "--draw", "{partial}"], "没有抽中检查过的"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_line_and_nothing_is_written(
    inspected: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    said: str,
) -> None:
    partial = drawn(tmp_path / "partial.json", by_batches().inspection, leave_out=1)
    filled = [one.format(inspection=inspected, partial=partial) for one in words]
    out = tmp_path / "out"
    try:
        status = main(["bulletin", *filled, "--out", str(out)])
    except SystemExit as stopped:
        status = int(str(stopped.code))
    assert status == 1
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert not out.exists()


def test_the_inspections_own_folder_is_never_replaced(inspected: Path) -> None:
    assert main(["bulletin", str(inspected), "--out", str(inspected)]) == 1
    assert [one.name for one in inspected.iterdir()] == ["inspection.json"]
