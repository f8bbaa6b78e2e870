"""One run is written whole, or what was there stays."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.report.cases import finding, inspection, quarter, site

from xuncha.base.errors import InputError
from xuncha.report import read_inspection, write

NAMES = {"inspection.json", "report.html", "problems.xlsx"}
#: A disk that takes no file above 64 kB, as far as this process is concerned.
LITTLE_DISK = """
import resource, sys
from pathlib import Path
from tests.report.cases import finding, inspection, quarter, site
from xuncha.base.errors import InputError
from xuncha.report import write
runs = {
    # The workbook has no place for this value, so only the other two files are too large.
    "place": inspection(site(findings=(finding("a", observed={"quote": "x" * 999_999}),))),
    # The workbook's own temporary files are too large already.
    "work": quarter(),
}
resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))
try:
    write(runs[sys.argv[2]], Path(sys.argv[1]))
except InputError as error:
    print(error)
    sys.exit(7)
"""


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_writes_three_files_and_leaves_nothing_else(tmp_path: Path) -> None:
    write(inspection(site()), tmp_path / "deep" / "out")
    assert contents(tmp_path / "deep" / "out").keys() == NAMES


def test_writes_over_the_files_of_an_earlier_run(tmp_path: Path) -> None:
    write(quarter(sites=3, most=5), tmp_path)
    before = contents(tmp_path)
    write(inspection(site()), tmp_path)
    after = contents(tmp_path)
    assert after.keys() == NAMES
    assert all(after[name] != before[name] for name in NAMES)
    assert len(read_inspection(tmp_path).sites) == 1


def test_leaves_other_files_of_the_folder_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    write(inspection(site()), tmp_path)
    assert (tmp_path / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("full", ["place", "work"])
def test_full_disk_keeps_every_old_file_and_says_so_once(full: str, tmp_path: Path) -> None:
    write(inspection(site()), tmp_path)
    before = contents(tmp_path)
    run = subprocess.run(
        [sys.executable, "-c", LITTLE_DISK, str(tmp_path), full],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1"},
    )
    assert run.returncode == 7, run.stderr
    assert str(tmp_path) in run.stdout
    assert len(run.stdout.splitlines()) == 1
    assert contents(tmp_path) == before


def test_a_file_where_the_folder_should_be_is_one_clear_error(tmp_path: Path) -> None:
    place = tmp_path / "out"
    place.write_text("mine")
    with pytest.raises(InputError, match=re.escape(str(place))) as refused:
        write(inspection(site()), place)
    assert "\n" not in str(refused.value)
    assert place.read_text() == "mine"


def test_personal_data_is_hidden_in_every_file(tmp_path: Path) -> None:
    # A check digit that is right, and a mobile number, both made up for this test.
    number, phone = "63012119800101001X", "13897123456"
    fault = finding(
        "text.error",
        message=f"身份证{number}，电话{phone}",
        observed={"quote": f"联系人{phone}", "example": [number]},
    )
    write(inspection(site(findings=(fault,))), tmp_path)
    for name in ("inspection.json", "report.html"):
        text = (tmp_path / name).read_text("utf-8")
        assert number not in text
        assert phone not in text
        assert "138****3456" in text
