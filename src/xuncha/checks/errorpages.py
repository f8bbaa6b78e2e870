"""How pages say that there is no page: the wording of error pages, and those of one site."""

from __future__ import annotations

import re
from functools import lru_cache

from xuncha.base.text import containment, fold, shingles
from xuncha.evidence.snapshot import Page, Snapshot

_THING = "(?:页面|网页|页|内容|信息|文章|资源|文件|文档|地址|网址|链接|栏目|新闻|站点|目录)"
#: Not 失效 or 过期: a document that is no longer in force says so of itself.
_GONE = (
    "(?:不存在|不在了|不复存在|没有找到|未找到|没找到|找不到|无法找到"
    "|已(?:经)?(?:被(?:管理员|系统|作者)?)?(?:删除|移除|移走|下线|撤销|屏蔽)|被(?:管理员|系统)?(?:删除|移除|移走)"
    "|(?:尚未|没有|未)(?:通过)?(?:审核|发布))"
)
_SAYS = (
    rf"(?:您|你)(?:所|要|想|正在|当前)*(?:访问|查找|搜索|寻找|阅读|浏览|请求|查看|打开|输入)的?{_THING}.{{0,12}}?{_GONE}",
    rf"(?:该|此|这个|本|当前|请求的|访问的|指定的|所请求的){_THING}(?:可能|已经|暂时|或许)*{_GONE}",
    r"(?:找不到|未找到|没有找到|无法找到)[了到您你该此这个对应请求指定相所想要访问查找浏览的]{0,12}(?:页面|网页|文件或目录|资源|站点)",
    r"(?:页面|网页|文件)(?:不存在|未找到|没有找到|找不到了?|走丢了|丢失了|飞走了|已删除|不见了)",
    r"(?:文章|信息|内容|新闻|栏目|资源)(?:不存在|未找到|找不到了?)(?:或|,|，|、)?(?:者)?(?:已(?:经)?(?:被)?(?:删除|移除|下线|撤销))",
    r"(?:文章|新闻|稿件)(?:不存在|未找到)|(?:信息|内容)不存在(?=[!！。\s]|$)|没有找到(?:该|此|这篇|这条)(?:文章|新闻)",
    r"(?:没有|无)(?:此|该|这篇|这条)(?:文章|新闻|信息|内容|页面)",
    r"(?:页面|网页)(?:加载|打开|访问)失败|页面无法(?:显示|打开|访问)|无法(?:找到|显示)(?:该|此)(?:页|网页|页面)",
    r"(?:此|该|您访问的)链接(?:地址)?已?(?:经)?失效|系统(?:发生|出现)(?:了)?(?:错误|异常)[,，!！。]?\s{0,2}请(?:与|联系)",
    r"页面(?:好像|似乎)?(?:迷路|走丢|丢失|出错)了",
    r"HTTP\s*(?:Status|错误|Error)?\s*[-–:]?\s*(?:404|410|500|502|503)\b",
    r"\b404\s*(?:错误|页面|error|page\s+not|not\s+found|找不到|未找到)",
    r"(?:错误|error|code|代码)\s*[:：]?\s*404\b",
    r"(?:page|file|object|requested\s+url|resource)\b[^\n]{0,80}?\b(?:was\s+|is\s+|could\s+)?not\s+(?:be\s+)?found",
    r"the\s+page\s+(?:you\s+\w+\s+\w+(?:\s+for)?\s+)?(?:cannot|can't|could\s+not)\s+be\s+(?:found|displayed)",
    r"该页无法显示|internal\s+server\s+error|bad\s+gateway|service\s+(?:temporarily\s+)?unavailable",
    r"(?:服务器|内部服务器|服务器内部|系统内部)错误",
)
_PHRASE = re.compile("|".join(f"(?:{one})" for one in _SAYS), re.IGNORECASE)
#: What stands as a title, or as a part of one beside the site's name, only on an error page.
_TITLE = re.compile(
    r"(?:http\s*)?(?:error\s*)?(?:404|410|500|502|503)"
    r"(?:\s*(?:错误|页面?|error|page|出错|提示|not\s+found|找不到网页))*!?"
    r"|(?:page\s+|file\s+|object\s+)?not\s+found!?|错误(?:页面?|提示)|出错(?:了|啦|页面?)[!！]?"
    r"|(?:系统|程序|服务器)错误|(?:页面|访问)出错了?|error(?:\s+page)?|internal\s+server\s+error"
    r"|bad\s+gateway|welcome\s+to\s+nginx!?|iis\s*(?:7|8|windows(?:\s+server)?)"
    r"|test\s+page\s+for\b.*|apache2?\s+.{0,20}default\s+page.*|没有找到站点",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\s+[-_–—|·:]+\s+|[-_–—|·]{1,2}(?=[^\d\s])|(?<=\D)[-_–—|·]{1,2}|[。!！]$")
#: An error page has little to say of its own; longer text is about something.
FEW_WORDS = 240
#: With an error for a title, more may be explained.
_MORE_WORDS = 1_000
_ALIKE = 0.9


def phrase(text: str) -> str:
    """The words in `text` that say there is no page, "" without any."""
    found = _PHRASE.search(text)
    return " ".join(found[0].split())[:60] if found else ""


def titled(title: str) -> bool:
    """Whether a title, or one of its parts, is that of an error page."""
    title = fold(title)
    if len(title) > 80:
        return False
    parts = (part.strip() for part in (title, *_PARTS.split(title)))
    return any(_TITLE.fullmatch(part) or _is_all(part) for part in parts if part)


def _is_all(part: str) -> bool:
    """Whether the words of an error are nearly all there is."""
    found = _PHRASE.search(part)
    return found is not None and len(part) <= 1.5 * len(found[0]) + 4


def says_so(title: str, own: str) -> str:
    """What makes a page with that title and that text of its own an error page, "" if nothing."""
    if titled(title) and len(own) <= _MORE_WORDS:
        return phrase(own) or fold(title)
    return phrase(own) if len(own) <= FEW_WORDS else ""


def own_text(page: Page, home: Page | None) -> str:
    """What a page says beyond the menu and footer that it shares with the home page."""
    return own_lines(page.text, home)


def own_lines(text: str, home: Page | None) -> str:
    """The lines of a text that do not stand on the home page."""
    if home is None:
        return text
    shared = _lines(home.text)
    return "\n".join(line for line in text.split("\n") if line not in shared)


@lru_cache(maxsize=4)
def _lines(text: str) -> frozenset[str]:
    return frozenset(text.split("\n"))


def holds_content(page: Page) -> bool:
    """Whether a page has something to read: an article's text, or a list with days."""
    if page.published.visible is not None or len(page.main) > FEW_WORDS:
        return True
    return any(sum(item.date is not None for item in one.items) >= 3 for one in page.lists)


def samples(site: Snapshot) -> list[Page]:
    """The site's own error pages; its home page shown for every missing address is none."""
    home = site.home
    return [
        page
        for page in site.missing or ()
        if page.text.strip() and not (home is not None and (_is(page, home) or alike(page, home)))
    ]


def _is(page: Page, home: Page) -> bool:
    return page.url in (home.url, home.asked)


def alike(page: Page, sample: Page) -> bool:
    """Whether two pages say the same, but for an address or a number."""
    one, two = len(page.text), len(sample.text)
    if not one or not 0.8 <= one / max(two, 1) <= 1.25 or fold(page.title) != fold(sample.title):
        return False
    here, there = _shingles(page.text), _shingles(sample.text)
    return containment(here, there) >= _ALIKE and containment(there, here) >= _ALIKE


@lru_cache(maxsize=16)
def _shingles(text: str) -> frozenset[str]:
    return shingles(text)
