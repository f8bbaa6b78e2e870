"""组件过期: 服务器或脚本库的版本已停止支持或存在已公布的漏洞。

依据: 《政府网站发展指引》（国办发〔2017〕47号）安全防护要求；版本以网站所示为准，人工核实。"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from xuncha.base.language import N_
from xuncha.checks.components import (
    Component,
    age_key,
    end_of,
    in_address,
    in_headers,
    in_words,
)
from xuncha.checks.contract import Fault, Gathering, indicator
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
    },
)
def check(site: Snapshot) -> Gathering:
    """Gather the versions that pages and answers name; the oldest of each component is told."""
    oldest: dict[str, Shown] = {}
    for gone in site.missing or ():
        _keep_oldest(oldest, _signatures(gone))
    while (page := (yield)) is not None:
        _keep_oldest(oldest, chain(_of_server(page), _of_scripts(page)))
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
            seen={"component": component.name, "version": component.version},
            # Distributions mend old versions without a new number, and a header may lie.
            suspected=True,
            sentence="weak" if end.is_weak else "",
        )


def _keep_oldest(oldest: dict[str, Shown], shown: Iterator[Shown]) -> None:
    for one in shown:
        held = oldest.get(one[0].name)
        if held is None or age_key(one[0]) < age_key(held[0]):
            oldest[one[0].name] = one


def _of_server(page: Page) -> Iterator[Shown]:
    return ((component, page.url, page.url) for component in in_headers(page.headers))


def _of_scripts(page: Page) -> Iterator[Shown]:
    for link in page.links:
        if link.kind is LinkKind.SCRIPT and (component := in_address(link.url)) is not None:
            yield component, link.url, page.url


def _signatures(page: Page) -> Iterator[Shown]:
    yield from _of_server(page)
    for component in in_words(f"{page.title}\n{page.text[:_SIGNED]}\n{page.text[-_SIGNED:]}"):
        yield component, page.url, page.url
