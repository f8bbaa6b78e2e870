"""信息外露: 网页源码中露出内部网络的地址，或注释里写着账号口令。

依据: 《政府网站发展指引》（国办发〔2017〕47号）安全防护要求。"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass

from xuncha.base.language import N_
from xuncha.base.urls import host_of
from xuncha.checks.contract import Fault, Gathering, indicator
from xuncha.evidence.snapshot import LinkKind, Page, Snapshot

_INNER = tuple(map(ipaddress.IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")))
_MOST = 200
#: A name for a secret, and what is given as its value. A script's code gives it no value of its
#: own, and a form's label none at all.
_SECRET = re.compile(
    r"(?:password|passwd|pwd|密码|口令)\s*(?:[=:：]|是|为)\s*[\"']?([^\s\"'<>,;，；。）)（(&]{3,60})",
    re.IGNORECASE,
)
_NO_SECRET = re.compile(
    r"[$%{\[#@*.]|^(?:null|none|undefined|true|false|this|document|request|string|varchar|text|"
    r"input|password|passwd|pwd|user\w*|your\w*|xx+|请|必填|不能|错误|长度|至少|不少|由|[-_=]+$)|\w\(|\.val"
    r"|[\u4e00-\u9fff]{3}",
    re.IGNORECASE,
)
_MARKUP = re.compile(
    r"<\s*/?\s*(?:input|label|td|tr|th|li|div|span|p|form|option)\b", re.IGNORECASE
)


@dataclass(slots=True)
class _Found:
    page: Page
    seen: str
    sure: bool
    pages: int = 0


@indicator(
    "security.disclosure",
    gathers=True,
    mode="semi",
    says={
        "": N_("网页露出内部信息（{kind}）"),
        "internal": N_("{pages} 个网页用到内部网络的地址 {address}"),
        "credentials": N_("网页源码的注释里疑似写有口令"),
    },
)
def check(site: Snapshot) -> Gathering:
    """Gather inner addresses and passwords in comments; one address is one fault."""
    own = {host_of(site.home_url), host_of(site.home.url) if site.home else ""}
    found: dict[str, _Found] = {}
    while (page := (yield)) is not None:
        for where, seen, sure in (*_inner(page, own), *_secrets(page)):
            if where in found or len(found) < _MOST:
                found.setdefault(where, _Found(page, seen, sure)).pages += 1
    return [_fault(where, one) for where, one in found.items()]


def _inner(page: Page, own: set[str]) -> Iterator[tuple[str, str, bool]]:
    told = set()
    for link in page.links:
        # Hardly an address has a number for its host: the rest is passed over at once.
        if not link.url[7:8].isdigit() and not link.url[8:9].isdigit():
            continue
        host = host_of(link.url)
        if host in told or host in own or not _is_inner(host):
            continue
        # A manual may lead to the reader's own router, and says so in plain words.
        if link.kind is LinkKind.PAGE and host in link.text:
            continue
        told.add(host)
        yield f"internal:{host}", host, link.kind is not LinkKind.PAGE


def _is_inner(host: str) -> bool:
    try:
        address = ipaddress.IPv4Address(host)
    except ValueError:
        return False
    return any(address in network for network in _INNER)


def _secrets(page: Page) -> Iterator[tuple[str, str, bool]]:
    for remark in page.remarks or ():
        if _MARKUP.search(remark):
            # A form that was taken out of use.
            continue
        if any(not _NO_SECRET.search(value) for value in _SECRET.findall(remark)):
            yield f"credentials:{page.url}", "", False
            return


def _fault(where: str, one: _Found) -> Fault:
    kind = where.partition(":")[0]
    seen: dict[str, str | int] = {"kind": kind, "pages": one.pages}
    if one.seen:
        seen["address"] = one.seen
    return Fault(
        where=where,
        url=one.page.url,
        source_url=one.page.url,
        seen=seen,
        suspected=not one.sure,
        # A comment of the template stands on every page.
        root="credentials" if kind == "credentials" else "",
        evidence=(one.page.record,) if one.page.record else (),
        sentence=kind,
    )
