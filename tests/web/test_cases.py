"""Rectifications at people's desks: send, print, answer with files, test again, calendar."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from docx import Document
from pypdf import PdfReader
from tests.cases.asking import answer_of, asked
from tests.cases.citizen_report.sending import sent as sent_in
from tests.cases.filing import site_of, submitted
from tests.findings.found import dead, of, visited
from tests.people import Cast
from tests.sites import registered
from tests.web.people import Desk

from xuncha.cases.kinds.rectification.models import Accountability
from xuncha.cases.models import Case
from xuncha.findings.actions import confirm
from xuncha.findings.models import Problem
from xuncha.pipeline.models import InspectionItem
from xuncha.registry.models import Site


@pytest.fixture
def site(cast: Cast) -> Site:
    made = registered(cast.land, "共和县国土资源局", "http://gtj.gonghe.gov.cn/")
    visited(made, [*(dead(n) for n in range(3)), dead(9, root="nav:9")])
    for one in of(made, "link.dead"):
        confirm(cast.acting(cast.li), one)
    return made


def sent(cast: Cast, **more: object) -> Case:
    ids = list(Problem.objects.values_list("pk", flat=True))
    values = {"office": cast.land.pk, "id": ids, "title": "", "days": "10", "text": ""} | more
    Desk(cast.li).send("/cases/new/", **values)
    return Case.objects.get()


def test_a_notice_is_sent_from_the_confirmed_problems_of_a_unit(cast: Cast, site: Site) -> None:
    desk = Desk(cast.li)
    assert "共和县国土资源局 2项" in desk.text("/cases/new/")
    page = desk.text(f"/cases/new/?office={cast.land.pk}")
    assert page.count("共和县国土资源局") >= 2
    refused = {"office": cast.land.pk, "id": [], "days": "10"}
    assert "请选择" in desk.send("/cases/new/", **refused)
    assert "工作日" in desk.send("/cases/new/", **refused | {"days": "٣"})
    case = sent(cast, text="请于月底前完成")
    page = Desk(cast.wang).text(f"/cases/{case.pk}/")
    for words in ("待整改", "改正或删除错误链接", "还有10个工作日", "请于月底前完成", "仍存在"):
        assert words in page, words
    assert "下发整改通知" not in Desk(cast.wang).text("/cases/")
    assert Desk(cast.zhou).status(f"/cases/{case.pk}/") == 404


def test_the_notice_as_word_and_pdf(cast: Cast, site: Site) -> None:
    case = sent(cast)
    desk = Desk(cast.wang)
    answer = desk.client.get(reverse("case_document", args=[case.pk, "docx"]))
    document = Document(io.BytesIO(answer.content))
    text = "\n".join(one.text for one in document.paragraphs)
    assert f"编号：{case.number}" in text
    assert "共和县国土资源局：" in text
    cells = [cell.text for row in document.tables[0].rows for cell in row.cells]
    assert "（共3处）" in "".join(cells)
    assert "改正或删除错误链接，并检查使用同一模板的其他页面" in cells
    answer = desk.client.get(reverse("case_document", args=[case.pk, "pdf"]))
    pages = PdfReader(io.BytesIO(answer.content)).pages
    assert len(pages) == 1
    assert case.number in pages[0].extract_text()
    assert desk.status(f"/cases/{case.pk}/notice.exe") == 404


def test_the_unit_answers_with_files_and_asks_for_a_retest(cast: Cast, site: Site) -> None:
    case, wang = sent(cast), Desk(cast.wang)
    step = reverse("case_step", args=[case.pk])
    page = SimpleUploadedFile("改.html", b"<script>alert(1)</script>")
    said = wang.send(step, to="replied", opinion="已改", version="0", file=page)
    assert "不收这类文件" in said
    case.refresh_from_db()
    assert case.state == "issued"  # neither half is done
    file = SimpleUploadedFile("改.pdf", b"%PDF-1.4\n")
    assert "改.pdf" in wang.send(step, to="replied", opinion="已改", version="0", file=file)
    assert "请刷新页面" in Desk(cast.li).send(step, to="withdrawn", opinion="误发", version="0")
    sent_file = case.files.get()
    answer = wang.client.get(reverse("case_file", args=[case.pk, sent_file.pk]))
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content) == b"%PDF-1.4\n"
    assert "复查已排到最前" in wang.send(reverse("case_retest", args=[case.pk]))
    assert InspectionItem.objects.get().priority == 10
    assert "正在复查" in wang.text(f"/cases/{case.pk}/")
    visited(site, [], timezone.now() + timedelta(minutes=1))
    page_text = wang.text(f"/cases/{case.pk}/")
    for words in ("复查通过", "已消除", "按期办结"):
        assert words in page_text, words


def test_what_is_overdue_is_found(cast: Cast, site: Site) -> None:
    case = sent(cast)
    assert Desk(cast.li).names("/cases/?timing=overdue") == []
    Case.objects.filter(pk=case.pk).update(due="2020-01-02")
    assert Desk(cast.li).names("/cases/?timing=overdue") == [case.number]
    assert "已超期" in Desk(cast.wang).text(f"/cases/{case.pk}/")


def test_measures_are_written_down_above(cast: Cast, site: Site) -> None:
    case = sent(cast)
    address = reverse("case_account", args=[case.pk])
    today = f"{timezone.localdate():%Y-%m-%d}"
    values = {"measure": "talk", "people": "2", "on": today, "reason": "整改不力"}
    assert "已记录" in Desk(cast.li).send(address, **values)
    assert "约谈 1 2" in Desk(cast.ma).text("/cases/")
    assert Desk(cast.wang).client.post(address, values).status_code == 403
    for wrong in ({"people": "-1"}, {"on": "昨天"}, {"measure": "x"}, {"reason": ""}):
        Desk(cast.li).send(address, **values | wrong)
    assert Accountability.objects.count() == 1


def test_the_calendar_is_shown_and_a_notice_imported(cast: Cast, site: Site) -> None:
    case = sent(cast)
    Case.objects.filter(pk=case.pk).update(due="2027-02-08", due_from="2027-02-03", due_days=3)
    desk = Desk(cast.office)
    assert "还没有放假通知" in desk.text("/calendar/?year=2027")
    assert "还没有放假通知" not in desk.text("/calendar/?year=2026")
    notice = "2027-01-01,休,元旦\n2027-02-05,休,春节\n2027-02-08,休,春节\n2027-10-01,休,国庆\n"
    said = desk.send("/calendar/", file=SimpleUploadedFile("通知.csv", notice.encode()))
    assert "1件未办结事项" in said
    assert "第1行" in desk.send("/calendar/", file=SimpleUploadedFile("x.csv", b"x,off"))
    assert "还没有放假通知" not in desk.text("/calendar/?year=2027")
    answer = Desk(cast.ma).client.post("/calendar/", {"file": SimpleUploadedFile("x.csv", b"")})
    assert answer.status_code in (302, 403)
    for year in ("٢٠٢٧", "0", "99999", "'"):
        assert desk.status(f"/calendar/?year={year}") == 200


def test_the_link_of_another_kind_leads_to_its_own_page(cast: Cast) -> None:
    filing = submitted(cast, site_of(cast))
    answer = answer_of(asked(cast, cast.land), cast.land)
    desk = Desk(cast.wang)
    for case, there in (
        (filing.case_id, f"/filings/{filing.pk}/"),
        (answer.case_id, f"/requested/answers/{answer.pk}/"),
    ):
        assert desk.client.get(f"/cases/{case}/")["Location"] == there
        assert desk.status(there) == 200


def test_the_link_of_a_citizens_report_leads_to_it(cast: Cast, site: Site) -> None:
    report = sent_in(url=site.home_url)
    answer = Desk(cast.li).client.get(f"/cases/{report.case_id}/")
    assert answer["Location"] == f"/reports/{report.case_id}/"
