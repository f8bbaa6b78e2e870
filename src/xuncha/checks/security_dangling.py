"""失效域名: 网页载入的外站脚本、样式或框架所在的域名已经不存在，谁注册它，谁就能改写网页。

依据: 《政府网站发展指引》（国办发〔2017〕47号）安全防护要求；链接的域名应当有人管理。"""

from __future__ import annotations

from dataclasses import dataclass

from xuncha.base.language import N_
from xuncha.base.urls import host_of, registrable
from xuncha.checks.contract import Fault, Gathering, indicator
from xuncha.checks.strangers import near
from xuncha.evidence.response import Failure, Reach
from xuncha.evidence.snapshot import LinkKind, Snapshot

_RUNS = frozenset({LinkKind.SCRIPT, LinkKind.STYLE, LinkKind.FRAME})


@dataclass(slots=True)
class _Gone:
    url: str
    source: str
    pages: int = 0


@indicator(
    "security.dangling",
    needs=("pages", "answers"),
    gathers=True,
    mode="semi",
    says=N_("{pages} 个网页载入 {host} 的脚本、样式或框架，而该域名已不存在"),
)
def check(site: Snapshot) -> Gathering:
    """Gather the names without an address whose scripts pages run; one name is one fault."""
    around = near(site)
    gone = {
        url
        for url, answer in (site.answers or {}).items()
        if answer.failure is Failure.DNS and answer.reach is Reach.DEAD and not answer.hops
    }
    found: dict[str, _Gone] = {}
    while (page := (yield)) is not None:
        urls = {link.url for link in page.links if link.kind in _RUNS and link.url in gone}
        for host, url in {host_of(url): url for url in sorted(urls)}.items():
            if around.is_strange(url):
                found.setdefault(host, _Gone(url, page.url)).pages += 1
    return [
        Fault(
            where=f"dangling:{host}",
            url=one.url,
            source_url=one.source,
            seen={"host": host, "domain": registrable(host), "pages": one.pages},
            # Whether the name can be had is for a person to find out.
            suspected=True,
        )
        for host, one in found.items()
    ]
