"""蜘蛛劫持: 网站给搜索引擎看的首页与给人看的不同，装的是赌博、色情等内容，或转往外站。

依据: 国办秘函〔2019〕19号单项否决中的暗链情形；《政府网站发展指引》安全防护要求（防网页篡改）。"""

from __future__ import annotations

from collections.abc import Iterator

from xuncha.base.language import N_
from xuncha.base.text import mask
from xuncha.base.urls import host_of, same_site
from xuncha.checks.contract import Fault, NotTested, Said, indicator
from xuncha.checks.strangers import near
from xuncha.checks.trades import fights, is_spam, is_spam_host, spam_words
from xuncha.evidence.response import Reach
from xuncha.evidence.snapshot import Page, Snapshot

#: Of a page no more is read: who has taken it over says so at once.
_BEGINNING = 5_000
#: So many words, or links, that people do not get to see are no accident; so many leave no doubt.
_FEW, _MANY = 2, 4


@indicator(
    "security.cloaking",
    needs=("home", "spider"),
    mode="semi",
    says={
        "": N_("搜索引擎看到的首页装有给人看时没有的内容：{quote}"),
        "redirect": N_("搜索引擎来访时，首页转往外站 {host}"),
        "metas": N_("首页只给搜索引擎读的关键词、描述写着：{quote}"),
    },
)
def check(site: Snapshot) -> Iterator[Said]:
    """Compare the home page as a search engine's spider gets it with the one people get."""
    home, seen = site.home, site.spider
    if home is None or seen is None:
        return
    yield from _unread(home)
    if seen.onward and not same_site(seen.onward, home.url):
        if near(site).is_strange(seen.onward):
            yield _fault("redirect", home, not is_spam_host(host_of(seen.onward)), seen.onward)
    elif seen.page is not None:
        yield from _compared(home, seen.page)
    elif seen.reach is Reach.BLOCKED:
        yield NotTested(N_("监测受阻：网站不让搜索引擎访问"), "cloaking")


def _compared(home: Page, shown: Page) -> Iterator[Fault]:
    words = spam_words(_said(shown)) - spam_words(_said(home))
    links = _spam_links(shown) - _spam_links(home)
    titled = bool(spam_words(shown.title) - spam_words(home.title))
    if len(words) + len(links) < _FEW and not titled:
        return
    if fights(_said(shown)) and not titled:
        # News about those who fight the trade, which came in between the two visits.
        return
    quote = "、".join(sorted(words)[:6]) or next(iter(sorted(links)), "")
    sure = titled or len(words) + len(links) >= _MANY
    yield _fault("", home, not sure, shown.url, quote, shown.title)


def _unread(home: Page) -> Iterator[Fault]:
    """What stands in the tags that people never read, and nowhere else."""
    metas = _metas(home)
    words = spam_words(metas) - spam_words(home.text)
    if len(words) >= _FEW and not fights(metas):
        quote = "、".join(sorted(words)[:6])
        yield _fault("metas", home, len(words) < _MANY, home.url, quote)


def _metas(page: Page) -> str:
    return "\n".join(page.meta(name) or "" for name in ("keywords", "description"))


def _said(page: Page) -> str:
    return "\n".join((page.title, _metas(page), page.text[:_BEGINNING]))


def _spam_links(page: Page) -> set[str]:
    return {host_of(one.url) for one in page.links if is_spam(one.text, host_of(one.url))}


def _fault(
    kind: str, home: Page, suspected: bool, url: str, quote: str = "", title: str = ""
) -> Fault:
    seen = {"kind": kind or "content", "host": host_of(url), "quote": mask(quote)[:120]}
    return Fault(
        where=f"cloaking:{kind or 'content'}",
        url=home.url,
        source_url=home.url,
        seen=seen | ({"title": mask(title)[:80]} if title else {}),
        suspected=suspected,
        sentence=kind,
    )
