import pytest
from tests.snapshots import at, faults, page, snapshot

CODE = "text.error"
LEXICON = {
    "国务员": "国务院",
    "人名政府": "人民政府",
    "县人名政府": "县人民政府",
    "一代一路": "一带一路",
}


def found(*pages, lexicon=LEXICON):
    return faults(CODE, snapshot(pages), lexicon=lexicon)


def test_a_wrong_wording_is_suspected_and_quoted() -> None:
    (fault,) = found(page("/1.html", "近日，国务员印发通知，要求各地认真执行。"))
    assert fault.where == at("/1.html") + "#国务员"
    assert fault.url == at("/1.html")
    assert fault.seen == {
        "wrong": "国务员",
        "right": "国务院",
        "quote": "近日，国务员印发通知，要求各地认真执行。",
    }
    assert fault.suspected


def test_the_right_wording_is_no_fault() -> None:
    assert not found(page("/1.html", "国务院印发通知，推进一带一路建设，示例县人民政府落实。"))
    assert not found(page("/1.html", ""))


def test_each_wording_once_on_a_page() -> None:
    text = "国务员通知。国务员决定。一代一路。"
    assert [one.seen["wrong"] for one in found(page("/1.html", text))] == ["国务员", "一代一路"]


def test_the_longest_wording_counts() -> None:
    (fault,) = found(page("/1.html", "示例县人名政府办公室"))
    assert fault.seen["wrong"] == "县人名政府"


def test_a_wrong_wording_inside_a_right_one_is_right() -> None:
    words = {"常委员会": "常务委员会", "人大常委": "人大常委会", "部位": "部委"}
    assert not found(page("/1.html", "县人大常委会召开会议"), lexicon=words)
    inside = {"务院": "国务院"}
    assert not found(page("/1.html", "国务院文件"), lexicon=inside)
    assert found(page("/1.html", "务院文件"), lexicon=inside)


@pytest.mark.parametrize(
    "text", ["网民指出，该页将“国务院”误写为“国务员”。", "“国务员”应为“国务院”，现予更正。"]
)
def test_a_slip_that_is_told_of_is_no_slip(text) -> None:
    assert not found(page("/1.html", text))


def test_another_line_does_not_tell_of_it() -> None:
    assert found(page("/1.html", "国务员印发通知\n更正启事"))


def test_the_same_line_on_many_pages_is_one_problem() -> None:
    foot = "主办：示例县人名政府"
    one, two = found(page("/1.html", f"甲\n{foot}"), page("/2.html", f"乙乙乙\n{foot}"))
    assert one.root == two.root
    assert one.where != two.where


def test_personal_data_in_a_quote_is_masked() -> None:
    (fault,) = found(page("/1.html", "国务员通知，联系人13800138000"))
    assert "13800138000" not in str(fault.seen) + fault.root


def test_an_empty_lexicon_finds_nothing() -> None:
    assert not found(page("/1.html", "国务员"), lexicon={})


def test_a_traditional_page_is_read_as_simplified_and_quoted_as_it_stands() -> None:
    line = "近日，國務員印發通知，要求各縣區認真執行，為後續工作與發展做好準備。"
    (fault,) = found(page("/tw/1.html", line))
    assert fault.seen["wrong"] == "国务员"
    assert "國務員印發通知" in str(fault.seen["quote"])
    assert not found(page("/tw/2.html", line.replace("國務員", "國務院")))
