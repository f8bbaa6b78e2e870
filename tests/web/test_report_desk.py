"""Citizens' reports at the desk: handed on, answered, closed; hostile words shown and exported."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook
from tests.cases.citizen_report.sending import PAGE, photo, sent
from tests.people import Cast
from tests.sites import registered
from tests.web.people import Desk

from xuncha.bulletin.messages import read_messages
from xuncha.cases.kinds.citizen_report.models import CitizenReport
from xuncha.cases.models import Case
from xuncha.registry.models import Site

pytestmark = pytest.mark.django_db
FORMULA = '=HYPERLINK("http://evil.example/","点我")'
MARKUP = "<img src=x onerror=alert(1)>"


@pytest.fixture
def land(cast: Cast) -> Site:
    return registered(
        cast.land, "共和县国土资源局", "http://gtj.gonghe.gov.cn/", site_code="6325210003"
    )


@pytest.fixture
def case(land: Site) -> Case:
    found = sent(contact="13897001234", picture=photo("PNG", (30, 20))).case
    assert found is not None
    return found


def act(desk: Desk, case: Case, to: str, **said: Any) -> str:
    version = Case.objects.get(pk=case.pk).version
    return desk.send(f"/reports/{case.pk}/decide/", to=to, version=version, **said)


def test_a_report_goes_its_whole_way_at_three_desks(cast: Cast, case: Case) -> None:
    yang, wang = Desk(cast.yang), Desk(cast.wang)
    assert "待本单位转办 1" in yang.text("/reports/")
    assert case.number not in wang.text("/reports/")
    assert "待受理：内容不准确：共和县国土资源局" in yang.text("/")
    page = yang.text(f"/reports/{case.pk}/")
    assert "共和县国土资源局（按登记表建议）" in page
    assert "13897001234" in page
    act(yang, case, "passed", office=cast.land.pk, text="请核实")
    assert "待本单位办理 1" in wang.text("/reports/")
    assert Desk(cast.zhao).status(f"/reports/{case.pk}/") == 404
    act(wang, case, "working")
    act(wang, case, "checking", text="已改为2016年")
    assert "待本单位审核 1" in yang.text("/reports/")
    page = act(yang, case, "closed", text="已改正，谢谢", public="on")
    assert "已办结" in page
    report = CitizenReport.objects.get()
    assert (report.answer, report.public) == ("已改正，谢谢", True)
    assert "已改正" in Desk(cast.li).text(f"/reports/{case.pk}/")


def test_a_leader_reads_without_the_contact_and_without_a_button(cast: Cast, case: Case) -> None:
    page = Desk(cast.leader).text(f"/reports/{case.pk}/")
    assert "13897001234" not in page
    assert "转给哪个单位" not in page
    assert Desk(cast.leader).client.post(f"/reports/{case.pk}/decide/").status_code == 403


def test_the_second_of_two_is_told_and_changes_nothing(cast: Cast, case: Case) -> None:
    yang, li = Desk(cast.yang), Desk(cast.li)
    act(yang, case, "passed", office=cast.land.pk)
    said = li.send(f"/reports/{case.pk}/decide/", to="refused", text="重复", version=case.version)
    assert "请刷新页面" in said
    assert Case.objects.get(pk=case.pk).state == "passed"


def test_a_unit_that_gives_a_report_back_sees_it_no_more(cast: Cast, case: Case) -> None:
    act(Desk(cast.yang), case, "passed", office=cast.land.pk)
    wang = Desk(cast.wang)
    act(wang, case, "waiting", text="不是本局网页")
    assert wang.status(f"/reports/{case.pk}/") == 404


def test_the_picture_and_a_file_are_served_as_nothing_else(cast: Cast, case: Case) -> None:
    desk = Desk(cast.yang)
    report = CitizenReport.objects.get()
    answer = desk.client.get(f"/reports/{case.pk}/pictures/{report.pk}.jpg")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert "sandbox" in answer["Content-Security-Policy"]
    bad = io.BytesIO(b"<script>")
    bad.name = "a.html"
    assert "不收这类文件" in desk.send(f"/reports/{case.pk}/files/", file=bad)
    good = io.BytesIO(b"%PDF-1.4")
    good.name = "整改.pdf"
    desk.send(f"/reports/{case.pk}/files/", file=good)
    file = case.files.get()
    answer = desk.client.get(f"/reports/{case.pk}/files/{file.pk}/")
    assert "attachment" in answer["Content-Disposition"]
    assert b"".join(answer) == b"%PDF-1.4"  # type: ignore[arg-type]
    answer.close()


def test_hostile_words_are_shown_as_words_and_exported_as_text(cast: Cast, land: Site) -> None:
    report = sent(url=f"{PAGE}?{FORMULA}", text=f"{FORMULA}\n{MARKUP}", contact=FORMULA)
    sent(text=MARKUP, category="typo")
    assert report.case is not None
    desk = Desk(cast.li)
    for address in ("/reports/", f"/reports/{report.case_id}/", "/reports/figures/", "/"):
        assert MARKUP not in desk.client.get(address).content.decode()
    whole = b"".join(desk.client.get("/reports/export.csv")).decode("utf-8-sig")  # type: ignore[arg-type]
    rows = list(csv.DictReader(io.StringIO(whole)))
    assert len(rows) == 2
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-"))]
    assert "13897001234" not in whole
    book = load_workbook(io.BytesIO(desk.client.get("/reports/export.xlsx").content))
    for row in book.active.iter_rows():  # type: ignore[union-attr]
        assert all(cell.data_type != "f" for cell in row)


def test_the_bulletin_reads_what_the_desk_exports(cast: Cast, case: Case, tmp_path: Any) -> None:
    address = "/reports/messages.csv?begin=2017-10-01&end=2017-12-31"
    path = tmp_path / "messages.csv"
    path.write_bytes(b"".join(Desk(cast.li).client.get(address)))  # type: ignore[arg-type]
    (message,) = read_messages(path)
    assert (message.site_code, message.category) == ("6325210003", "内容不准确")
    assert (message.received, message.closed) == (date(2017, 11, 13), None)


def test_figures_terms_and_templates(cast: Cast, case: Case) -> None:
    li = Desk(cast.li)
    page = li.text("/reports/figures/?begin=2017-10-01&end=2017-12-31")
    assert "按期办结率 0.0% 0/1" in page
    assert li.status("/reports/figures/?begin=x&end=9999-99-99") == 200
    office = Desk(cast.office)
    assert "2 个工作日内转办，转办后 2" in office.send(
        "/reports/settings/terms/", transfer="2", close="2"
    )
    assert "1 至 30" in office.send("/reports/settings/terms/", transfer="99", close="2")
    assert li.client.post("/reports/settings/terms/", {"transfer": 1}).status_code == 403
    office.send("/reports/settings/templates/", name=MARKUP, text="您反映的问题已改正。")
    assert MARKUP not in li.client.get(f"/reports/{case.pk}/").content.decode()


def test_spam_waits_for_the_province(cast: Cast, land: Site) -> None:
    report = sent(trap="x", text=MARKUP)
    li = Desk(cast.li)
    assert "疑似垃圾 1" in li.text("/reports/")
    assert MARKUP not in li.client.get("/reports/spam/").content.decode()
    assert "没有疑似垃圾" in Desk(cast.yang).text("/reports/spam/")
    assert Desk(cast.yang).client.post(f"/reports/spam/{report.pk}/save/").status_code == 404
    assert "已转为待受理" in li.send(f"/reports/spam/{report.pk}/save/")
    assert Case.objects.count() == 1
