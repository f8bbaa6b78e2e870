"""The register as files: what is accepted, and what is refused with file, row and remedy."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from xuncha.base.errors import InputError
from xuncha.base.types import ColumnType, Site
from xuncha.registry.register import read_columns, read_sites, site_of_url, sites_table

HEADER = "site_code,name,unit,region,stratum,home_url,kind\n"
GOOD = "6325210001,共和县人民政府,共和县政府办,共和县,市州,http://www.gonghe.gov.cn/,门户网站\n"


def sites_file(tmp_path: Path, text: str, charset: str = "utf-8") -> Path:
    path = tmp_path / "sites.csv"
    path.write_bytes(text.encode(charset))
    return path


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_register_reads_alike_in_every_charset_excel_writes(tmp_path: Path, charset: str) -> None:
    (site,) = read_sites(sites_file(tmp_path, HEADER + GOOD, charset))
    assert site == Site(
        site_code="6325210001",
        home_url="http://www.gonghe.gov.cn/",
        name="共和县人民政府",
        unit="共和县政府办",
        region="共和县",
        stratum="市州",
        kind="门户网站",
    )


def test_a_workbook_with_chinese_headings_reads_like_the_csv(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["网站标识码", "网站名称", "首页网址"])
    sheet.append([6325210001, "共和县", "http://www.gonghe.gov.cn"])
    book.save(tmp_path / "sites.xlsx")
    (site,) = read_sites(tmp_path / "sites.xlsx")
    assert (site.site_code, site.name, site.home_url) == (
        "6325210001",
        "共和县",
        "http://www.gonghe.gov.cn/",
    )


def test_only_the_address_is_required_and_names_a_site_that_has_no_name(tmp_path: Path) -> None:
    (site,) = read_sites(sites_file(tmp_path, "home_url\nhttp://a.gov.cn/\n"))
    assert (site.site_code, site.name) == ("", "a.gov.cn")


def test_blank_lines_and_columns_nobody_asked_for_are_left_out(tmp_path: Path) -> None:
    text = "home_url,备注\nhttp://a.gov.cn/,重点\n,\nhttp://b.gov.cn/,\n"
    assert [s.name for s in read_sites(sites_file(tmp_path, text))] == ["a.gov.cn", "b.gov.cn"]


@pytest.mark.parametrize(
    ("text", "row", "words"),
    [
        ("site_code,name\n6325210001,甲\n", 1, "home_url"),
        ("site_cod,home_url\n6325210001,http://a.gov.cn/\n", 1, "site_code"),
        ("home_url,home_url\nhttp://a.gov.cn/,x\n", 1, "重复"),
        (HEADER + GOOD.replace("6325210001", "63252100"), 2, "63252100"),
        (HEADER + GOOD.replace("6325210001", "６325210001"), 2, "标识码"),
        (HEADER + GOOD + GOOD.replace("www.gonghe", "b"), 3, "第 2 行重复"),
        (HEADER + GOOD.replace("http://www.gonghe.gov.cn/", "ftp://a/"), 2, "ftp://a/"),
        (HEADER + GOOD.replace("http://www.gonghe.gov.cn/", ""), 2, "网址"),
        (HEADER + GOOD.strip() + ",多一格\n", 2, "单元格"),
        (HEADER + '"6325210001,甲\n', 2, "引号"),
        (HEADER, None, "没有一家网站"),
        ("", 1, "home_url"),
    ],
)
def test_a_bad_register_is_refused_naming_file_row_and_fault(
    tmp_path: Path, text: str, row: int | None, words: str
) -> None:
    with pytest.raises(InputError) as refusal:
        read_sites(sites_file(tmp_path, text))
    said = str(refusal.value)
    assert refusal.value.row == row
    assert "sites.csv" in said
    assert words in said
    assert "\n" not in said


def test_a_missing_file_is_refused_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere\.csv"):
        read_sites(tmp_path / "nowhere.csv")


def test_a_picture_is_no_register(tmp_path: Path) -> None:
    path = tmp_path / "sites.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    with pytest.raises(InputError):
        read_sites(path)


def test_a_torn_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sites.xlsx"
    path.write_bytes(b"PK\x03\x04" + bytes(100))
    with pytest.raises(InputError, match="XLSX"):
        read_sites(path)


COLUMNS = "site_code,column_name,column_type,url\n"


def test_columns_come_by_site(tmp_path: Path) -> None:
    sites = read_sites(sites_file(tmp_path, HEADER + GOOD))
    path = tmp_path / "columns.csv"
    path.write_text(
        COLUMNS + "6325210001,工作动态,动态要闻,http://www.gonghe.gov.cn/gzdt/\n", encoding="utf-8"
    )
    (column,) = read_columns(path, sites)["6325210001"]
    assert (column.name, column.type) == ("工作动态", ColumnType.NEWS)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("6325210001,动态,新闻类,http://www.gonghe.gov.cn/a/", "新闻类"),
        ("6325219999,动态,动态要闻,http://www.gonghe.gov.cn/a/", "6325219999"),
        ("6325210001,动态,动态要闻,javascript:void(0)", "javascript"),
    ],
)
def test_a_bad_column_is_refused_naming_row_and_fault(
    tmp_path: Path, line: str, words: str
) -> None:
    sites = read_sites(sites_file(tmp_path, HEADER + GOOD))
    path = tmp_path / "columns.csv"
    path.write_text(COLUMNS + line + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=words) as refusal:
        read_columns(path, sites)
    assert refusal.value.row == 2


def test_a_site_may_be_named_by_its_address_alone() -> None:
    assert site_of_url("HTTP://A.gov.cn").home_url == "http://a.gov.cn/"
    with pytest.raises(InputError):
        site_of_url("http://")


# -- what a site agreed to -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "cell", "agreed"),
    [
        ("exposure_paths", "是", True),
        ("暴露路径检查", "1", True),
        ("exposure_paths", "YES", True),
        ("暴露路径检查", "否", False),
        ("exposure_paths", "", False),
    ],
)
def test_exposure_paths_are_asked_for_where_the_register_says_so(
    header, cell, agreed, tmp_path
) -> None:
    path = tmp_path / "sites.csv"
    path.write_text(f"home_url,{header}\nhttp://www.a.gov.cn/,{cell}\n", "utf-8")
    (site,) = read_sites(path)
    assert site.exposure_paths is agreed
    again = tmp_path / "again.csv"
    again.write_text(sites_table([site]), "utf-8")
    assert read_sites(again) == (site,)
    assert ("exposure_paths" in again.read_text("utf-8")) is agreed


def test_consent_is_never_guessed(tmp_path) -> None:
    path = tmp_path / "sites.csv"
    path.write_text("home_url,exposure_paths\nhttp://www.a.gov.cn/,也许\n", "utf-8")
    with pytest.raises(InputError, match="也许"):
        read_sites(path)
