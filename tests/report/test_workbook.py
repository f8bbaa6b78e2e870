"""problems.xlsx: one sheet per family, real numbers and dates, and nothing that computes."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.report.cases import SHA, finding, hostile, inspection, quarter, site

from xuncha.base.cells import neutral
from xuncha.base.types import Level, Verdict
from xuncha.report import workbook
from xuncha.report.words import family
from xuncha.scoring.results import Inspection, Untested


def book(one: Inspection) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook.encode(one)))


def cells(one: Inspection) -> list[object]:
    return [
        value
        for sheet in book(one).worksheets
        for row in sheet.iter_rows(values_only=True)
        for value in row
        if value is not None
    ]


def test_each_family_has_a_sheet_and_every_problem_a_line_in_its_own() -> None:
    run = quarter(20, 30)
    found = book(run)
    families = [sheet for sheet in found.worksheets[2:-1] if sheet.title != "同源问题明细"]
    for sheet in families:
        listed = [row[3] for row in sheet.iter_rows(min_row=2, values_only=True)]
        assert {family(str(code)) for code in listed} == {sheet.title}
    lines = sum(sheet.max_row - 1 for sheet in families)
    assert lines == sum(
        len({(f.indicator, f.level, f.root or n) for n, f in enumerate(one.findings)})
        for one in run.sites
    )
    assert len(found.sheetnames) == len(set(found.sheetnames))


def test_every_site_stands_in_the_summary_with_its_verdict() -> None:
    run = quarter(60, 5)
    rows = list(book(run).worksheets[0].iter_rows(min_row=2, values_only=True))
    said = {
        "合格": Verdict.QUALIFIED,
        "不合格": Verdict.UNQUALIFIED,
        "无法检查": Verdict.UNTESTABLE,
    }
    assert [(row[0], said[str(row[6])]) for row in rows] == [
        (one.site_code, one.verdict) for one in run.sites
    ]


def test_numbers_and_dates_are_real_so_that_they_sort() -> None:
    stale = finding(
        "column.stale",
        observed={"newest": "2016-10-08", "days": 423},
        points=Decimal("0.1"),
        evidence=(f"sha256:{SHA}",),
    )
    sheet = book(inspection(site(findings=(stale,))))["信息更新"]
    head = [cell.value for cell in sheet[1]]
    row = dict(zip(head, (cell.value for cell in sheet[2]), strict=True))
    newest = row["最新日期"]
    assert isinstance(newest, datetime)
    assert newest.date() == date(2016, 10, 8)
    assert (row["天数"], row["扣分"]) == (423, 0.1)


def test_what_was_not_tested_is_listed_apart() -> None:
    one = site(
        untested=(Untested("security.sqli", "未获授权"),), errors=(("tag.missing", "KeyError"),)
    )
    rows = list(book(inspection(one))["未检与出错"].iter_rows(min_row=2, values_only=True))
    assert [(row[2], row[6]) for row in rows] == [("未检", "未获授权"), ("检测出错", "KeyError")]


def test_heads_are_frozen_and_filters_on() -> None:
    for sheet in book(quarter(3, 3)).worksheets:
        assert sheet.freeze_panes == "C2"
        assert sheet.auto_filter.ref.startswith("A1:")


def test_an_attackers_words_compute_nothing() -> None:
    with zipfile.ZipFile(io.BytesIO(workbook.encode(hostile()))) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if "worksheets" in name]
    assert sheets
    assert not any(b"<f>" in one or b"<f " in one for one in sheets)
    texts = [value for value in cells(hostile()) if isinstance(value, str)]
    assert any("cmd|" in text for text in texts)
    assert not any(text.startswith(("=", "+", "-", "@")) for text in texts)


@pytest.mark.parametrize(
    "begin", ["=", "+", "-", "@", "\t=", " =", "\u200b=", "＝", "\x00=", "　@"]
)
def test_no_disguise_makes_a_formula(begin: str) -> None:
    assert neutral(f"{begin}1+1").startswith("'")


@settings(max_examples=8)
@given(st.lists(st.text(max_size=60), min_size=12, max_size=24))
def test_whatever_a_site_says_the_book_opens(texts: list[str]) -> None:
    bad = [
        finding("link.dead", Level.DEDUCT, message=one, column=one, observed={"newest": one})
        for one in texts
    ]
    shown = cells(inspection(site(findings=tuple(bad))))
    assert all(neutral(one) in shown or not neutral(one).strip() for one in texts)


def test_one_cause_is_one_line_and_all_its_places_stand_behind() -> None:
    menu = [
        finding("link.dead", url=f"http://a.cn/{n}", root="template:div.nav>a", points=Decimal(1))
        for n in range(300)
    ]
    found = book(inspection(site(findings=(*menu, finding("link.dead", observed={"sources": 7})))))
    head = [cell.value for cell in found["链接"][1]]
    rows = [
        dict(zip(head, row, strict=True))
        for row in found["链接"].iter_rows(min_row=2, values_only=True)
    ]
    assert [(row["处数"], row["扣分"]) for row in rows] == [(300, 300), (7, 0)]
    assert rows[0]["同一来源"] == "模板同一处：div.nav>a"
    every = list(found["同源问题明细"].iter_rows(min_row=2, values_only=True))
    assert [row[head.index("问题地址")] for row in every] == [
        f"http://a.cn/{n}" for n in range(300)
    ]
    names = [cell.value for cell in found["汇总"][1]]
    line = dict(zip(names, next(found["汇总"].iter_rows(min_row=2, values_only=True)), strict=True))
    assert (line["问题数"], line["问题处数"]) == (2, 307)
