"""失效域名: 网页载入外站代码的域名已经不存在，或本站域名指向不存在、无人认领的地方，可被人冒用。

依据: 《政府网站发展指引》（国办发〔2017〕47号）安全防护要求；链接的域名应当有人管理。"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from xuncha.base.language import N_
from xuncha.base.urls import host_of, registrable
from xuncha.checks.contract import NOT_SEEN, Fault, Gathering, NotTested, Value, indicator
from xuncha.checks.strangers import near
from xuncha.evidence.response import Failure, Reach
from xuncha.evidence.snapshot import LinkKind, Snapshot

_RUNS = frozenset({LinkKind.SCRIPT, LinkKind.STYLE, LinkKind.FRAME})


#: What hosting services say of a name that points to them and that nobody has claimed there: whole
#: pages that say nothing else.
_UNCLAIMED = re.compile(
    r"NoSuchBucket|The specified bucket does not exist|There isn['’]t a GitHub Pages site here"
    r"|Fastly error: unknown domain|No such app\b|There is no such app|herokucdn\.com/error-pages"
    r"|The requested URL was not found on this server of GitLab Pages|NoSuchDomain"
    r"|Repository not found.{0,40}bitbucket|project not found.{0,40}surge\.sh",
    re.IGNORECASE | re.DOTALL,
)
#: A page of a service's own is short; an article about it is not.
_SHORT = 1500


@dataclass(slots=True)
class _Gone:
    url: str
    source: str
    pages: int = 0


@indicator(
    "security.dangling",
    # A site whose own name leads nowhere has no pages, and is what is looked for.
    needs=(),
    gathers=True,
    mode="semi",
    says={
        "": N_("{pages} 个网页载入 {host} 的脚本、样式或框架，而该域名已不存在"),
        "alias": N_("{host} 的别名记录（CNAME）指向已不存在的域名 {target}"),
        "unclaimed": N_("{host} 指向的外部服务没有人认领，谁在那里登记，谁就能以这个域名发布"),
    },
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
        *_unlooked(site),
        *_aliases(site),
        *_unclaimed(site),
        *_nameless(found),
    ]


def _unlooked(site: Snapshot) -> Iterator[NotTested]:
    if site.pages is None or site.answers is None:
        yield NotTested(site.unseen.get("pages") or site.unseen.get("answers", NOT_SEEN))


def _aliases(site: Snapshot) -> Iterator[Fault]:
    """Names of the site's own whose records lead to a name that does not exist."""
    answers = site.answers or {}
    # What answered a visitor leads somewhere, whatever DNS said later.
    reached = {host_of(url) for url, answer in answers.items() if answer.status}
    if site.home is not None:
        reached.add(host_of(site.home_url))
    linked = {host_of(url): url for url in (*answers, site.home_url)}
    for one in site.aliases or ():
        if one.exists is not False or not one.chain or one.host in reached:
            continue
        target = one.chain[-1]
        values: dict[str, Value] = {"kind": "alias", "host": one.host, "target": target}
        yield Fault(
            where=f"dangling:{one.host}",
            url=linked.get(one.host, f"http://{one.host}/"),
            source_url=site.home_url,
            seen=values | {"domain": registrable(target)},
            # Whether the target can be had is for a person to find out.
            suspected=True,
            sentence="alias",
        )


def _unclaimed(site: Snapshot) -> Iterator[Fault]:
    """Names of the site's own domain that point to a service where nobody has claimed them."""
    own = registrable(host_of(site.home_url))
    seen: set[str] = set()
    for url, answer in (site.answers or {}).items():
        host, said = host_of(url), f"{answer.title or ''}\n{answer.text or ''}"
        if host in seen or registrable(host) != own or len(said) > _SHORT:
            continue
        if _UNCLAIMED.search(said):
            seen.add(host)
            values: dict[str, Value] = {"kind": "unclaimed", "host": host, "domain": own}
            yield Fault(
                where=f"unclaimed:{host}",
                url=url,
                source_url=site.home_url,
                seen=values,
                suspected=True,
                sentence="unclaimed",
            )


def _nameless(found: Mapping[str, _Gone]) -> list[Fault]:
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
