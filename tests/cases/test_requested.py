"""Requested reports as people live them: asked, reminded, returned, accepted, rolled up."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from tests.cases.asking import FORM, answer_of, asked, handed_in
from tests.cases.filing import at
from tests.people import NOW, Cast
from tests.sites import registered

from xuncha.cases.kinds.report_request import actions
from xuncha.cases.kinds.report_request.actions import WrongsError
from xuncha.cases.kinds.report_request.models import AnswerVersion, ReportAnswer
from xuncha.cases.kinds.report_request.queries import (
    answers_visible_to,
    asked_visible_to,
    published,
    requested_report_figures,
    requested_report_text,
)
from xuncha.cases.kinds.report_request.reminders import remind
from xuncha.cases.kinds.report_request.shipped import templates
from xuncha.findings.models import Judgement
from xuncha.monitoring.actions import our_node
from xuncha.monitoring.models import ProbeDay
from xuncha.people.actions import RefusedError
from xuncha.people.models import AuditEntry, Event
from xuncha.registry.models import SiteTransition

pytestmark = pytest.mark.django_db


def test_asked_returned_mended_accepted_and_every_version_kept(cast: Cast) -> None:
    row = asked(cast, cast.hainan, cast.haixi)
    assert Event.objects.filter(kind="case.issued").count() == 2
    answer = handed_in(cast, answer_of(row, cast.hainan), how="已整改")
    with pytest.raises(RefusedError, match="写明意见"):
        actions.return_answer(cast.acting(cast.li), answer, " ")
    answer = actions.return_answer(cast.acting(cast.li), answer, "缺措施明细")
    # 2017-11-13 is a Monday: three working days on.
    assert (answer.case.state, answer.case.due) == ("returned", date(2017, 11, 16))
    answer = handed_in(cast, answer, at(14, 9), found="5")
    answer = actions.accept_answer(cast.acting(cast.li), answer)
    assert answer.case.closed_at is not None
    versions = list(AnswerVersion.objects.order_by("number").values_list("number", "values"))
    assert [(n, v["found"]) for n, v in versions] == [(1, "3"), (2, "5")]
    with pytest.raises(TypeError):
        AnswerVersion.objects.first().save()  # type: ignore[union-attr]


def test_figures_for_the_bulletin(cast: Cast) -> None:
    row = asked(cast, cast.hainan, cast.haixi, cast.land)
    actions.accept_answer(cast.acting(cast.li), handed_in(cast, answer_of(row, cast.hainan)))
    handed_in(cast, answer_of(row, cast.haixi), at(19, 9, month=12), found="4")
    figures = requested_report_figures(row)
    assert (figures.asked, figures.submitted, figures.in_time, figures.late) == (3, 2, 1, 1)
    assert figures.missing == (cast.land.name,)
    assert str(figures.sum_of("found")) == "7"
    assert requested_report_text(row) == (
        "“整改情况”应报送3家，已报送2家，其中按期1家、逾期1家；未报送的有共和县国土资源局。"
        "合计：发现问题7个。"
    )
    # A draft after a return is nothing that was handed in.
    back = actions.return_answer(cast.acting(cast.li), answer_of(row, cast.hainan), "重报")
    actions.save_answer(cast.acting(cast.ma), back, {"found": "99"})
    assert str(requested_report_figures(row).sum_of("found")) == "4"


def test_a_later_day_for_corrections_makes_a_late_report_no_less_late(cast: Cast) -> None:
    row = asked(cast, cast.hainan, due=date(2017, 11, 20))
    answer = handed_in(cast, answer_of(row, cast.hainan), at(21, 9))
    answer = actions.return_answer(cast.acting(cast.li, at(21, 10)), answer, "补充", days=5)
    handed_in(cast, answer, at(22, 9))
    assert (requested_report_figures(row).in_time, requested_report_figures(row).late) == (0, 1)


def test_what_is_missing_or_wrong_is_not_handed_in(cast: Cast) -> None:
    form = [{**one, "needed": True} for one in FORM]
    answer = answer_of(asked(cast, cast.hainan, form=form), cast.hainan)
    ma = cast.acting(cast.ma)
    with pytest.raises(WrongsError) as refused:
        actions.submit_answer(ma, answer, {"found": "-1", "how": ""})
    assert {one.key for one in refused.value.wrongs} == {"found", "how", "proof"}
    with pytest.raises(RefusedError, match="内容不是 pdf"):
        actions.attach_file(ma, answer, "proof", "a.pdf", b"<html>")
    with pytest.raises(RefusedError, match="不收附件"):
        actions.attach_file(ma, answer, "how", "a.pdf", b"%PDF-1.4")
    file = actions.attach_file(ma, answer, "proof", "../../证明.pdf", b"%PDF-1.4")
    assert file.file.name == "证明.pdf"
    actions.submit_answer(ma, answer, {"found": "1", "how": "改"})
    assert AnswerVersion.objects.get().values["proof"] == ["证明.pdf"]
    with pytest.raises(RefusedError, match="已经报送"):
        actions.drop_file(ma, file)


def test_units_are_reminded_once_and_the_office_hears_who_is_late(cast: Cast) -> None:
    row = asked(cast, cast.hainan)
    for now in (at(13, 9, month=12), at(13, 10, month=12), at(16, 9, month=12)):
        remind(now)
    assert Event.objects.filter(kind="case.due").count() == 1
    remind(at(19, 9, month=12))
    remind(at(19, 10, month=12))
    late = Event.objects.filter(kind="case.overdue").values_list("office__name", "title")
    assert sorted(late) == sorted(
        [
            (cast.hainan.name, "报送已逾期：整改情况"),
            (cast.province.name, "“整改情况”还有1家未报送"),
        ]
    )
    handed_in(cast, answer_of(row, cast.hainan), at(19, 11, month=12))
    remind(at(20, 9, month=12))
    assert Event.objects.filter(kind="case.overdue").count() == 2


def test_only_who_asks_may_ask_and_only_below(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        actions.draft_ask(cast.acting(cast.wang), "x", FORM)
    ma = cast.acting(cast.ma)
    row = actions.draft_ask(ma, "x", FORM)
    with pytest.raises(PermissionDenied):
        actions.issue(ma, row, offices=[cast.haixi], days=5)
    with pytest.raises(PermissionDenied):
        actions.issue(cast.acting(cast.li), row, offices=[cast.land], days=5)
    for wrong in ({"due": date(2017, 11, 12)}, {"days": 0}, {"due": date(2117, 1, 1)}, {}):
        with pytest.raises(RefusedError, match="截止日期"):
            actions.issue(ma, row, offices=[cast.land], **wrong)  # type: ignore[arg-type]
    with pytest.raises(RefusedError, match="选择报送的单位"):
        actions.issue(ma, row, days=5)
    issued = actions.issue(ma, row, offices=[cast.land], days=5)
    assert issued.due == date(2017, 11, 20)
    with pytest.raises(RefusedError):
        actions.issue(ma, issued, offices=[cast.land], days=5)
    with pytest.raises(RefusedError, match="不能再改表单"):
        actions.change_ask(ma, issued, "y", FORM)


def test_a_neighbour_reads_and_does_nothing(cast: Cast) -> None:
    row = asked(cast, cast.hainan)
    answer = answer_of(row, cast.hainan)
    assert list(answers_visible_to(cast.zhou)) == []
    assert list(asked_visible_to(cast.ma)) == []
    assert list(asked_visible_to(cast.chen)) == [row]
    zhou = cast.acting(cast.zhou)
    for verb in (
        lambda: actions.save_answer(zhou, answer, {"found": "1"}),
        lambda: actions.submit_answer(zhou, answer, {"found": "1"}),
        lambda: actions.accept_answer(zhou, answer),
        lambda: actions.attach_file(zhou, answer, "proof", "a.pdf", b"%PDF-1"),
    ):
        with pytest.raises((PermissionDenied, RefusedError)):
            verb()
    handed = handed_in(cast, answer)
    with pytest.raises(PermissionDenied):
        actions.accept_answer(cast.acting(cast.ma), handed)


def test_excused_is_asked_nothing(cast: Cast) -> None:
    row = asked(cast, cast.hainan, cast.haixi)
    actions.excuse_answer(cast.acting(cast.li), answer_of(row, cast.haixi), "无此类网站")
    figures = requested_report_figures(row)
    assert (figures.asked, figures.excused, figures.missing) == (1, 1, (cast.hainan.name,))


# ── annual reports ───────────────────────────────────────────────────────────


def yearly(cast: Cast, name: str, **whom: object):
    form = [one.as_json() for one in templates()[name].fields]
    kind = templates()[name].annual
    january = cast.acting(cast.li, NOW.replace(year=2018, month=1, day=2))
    row = actions.draft_ask(january, templates()[name].title, form, yearly=kind, year=2017)
    row = actions.issue(january, row, due=date(2018, 1, 31), **whom)  # type: ignore[arg-type]
    return row, ReportAnswer.objects.select_related("case", "request").get(request=row)


def test_a_site_s_report_is_filled_in_with_what_the_system_knows(cast: Cast) -> None:
    site = registered(
        cast.land, "共和县国土资源局", "http://gtj.gonghe.gov.cn/", site_code="6325210003"
    )
    Judgement.objects.create(
        site=site, path=site.path, as_of=NOW, standard="census-2015", verdict="unqualified"
    )
    ProbeDay.objects.create(
        site=site, node=our_node(NOW), day=NOW.date(), accesses=20, failed=3, set_aside=0
    )
    _row, answer = yearly(cast, "annual_work", sites=[site])
    known = answer.known
    assert known["code"] == "6325210003"
    assert known["kind"] == "部门网站"
    assert known["inspections"] == "1"
    assert known["verdict"] == "不合格（2017-11-13）"
    assert known["open_share"] == "15.00"
    assert known["letters"] == "0"
    # What nobody has told it is left open, never 0.
    assert "visitors" not in known
    assert answer.values == known


def test_an_office_s_report_counts_its_own_part_of_the_tree(cast: Cast) -> None:
    here = registered(cast.land, "甲", "http://a.gonghe.gov.cn/")
    registered(cast.service, "乙", "http://b.golmud.gov.cn/")
    SiteTransition.objects.create(
        site=here, path=here.path, at=NOW, from_state="reviewing", to_state="active"
    )
    for month in (2, 11, 12):
        Judgement.objects.create(
            site=here,
            path=here.path,
            as_of=NOW.replace(month=month),
            standard="census-2015",
            verdict="unqualified" if month > 2 else "qualified",
        )
    _row, answer = yearly(cast, "annual_oversight", offices=[cast.hainan])
    known = answer.known
    assert (known["sites"], known["opened"], known["closed"]) == ("1", "1", "0")
    assert (known["q1_failed"], known["q4_failed"], known["failed"]) == ("0", "1", "1")
    assert known["q4_ratio"] == "100.0"
    assert "q2_failed" not in known


def test_only_an_accepted_annual_report_is_published_and_its_address_filled_in(cast: Cast) -> None:
    _row, answer = yearly(cast, "annual_oversight", offices=[cast.hainan])
    office, ma = cast.acting(cast.office), cast.acting(cast.ma)
    with pytest.raises(RefusedError, match="审核通过"):
        actions.publish(office, answer)
    sent = {**answer.known, "head": "王某", "filler": "小马", "failed": "2"}
    later = cast.acting(cast.ma, NOW + timedelta(days=60))
    answer = actions.submit_answer(later, answer, sent)
    answer = actions.accept_answer(office, answer)
    assert list(published()) == []
    answer = actions.publish(office, answer)
    assert list(published(2017)) == [answer]
    with pytest.raises(RefusedError):
        actions.fill_in_address(ma, answer, "javascript:alert(1)")
    answer = actions.fill_in_address(ma, answer, "http://www.hainan.gov.cn/nb/2017.html")
    assert answer.public_url == "http://www.hainan.gov.cn/nb/2017.html"
    # Sent back after all: it is not public any more.
    actions.return_answer(office, answer, "数字有误")
    assert list(published()) == []
    assert AuditEntry.objects.filter(verb="report.publish").count() == 1
