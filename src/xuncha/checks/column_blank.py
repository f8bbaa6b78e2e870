"""空白栏目: 栏目或首页栏目区没有任何信息。

依据: 国办发〔2015〕15号、国办秘函〔2019〕19号“栏目不更新”中的空白栏目。"""

from __future__ import annotations

from collections.abc import Iterator

from xuncha.base.language import N_
from xuncha.base.types import ColumnType
from xuncha.checks.column_stale import unjudged
from xuncha.checks.contract import Fault, NotTested, Said, indicator
from xuncha.evidence.snapshot import Snapshot

#: What is concluded from a page that does not say itself that nothing is there.
_INFERRED = (N_("没有信息"),)


@indicator("column.blank", needs=("columns",), says=N_("“{column}”栏目空白（{why}）"))
def check(site: Snapshot) -> Iterator[Said]:
    """Report the columns that the survey found blank."""
    for column in site.columns or ():
        if column.items or (column.static and not column.blank):
            continue
        if why := unjudged(column):
            yield NotTested(why, column.identity)
        elif column.blank and not column.parts:
            yield Fault(
                where=column.identity,
                url=column.url,
                source_url=column.source_url,
                column=column.name,
                seen={"column": column.name, "type": column.type.value, "why": column.blank},
                # Who leads an office may be told in a few words that look like no content.
                suspected=column.type is ColumnType.STATIC and column.blank in _INFERRED,
            )
