"""Consultation, letters, services and guides."""

from dataclasses import replace

import pytest
from tests.snapshots import SITE, article, at, column, faults, home, link, page, seen, snapshot
from tests.snapshots import untested as not_tested

from xuncha.base.types import Period
from xuncha.evidence.snapshot import Letter, Snapshot

LIMITS = {"within": Period(months=3), "looking_back": Period(months=12)}
CLASSES = {
    "事项名称": ("事项名称",),
    "设定依据": ("设定依据", "法律依据"),
    "申请条件": ("申请条件", "受理条件"),
    "办理材料": ("申请材料", "所需材料"),
    "办理地点": ("办理地点",),
    "办理时间": ("办理时间",),
    "联系电话": ("联系电话", "咨询电话"),
    "办理流程": ("办理流程",),
}
GUIDES = {"missing": 4, "classes": CLASSES}


@pytest.mark.parametrize("name", ["县长信箱", "政务咨询", "网上留言", "我要咨询", "互动交流"])
def test_an_entry_to_consultation_is_enough(name: str) -> None:
    assert faults("interaction.no_channel", snapshot(pages=[home(links=(link("/x", name),))])) == []
    assert faults("interaction.no_channel", snapshot([home()], columns=[column(name)])) == []


@pytest.mark.parametrize("name", ["网上信访", "纪检举报", "民意征集", "在线访谈", "工作动态", ""])
def test_petitions_and_reports_are_no_consultation(name: str) -> None:
    (fault,) = faults("interaction.no_channel", snapshot(pages=[home(links=(link("/x", name),))]))
    assert fault.where == "site"


def test_a_headline_about_a_mailbox_is_no_entry() -> None:
    words = "我县县长信箱全年共收到群众来信三百余件办结率达百分之九十八"
    assert faults("interaction.no_channel", snapshot(pages=[home(links=(link("/x", words),))]))


def test_without_a_home_page_the_channel_is_not_tested() -> None:
    assert not_tested("interaction.no_channel", snapshot(pages=[page("/a.html")]))


def letter(asked: str, answered: str | None = None, *, replied: bool | None = None) -> Snapshot:
    when = seen(answered) if answered else None
    one = Letter("求助", at("/l/1.html"), seen(asked), when, replied)
    return snapshot(letters=(one,))


@pytest.mark.parametrize(
    ("asked", "answered", "replied", "verdict"),
    [
        ("2017-09-04", None, False, "overdue"),
        ("2017-09-05", None, False, ""),  # exactly three months before 5 December
        ("2016-12-05", None, False, "overdue"),
        ("2016-12-04", None, False, ""),  # before the year that counts
        ("2017-06-01", None, None, ""),  # nobody knows whether it was answered
        ("2017-06-01", "2017-06-09", True, ""),
        ("2017-06-01", "2017-09-02", True, "late"),
        ("2017-13-45", None, False, ""),
        ("2018-01-05", None, False, ""),
    ],
)
def test_letters(asked: str, answered: str | None, replied: bool | None, verdict: str) -> None:
    found = faults("interaction.overdue", letter(asked, answered, replied=replied), **LIMITS)
    assert [("late" if one.suspected else "overdue") for one in found] == (
        [verdict] * bool(verdict)
    )


def test_a_letters_phone_number_is_masked() -> None:
    one = Letter("请回电13812345678", at("/l/1.html"), seen("2017-06-01"), None, False)
    (fault,) = faults("interaction.overdue", snapshot(letters=(one,)), **LIMITS)
    assert "13812345678" not in str(fault.seen)


def test_services_by_their_entry() -> None:
    assert faults("service.none", snapshot(pages=[home(links=(link("/x", "办事服务"),))])) == []
    (fault,) = faults("service.none", snapshot(pages=[home(links=(link("/x", "工作动态"),))]))
    assert fault.suspected


def test_a_portal_without_services_is_certain_and_an_exempt_site_needs_none() -> None:
    portal = snapshot(pages=[home()], site=replace(SITE, kind="政府门户"))
    assert [one.suspected for one in faults("service.none", portal)] == [False]
    exempt = snapshot(pages=[home()], site=replace(SITE, kind="部门（无对外服务）"))
    assert faults("service.none", exempt) == []


WHOLE = "\n".join(
    f"{label}：内容"
    for label in (
        "事项名称",
        "法律依据",
        "受理条件",
        "所需材料",
        "办理地点",
        "办理时间",
        "咨询电话",
        "办理流程",
    )
)


def guides(*texts: str, title: str = "残疾人证办事指南") -> list[dict[str, object]]:
    pages = [article(f"/g/{n}.html", text, title=title) for n, text in enumerate(texts)]
    return [dict(one.seen) for one in faults("service.guide_incomplete", snapshot(pages), **GUIDES)]


def test_a_whole_guide_and_one_that_lacks_four_classes() -> None:
    poor = "受理条件：本县户籍\n所需材料：身份证\n咨询电话：0974-8512345"
    (fault,) = guides(WHOLE, poor)
    assert fault["lacks"] == ["设定依据", "办理地点", "办理时间", "办理流程"]
    assert fault["guides"] == 2


def test_labels_on_lines_of_their_own_and_in_brackets() -> None:
    text = "一、法律依据\n（二）受理条件\n【所需材料】\n办理地点\n办理时间\n联系电话\n办理流程"
    assert guides(text) == []


def test_news_about_guides_is_no_guide() -> None:
    assert guides("会议强调……\n联系电话：1", title="我局召开办事指南编制工作会议") == []
    assert guides("正文没有要素", title="关于印发办事指南的通知") == []
