"""网页显示异常: 页面显示程序错误、数据库错误、乱码、未渲染的模板、空白内容，或样式表打不开。

依据: 省级季度通报“网页显示异常”类问题；《政府网站发展指引》（国办发〔2017〕47号）。"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from xuncha.base.language import N_
from xuncha.base.text import excerpt, mask
from xuncha.checks import programerrors, unfilled
from xuncha.checks.bodies import is_bare
from xuncha.checks.contract import Fault, Gathering, indicator
from xuncha.checks.errorpages import own_text
from xuncha.checks.garbled import garbled
from xuncha.checks.proof import TEMPLATE_PAGES
from xuncha.checks.proseness import prose
from xuncha.evidence.response import Reach
from xuncha.evidence.snapshot import Answer, Link, LinkKind, Page, PageKind, Snapshot

_GARBLED = N_("乱码")
_CHARSET = N_("字符集声明错误")
_TEMPLATE = N_("模板未渲染")
_BLANK = N_("空白页面")
_NO_TEXT = N_("空白正文")
_STYLE = N_("样式表打不开")

_BINDING = re.compile(r"\{\{")
#: So much Chinese around an error, in an article and on any other page, tells of it.
_STORY, _LONG_STORY = 80, 400
#: So much is enough where the error stands in quotes.
_QUOTING = 10
#: So much prose, and so much for each place, makes a list of links a chapter of a book.
_BOOK, _APIECE = 2_000, 250
#: An error so near the beginning stands before the page itself.
_BEGINNING = 200
#: So many garbled characters, and such a share of the text, are no example of garbling.
_UNREADABLE, _UNREADABLE_SHARE = 20, 0.1
#: An article with more text than this is not empty, whatever its template writes around it.
_SHORT = 300
_SHOWN = frozenset({LinkKind.IMAGE, LinkKind.ATTACHMENT, LinkKind.FRAME})
#: Words without which no text tells of failing programs.
_TELLS = re.compile(
    r"报错|出错|排错|错误|异常|故障|漏洞|注入|攻击|排查|调试|日志|代码|程序|数据库|服务器|浏览器|变量|模板|标签|乱码|编码"
    r"|开发|系统|软件|\b(?:error|exception|bug|fail\w*|debug\w*|template|variable|trace)s?\b",
    re.IGNORECASE,
)
_HEAD = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_CHINESE = re.compile("[\u4e00-\u9fff]")


@indicator(
    "page.abnormal",
    says={
        "": N_("页面显示异常（{kind}）：{quote}"),
        "blank": N_("页面显示异常（{kind}），没有可看的内容"),
        "style": N_("页面显示异常（{kind}）：{quote}，涉及{pages}个页面"),
    },
    gathers=True,
)
def check(site: Snapshot) -> Gathering:
    """Look at each page, and at the style sheets and scripts of all."""
    faults: list[Fault] = []
    styles: dict[str, list[str]] = {}
    bare = _Bare(site)
    while (page := (yield)) is not None:
        found = list(_of(page, site))
        faults.extend(found)
        if not found:
            bare.take(page)
        for url in _dead_styles(page, site):
            styles.setdefault(url, []).append(page.url)
    faults.extend(bare.faults())
    return (*faults, *(_style(url, pages) for url, pages in styles.items()))


def _of(page: Page, site: Snapshot) -> Iterator[Fault]:
    """The first thing wrong with one page: what comes after is its consequence."""
    kinds = (_charset, _garbled, _program, _template, _blank)
    found = (fault for look in kinds for fault in look(page, site))
    first = next(found, None)
    if first is not None:
        yield first


# -- what the page shows -----------------------------------------------------------------------


def _program(page: Page, site: Snapshot) -> Iterator[Fault]:
    found = list(programerrors.traces(page.text))
    if found and not _is_example(page, site, [(one.start, one.end) for one in found]):
        # A database speaks through the program that asked it.
        database = [one for one in found if one.kind == programerrors.DATABASE]
        yield _fault(page, found[0].kind if not database else database[0].kind, found[0].start)


def _template(page: Page, site: Snapshot) -> Iterator[Fault]:
    titled = unfilled.in_title(page.title, page.main) or unfilled.in_title(page.heading, page.main)
    places = unfilled.places(page.text)
    enough = len(places) > 1 or any(unfilled.is_value(page.text, place) for place in places)
    if not titled and (not enough or _is_example(page, site, places)):
        return
    whole = titled or page.text[places[0][0] : places[-1][1]]
    scripts = any(link.kind is LinkKind.SCRIPT for link in page.links)
    if _BINDING.search(whole) and (page.scripted or scripts):
        # A script of the page may fill it; only a browser can tell.
        return
    quote = titled or excerpt(page.text, places[0][0])
    yield Fault(where=page.url, seen={"kind": _TEMPLATE, "quote": mask(quote)}, source_url=page.url)


def _is_example(page: Page, site: Snapshot, spans: Iterable[tuple[int, int]]) -> bool:
    """Whether what looks like a failure is told of in a text, not shown in place of one."""
    spans = list(spans)
    if page.main and all(page.text[start:end] in page.main for start, end in spans):
        told = _told(page.main, page, spans)
        if told >= _QUOTING and all(_is_quoted(page.text, start) for start, _ in spans):
            return True
        long = told >= _STORY or prose(page.main, page) >= _LONG_STORY
        return long and _tells(page, spans)
    if _in_titles(page, spans):
        return True
    if min(start for start, _ in spans) < _BEGINNING:
        return False
    own = own_text(page, site.home)
    if page.kind is PageKind.OTHER:
        return _told(own, page, spans) >= _LONG_STORY
    # A manual's chapter with its contents looks like a column, but columns are not written prose.
    return page.kind is PageKind.COLUMN and prose(own, page) >= max(_BOOK, _APIECE * len(spans))


def _is_quoted(text: str, start: int) -> bool:
    """Whether a quotation that is open at `start` began on the same line."""
    before = text[text.rfind("\n", 0, start) + 1 : start]
    return before.rfind("“") > before.rfind("”") or before.count('"') % 2 == 1


def _told(text: str, page: Page, spans: Iterable[tuple[int, int]]) -> int:
    """How much Chinese stands around what programs wrote."""
    return len(_CHINESE.findall(text)) - sum(
        len(_CHINESE.findall(page.text[a:b])) for a, b in spans
    )


def _tells(page: Page, spans: Iterable[tuple[int, int]]) -> bool:
    """Whether an article speaks of programs; what one wrote into another text, its words do not."""
    said = page.main
    for start, end in spans:
        said = said.replace(page.text[start:end], " ")
    titled = _TELLS.search(f"{page.title} {page.heading}")
    return bool(titled) or len({word.lower() for word in _TELLS.findall(said)}) >= 2


def _in_titles(page: Page, spans: Iterable[tuple[int, int]]) -> bool:
    titles = [page.title, page.heading, *(i.title for one in page.lists for i in one.items)]
    return all(any(page.text[a:b] in title for title in titles) for a, b in spans)


def _garbled(page: Page, _site: Snapshot) -> Iterator[Fault]:
    found = garbled(page.text)
    if found.size >= max(_UNREADABLE, _UNREADABLE_SHARE * len(page.text)):
        yield _fault(page, _GARBLED, found.start)
    elif garbled(page.title).size >= max(4, len(page.title) / 2):
        quote = mask(page.title[:60])
        yield Fault(where=page.url, seen={"kind": _GARBLED, "quote": quote}, source_url=page.url)


def _charset(page: Page, _site: Snapshot) -> Iterator[Fault]:
    """A header that names another charset: browsers believe it and show signs for words."""
    header = next((value for name, value in page.headers if name == "content-type"), "")
    said = _HEAD.search(header)
    if said is None or page.charset_from == "bom":
        return
    declared, used = _family(said[1]), _family(page.charset)
    if declared and used and declared != used and len(_CHINESE.findall(page.text)) >= 20:
        yield Fault(
            where=page.url,
            seen={"kind": _CHARSET, "quote": f"{said[1][:40]} ≠ {page.charset}"},
            source_url=page.url,
            root="charset",
        )


def _family(charset: str) -> str:
    """Charsets that show the same Chinese, "" for those not known here."""
    name = charset.lower().replace("_", "-")
    if name in ("utf-8", "utf8"):
        return "utf-8"
    if name in ("gb2312", "gbk", "gb18030", "gb-2312", "x-gbk"):
        return "gb"
    if name in ("iso-8859-1", "latin1", "latin-1", "windows-1252", "us-ascii"):
        return "latin"
    return "big5" if name.startswith("big5") else ""


def _blank(page: Page, _site: Snapshot) -> Iterator[Fault]:
    if page.scripted or page.status != 200:
        return
    if not page.text.strip() and all(link.kind is LinkKind.STYLE for link in page.links):
        yield _empty(page, _BLANK)


@dataclass(slots=True)
class _Bare:
    """Articles without a text; whether a script brings it, the other articles tell."""

    site: Snapshot
    #: On how many articles each script stands, whatever its query: counters stand on all.
    scripts: Counter[str] = field(default_factory=Counter)
    found: list[tuple[Page, frozenset[str]]] = field(default_factory=list)

    def take(self, page: Page) -> None:
        if page.kind is not PageKind.ARTICLE or page.scripted or page.status != 200:
            return
        scripts = frozenset(_stem(one) for one in page.links if one.kind is LinkKind.SCRIPT)
        self.scripts.update(scripts)
        if _is_short(page) and not _shows(page, self.site) and is_bare(page, self.site.home):
            self.found.append((page, scripts))

    def faults(self) -> Iterator[Fault]:
        for page, scripts in self.found:
            if all(self.scripts[one] >= TEMPLATE_PAGES for one in scripts - self._at_home()):
                yield _empty(page, _NO_TEXT, suspected=True)

    def _at_home(self) -> frozenset[str]:
        return (
            frozenset(_stem(link) for link in self.site.home.links)
            if self.site.home
            else frozenset()
        )


def _stem(link: Link) -> str:
    return link.url.partition("?")[0]


def _is_short(page: Page) -> bool:
    """Whether it is an article, which says when it was published, with few words."""
    dated = page.published.visible is not None or page.published.meta is not None
    return dated and len(page.main) < _SHORT


def _shows(page: Page, site: Snapshot) -> bool:
    """Whether pictures, files or frames of its own are its content; a template's are at home."""
    shared = {link.url for link in site.home.links} if site.home else set()
    return any(link.kind in _SHOWN and link.url not in shared for link in page.links)


