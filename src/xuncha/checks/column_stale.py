"""栏目更新不及时: 栏目最新一条信息的日期超过该类栏目的规定期限。

依据: 国办发〔2015〕15号、国办秘函〔2019〕19号“栏目不更新”。"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from xuncha.base.language import N_
from xuncha.base.types import ColumnType, Period
from xuncha.checks.contract import Fault, NotTested, Said, indicator
from xuncha.evidence.response import Reach
from xuncha.evidence.snapshot import Column, Snapshot

_UNDECIDED: Mapping[str, str] = {
    "script": N_("栏目内容由脚本生成，静态页面无法判断"),
    "frame": N_("栏目内容在框架中，没有读到"),
    "layout": N_("栏目版式无法识别出信息列表"),
    "unread": N_("列表未注明日期，文章页面也没有读到"),
}
_UNREAD: Mapping[Reach, str] = {
    Reach.OK: N_("没有读到栏目页面"),
    Reach.DEAD: N_("栏目页面打不开"),
    Reach.BLOCKED: N_("监测受阻：网站拒绝访问"),
    Reach.UNTESTED: N_("没有读到栏目页面"),
}
_UNDATED = N_("栏目信息未注明日期")


@indicator(
    "column.stale",
    needs=("columns",),
    says=N_("“{column}”栏目（{type}）最新一条为{newest}，{days}天未更新，期限{limit}"),
)
def check(site: Snapshot, *, max_age: Mapping[ColumnType, Period]) -> Iterator[Said]:
    """Compare each column's newest day with its type's limit; the limit's own day is in time."""
    today = site.as_of.date()
    for column in site.columns or ():
        limit = max_age.get(column.type)
        # A blank column is column.blank's, one of sub-columns is judged in its parts.
        if limit is None or column.static or column.parts or column.blank:
            continue
        if column.newest is None or column.undecided:
            yield NotTested(unjudged(column) or _UNDATED, column.identity)
        elif column.newest < limit.before(today):
            yield _fault(column, column.newest, today, limit)


def unjudged(column: Column) -> str:
    """Why it is not known what a column holds, "" where it is known."""
    if column.undecided:
        return _UNDECIDED.get(column.undecided, column.undecided)
    return _UNREAD[column.reach] if column.items is None else ""


def _fault(column: Column, newest: date, today: date, limit: Period) -> Fault:
    return Fault(
        where=column.identity,
        url=column.url,
        source_url=column.newest_url,
        column=column.name,
        seen={
            "column": column.name,
            "type": column.type.value,
            "newest": newest.isoformat(),
            "days": (today - newest).days,
            "limit": str(limit),
        },
    )
