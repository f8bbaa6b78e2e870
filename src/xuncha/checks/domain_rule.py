"""域名不合规: 网站不用 .gov.cn 或 .政务 域名，以 IP 地址提供服务，或使用多个主域名。

依据: 《国务院办公厅关于加强政府网站域名管理的通知》（国办函〔2018〕55号）。"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from xuncha.base.language import N_
from xuncha.base.urls import host_of, is_government, registrable
from xuncha.checks.contract import Fault, indicator
from xuncha.evidence.snapshot import Snapshot

_LITERAL = re.compile(r"\[.*\]|(?:\d+\.){3}\d+")
_WHY: Mapping[str, str] = {
    "address": N_("以 IP 地址提供服务"),
    "foreign": N_("不是 .gov.cn 或 .政务 域名"),
    "several": N_("栏目使用了另一个主域名"),
}


@indicator("domain.rule", needs=("home",), says=N_("{host}：{why}"))
def check(site: Snapshot) -> Iterator[Fault]:
    """Look at the host the home page stands on, and at the hosts its columns stand on."""
    if site.home is None:
        return
    host = host_of(site.home.url)
    if _LITERAL.fullmatch(host):
        yield _fault(host, "address", site.home.url)
    elif not is_government(host):
        yield _fault(host, "foreign", site.home.url)
    for other in _other_domains(site, host):
        yield _fault(other, "several", site.home.url)


def _other_domains(site: Snapshot, host: str) -> Iterator[str]:
    """Main domains of the site's own columns that are not the home page's."""
    own = registrable(host)
    found = {
        registrable(host_of(column.url)): None
        for column in site.columns or ()
        if column.via == "register" and not _LITERAL.fullmatch(host_of(column.url))
    }
    yield from (other for other in found if other != own and is_government(other))


def _fault(host: str, kind: str, url: str) -> Fault:
    return Fault(
        where=f"domain:{host}",
        url=url,
        seen={"host": host, "kind": kind, "why": _WHY[kind]},
    )
