"""What a citizen's letter says of its answer."""

from __future__ import annotations

import pytest
from tests.evidence.markup import SITE, TODAY, page

from xuncha.base.types import ColumnType
from xuncha.evidence.columns import letters
from xuncha.evidence.snapshot import Column, Item, Letter

_URL = f"{SITE}/zx/1.htm"


def said(rows: str) -> Letter:
    """The letter of a table whose rows these are."""
    asked = "<tr><td>标题</td><td>婚检预约</td></tr><tr><td>留言时间</td><td>2017-05-02</td></tr>"
    column = Column(
        f"column:{SITE}/zx/", "咨询留言", ColumnType.INTERACTION, f"{SITE}/zx/", "register",
        items=(Item("婚检预约", _URL),),
    )  # fmt: skip
    found = letters([column], (page(f"<table>{asked}{rows}</table>", "/zx/1.htm"),), TODAY)
    assert found is not None
    return found[0]


@pytest.mark.parametrize(
    "rows",
    [
        "<tr><td>回复内容</td><td>暂无</td></tr>",
        "<tr><td>答复：</td><td>暂无回复</td></tr>",
        "<tr><td>办理状态</td><td>未回复</td></tr>",
        "<tr><td>答复情况：尚未答复</td></tr>",
    ],
)
def test_no_answer_yet(rows: str) -> None:
    assert said(rows).replied is False


@pytest.mark.parametrize(
    "rows",
    [
        "<tr><td>回复内容：</td><td>请到妇幼保健院办理。</td></tr>",
        "<tr><td>回复时间</td><td>2017-05-04</td></tr><tr><td>暂无其他</td></tr>",
    ],
)
def test_answered(rows: str) -> None:
    assert said(rows).replied is True
