"""What an article says of its own, without what its template writes around every article."""

from __future__ import annotations

import re
from collections.abc import Iterable

from xuncha.base.text import fold
from xuncha.checks.errorpages import own_lines, own_text
from xuncha.evidence.snapshot import Page

#: Labels of the line under a headline, with their values, and the tools beside it.
_LABEL = (
    r"(?:(?:文章|信息|稿件|新闻|内容)?(?:来源|作者|编辑|录入|供稿|审核|分类|类别|出处)|责任编辑|责编|编审|撰稿|摄影"
    r"|(?:发布|发表|更新|添加|录入|编辑|上传)?(?:时间|日期)|(?:信息)?发布(?:人|者|单位|机构|部门)|供稿单位"
    r"|(?:浏览|点击|阅读|访问|查看)(?:次数|数|量|人数)?|评论(?:数)?|人气|关键[词字]|所属栏目|上[一1][篇条]|下[一1][篇条]"
    r"|分享到?|字\s?[体号]|字体大小)"
)
_TOOL = (
    r"(?:打印|关闭|收藏)(?:本页|文章|窗口|此页)?|(?:发布|更新)于|(?:浏览|点击|阅读|访问)(?:次数|数|量)?(?=\d)"
    r"|字体?(?:[体号]|大小)?\s*[:：]?\s*(?:特?[大中小]号?[\s/|]*){2,}"
)
_LABELLED = re.compile(rf"{_TOOL}|{_LABEL}\s*[:：]\s*(?:(?!{_LABEL}\s*[:：])[^\s，。；]){{0,30}}")
#: Lines that a footer writes.
_FOOTER = re.compile(
    r"ICP\s*[备证]|公\s*网\s*安\s*备|标识码|版权所有|copyright|©|(?:主办|承办|协办|维护)(?:单位)?\s*[:：]|技术支持"
    r"|(?:上|下)[一1](?:篇|条)|(?:网站|站点)(?:地图|导航)|设为首页",
    re.IGNORECASE,
)
_CRUMB = re.compile(r"位置\s*[:：]|首页\s*[>»›/→\-|]|^首页$")
#: A letter of a word; those that a date is written with are none.
_WORD = re.compile(r"[^\W\d_年月日时分]")
#: Fewer characters are a menu's that is no links; and what a menu never writes.
_FEW = 8
_SENTENCE = re.compile("[，。；！？,;!?]")
#: A line is no longer than this where it only says who published the text, and when.
_FACTS = 48


def is_bare(page: Page, home: Page | None) -> bool:
    """Whether an article says nothing below its headline, and nothing elsewhere on its page."""
    names = [fold(name) for name in (page.title, page.heading, page.column) if name]
    links = sorted({fold(link.text) for link in page.links if link.text}, key=len, reverse=True)

    def said(text: str, links: Iterable[str]) -> str:
        lines = (fold(line) for line in text.split("\n"))
        return "\n".join(line for line in lines if _says_something(line, names, links))

    # Links of its own text are text; elsewhere they are menus.
    if said(_without_facts(own_lines(page.main, home), page), ()):
        return False
    rest = said(_without_facts(own_text(page, home), page), links)
    return len(rest) < _FEW and not _SENTENCE.search(rest)


def _says_something(line: str, names: Iterable[str], links: Iterable[str]) -> bool:
    if not line or _FOOTER.search(line) or _CRUMB.search(line):
        return False
    if any(line in name for name in names):
        return False
    for text in links:
        if text in line:
            line = line.replace(text, " ")
    return len(_WORD.findall(_LABELLED.sub(" ", line))) > 1


def _without_facts(text: str, page: Page) -> str:
    """The lines but for those that give the day of publication and little else.

    2023年11月26日 16:12 示例县财政局.
    """
    seen = page.published.visible
    if seen is None:
        return text
    return "\n".join(
        line
        for line in text.split("\n")
        if seen.raw not in line or len(line) > _FACTS or _SENTENCE.search(line)
    )
