"""xuncha draw and verify-draw as an office calls them."""

from pathlib import Path

import pytest

from xuncha.cli import main
from xuncha.registry.register import read_sites

HEAD = "site_code,name,unit,region,stratum,home_url,kind\n"


@pytest.fixture
def sites(tmp_path: Path) -> Path:
    lines = [
        f"63000000{n:02},省厅{n},省厅{n},青海省,{'省直部门' if n < 10 else '市州'},http://p{n}.gov.cn/,部门\n"
        for n in range(30)
    ]
    path = tmp_path / "sites.csv"
    path.write_text(HEAD + "".join(lines), "utf-8")
    return path


def drawn(sites: Path, *more: str) -> int:
    words = ["draw", str(sites), "--campaign", "2017Q4", "--seed", "8", "--out"]
    return main([*words, str(sites.parent / "draw.json"), *more])


def test_draw_then_inspect_what_was_drawn_and_verify(sites: Path) -> None:
    assert drawn(sites, "--batches", "3", "--quota", "省直部门=5") == 0
    picked = read_sites(sites.parent / "draw-sites.csv")
    assert len(picked) == 5 + 6
    assert set(picked) <= set(read_sites(sites))
    assert main(["verify-draw", str(sites.parent / "draw.json"), "--register", str(sites)]) == 0


def test_a_tampered_draw_is_refused_with_what_differs(
    sites: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drawn(sites)
    path = sites.parent / "draw.json"
    text = path.read_text("utf-8").replace('"seed": "8"', '"seed": "9"')
    path.write_text(text, "utf-8")
    capsys.readouterr()
    assert main(["verify-draw", str(path)]) == 1
    assert "✗" in capsys.readouterr().out


def test_exclusions_come_from_a_table(sites: Path) -> None:
    gone = sites.parent / "gone.csv"
    gone.write_text("网站标识码,理由\n6300000003,临时下线\n", "utf-8")
    assert drawn(sites, "--exclude", str(gone), "--percent", "100") == 0
    codes = {site.site_code for site in read_sites(sites.parent / "draw-sites.csv")}
    assert len(codes) == 29
    assert "6300000003" not in codes


@pytest.mark.parametrize(
    "more",
    [("--quota", "乡镇=3"), ("--quota", "市州"), ("--exclude", "none.csv"), ("--percent", "x")],
)
def test_what_cannot_be_done_is_one_line(
    sites: Path, more: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        status = drawn(sites, *more)
    except SystemExit as end:
        status = int(str(end.code))
    assert status == 1
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
    assert not (sites.parent / "draw.json").exists()
