"""域名不合规: 网站不使用 .gov.cn 或 .政务 域名，直接以IP地址提供服务，或者使用多个主域名。

依据: 国办函〔2018〕55号。"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from xuncha.base.language import N_
from xuncha.base.urls import host_of, is_government, registrable
from xuncha.checks.contract import Fault, Gathering, indicator
from xuncha.evidence.snapshot import Page, Snapshot

_SUFFIX = N_("后缀不是 .gov.cn 或 .政务")
_ADDRESS = N_("以IP地址提供服务")
_SEVERAL = N_("使用多个主域名")

_LITERAL = re.compile(r"\[.*\]|(?:\d+\.){3}\d+")


@indicator(
    "domain.rule",
    needs=(),
    says=N_("网站域名{host}不合规：{kind}"),
    gathers=True,
)
def check(site: Snapshot) -> Gathering:
    """Judge the host the site is known by; where that is right, look whether it has others."""
    others: dict[str, bool] = {}
    own = host_of(site.home_url)
    code = site.site.site_code.lower()
    while (page := (yield)) is not None:
        host = host_of(page.url)
        if host != own and host not in others and _is_apart(host, own) and _is_own(page, code):
            others[host] = False
    for column in site.columns or ():
        host = host_of(column.url)
        # The register may count a column on a shared platform as the site's; a person looks.
        if column.via == "register" and _is_apart(host, own):
            others.setdefault(host, True)
    return _judge(site, own, others)


def _is_own(page: Page, code: str) -> bool:
    """Whether a page on another host says that it is this site's."""
    return bool(code) and (page.elements.site_code or "").lower() == code


def _is_apart(host: str, own: str) -> bool:
    """Whether two hosts are two main domains: one Chinese and one English make a pair."""
    if registrable(host) == registrable(own):
        return False
    return not (
        is_government(host) and is_government(own) and _is_chinese(host) != _is_chinese(own)
    )


def _is_chinese(host: str) -> bool:
    return not host.endswith(".gov.cn")


def _judge(site: Snapshot, own: str, others: Mapping[str, bool]) -> Iterator[Fault]:
    answering = host_of(site.home.url) if site.home is not None else own
    wrong = next((host for host in (own, answering) if _kind(host)), None)
    if wrong is not None:
        yield _fault(site, wrong, _kind(wrong))
    elif others:
        host, suspected = min(others.items(), key=lambda one: one[1])
        yield _fault(site, host, _SEVERAL, suspected=suspected)


def _kind(host: str) -> str:
    if _LITERAL.fullmatch(host):
        return _ADDRESS
    return "" if is_government(host) else _SUFFIX


def _fault(site: Snapshot, host: str, kind: str, *, suspected: bool = False) -> Fault:
    return Fault(
        where="site",
        url=site.home_url,
        source_url=site.home_url,
        seen={"host": host, "kind": kind},
        suspected=suspected,
    )
