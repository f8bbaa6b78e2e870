from datetime import date

import pytest
from tests.snapshots import at, column, faults, item, snapshot, untested

from xuncha.base.types import ColumnType, Period
from xuncha.evidence.response import Reach

LAW = {
    "max_age": {
        ColumnType.NEWS: Period(days=14),
        ColumnType.NOTICE: Period(months=6),
        ColumnType.OTHER: Period(months=12),
    }
}


def stale(*columns):
    return faults("column.stale", snapshot(columns=columns), **LAW)


def open_questions(*columns):
    return untested("column.stale", snapshot(columns=columns), **LAW)


def test_a_column_older_than_its_limit() -> None:
    (fault,) = stale(column("工作动态", newest="2016-10-08", newest_url=at("/gzdt/a.html")))
    assert fault.where == f"column:{at('/工作动态/')}"
    assert fault.url == at("/工作动态/")
    assert fault.source_url == at("/gzdt/a.html")
    assert fault.column == "工作动态"
    assert fault.seen == {
        "column": "工作动态",
        "type": "动态要闻",
        "newest": "2016-10-08",
        "days": 423,
        "limit": "2周",
    }


@pytest.mark.parametrize(
    ("kind", "newest", "is_stale"),
    [
        (ColumnType.NEWS, "2017-11-21", False),
        (ColumnType.NEWS, "2017-11-20", True),
        (ColumnType.NOTICE, "2017-06-05", False),
        (ColumnType.NOTICE, "2017-06-04", True),
        (ColumnType.OTHER, "2016-12-05", False),
        (ColumnType.OTHER, "2016-12-04", True),
    ],
)
def test_the_limit_is_a_calendar_period_and_its_own_day_is_in_time(kind, newest, is_stale) -> None:
    assert bool(stale(column("栏目", kind, newest=newest))) is is_stale


def test_what_need_not_be_updated_is_left_alone() -> None:
    assert not stale(
        column("领导信息", ColumnType.STATIC, newest="2010-01-01"),
        column("专题", ColumnType.OTHER, newest="2010-01-01", static=True),
        column("政务公开", newest="2010-01-01", parts=("column:x",)),
        column("公告", newest="2010-01-01", blank="共0条"),
    )


def test_what_cannot_be_judged_is_not_tested() -> None:
    said = open_questions(
        column("甲", undecided="script", items=None),
        column("乙", items=[item("无日期的信息")]),
        column("丙", items=None, reach=Reach.DEAD),
        column("丁", items=None, reach=Reach.BLOCKED),
    )
    assert len({one.why for one in said}) == 4
    assert said[0].where == f"column:{at('/甲/')}"


def test_an_undecided_column_is_never_called_stale() -> None:
    one = column("甲", newest="2010-01-01", undecided="script")
    assert not stale(one)
    assert open_questions(one)


def test_the_survey_has_already_left_impossible_days_out() -> None:
    one = column("动态", newest=None, items=[item("新闻", "2106-01-01")])
    assert not stale(one)
    assert open_questions(one)
    assert one.newest is None or one.newest <= date(2017, 12, 6)
