"""Citizens' error reports: read strictly, in time by working days."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.bulletin.cases import LETTER, site, sources, text

from xuncha.base.errors import InputError
from xuncha.bulletin import answers
from xuncha.bulletin.messages import read_messages
from xuncha.bulletin.models import Sources

HEAD = "id,site_code,site_name,received_at,transferred_at,closed_at,category,status\n"
# 2017-11-10 is a Friday: two working days end on Tuesday the 14th.
ROWS = (
    "1,6325210001,,2017-11-10 09:00,,2017-11-14 17:30,信息不更新,已办结\n"
    "2,6325210001,,2017-11-10 09:00,,2017-11-15 08:00,信息不更新,已办结\n"
    "3,,青海水利信息网,2017-11-10,2017-11-13,2017-11-15,错别字,已办结\n"
    "4,,青海水利信息网,2017/11/10,,,错别字,处理中\n"
    "5,,青海水利信息网,2017-12-04,,,其他,待受理\n"
    "6,6325210001,,2017年11月10日,,,其他,不予受理（不属实）\n"
)


def table(folder: Path, rows: str, head: str = HEAD) -> Path:
    """A messages.csv with these rows."""
    path = folder / "messages.csv"
    path.write_text(head + rows, "utf-8")
    return path


def quarter(folder: Path, rows: str = ROWS, days: int = 2) -> Sources:
    """A quarter with these reports, inspected on 5 December 2017."""
    found = read_messages(table(folder, rows))
    return replace(sources(site()), messages=found, message_days=days)


def test_what_is_closed_in_time_late_and_open_is_told_apart(tmp_path: Path) -> None:
    s = quarter(tmp_path)
    assert answers.received(s).value == 6
    assert answers.accepted(s).value == 5
    assert answers.refused(s).value == 1
    assert answers.closed(s).value == 3
    # The third came on Friday but was handed over on Monday, from which its two days count.
    assert answers.closed_in_time(s).value == 2
    assert answers.closed_late(s).value == 1
    assert answers.still_open(s).value == 2
    assert answers.open_late(s).value == 1
    assert answers.closing_rate(s).shown == "60%"
    assert answers.in_time_rate(s).shown == "40%"
    # Friday to Wednesday: Monday, Tuesday, Wednesday.
    assert answers.slowest(s).value == 3


def test_the_paragraph_names_the_late_ones_with_their_number(tmp_path: Path) -> None:
    written = text(quarter(tmp_path))
    assert "共受理政府网站网民纠错留言5件（另有1件不予受理），办结3件，办结率60%。" in written
    assert "办理超过时限的有：青海水利信息网1件，共和县国土资源局网站1件。" in written
    assert "信息不更新2件，错别字2件，其他1件。" in written
    assert "及时办理网民纠错留言，在2个工作日内核实、处理和反馈。" in written


def test_a_longer_time_makes_fewer_late(tmp_path: Path) -> None:
    assert answers.closed_late(quarter(tmp_path, days=3)).value == 0


def test_the_national_systems_own_mark_counts(tmp_path: Path) -> None:
    rows = "1,,某网,2017-11-10,,2017-11-10,其他,过期办理\n2,,某网,2017-12-05,,,其他,即将超期\n"
    s = quarter(tmp_path, rows)
    assert (answers.closed_late(s).value, answers.open_late(s).value) == (1, 0)


def test_none_received_is_said_and_none_given_is_not(tmp_path: Path) -> None:
    assert "没有收到政府网站网民纠错留言" in text(quarter(tmp_path, ""))
    assert "留言" not in text(sources(site()), LETTER)


def test_a_time_with_a_zone_is_chinas_day(tmp_path: Path) -> None:
    rows = "1,,某网,2017-11-10T17:00+00:00,,2017-11-13 9:30,其他,\n"
    (one,) = read_messages(table(tmp_path, rows))
    assert (one.received.day, one.closed and one.closed.day) == (11, 13)


def test_other_offices_words_for_the_columns_are_known(tmp_path: Path) -> None:
    head = "site_code,received_at,kind,answered_at,status\n"
    rows = "6325210001,2017-11-10,错别字,2017-11-13,已办结\n"
    (one,) = read_messages(table(tmp_path, rows, head))
    assert (one.category, one.working_days()) == ("错别字", 1)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("1,,某网,昨天,,,其他,\n", "第 2 行：收到时间“昨天”读不懂"),
        ("1,,某网,2017-02-30,,,其他,\n", "2017-02-30"),
        ("1,,某网,,,,其他,\n", "没有收到时间"),
        ("1,,某网,2017-11-10,,2017-11-09,其他,已办结\n", "早于收到"),
        ("1,,某网,2017-11-10,,,其他,已办结\n", "没有办结时间"),
    ],
)
def test_a_bad_row_is_refused_in_one_line(tmp_path: Path, rows: str, words: str) -> None:
    with pytest.raises(InputError, match=words) as refusal:
        read_messages(table(tmp_path, rows))
    assert "messages.csv" in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_table_without_closing_days_is_refused(tmp_path: Path) -> None:
    path = table(tmp_path, "1,2017-11-10\n", "id,received_at\n")
    with pytest.raises(InputError, match="closed_at"):
        read_messages(path)
