"""Requested and annual reports on their pages, and as files."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook
from tests.cases.asking import answer_of, asked, handed_in
from tests.people import NOW, Cast
from tests.sites import registered
from tests.web.people import Desk, words

from xuncha.cases.kinds.report_request import actions
from xuncha.cases.kinds.report_request.models import ReportAnswer, ReportRequest
from xuncha.cases.kinds.report_request.shipped import templates

pytestmark = pytest.mark.django_db
FORMULA = '=HYPERLINK("http://evil/","x")'


@pytest.fixture(autouse=True)
def monday() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


def built(**more: str) -> dict[str, str]:
    """A form of three fields, as the builder sends it; the second stands first."""
    return {
        "title": "漏报网站查遗补漏情况",
        "text": "请于12月18日前报送",
        "0.label": "说明",
        "0.kind": "long",
        "0.order": "20",
        "1.label": "漏报网站",
        "1.kind": "number",
        "1.unit": "家",
        "1.low": "0",
        "1.order": "10",
        "1.needed": "1",
        "2.label": "清单",
        "2.kind": "table",
        "2.columns": "名称｜短文字｜｜必填\n类型｜单选｜部门网站/门户网站\n栏目数|数字|个",
        "2.order": "30",
        **more,
    }


def test_built_issued_answered_returned_accepted_and_rolled_up(cast: Cast) -> None:
    li = Desk(cast.li)
    assert "草稿已保存" in li.send("/requested/new/?blank", **built())
    row = ReportRequest.objects.get()
    assert [one["label"] for one in row.form] == ["漏报网站", "说明", "清单"]
    assert row.form[2]["columns"][1]["options"] == ["部门网站", "门户网站"]
    where = f"/requested/{row.pk}/"
    whom = [str(cast.hainan.pk), str(cast.haixi.pk)]
    assert "请填写将来的截止日期" in li.send(f"{where}issue/", version=0, whom=whom)
    assert "已下发" in li.send(f"{where}issue/", version=0, whom=whom, due="2017-12-18")

    ma = Desk(cast.ma)
    assert "漏报网站查遗补漏情况" in ma.text("/requested/")
    answer = answer_of(row, cast.hainan)
    page = f"/requested/answers/{answer.pk}/"
    said = ma.send(f"{page}save/", version=answer.case.version, then="submit", **{"v.f2": "两家"})
    assert "未填写" in said or "不是数字" in said
    keys = [one["key"] for one in row.form]
    sent = {
        f"v.{keys[0]}": "2",
        f"v.{keys[1]}": FORMULA,
        f"t.{keys[2]}.0.{row.form[2]['columns'][0]['key']}": "<b>网站</b>",
        f"t.{keys[2]}.0.{row.form[2]['columns'][2]['key']}": "7",
        f"t.{keys[2]}.1.{row.form[2]['columns'][0]['key']}": "",
    }
    version = ReportAnswer.objects.get(pk=answer.pk).case.version
    assert "已报送" in ma.send(f"{page}save/", version=version, then="submit", **sent)
    assert FORMULA in ma.text(page)
    assert "<b>网站</b>" not in ma.client.get(page).content.decode()

    version += 1
    assert "写明意见" in li.send(f"{page}decide/", version=version, decision="return")
    li.send(f"{page}decide/", version=version, decision="return", text="请补清单")
    assert "请补清单" in ma.text(page)
    ma.send(f"{page}save/", version=version + 1, then="submit", **sent)
    assert "刷新页面" in li.send(f"{page}decide/", version=version, decision="accept")
    assert "已通过" in li.send(f"{page}decide/", version=version + 2, decision="accept")
    text = li.text(where)
    assert "应报送2家，已报送1家" in text
    assert "未报送的有海西州人民政府办公室" in text
    assert "漏报网站2家" in text
    assert "栏目数 7" in text


def test_a_page_that_is_out_of_date_overwrites_nothing(cast: Cast) -> None:
    answer = answer_of(asked(cast, cast.hainan), cast.hainan)
    ma = Desk(cast.ma)
    page = f"/requested/answers/{answer.pk}/save/"
    ma.send(page, version=0, then="save", **{"v.found": "1"})
    assert "刷新页面" in ma.send(page, version=0, then="save", **{"v.found": "2"})
    assert ReportAnswer.objects.get().values == {"found": "1"}


def test_what_is_wrong_is_shown_beside_its_field_with_the_person_s_own_words(cast: Cast) -> None:
    answer = answer_of(asked(cast, cast.hainan), cast.hainan)
    page = f"/requested/answers/{answer.pk}/save/"
    body = {"version": 0, "then": "submit", "v.found": '"><script>alert(1)</script>'}
    shown = Desk(cast.ma).client.post(page, body).content.decode()
    assert "不是数字" in shown
    assert "<script>alert" not in shown


def test_a_form_that_cannot_be_is_shown_again_with_what_was_typed(cast: Cast) -> None:
    li = Desk(cast.li)
    bad = built(**{"1.low": "9", "1.high": "1", "2.columns": "名称｜图片"})
    answer = li.client.post("/requested/new/?blank", bad).content.decode()
    assert "最小值大于最大值" in answer
    assert "名称｜图片" in answer
    assert not ReportRequest.objects.exists()
    assert "未填写" in li.send("/requested/new/?blank", **built(title=" "))


def test_shipped_forms_are_a_choice_and_several_make_one(cast: Cast) -> None:
    li = Desk(cast.li)
    assert "网络安全防护情况" in li.text("/requested/new/")
    five = "&".join(f"template={name}" for name, one in templates().items() if not one.annual)
    page = li.client.get(f"/requested/new/?{five}").content.decode()
    assert page.count('.label" value=') >= 35
    assert "国办函〔2018〕12号" in li.text("/requested/new/?template=annual_work")


def test_files_are_taken_by_their_kind_and_saved_only(cast: Cast) -> None:
    answer = answer_of(asked(cast, cast.hainan), cast.hainan)
    ma, page = Desk(cast.ma), f"/requested/answers/{answer.pk}/"
    bad = SimpleUploadedFile("x.exe", b"MZ")
    said = ma.send(f"{page}save/", version=0, then="save", **{"file.proof": bad})
    assert "不收这类文件" in said
    good = SimpleUploadedFile("证明.pdf", b"%PDF-1.4 x")
    ma.send(f"{page}save/", version=0, then="save", **{"file.proof": good})
    kept = answer.files.get()
    got = ma.client.get(f"{page}files/{kept.file_id}/")
    assert b"".join(got.streaming_content) == b"%PDF-1.4 x"
    assert got["Content-Disposition"].startswith("attachment")
    ma.send(f"{page}save/", version=1, then="save", drop=str(kept.pk))
    kept.refresh_from_db()
    assert kept.dropped_at is not None


def exported(cast: Cast, kind: str) -> bytes:
    row = asked(cast, cast.hainan, cast.haixi)
    handed_in(cast, answer_of(row, cast.hainan), how=FORMULA)
    answer = Desk(cast.li).client.get(f"/requested/{row.pk}/export.{kind}")
    assert answer.status_code == 200
    return bytes(answer.content)


def test_the_workbook_holds_numbers_as_numbers_and_no_formula(cast: Cast) -> None:
    book = load_workbook(io.BytesIO(exported(cast, "xlsx")))
    rows = [[cell.value for cell in row] for row in book["报送情况"].iter_rows()]
    assert rows[0][:5] == ["单位", "网站", "状态", "首次报送", "发现问题（个）"]
    assert rows[1][4] == 3
    assert rows[1][5].endswith(FORMULA)
    for sheet in book:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)
    sums = [[cell.value for cell in row] for row in book["汇总"].iter_rows()]
    assert ["未报送", "海西州人民政府办公室", None] in sums


def test_the_plain_table_runs_nothing(cast: Cast) -> None:
    rows = list(csv.reader(io.StringIO(exported(cast, "csv").decode("utf-8-sig"))))
    assert rows[1][5] == f"'{FORMULA}"


def test_the_document_quotes_the_figures(cast: Cast) -> None:
    whole = zipfile.ZipFile(io.BytesIO(exported(cast, "docx"))).read("word/document.xml").decode()
    assert "应报送2家，已报送1家" in whole


def test_an_annual_report_is_reviewed_published_and_read_by_everyone(cast: Cast) -> None:
    site = registered(
        cast.land, "共和县国土资源局", "http://gtj.gonghe.gov.cn/", site_code="6325210003"
    )
    li, form = cast.acting(cast.li), [one.as_json() for one in templates()["annual_work"].fields]
    row = actions.draft_ask(li, "政府网站工作年度报表", form, yearly="work", year=2017)
    actions.issue(li, row, sites=[site], due=date(2018, 1, 31))
    answer = ReportAnswer.objects.get()
    page = f"/requested/answers/{answer.pk}/"
    wang = Desk(cast.wang)
    assert "已按登记预填" in wang.text(page)
    sent = {f"v.{key}": value for key, value in answer.values.items()}
    sent |= {"v.items": "120", "v.head": "王某", "v.filler": "小王", "v.other": "<i>智能</i>"}
    assert "已报送" in wang.send(f"{page}save/", version=0, then="submit", **sent)
    assert Client().get(f"/public/annual/{answer.pk}/").status_code == 404
    office = Desk(cast.office)
    office.send(f"{page}decide/", version=1, decision="accept")
    assert Client().get(f"/public/annual/{answer.pk}/").status_code == 404
    assert "已公开" in office.send(f"{page}publish/")
    public = Client().get(f"/public/annual/{answer.pk}/").content.decode()
    assert "<i>智能" not in public
    assert "信息发布总数 120条" in words(public)
    assert "共和县国土资源局" in words(Client().get("/public/annual/").content.decode())
    file = Client().get(f"/public/annual/{answer.pk}/report.xlsx")
    sheet = load_workbook(io.BytesIO(file.content))["2017"]
    assert ("信息发布", "信息发布总数", "120条") in list(sheet.iter_rows(values_only=True))
    assert "已回填" in wang.send(f"{page}address/", url="http://gtj.gonghe.gov.cn/nb.html")
