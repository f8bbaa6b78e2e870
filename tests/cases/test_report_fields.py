"""Forms and answers: every type, every cap, and what hostile people send."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xuncha.base import language
from xuncha.base.calendar import Calendar
from xuncha.cases.kinds.report_request import rollup
from xuncha.cases.kinds.report_request.fields import (
    LONG,
    MOST_FIELDS,
    MOST_ROWS,
    Field,
    form_of,
    read_answer,
    read_form,
)
from xuncha.cases.kinds.report_request.rollup import Answered
from xuncha.cases.kinds.report_request.rules import MACHINE, reminder_due
from xuncha.cases.kinds.report_request.shipped import joined, templates

FORM: list[dict[str, Any]] = [
    {"key": "name", "label": "单位", "kind": "text", "needed": True},
    {"key": "how", "label": "措施", "kind": "long"},
    {"key": "n", "label": "问题", "kind": "number", "unit": "个", "low": "0", "high": "100"},
    {"key": "share", "label": "比例", "kind": "number", "decimals": 2, "unit": "%"},
    {"key": "on", "label": "日期", "kind": "date"},
    {"key": "stage", "label": "阶段", "kind": "choice", "options": ["建设中", "已上线"]},
    {"key": "done", "label": "是否完成", "kind": "yesno"},
    {
        "key": "rows",
        "label": "清单",
        "kind": "table",
        "columns": [
            {"key": "site", "label": "网站", "kind": "text", "needed": True},
            {"key": "faults", "label": "问题数", "kind": "number", "low": "0"},
        ],
    },
    {"key": "proof", "label": "附件", "kind": "file"},
]


def fields() -> tuple[Field, ...]:
    found, wrongs = read_form(FORM)
    assert not wrongs
    return found


def answer(**sent: Any) -> dict[str, Any]:
    values, wrongs = read_answer(fields(), {"name": "国土局", **sent}, whole=True)
    assert not wrongs, wrongs
    return {key: value for key, value in values.items() if key != "name"}


def wrong(**sent: Any) -> str:
    _values, wrongs = read_answer(fields(), {"name": "国土局", **sent}, whole=True)
    assert len(wrongs) == 1, wrongs
    return str(wrongs[0])


def test_a_form_comes_back_from_the_database_as_it_was_built() -> None:
    assert form_of([one.as_json() for one in fields()]) == fields()


def test_every_shipped_form_is_one_and_says_how_sure_it_is() -> None:
    assert {one.title for one in templates().values()} >= {
        "网站整改情况",
        "抽查情况",
        "一体化政务服务平台建设情况",
        "漏报网站查遗补漏情况",
        "网络安全防护情况",
        "政府网站监管年度报表",
        "政府网站工作年度报表",
    }
    for one in templates().values():
        assert one.confidence in ("official", "second-hand", "memory", "office")
        if one.annual:
            assert all(field.confidence for field in one.fields), one.name


def test_five_reports_asked_for_at_once_are_one_form_with_keys_of_their_own() -> None:
    five = [name for name, one in templates().items() if not one.annual]
    whole = joined(five)
    assert len({one.key for one in whole}) == len(whole) == 35
    again, wrongs = read_form([one.as_json() for one in whole])
    assert (again, wrongs) == (whole, ())


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"label": ""}, "没有名称"),
        ({"label": "长" * 81}, "超过 80 个字"),
        ({"kind": "script"}, "没有这种类型"),
        ({"kind": "choice", "options": ["只有一个"]}, "单选要有"),
        ({"kind": "number", "low": "5", "high": "1"}, "最小值大于最大值"),
        ({"kind": "number", "low": "abc"}, "不是数字"),
        ({"kind": "number", "decimals": "99"}, "小数位数"),
        ({"kind": "table", "columns": []}, "表格没有列"),
        ({"kind": "table", "columns": [{"label": "套", "kind": "table"}]}, "没有这种类型"),
        ({"label": "a\x00b"}, "不能显示"),
    ],
)
def test_a_form_that_cannot_be_is_refused_with_the_reason(change: dict[str, Any], why: str) -> None:
    _fields, wrongs = read_form([{"label": "项", "kind": "text", **change}])
    assert why in str(wrongs[0])


def test_too_many_fields_and_two_of_one_name_are_refused() -> None:
    many = [{"label": f"第{n}项", "kind": "text"} for n in range(MOST_FIELDS + 1)]
    assert "不能超过" in str(read_form(many)[1][0])
    assert "同名" in str(read_form([{"label": "同", "kind": "text"}] * 2)[1][0])
    assert read_form([])[1]


@pytest.mark.parametrize(
    ("key", "said", "kept"),
    [
        ("n", "12", "12"),
        ("n", " １２ ", "12"),
        ("n", "0", "0"),
        ("share", "1,234.50", "1234.5"),
        ("on", "2017/12/18", "2017-12-18"),
        ("stage", "已上线", "已上线"),
        ("done", "no", "no"),
        ("how", "第一行\r\n=1+1\r\n<b>", "第一行\n=1+1\n<b>"),
        (
            "rows",
            [{"site": "甲", "faults": "3"}, {"site": "", "faults": ""}],
            [{"site": "甲", "faults": "3"}],
        ),
    ],
)
def test_what_is_right_is_kept(key: str, said: Any, kept: Any) -> None:
    assert answer(**{key: said}) == {key: kept}


@pytest.mark.parametrize(
    ("key", "said", "why"),
    [
        ("n", "-1", "不能小于 0"),
        ("n", "101", "不能大于 100"),
        ("n", "1.5", "请填整数"),
        ("n", "十二", "不是数字"),
        ("n", "NaN", "不是数字"),
        ("n", "1e9", "不是数字"),
        ("n", "9" * 400, "超过"),
        ("share", "1.234", "小数不能超过 2 位"),
        ("share", "9" * 16, "数字过大"),
        ("on", "2017-02-30", "不是日期"),
        ("on", "0001-01-01", "年份不对"),
        ("stage", "<script>", "不在选项里"),
        ("done", "maybe", "是或否"),
        ("how", "字" * (LONG + 1), "超过"),
        ("how", "一\n" * 10_000, "行"),
        ("how", "a\x1b[31m", "不能显示"),
        ("rows", [{"site": "", "faults": "3"}], "未填写"),
        ("rows", [{"site": "甲", "faults": "x"}], "第1行"),
        ("rows", [{"site": "甲"}] * (MOST_ROWS + 1), "不能超过 100 行"),
        ("name", "", "未填写"),
        ("name", {"a": 1}, "不是文字"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(key: str, said: Any, why: str) -> None:
    assert why in wrong(**{key: said})


@given(st.dictionaries(st.sampled_from([str(one["key"]) for one in FORM]), st.text() | st.none()))
def test_no_answer_whatever_brings_the_reader_down(sent: dict[str, Any]) -> None:
    values, _wrongs = read_answer(fields(), sent, whole=False)
    again, wrongs = read_answer(fields(), values, whole=False)
    assert (again, wrongs) == (values, ())


def given_by(office: str, submitted: bool = True, in_time: bool = True, **values: Any) -> Answered:
    return Answered(office, submitted, in_time, False, False, values)


def test_answers_add_up_to_counts_sums_and_who_is_missing() -> None:
    answers = [
        given_by("甲", n="3", stage="建设中", done="yes", rows=[{"site": "a", "faults": "2"}]),
        given_by(
            "乙",
            in_time=False,
            n="4",
            share="0.1",
            rows=[{"site": "b", "faults": "5"}, {"site": "c"}],
        ),
        given_by("丙", submitted=False, n="1000"),
        Answered("丁", False, False, False, True, {}),
    ]
    whole = rollup.roll_up(fields(), answers)
    assert (whole.asked, whole.submitted, whole.in_time, whole.late) == (3, 2, 1, 1)
    assert (whole.missing, whole.excused) == (("丙",), 1)
    lines = {one.field.key: one for one in whole.lines}
    assert (lines["n"].given, str(lines["n"].total)) == (2, "7")
    assert lines["stage"].counts == {"建设中": 1, "已上线": 0}
    assert lines["done"].counts == {"yes": 1, "no": 0}
    assert (lines["rows"].rows, str(lines["rows"].columns["问题数"])) == (3, "7")
    assert str(whole.sum_of("n")) == "7"
    assert whole.sum_of("on") is None


def test_the_text_a_bulletin_quotes() -> None:
    answers = [given_by("甲", n="3"), given_by("乙", in_time=False, n="4"), given_by("丙", False)]
    assert rollup.quote("整改情况", rollup.roll_up(fields(), answers)) == (
        "“整改情况”应报送3家，已报送2家，其中按期1家、逾期1家；未报送的有丙。合计：问题7个。"
    )


def test_the_same_text_in_english() -> None:
    with language.speaking("en"):
        said = rollup.quote(
            "X", rollup.roll_up(fields(), [given_by("A", n="3"), given_by("B", False)])
        )
    assert said.startswith(
        "“X”: 2 were asked, 1 reported, 1 of them in time and 0 late; not reported: B. In sum"
    )


def test_a_unit_is_reminded_on_working_days_only() -> None:
    from datetime import date

    days, due = Calendar.shipped(), date(2017, 12, 18)  # a Monday
    found = {day: reminder_due(due, date(2017, 12, day), days) for day in range(10, 20)}
    assert {day: left for day, left in found.items() if left is not None} == {13: 3, 15: 1, 18: 0}


def test_every_state_can_be_reached() -> None:
    assert {after for _b, after in MACHINE.steps} | {MACHINE.start} == set(MACHINE.states)
