"""inspection.json: the public contract, written and read back."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from tests.report.cases import finding, hostile, inspection, quarter, site

from xuncha.report.record import RecordError, encode, read_inspection
from xuncha.scoring.results import Inspection


def written(folder: Path, content: bytes) -> Path:
    (folder / "inspection.json").write_bytes(content)
    return folder


@pytest.mark.parametrize("run", [hostile(), quarter(12, 20), inspection()])
def test_a_run_reads_back_as_it_was(tmp_path: Path, run: Inspection) -> None:
    assert read_inspection(written(tmp_path, encode(run))) == run


def test_the_contract_is_what_a_program_finds() -> None:
    dead = finding("link.dead", observed={"status": 404}, points=Decimal("0.1"))
    record = json.loads(encode(inspection(site(findings=(dead,), score=Decimal("99.9")))))
    assert record["schema"] == "xuncha.inspection/1"
    assert list(record) == ["schema", "as_of", "standard", "tool", "sites", "strata"]
    (one,) = record["sites"]
    assert one["score"] == 99.9
    assert one["findings"][0]["points"] == 0.1
    assert one["findings"][0]["observed"] == {"status": 404}
    assert record["strata"] == [
        {"stratum": "市州", "inspected": 1, "qualified": 1, "rate": "100.0%", "untestable": 0}
    ]


def test_half_a_character_does_not_lose_the_run(tmp_path: Path) -> None:
    bad = finding("link.dead", message="\ud83d", observed={"text": ["a", "\udc00"]})
    (one,) = read_inspection(written(tmp_path, encode(inspection(site(findings=(bad,)))))).sites
    assert one.findings[0].message == "?"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "不是检查结果文件"),
        (b"{}", "不是检查结果文件"),
        (encode(quarter(3, 3))[:-90], "不是检查结果文件"),
        (encode(inspection()).replace(b"inspection/1", b"inspection/2"), "本程序只读"),
    ],
)
def test_what_is_no_run_is_refused_by_name(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(RecordError, match=said) as error:
        read_inspection(written(tmp_path, content))
    assert "inspection.json" in str(error.value)
    assert "\n" not in str(error.value)
