"""Dates as pages write them: what is read, what is kept as impossible, what is left alone."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xuncha.base.dates import DateSeen, find, read

TODAY = date(2017, 12, 5)
SPECS = json.loads((Path(__file__).parents[1] / "data" / "zh_dates.json").read_text("utf-8"))


@pytest.mark.parametrize(
    "text",
    [
        "2017-11-30",
        "2017/11/30",
        "2017.11.30",
        "2017年11月30日",
        "2017 年 11 月 30 日",
        "17-11-30",
        "20171130",
        "20171130103000",
        "[2017-11-30]",
        "（2017-11-30）",
        "[ 2017-11-30 ]",
        "[11-30]",
        "(11-30)",
        "【11月30日】",
        "11/30",
        "11-30 09:15",
        "２０１７－１１－３０",
        "2017——11——30 21:37",
        "2017－11－30",
        "二〇一七年十一月三十日",
        "二○一七年十一月三十日",
        "二零一七年十一月三十日",
        "二Ｏ一七年十一月卅日",
        "发布时间：2017-11-30 12:30:45",
        "日期:2017-11-30",
        "2017-11-30T10:00:00+08:00",
        "2017-11-30 00:00:00.0",
        "2017/11/30 0:00:00",
        "2017年11月30日10时30分",
        "Nov 30, 2017",
        "November 30, 2017",
        "30 November 2017",
        "30-Nov-2017",
        "Thu Nov 30 10:00:00 CST 2017",
        "30-11-2017",
        "30 2017-11",
        "30/2017.11",
        "302017-11",
        "2017-11 30",
        "11-30 2017",
        "5天前",
        "关于2016年工作的通知 2017-11-30",
    ],
)
def test_a_day_is_read_in_every_form_pages_use(text: str) -> None:
    seen = read(text, TODAY)
    assert seen is not None
    assert seen.day == date(2017, 11, 30)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("刚刚", date(2017, 12, 5)),
        ("3分钟前", date(2017, 12, 5)),
        ("半小时前", date(2017, 12, 5)),
        ("今天 08:00", date(2017, 12, 5)),
        ("昨天 10:30", date(2017, 12, 4)),
        ("前天", date(2017, 12, 3)),
        ("2周前", date(2017, 11, 21)),
        ("1个月前", date(2017, 11, 5)),
        ("半年前", date(2017, 6, 5)),
        ("2年前", date(2015, 12, 5)),
    ],
)
def test_relative_dates_count_back_from_today(text: str, day: date) -> None:
    assert read(text, TODAY) == DateSeen(text, day)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("[12-05]", date(2017, 12, 5)),
        ("[12-06]", date(2017, 12, 6)),
        ("[12-07]", date(2016, 12, 7)),
        ("12月31日", date(2016, 12, 31)),
        ("02-29", date(2016, 2, 29)),
        ("今年1月5日", date(2017, 1, 5)),
        ("去年12月1日", date(2016, 12, 1)),
    ],
)
def test_a_day_without_a_year_is_the_latest_one_not_after_tomorrow(text: str, day: date) -> None:
    seen = read(text, TODAY)
    assert seen is not None
    assert seen.day == day


@pytest.mark.parametrize(
    "text",
    ["2017-13-45", "2017-02-30", "2017年2月30日", "0000-00-00", "20177年12月5日", "[02-30]"],
)
def test_an_impossible_date_keeps_its_wording_and_has_no_day(text: str) -> None:
    assert read(text, TODAY) == DateSeen(text, None)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2106-11-10", date(2106, 11, 10)),
        ("1900-01-01", date(1900, 1, 1)),
        ("0001-01-01 00:00:00", date(1, 1, 1)),
        ("9999-12-31", date(9999, 12, 31)),
        ("217年12月5日", date(217, 12, 5)),
    ],
)
def test_an_absurd_year_is_a_day_all_the_same(text: str, day: date) -> None:
    assert read(text, TODAY) == DateSeen(text, day)


@pytest.mark.parametrize(
    "text",
    [
        "0971-8239999",
        "0971-12-05",
        "13897112233",
        "国办函〔2017〕32号",
        "国办发〔2014〕57号",
        "青ICP备08000030号-1",
        "青公网安备 63010202000086号",
        "192.168.12.10",
        "10.11.12.17",
        "V2.10.12",
        "v2017.1.2",
        "3-5名",
        "第3-5页",
        "1/12",
        "12.5万元",
        "1,234,567.00",
        "632521199001011234",
        "2017-2018学年",
        "2017年第4期",
        "QH-2017-12-05-003",
        "GB/T 9704-2012",
        "农历八月十五日",
        "3-7-2017",
        "电话：20171205",
        "编号：20171205",
        "12:30",
        "100-200元",
        "明年1月5日",
        "Decorate 5, 2017",
        "",
    ],
)
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert read(text, TODAY) is None
    assert find(text, TODAY) == ()


def test_running_text_gives_its_dates_in_order_and_no_words_of_time() -> None:
    text = (
        "今天，我局于2017年11月20日召开会议，前天已有3-5名代表到会（国办函〔2017〕32号）。\n"
        "本次抽查从11月10日至12月5日，电话：0971-8239888，比分12-05。\n"
        "关于召开会议的通知 12-04\n昨天\n二〇一七年十月一日"
    )
    assert [seen.raw for seen in find(text, TODAY)] == [
        "2017年11月20日",
        "11月10日",
        "12月5日",
        "12-04",
        "昨天",
        "二〇一七年十月一日",
    ]


def test_a_month_is_its_last_day_but_never_after_today() -> None:
    assert read("2017年2月", TODAY) == DateSeen("2017年2月", date(2017, 2, 28))
    assert read("2017年12月", TODAY) == DateSeen("2017年12月", TODAY)
    assert find("2017年2月 5家企业", TODAY) == (DateSeen("2017年2月", date(2017, 2, 28)),)


def test_brackets_that_hold_nothing_else_belong_to_the_wording() -> None:
    assert find("标题[11-10]", TODAY) == (DateSeen("[11-10]", date(2017, 11, 10)),)
    assert find("标题(2017-11-10 发布)", TODAY) == (DateSeen("2017-11-10", date(2017, 11, 10)),)


@pytest.mark.parametrize(("text", "today", "day"), SPECS["read"])
def test_published_cases_of_chinese_dates_agree(text: str, today: str, day: str | None) -> None:
    seen = read(text, date.fromisoformat(today))
    assert seen is not None
    assert (seen.day and seen.day.isoformat()) == day


@pytest.mark.parametrize(("text", "today"), SPECS["unread"])
def test_lunar_ambiguous_and_conversational_dates_are_left_alone(text: str, today: str) -> None:
    assert read(text, date.fromisoformat(today)) is None


FORMS = ("{0:%Y-%m-%d}", "[{0:%Y/%m/%d}]", "{0.year}年{0.month}月{0.day}日", "{0:%Y.%m.%d} 08:30")


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.sampled_from(FORMS), st.dates())
def test_a_written_day_is_read_back_whatever_today_is(day: date, form: str, today: date) -> None:
    seen = read(form.format(day), today)
    assert seen is not None
    assert seen.day == day
    assert [one.day for one in find(f"标题 {form.format(day)}\n正文", today)] == [day]


@given(st.text("0123456789-/.:年月日 []()零一十前天昨Dec\n", max_size=60), st.dates())
def test_any_text_is_read_without_raising_and_the_wording_is_in_it(text: str, today: date) -> None:
    for seen in find(text, today):
        assert seen.raw in text
    read(text, today)