def _empty(page: Page, kind: str, *, suspected: bool = False) -> Fault:
    return Fault(
        where=page.url,
        seen={"kind": kind, "title": mask(page.title[:80])},
        source_url=page.url,
        sentence="blank",
        suspected=suspected,
    )


def _fault(page: Page, kind: str, start: int) -> Fault:
    quote = mask(excerpt(page.text, start, 120))
    return Fault(where=page.url, seen={"kind": kind, "quote": quote}, source_url=page.url)


# -- style sheets ------------------------------------------------------------------------------


def _dead_styles(page: Page, site: Snapshot) -> Iterator[str]:
    for url in {link.url for link in page.links if link.kind is LinkKind.STYLE}:
        answer: Answer | None = (site.answers or {}).get(url)
        if answer is not None and (answer.reach is Reach.DEAD or _is_page(answer)):
            yield url


def _is_page(answer: Answer) -> bool:
    """Whether a page came where rules were asked for: browsers then use none."""
    return answer.reach is Reach.OK and answer.magic == "html" and "html" in answer.content_type


def _style(url: str, pages: list[str]) -> Fault:
    return Fault(
        where=url,
        url=url,
        source_url=pages[0],
        seen={"kind": _STYLE, "quote": url[-120:], "pages": len(pages)},
        root=f"style:{url}",
        sentence="style",
    )
