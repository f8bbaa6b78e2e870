"""A run in its folder: files whole, personal data hidden, one clear line where it cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.report.cases import finding, inspection, quarter, site

from xuncha.base.errors import InputError
from xuncha.report import read_inspection, write

NAMES = {"inspection.json", "report.html", "problems.xlsx"}
#: Look like a resident's and a telephone's number.
RESIDENT, MOBILE = "632521199003070115", "13800138000"


def held(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_all_files_are_there_and_nothing_else(tmp_path: Path) -> None:
    write(quarter(5, 5), tmp_path / "new" / "run")
    assert held(tmp_path / "new" / "run") == NAMES


def test_a_second_run_replaces_the_first(tmp_path: Path) -> None:
    write(quarter(5, 5), tmp_path)
    write(quarter(3, 5), tmp_path)
    assert len(read_inspection(tmp_path).sites) == 3
    assert held(tmp_path) == NAMES


def test_a_full_disk_leaves_the_old_files_and_says_so_in_one_line(tmp_path: Path) -> None:
    write(quarter(3, 5), tmp_path)
    before = {name: (tmp_path / name).read_bytes() for name in NAMES}
    # The device that is always full stands where the last file is prepared.
    (tmp_path / ".problems.xlsx.part").symlink_to("/dev/full")
    with pytest.raises(InputError, match="--out 另指定一个目录") as error:
        write(quarter(5, 5), tmp_path)
    assert str(tmp_path) in str(error.value)
    assert "\n" not in str(error.value)
    assert {name: (tmp_path / name).read_bytes() for name in NAMES} == before
    assert held(tmp_path) == NAMES


def test_a_folder_that_is_a_file_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "run"
    path.write_text("taken")
    with pytest.raises(InputError, match="报告写不进去") as error:
        write(quarter(3, 5), path)
    assert "\n" not in str(error.value)
    assert path.read_text() == "taken"


def test_personal_data_a_check_let_through_is_in_no_file(tmp_path: Path) -> None:
    leak = finding(
        "link.dead",
        message=f"链接“张三 {RESIDENT}”打不开",
        observed={"text": f"电话 {MOBILE}", "quote": [f"身份证{RESIDENT}"]},
        column=f"公示{MOBILE}",
        root=f"text:{RESIDENT}",
    )
    write(inspection(site(findings=(leak,), errors=(("tag.missing", RESIDENT),))), tmp_path)
    for name in ("inspection.json", "report.html"):
        text = (tmp_path / name).read_text("utf-8")
        assert RESIDENT not in text
        assert MOBILE not in text
        assert "138****8000" in text


def test_addresses_stay_as_they_must_be_opened(tmp_path: Path) -> None:
    url = f"http://www.a.gov.cn/{MOBILE}.html"
    write(inspection(site(findings=(finding("link.dead", url=url, where=url),))), tmp_path)
    (one,) = read_inspection(tmp_path).sites
    assert one.findings[0].url == url
