"""登记与实际不符: 首页跳转到登记之外的域名，或者链接了本地未登记的政府网站。

依据: 《政府网站发展指引》（国办发〔2017〕47号）关于信息报送的要求。"""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass

from xuncha.base.language import N_
from xuncha.base.text import mask
from xuncha.base.urls import host_of, is_government, registrable
from xuncha.checks.contract import Fault, Gathering, indicator
from xuncha.evidence.response import Reach
from xuncha.evidence.snapshot import Link, LinkKind, Page, Snapshot
from xuncha.registry.candidacy import bare, is_part, is_site_name
from xuncha.registry.reality import SENTENCES

_MOVED = N_("首页跳转到登记之外的域名")
_UNKNOWN = N_("链接的政府网站未登记")


@indicator(
    "registry.mismatch",
    needs=("registered_hosts", "pages"),
    mode="semi",
    says={
        "": N_("链接了未登记的政府网站{host}（{text}）"),
        "moved": N_("登记的首页跳转到{host}"),
        # Said by the console, which knows the state a site is registered in.
        **{kind: SENTENCES[kind] for kind in ("dead", "alive", "offline_alive")},
    },
    gathers=True,
)
def check(site: Snapshot) -> Gathering:
    """Compare where the site answers, and which local hosts it links to, with the register."""
    known = {bare(host) for host in (*(site.registered_hosts or ()), host_of(site.home_url))}
    family = _family(site)
    unknown: dict[str, _Use] = {}
    while (page := (yield)) is not None:
        for link in page.links if family else ():
            host = _stranger(link, family, known)
            if host:
                unknown.setdefault(host, _Use(link, page.url)).note(link, page)
    return [*_moved(site), *_unknown(site, unknown)]


@dataclass(slots=True)
class _Use:
    """How the site links to one host."""

    link: Link
    page: str
    pages: int = 0
    _last: str = ""

    def note(self, link: Link, page: Page) -> None:
        if page.url != self._last:
            self.pages, self._last = self.pages + 1, page.url
        if is_site_name(link.text) and not is_site_name(self.link.text):
            self.link, self.page = link, page.url


def _family(site: Snapshot) -> str:
    """The local domain under which offices of one place have their hosts, "" without one."""
    own = host_of(site.home_url)
    return registrable(own) if is_government(own) else ""


def _stranger(link: Link, family: str, known: Set[str]) -> str:
    """The host of a link to a local site that the register does not have, else ""."""
    if link.kind is not LinkKind.PAGE or family not in link.url:
        return ""
    host = host_of(link.url)
    name = bare(host)
    if name in known or registrable(host) != family:
        return ""
    if is_part(host, family):
        return ""
    path = link.url.partition("://")[2].partition("/")[2]
    return name if not path or is_site_name(link.text) else ""


def _moved(site: Snapshot) -> Iterator[Fault]:
    if site.home is None:
        return
    host = host_of(site.home.url)
    if registrable(host) != registrable(host_of(site.home_url)):
        yield Fault(
            where=f"host:{bare(host)}",
            url=site.home.url,
            source_url=site.home_url,
            seen={"host": host, "kind": _MOVED},
            sentence="moved",
        )


def _unknown(site: Snapshot, unknown: dict[str, _Use]) -> Iterator[Fault]:
    answers = site.answers or {}
    for host, use in unknown.items():
        answer = answers.get(use.link.url)
        if answer is not None and answer.reach is Reach.DEAD:
            # No site runs there; the link is dead, and link.dead says so.
            continue
        yield Fault(
            where=f"host:{host}",
            url=use.link.url,
            source_url=use.page,
            seen={
                "host": host_of(use.link.url),
                "kind": _UNKNOWN,
                "text": mask(use.link.text[:60]),
                "sources": use.pages,
            },
            suspected=True,
        )
