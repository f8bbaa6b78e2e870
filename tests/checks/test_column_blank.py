from tests.snapshots import HOME, at, column, faults, item, snapshot, untested

from xuncha.base.types import ColumnType
from xuncha.evidence.response import Reach


def blank(*columns):
    return faults("column.blank", snapshot(columns=columns))


def open_questions(*columns):
    return untested("column.blank", snapshot(columns=columns))


def test_a_column_with_nothing_in_it() -> None:
    (fault,) = blank(column("招商引资", ColumnType.OTHER, blank="共0条", source_url=HOME))
    assert fault.where == f"column:{at('/招商引资/')}"
    assert fault.column == "招商引资"
    assert fault.source_url == HOME
    assert fault.seen == {"column": "招商引资", "type": "其他", "why": "共0条"}


def test_a_block_of_the_home_page_that_is_empty() -> None:
    one = column("热点", via="block", identity=f"column:{HOME}#热点", path="/", blank="没有信息")
    assert [fault.where for fault in blank(one)] == [f"column:{HOME}#热点"]


def test_a_static_column_may_be_blank_too() -> None:
    (sure,) = blank(column("领导信息", ColumnType.STATIC, static=True, blank="建设中"))
    assert not sure.suspected
    (unsure,) = blank(column("领导信息", ColumnType.STATIC, static=True, blank="没有信息"))
    assert unsure.suspected


def test_columns_with_items_or_a_text_of_their_own_are_not_blank() -> None:
    assert not blank(
        column("动态", items=[item("新闻", "2017-12-01")], newest="2017-12-01"),
        column("机构简介", ColumnType.STATIC, static=True),
        column("政务公开", parts=("column:x",), blank="没有信息"),
    )


def test_what_was_not_seen_is_not_blank() -> None:
    hidden = column("甲", undecided="script", items=None, blank="没有信息")
    dead = column("乙", items=None, reach=Reach.DEAD)
    assert not blank(hidden, dead)
    assert [said.where for said in open_questions(hidden, dead)] == [
        f"column:{at('/甲/')}",
        f"column:{at('/乙/')}",
    ]


def test_a_column_that_is_undated_is_read_and_not_blank() -> None:
    undated = column("丙", items=[item("x", url="/x.html")], undecided="unread")
    assert not blank(undated)
    assert not open_questions(undated)
