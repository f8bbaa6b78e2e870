"""登记信息不准确: 登记的网址与实际不符，或链接了未登记的政府网站。

依据: 《政府网站发展指引》关于信息报送的要求（国办发〔2017〕47号）。"""

from __future__ import annotations

import re
from collections.abc import Iterable

from xuncha.base.language import N_
from xuncha.base.urls import host_of, is_government, registrable
from xuncha.checks.contract import Fault, Gathering, indicator
from xuncha.evidence.snapshot import LinkKind, Snapshot

#: What a link calls a whole website, where others call an article.
_SITE_NAME = re.compile(r"(?:局|厅|委|办|政府|网|网站|中心|院|会|部|署|处)$")


@indicator(
    "registry.mismatch",
    needs=("home", "registered_hosts"),
    gathers=True,
    says={
        "": N_("链接了未登记的政府网站 {host}（{text}）"),
        "moved": N_("登记的网址转到了另一域名 {host}"),
    },
)
def check(site: Snapshot) -> Gathering:
    """Gather the hosts of the same owner's domain that pages link to and no register names."""
    found: dict[str, Fault] = {}
    known = _without_www(site.registered_hosts or frozenset())
    own = host_of(site.home.url) if site.home is not None else ""
    while (page := (yield)) is not None:
        for link in page.links:
            if link.kind is not LinkKind.PAGE or link.hidden:
                continue
            host = host_of(link.url)
            if host in found or not _is_neighbour(host, own) or _bare(host) in known:
                continue
            if _SITE_NAME.search(link.text):
                seen = {"host": host, "text": link.text[:60]}
                found[host] = Fault(
                    where=f"host:{host}",
                    url=link.url,
                    source_url=page.url,
                    suspected=True,
                    seen=seen,
                )
    return [*_moved(site), *found.values()]


def _moved(site: Snapshot) -> Iterable[Fault]:
    if site.home is None:
        return
    landed, registered = host_of(site.home.answered), host_of(site.home_url)
    if registrable(landed) != registrable(registered):
        seen = {"host": landed, "registered": registered}
        yield Fault(where="home", url=site.home_url, seen=seen, sentence="moved", suspected=True)


def _is_neighbour(host: str, own: str) -> bool:
    """Whether a host stands under the same government's domain, and is not the site itself."""
    return (
        is_government(host)
        and _bare(host) != _bare(own)
        and registrable(host) == registrable(own)
        and not host.endswith(f".{_bare(own)}")
    )


def _bare(host: str) -> str:
    return host.removeprefix("www.")


def _without_www(hosts: Iterable[str]) -> frozenset[str]:
    return frozenset(map(_bare, hosts))
