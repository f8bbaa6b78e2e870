"""Which pages are services (办事服务) and which of them are guides (办事指南)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from xuncha.base.text import fold
from xuncha.evidence.snapshot import Page, PageKind

#: What entries to services are called.
SERVICE = re.compile(
    r"办事|服务(?:大厅|事项|指南|指引|目录|清单|导航|平台|专栏)|(?:网上|在线|便民|公共|政务|为民)服务|行政(?:审批|许可)|审批(?:事项|服务)|"
    r"表格下载|下载中心|一网通办|权力清单|办理(?:指南|流程)"
)
_GUIDE = re.compile(r"(?:办事|服务|办理|审批|许可|申报|申请)(?:指南|指引|须知|流程|程序)")
#: A label stands alone on its line, before a colon or a bracket, or in a cell of its own.
_LABEL = r"(?:^|[\s【\[(（、.．一二三四五六七八九十\d])({})(?:\s*[:：】\])）]|$)|^({})\s"


def is_guide(page: Page, classes: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether a page is the guide to one service: called so, or set out like one."""
    if page.kind is PageKind.HOME:
        return False
    if _NEWS.search(page.title) or _NEWS.search(page.heading):
        return False
    shown = len(found(page, classes))
    named = bool(_GUIDE.search(page.title) or _GUIDE.search(page.heading))
    in_column = bool(_GUIDE.search(page.column))
    if page.kind is not PageKind.ARTICLE:
        # Old guides are bare tables; a footer has a telephone number too.
        return shown >= 3 and not any(len(one.items) >= 3 for one in page.lists)
    return shown >= 3 or ((named or in_column) and shown >= 1)


#: News about guides are no guides.
_NEWS = re.compile(r"通知|公告|公示|通报|召开|会议|开展|印发|新闻|解读|方案|意见|报告|总结")


def found(page: Page, classes: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The element classes (要素) that a page has a label for, in the standard's order."""
    text = "\n".join(fold(line) for line in (page.main or page.text).splitlines())
    return tuple(name for name, words in classes.items() if _labels(words).search(text))


@lru_cache(maxsize=64)
def _labels(words: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(map(fold, words), key=len, reverse=True)
    one = "|".join(map(re.escape, longest_first))
    return re.compile(_LABEL.format(one, one), re.MULTILINE)
