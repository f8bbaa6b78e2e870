"""Files that mean harm, or are broken: each is refused in one line, with what to do."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from tests.registry.tables import LINE, table, written

from xuncha.base.errors import InputError
from xuncha.registry.transfer import reading, xlsx
from xuncha.registry.transfer.caps import FORMULA, MOST_CELL
from xuncha.registry.transfer.reading import read_rows

HEADER = ["网站名称", "首页网址"]


def repacked(path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The XLSX with its parts changed."""
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    change(parts)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in parts.items():
            book.writestr(name, data)
    return path


def sheet(folder: Path, inner: str) -> Path:
    """An XLSX whose first sheet is this."""
    path = written(folder, HEADER, [])

    def change(parts: dict[str, bytes]) -> None:
        whole = parts["xl/worksheets/sheet1.xml"].decode()
        parts["xl/worksheets/sheet1.xml"] = whole.replace(
            "</sheetData>", inner + "</sheetData>"
        ).encode()

    return repacked(path, change)


@pytest.mark.parametrize(
    ("part", "why"),
    [
        ("xl/externalLinks/externalLink1.xml", "其他文件"),
        ("xl/vbaProject.bin", "宏"),
        ("xl/embeddings/oleObject1.bin", "嵌入"),
        ("XL/Connections.xml", "外部数据"),
    ],
)
def test_parts_that_reach_outside_are_refused(tmp_path: Path, part: str, why: str) -> None:
    path = repacked(written(tmp_path, HEADER, []), lambda parts: parts.update({part: b"x"}))
    with pytest.raises(InputError, match=why):
        list(read_rows(path))


def test_a_zip_bomb_is_refused_by_what_it_says_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book,
        book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part,
    ):
        for _block in range(xlsx.MOST_UNPACKED // 2**20 + 1):
            part.write(b"\0" * 2**20)
    assert path.stat().st_size < 2**20
    with pytest.raises(InputError, match="解压后过大"):
        list(read_rows(path))


def test_a_bomb_that_lies_about_its_size_ends_where_it_said(tmp_path: Path) -> None:
    path = sheet(tmp_path, "<row><c t='inlineStr'><is><t>甲</t></is></c></row>" * 5000)
    raw = path.read_bytes()
    with zipfile.ZipFile(path) as book:
        size = book.getinfo("xl/worksheets/sheet1.xml").file_size
    path.write_bytes(raw.replace(size.to_bytes(4, "little"), (900).to_bytes(4, "little")))
    with pytest.raises(InputError, match="不是完好的"):
        list(read_rows(path))


def test_a_million_empty_rows_are_refused(tmp_path: Path) -> None:
    path = sheet(tmp_path, "<row/>" * 100_000)
    with pytest.raises(InputError, match="空行过多"):
        list(read_rows(path))
    lines = "".join(f"<row r='{n}'><c r='A{n}'/><c r='B{n}'/></row>" for n in range(2, 3000))
    with pytest.raises(InputError, match="空行过多"):
        list(read_rows(sheet(tmp_path, lines)))


def test_one_cell_in_the_last_row_is_one_row(tmp_path: Path) -> None:
    path = sheet(
        tmp_path, "<row r='1048576'><c r='A1048576' t='inlineStr'><is><t>甲</t></is></c></row>"
    )
    assert list(read_rows(path)) == [(1, HEADER), (1048576, ["甲"])]


@pytest.mark.parametrize(
    ("inner", "why"),
    [
        ("<row r='2'><c r='XFD2' t='inlineStr'><is><t>甲</t></is></c></row>", "列"),
        ("<row r='2'><c r='ZZZ2' t='inlineStr'><is><t>甲</t></is></c></row>", "不是完好的"),
        ("<row r='2'><c r='1'><v>1</v></c></row>", "不是完好的"),
        ("<row r='x'><c><v>1</v></c></row>", "不是完好的"),
        ("<row r='2'><c t='s'><v>99</v></c></row>", "不是完好的"),
        ("<row r='2'><c t='s'><v>x</v></c></row>", "不是完好的"),
        ("<row r='2'><c>", "不是完好的"),
    ],
)
def test_cells_out_of_place_are_refused(tmp_path: Path, inner: str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        list(read_rows(sheet(tmp_path, inner)))


def test_declared_entities_are_refused(tmp_path: Path) -> None:
    def laugh(parts: dict[str, bytes]) -> None:
        evil = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><worksheet/>'
        parts["xl/worksheets/sheet1.xml"] = evil

    with pytest.raises(InputError, match="声明"):
        list(read_rows(repacked(written(tmp_path, HEADER, []), laugh)))


def test_a_formula_is_named_and_a_huge_cell_cut(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["甲" * 30_000, "=1+1", 13997000001, 0.5, True, None, "乙"])
    book.save(tmp_path / "book.xlsx")
    ((_number, cells),) = read_rows(tmp_path / "book.xlsx")
    assert len(cells[0]) == MOST_CELL + 1
    assert cells[1:] == [FORMULA, "13997000001", "0.5", "是", "", "乙"]


def test_shared_and_rich_texts_are_read_as_one_sees_them(tmp_path: Path) -> None:
    inner = (
        "<row r='2'><c r='B2' t='inlineStr'><is><r><t>共和</t></r><r><t>县</t></r></is></c></row>"
    )
    assert list(read_rows(sheet(tmp_path, inner)))[1] == (2, ["", "共和县"])
    path = table(tmp_path, LINE, name="shared.xlsx")
    assert [list(LINE), list(LINE.values())] == [cells for _n, cells in read_rows(path)]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"PK\x03\x04 not a zip", "不是完好的"),
        (b"\x00\x01\x02", "不是文本"),
        ('网站名称,首页网址\n"甲'.encode(), "引号"),
        (b"\xff\xfe\xfa\xfb\xff", "GB18030"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, data: bytes, why: str) -> None:
    path = tmp_path / "x"
    path.write_bytes(data)
    with pytest.raises(InputError, match=why):
        list(read_rows(path))


def test_chinese_excel_saves_gb18030(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes("网站名称,首页网址\r\n共和县,http://x.gov.cn/\r\n".encode("gb18030"))
    assert [cells for _n, cells in read_rows(path)] == [HEADER, ["共和县", "http://x.gov.cn/"]]


def test_too_many_rows_and_too_long_a_line_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n" + "1,2\n" * 20)
    monkeypatch.setattr(reading, "MOST_ROWS", 10)
    with pytest.raises(InputError, match="超过 10 行"):
        list(read_rows(path))
    path.write_text(",".join("x" * 300) + "\n")
    with pytest.raises(InputError, match="列"):
        list(read_rows(path))
    monkeypatch.setattr(reading, "MOST_BYTES", 10)
    with pytest.raises(InputError, match="MB"):
        list(read_rows(path))
