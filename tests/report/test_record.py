"""inspection.json: what is written is read back, and nothing else is read."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from tests.report.cases import finding, hostile, inspection, quarter, site

from xuncha.report.record import RecordError, encode, read_inspection
from xuncha.scoring.results import Inspection


def written(run: Inspection, folder: Path) -> Path:
    path = folder / "inspection.json"
    path.write_bytes(encode(run))
    return path


@pytest.mark.parametrize("run", [hostile(), quarter(sites=20, most=30)], ids=["hostile", "usual"])
def test_reads_back_what_was_written(run: Inspection, tmp_path: Path) -> None:
    written(run, tmp_path)
    assert read_inspection(tmp_path) == run


def test_reads_the_file_or_its_folder(tmp_path: Path) -> None:
    run = inspection(site())
    assert read_inspection(written(run, tmp_path)) == read_inspection(tmp_path)


def test_points_keep_their_exact_value_and_are_numbers(tmp_path: Path) -> None:
    # Thirty times 0.1 is 3 in decimals and not in binary fractions.
    faults = tuple(finding("link.dead", points=Decimal("0.1")) for _ in range(30))
    path = written(inspection(site(score=Decimal("83.5"), findings=faults)), tmp_path)
    (read,) = read_inspection(path).sites
    assert sum(one.points for one in read.findings) == 3
    raw = json.loads(path.read_bytes())["sites"][0]
    assert raw["score"] == 83.5
    assert raw["findings"][0]["points"] == 0.1


def test_has_the_names_of_the_public_contract(tmp_path: Path) -> None:
    raw = json.loads(written(hostile(), tmp_path).read_bytes())
    assert raw["schema"] == "xuncha.inspection/1"
    assert {"as_of", "standard", "tool", "sites", "strata"} < raw.keys()
    assert {"site_code", "home_url", "stratum", "verdict", "score", "vetoes", "untested"} < raw[
        "sites"
    ][0].keys()
    assert {"indicator", "level", "outcome", "where", "url", "source_url", "observed"} < raw[
        "sites"
    ][0]["findings"][0].keys()
    assert {"stratum", "inspected", "qualified", "rate"} < raw["strata"][0].keys()


def test_half_a_surrogate_pair_does_not_stop_the_record(tmp_path: Path) -> None:
    fault = finding(
        "text.error", message="\ud83d坏字", observed={"quote": ["\udc00", {"\ud800": 1}]}
    )
    (read,) = read_inspection(written(inspection(site(findings=(fault,))), tmp_path)).sites
    assert read.findings[0].message.endswith("坏字")


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"schema": "xuncha.inspection/1"}', b"\xff\xfe", b"<html>"],
)
def test_refuses_what_is_no_inspection_and_names_the_file(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "inspection.json"
    path.write_bytes(content)
    with pytest.raises(RecordError, match=r"inspection\.json") as refused:
        read_inspection(path)
    assert "\n" not in str(refused.value)


def test_refuses_another_schema_and_names_both(tmp_path: Path) -> None:
    run = replace(inspection(site()), schema="xuncha.inspection/2")
    with pytest.raises(RecordError, match=r"xuncha\.inspection/2.*xuncha\.inspection/1"):
        read_inspection(written(run, tmp_path))
