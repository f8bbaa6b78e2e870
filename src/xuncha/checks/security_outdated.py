"""组件过期: 服务器或脚本库的版本已停止支持或存在已公布的漏洞。

依据: 《政府网站发展指引》（国办发〔2017〕47号）安全防护要求；版本以网站所示为准，人工核实。"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from xuncha.base.language import N_
from xuncha.checks import libraries
from xuncha.checks.components import (
    Component,
    age_key,
    end_of,
    in_address,
    in_headers,
    in_words,
)
from xuncha.checks.contract import Fault, Gathering, indicator
from xuncha.evidence.response import Reach
from xuncha.evidence.snapshot import LinkKind, Page, Snapshot

#: A server signs its error page in a few words; what is longer is the site's own.
_SIGNED = 600

Shown = tuple[Component, str, str]


@indicator(
    "security.outdated",
    gathers=True,
    mode="semi",
    says={
        "": N_("{component} {version} 已停止支持"),
        "weak": N_("{component} {version} 存在已公布的漏洞"),
        "named": N_("{component} {version} 存在已公布的漏洞（{weakness}）"),
    },
)
def check(site: Snapshot) -> Gathering:
    """Gather the versions that pages and answers name; the oldest of each component is told."""
    oldest: dict[str, Shown] = {}
    read: set[str] = set()
    for gone in site.missing or ():
        _keep_oldest(oldest, _signatures(gone))
    while (page := (yield)) is not None:
        _keep_oldest(oldest, chain(_of_server(page), _of_scripts(page, site, read)))
    return list(_faults(site, oldest))


def _faults(site: Snapshot, oldest: dict[str, Shown]) -> Iterator[Fault]:
    # A version that is too old today may have been looked after on the day of the visit.
    day = site.started.date()
    for component, url, source in oldest.values():
        if (end := end_of(component, day)) is None:
            continue
        yield Fault(
            where=f"component:{component.name.lower()}",
            url=url,
            source_url=source,
            seen={"component": component.name, "version": component.version}
            | ({"weakness": end.name} if end.name else {}),
            # Distributions mend old versions without a new number, and a header may lie.
            suspected=True,
            sentence=("named" if end.name else "weak") if end.is_weak else "",
        )


def _keep_oldest(oldest: dict[str, Shown], shown: Iterator[Shown]) -> None:
    for one in shown:
        held = oldest.get(one[0].name)
        if held is None or age_key(one[0]) < age_key(held[0]):
            oldest[one[0].name] = one


def _of_server(page: Page) -> Iterator[Shown]:
    return ((component, page.url, page.url) for component in in_headers(page.headers))


def _of_scripts(page: Page, site: Snapshot, read: set[str]) -> Iterator[Shown]:
    """The libraries of a page's scripts that no page before it had."""
    for link in page.links:
        if link.kind is not LinkKind.SCRIPT or link.url in read:
            continue
        read.add(link.url)
        component = in_address(link.url) or _in_file(site, link.url)
        if component is not None:
            yield component, link.url, page.url


def _in_file(site: Snapshot, url: str) -> Component | None:
    answer = (site.answers or {}).get(url)
    if answer is None or not answer.banner or answer.reach is not Reach.OK:
        return None
    found = libraries.in_words(answer.banner)
    return Component(*found) if found else None


def _signatures(page: Page) -> Iterator[Shown]:
    yield from _of_server(page)
    for component in in_words(f"{page.title}\n{page.text[:_SIGNED]}\n{page.text[-_SIGNED:]}"):
        yield component, page.url, page.url
