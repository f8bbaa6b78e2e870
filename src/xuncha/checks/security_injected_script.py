"""植入脚本: 网页被人加进了脚本或看不见的框架，用来传播木马、挖矿，或只给搜索引擎看另一副面孔。

依据: 《政府网站发展指引》（国办发〔2017〕47号）安全防护要求（防网页挂马）。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from xuncha.base.language import N_
from xuncha.base.text import mask
from xuncha.base.urls import host_of, registrable
from xuncha.checks.contract import Fault, Gathering, indicator
from xuncha.checks.strangers import Near, near
from xuncha.checks.trades import is_spam_host, spam_words
from xuncha.evidence.safety import Sign
from xuncha.evidence.snapshot import Link, LinkKind, Page, Snapshot

#: Hosts that lend their visitors' machines to miners of coins, by their registered names.
_MINERS = frozenset(
    str.split(
        "coinhive.com coin-hive.com authedmine.com crypto-loot.com cryptoloot.pro jsecoin.com "
        "webmine.cz minero.cc coinimp.com deepminer.com ppoi.org cnhv.co coinerra.com "
        "monerominer.rocks webminepool.com"
    )
)
#: Such frames are how visitors are handed a trojan; players and counters stand in seen ones.
_UNSEEN = frozenset({"zero-size", "off-screen", "display:none"})
_MOST = 200


@dataclass(slots=True)
class _Found:
    kind: str
    page: Page
    quote: str = ""
    url: str = ""
    sure: bool = False
    pages: int = 0


@indicator(
    "security.injected_script",
    gathers=True,
    mode="semi",
    says={
        "": N_("网页被植入脚本（{kind}）"),
        "dropper": N_("{pages} 个网页带有向访问者电脑写入程序的蠕虫脚本"),
        "title": N_("网页中的脚本让搜索引擎看到另一个标题：{quote}"),
        "spider": N_("网页中的脚本按是否搜索引擎把访问者带往外站 {host}"),
        "outside": N_("网页正文之外附有外站 {host} 的脚本"),
        "miner": N_("网页载入挖矿脚本（{host}）"),
        "frame": N_("网页嵌有看不见的外站框架（{host}）"),
        "new": N_("网页新出现外站 {host} 的脚本，{since}检查时还没有"),
    },
)
def check(site: Snapshot) -> Gathering:
    """Gather what page makers do not write; one kind at one host is one fault."""
    around = near(site)
    before = _hosts_before(site)
    found: dict[str, _Found] = {}
    while (page := (yield)) is not None:
        for one in (*_of_signs(page, around), *_of_links(page, around, before)):
            where = f"injected:{one.kind}" + (f":{host_of(one.url)}" if one.url else "")
            if where in found or len(found) < _MOST:
                kept = found.setdefault(where, one)
                kept.pages += 1
                kept.sure = kept.sure or one.sure
    last = site.history[-1].as_of.date().isoformat() if site.history else ""
    return [_fault(where, one, last) for where, one in found.items()]


def _of_signs(page: Page, around: Near) -> Iterator[_Found]:
    for sign in page.signs or ():
        if sign.kind == "dropper":
            yield _Found("dropper", page, sign.quote, sure=True)
        elif sign.kind == "title":
            yield _Found("title", page, sign.quote, sure=_is_spam_page(page))
        elif sign.url and around.is_strange(sign.url):
            yield _Found(sign.kind, page, sign.quote, sign.url, _is_sure(sign))


def _is_sure(sign: Sign) -> bool:
    return is_spam_host(host_of(sign.url))


def _is_spam_page(page: Page) -> bool:
    """Whether what spiders read of a page is a trade that has no business here."""
    said = (page.meta(name) or "" for name in ("keywords", "description"))
    return bool(spam_words("\n".join((page.title, *said))))


def _of_links(page: Page, around: Near, before: frozenset[str] | None) -> Iterator[_Found]:
    for link in page.links:
        if link.kind is LinkKind.SCRIPT:
            host = host_of(link.url)
            if registrable(host) in _MINERS:
                yield _Found("miner", page, url=link.url, sure=True)
            elif before is not None and host not in before and around.is_strange(link.url):
                yield _Found("new", page, url=link.url)
        elif link.kind is LinkKind.FRAME and _is_unseen(link) and around.is_strange(link.url):
            yield _Found("frame", page, url=link.url, sure=is_spam_host(host_of(link.url)))


def _is_unseen(frame: Link) -> bool:
    if frame.hidden not in _UNSEEN:
        return False
    # What a page hides until a button is pressed is only not displayed yet.
    return frame.hidden != "display:none" or is_spam_host(host_of(frame.url))


def _hosts_before(site: Snapshot) -> frozenset[str] | None:
    """The hosts whose scripts the site's pages ran in earlier visits; None without any."""
    history = [one for one in site.history or () if one.as_of < site.as_of and one.pages]
    if not history:
        return None
    return frozenset(
        host_of(link.url)
        for one in history
        for page in one.pages or ()
        for link in page.links
        if link.kind is LinkKind.SCRIPT
    )


def _fault(where: str, one: _Found, last: str) -> Fault:
    seen: dict[str, str | int] = {"kind": one.kind, "pages": one.pages}
    if one.url:
        seen["host"] = host_of(one.url)
    if one.quote:
        seen["quote"] = mask(one.quote)
    if one.kind == "new":
        seen["since"] = last
    return Fault(
        where=where,
        url=one.url or one.page.url,
        source_url=one.page.url,
        seen=seen,
        suspected=not one.sure,
        evidence=(one.page.record,) if one.page.record else (),
        sentence=one.kind,
    )
