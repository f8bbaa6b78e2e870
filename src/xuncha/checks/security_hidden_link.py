"""暗链: 网页用看不见的方式放着指向外站的链接，或植入外站脚本，内容涉赌、涉黄或为推广。

依据: 国办秘函〔2019〕19号单项否决中的暗链情形；《政府网站发展指引》安全防护要求。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from xuncha.base.language import N_
from xuncha.base.text import fold, mask
from xuncha.base.urls import host_of, registrable, same_site
from xuncha.checks.contract import Fault, Gathering, indicator
from xuncha.checks.trades import is_odd, is_spam, is_spam_host, is_trusted
from xuncha.evidence.snapshot import Link, LinkKind, Page, Snapshot

#: Elements people press or look into; counters and players are hidden by right.
_KINDS = frozenset({LinkKind.PAGE, LinkKind.ATTACHMENT, LinkKind.FRAME})
#: How scripts hide where they lead, by the sentence that says it.
_SCRIPTS = frozenset(("packed", "referrer"))
_HOW = {
    "packed": N_("由混淆的脚本写入"),
    "referrer": N_("脚本只把从搜索引擎来的人带去"),
    "display:none": N_("设为不显示"),
    "off-screen": N_("移出屏幕"),
    "zero-size": N_("尺寸为零"),
    "same-colour": N_("与背景同色"),
}
#: So many strange sites on one page are no slip of a designer.
_MANY = 3
#: More addresses than this say no more about the site.
_MOST = 1_000


@dataclass(slots=True)
class _Hidden:
    link: Link
    page: Page
    is_spam: bool
    pages: int = 0


@indicator(
    "security.hidden_link",
    gathers=True,
    mode="semi",
    says={
        "": N_("隐藏的链接“{text}”指向 {host}（{how}）"),
        "odd": N_("网页藏有多个指向外站的链接，其中“{text}”指向 {host}（{how}）"),
        "script": N_("网页植入了外站 {host} 的脚本，该主机名涉赌、涉黄"),
        "packed": N_("网页中混淆的脚本指向外站 {host}"),
        "referrer": N_("网页中的脚本把从搜索引擎来的访问者带到外站 {host}"),
    },
)
def check(site: Snapshot) -> Gathering:
    """Gather the hidden links to strange hosts; one address on many pages is one fault."""
    homes = (site.home_url, site.home.url if site.home else site.home_url)
    own = {registrable(host_of(home)) for home in homes}
    registered = site.registered_hosts or frozenset()
    found: dict[str, _Hidden] = {}
    while (page := (yield)) is not None:
        hidden = [
            link
            for link in page.links
            if (_is_hidden(link) or _is_injected(link))
            and not any(same_site(link.url, home) for home in homes)
            and not _is_near(host_of(link.url), own, registered)
        ]
        if hidden:
            _note(found, page, hidden)
    return list(_faults(found))


def _is_hidden(link: Link) -> bool:
    return bool(link.hidden) and (link.kind in _KINDS or link.hidden in _SCRIPTS)


def _is_injected(link: Link) -> bool:
    """Whether a page runs the script of a casino, which nobody sees either."""
    return link.kind is LinkKind.SCRIPT and is_spam_host(host_of(link.url))


def _is_near(host: str, own: set[str], registered: frozenset[str]) -> bool:
    return registrable(host) in own or host in registered or is_trusted(host)


def _note(found: dict[str, _Hidden], page: Page, hidden: list[Link]) -> None:
    spam = {link.url: link for link in hidden if is_spam(link.text, host_of(link.url))}
    odd = {link.url: link for link in hidden if link.url not in spam and _is_odd(link)}
    domains = {registrable(host_of(url)) for url in (*odd, *spam)}
    if len(domains) < _MANY:
        # One alone says something where no page maker puts a link by right.
        odd = {u: one for u, one in odd.items() if one.hidden in _SCRIPTS or "marquee" in one.place}
    for url, link in (spam | odd).items():
        if url not in found and len(found) >= _MOST:
            continue
        one = found.setdefault(url, _Hidden(link, page, url in spam))
        one.pages += 1
        if url in spam and not one.is_spam:
            one.link, one.page, one.is_spam = link, page, True


def _is_odd(link: Link) -> bool:
    """Whether it is hidden as no menu is, or looks bought: menus are only not displayed yet."""
    return link.hidden != "display:none" or is_odd(link.text, host_of(link.url))


def _faults(found: dict[str, _Hidden]) -> Iterator[Fault]:
    for url, one in found.items():
        yield Fault(
            where=f"hidden:{url}",
            url=url,
            source_url=one.page.url,
            seen={
                "host": host_of(url),
                "text": mask(fold(one.link.text))[:60],
                "how": _HOW.get(one.link.hidden, one.link.hidden),
                "pages": one.pages,
            },
            suspected=not one.is_spam,
            # What was planted together is removed together.
            root=f"hidden:{one.link.place}",
            evidence=(one.page.record,) if one.page.record else (),
            sentence=_sentence(one),
        )


def _sentence(one: _Hidden) -> str:
    if one.link.hidden in _SCRIPTS:
        return one.link.hidden
    if one.link.kind is LinkKind.SCRIPT:
        return "script"
    return "" if one.is_spam else "odd"
