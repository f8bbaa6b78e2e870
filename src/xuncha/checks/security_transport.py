"""传输安全: 首页证书无效或将到期，或加密的网页载入不加密的内容。

依据: 《政府网站发展指引》（国办发〔2017〕47号）安全防护要求。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from xuncha.base.language import N_
from xuncha.base.types import Period
from xuncha.base.urls import host_of
from xuncha.checks.contract import Fault, Gathering, NotTested, Said, indicator
from xuncha.evidence.snapshot import Certificate, LinkKind, Page, Snapshot

#: What browsers refuse to load over http from an https page; pictures they still show.
_ACTIVE = frozenset({LinkKind.SCRIPT, LinkKind.STYLE, LinkKind.FRAME})
_OWN_MACHINE = ("localhost", "127.0.0.1", "[::1]")


@indicator(
    "security.transport",
    needs=("pages", "home"),
    gathers=True,
    says={
        "": N_("传输安全问题：{kind}"),
        "expired": N_("首页的证书已于 {date} 到期"),
        "early": N_("首页的证书要到 {date} 才生效"),
        "expiring": N_("首页的证书将于 {date} 到期"),
        "host": N_("首页的证书不是发给 {host} 的"),
        "untrusted": N_("首页的证书不受信任（签发者：{issuer}）"),
        "downgrade": N_("首页由 https 转到不加密的 http"),
        "mixed": N_("{pages} 个 https 网页载入不加密的脚本、样式或框架，例如 {example}"),
    },
)
def check(site: Snapshot, *, expires_within: Period) -> Gathering:
    """Judge the home page's certificate, and gather what https pages load over plain http."""
    said = list(_of_home(site, expires_within))
    pages, first, example = 0, None, ""
    while (page := (yield)) is not None:
        if plain := _plain_parts(page):
            pages += 1
            first, example = first or page, example or plain
    if first is not None:
        said.append(_fault("mixed", first.url, pages=pages, example=example))
    return said


def _of_home(site: Snapshot, expires_within: Period) -> Iterator[Said]:
    home, certificate = site.home, site.certificate
    if home is None:
        return
    if home.asked.startswith("https:") and not home.answered.startswith("https:"):
        yield _fault("downgrade", home.url)
    if not home.answered.startswith("https:"):
        yield NotTested(N_("首页不是 https，没有证书可查"), "transport:certificate")
    elif certificate is None:
        yield NotTested(N_("没有查看证书"), "transport:certificate")
    else:
        yield from _of_certificate(home, certificate, site.started, expires_within)


def _of_certificate(
    home: Page, certificate: Certificate, day: datetime, expires_within: Period
) -> Iterator[Fault]:
    begin, end = certificate.not_before, certificate.not_after
    is_over = end is not None and end <= day
    is_early = begin is not None and begin > day
    if end is not None and (is_over or expires_within.before(end.date()) <= day.date()):
        kind = "expired" if is_over else "expiring"
        yield _fault(kind, home.url, date=end.date().isoformat())
    if begin is not None and is_early:
        yield _fault("early", home.url, date=begin.date().isoformat())
    if certificate.host_matches is False:
        yield _fault("host", home.url, host=host_of(home.answered))
    # One that is out of its time is never trusted either; that is no second fault.
    if certificate.trusted is False and not (is_over or is_early):
        yield _fault("untrusted", home.url, issuer=certificate.issuer[:200])


def _fault(kind: str, url: str, **seen: str | int) -> Fault:
    return Fault(
        where=f"transport:{kind}",
        url=url,
        source_url=url,
        seen={"kind": kind, **seen},
        sentence=kind,
    )


def _plain_parts(page: Page) -> str:
    """The first thing an https page loads over plain http, "" where there is none."""
    if not page.url.startswith("https:") or _is_upgraded(page):
        return ""
    return next(
        (
            link.url
            for link in page.links
            if link.kind in _ACTIVE
            and link.url.startswith("http:")
            and host_of(link.url) not in _OWN_MACHINE
        ),
        "",
    )


def _is_upgraded(page: Page) -> bool:
    """Whether the page tells browsers to ask for everything over https."""
    return any(
        name.lower() == "content-security-policy" and "upgrade-insecure-requests" in value.lower()
        for name, value in page.headers
    )
