"""传输安全: 没有 https、证书无效或将到期、仍开着过时的 TLS，或加密的网页载入、提交不加密的内容。

依据: 《政府网站发展指引》（国办发〔2017〕47号）安全防护要求；《密码法》；RFC 8996（旧版 TLS）。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

from xuncha.base.language import N_
from xuncha.base.types import Period
from xuncha.base.urls import host_of
from xuncha.checks.contract import Fault, Gathering, NotTested, Said, indicator
from xuncha.checks.plainparts import Parts
from xuncha.evidence.safety import Certificate
from xuncha.evidence.snapshot import Page, Snapshot

_OLD = frozenset({"TLSv1", "TLSv1.1"})
_BROKEN_HASHES = frozenset({"md5", "sha1"})
#: Bits below which a key can be found out, by kind (GM/T 及 NIST SP 800-57 均要求不低于此).
_LEAST_BITS = {"rsa": 2048, "ec": 224}
#: An authority may be one of those that only domestic browsers know.
_PERHAPS_KNOWN = frozenset({"root", "issuer"})


@indicator(
    "security.transport",
    needs=("pages", "home"),
    gathers=True,
    says={
        "": N_("传输安全问题：{kind}"),
        "no_https": N_("首页没有提供 https 加密访问"),
        "no_redirect": N_("首页提供 https，但用 http 访问时没有转过去"),
        "expired": N_("首页的证书已于 {date} 到期"),
        "early": N_("首页的证书要到 {date} 才生效"),
        "expiring": N_("首页的证书将于 {date} 到期"),
        "host": N_("首页的证书不是发给 {host} 的"),
        "untrusted": N_("首页的证书不受信任（签发者：{issuer}）"),
        "weak_key": N_("首页证书的密钥过短（{found}）"),
        "weak_signature": N_("首页证书用已被攻破的 {found} 签名"),
        "old_tls": N_("首页所在主机仍接受过时的 {found}"),
        "downgrade": N_("首页由 https 转到不加密的 http"),
        "mixed": N_("{pages} 个 https 网页载入不加密的脚本、样式或框架，例如 {example}"),
        "mixed_passive": N_("{pages} 个 https 网页载入不加密的图片或音视频，例如 {example}"),
        "form": N_("{pages} 个 https 网页的表单提交到不加密的地址，例如 {example}"),
        "password": N_(
            "{pages} 个不加密的网页要求输入密码，或把密码提交到不加密的地址，例如 {example}"
        ),
    },
)
def check(site: Snapshot, *, expires_within: Period, https_from: date) -> Gathering:
    """Judge the home page's certificate and its host, and gather what pages send or load in the
    clear; `https_from` is the day from which every site is expected to offer https."""
    said = list(_of_home(site, expires_within))
    said += _of_host(site, https_from)
    parts = Parts()
    while (page := (yield)) is not None:
        parts.take(page)
    for kind, seen in parts.found.items():
        said.append(_fault(kind, seen.first, pages=seen.pages, example=seen.example))
    return said


# -- the host ------------------------------------------------------------------------------------


def _of_host(site: Snapshot, https_from: date) -> Iterator[Said]:
    home, seen = site.home, site.transport
    if home is None or seen is None:
        return
    if site.as_of.date() >= https_from:
        if seen.https is False:
            yield _fault("no_https", home.url)
        elif seen.https and seen.leads_on is False:
            yield _fault("no_redirect", home.url)
    if old := _OLD.intersection(seen.versions or ()):
        yield _fault("old_tls", home.url, found="、".join(_shown(one) for one in sorted(old)))


def _shown(version: str) -> str:
    return version.replace("TLSv", "TLS ") + ("" if "." in version else ".0")


# -- the certificate -----------------------------------------------------------------------------


def _of_home(site: Snapshot, expires_within: Period) -> Iterator[Said]:
    home, certificate = site.home, site.certificate
    if home is None:
        return
    if home.asked.startswith("https:") and not home.answered.startswith("https:"):
        yield _fault("downgrade", home.url)
    if not home.answered.startswith("https:"):
        yield NotTested(N_("首页不是 https，没有证书可查"), "transport:certificate")
    elif certificate is None:
        national = site.transport is not None and site.transport.national
        why = N_("只提供国密（TLCP）加密，未能评定") if national else N_("没有查看证书")
        yield NotTested(why, "transport:certificate")
    elif certificate.national:
        yield NotTested(N_("国密（SM2）证书，未能评定"), "transport:certificate")
    else:
        yield from _of_time(home, certificate, site.started, expires_within)
        yield from _of_strength(home, certificate)


def _of_time(
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
        perhaps = certificate.problem in _PERHAPS_KNOWN
        yield _fault("untrusted", home.url, suspected=perhaps, issuer=certificate.issuer[:200])


def _of_strength(home: Page, certificate: Certificate) -> Iterator[Fault]:
    key = re.fullmatch(r"(rsa|ec) (\d+)", certificate.key)
    if key is not None and int(key[2]) < _LEAST_BITS[key[1]]:
        yield _fault("weak_key", home.url, found=f"{key[1].upper()} {key[2]}")
    if certificate.signature in _BROKEN_HASHES:
        yield _fault("weak_signature", home.url, found=certificate.signature.upper())


def _fault(kind: str, url: str, *, suspected: bool = False, **seen: str | int) -> Fault:
    return Fault(
        where=f"transport:{kind}",
        url=url,
        source_url=url,
        seen={"kind": kind, **seen},
        suspected=suspected,
        sentence=kind,
    )
