"""安全响应头缺失: 首页没有让浏览器加强防护的响应头，会话 Cookie 缺少保护，或响应头写着软件的版本。

依据: 《政府网站发展指引》（国办发〔2017〕47号）安全防护要求；响应头本身不是硬性规定，仅作建议。"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from xuncha.base.language import N_
from xuncha.base.urls import host_of
from xuncha.checks import headervalues
from xuncha.checks.contract import Fault, Value, indicator
from xuncha.checks.cookies import bare
from xuncha.evidence.snapshot import Page, Snapshot

_MAX_AGE = re.compile(r"max-age\s*=\s*\"?\s*0*[1-9]", re.IGNORECASE)
_FRAMING = ("deny", "sameorigin", "allow-from")
#: A server's answer is as long as it likes; this much of a value is quoted.
_QUOTED = 80


def _keeps_type(headers: Mapping[str, str]) -> bool:
    return _value(headers, "x-content-type-options").split(",")[0].strip() == "nosniff"


def _keeps_frames(headers: Mapping[str, str]) -> bool:
    if _value(headers, "x-frame-options").startswith(_FRAMING):
        return True
    for policy in re.split("[;,]", _value(headers, "content-security-policy")):
        name, *sources = policy.split() or ("",)
        if name == "frame-ancestors":
            return "*" not in sources
    return False


def _keeps_https(headers: Mapping[str, str]) -> bool:
    return bool(_MAX_AGE.search(_value(headers, "strict-transport-security")))


def _value(headers: Mapping[str, str], name: str) -> str:
    return headers.get(name, "").strip().lower()


_PRODUCT = re.compile(
    r"(?<![\w.-])(?:nginx|Apache|Apache Tomcat|PHP|OpenSSL|openresty|Tengine|lighttpd|Jetty|Resin"
    r"|JBoss(?:-\w+)?|WebLogic Server|WebSphere Application Server)[/ ]\d+(?:\.\d+)+",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+(?:\.\d+)+")
#: Where servers say what they run, and what in it tells an intruder which weaknesses to try. The
#: version of IIS and of Tomcat's connector cannot be turned off and says little.
_BANNERS = {
    "Server": _PRODUCT,
    "X-Powered-By": _PRODUCT,
    "X-AspNet-Version": _NUMBER,
    "X-AspNetMvc-Version": _NUMBER,
}
_READ = 200


@dataclass(frozen=True, slots=True)
class _Guard:
    header: str
    is_kept: Callable[[Mapping[str, str]], bool]
    only_https: bool = False


#: The few whose absence every reviewer agrees on; a policy for scripts most sites cannot have yet.
_GUARDS = (
    _Guard("X-Content-Type-Options", _keeps_type),
    _Guard("X-Frame-Options", _keeps_frames),
    _Guard("Strict-Transport-Security", _keeps_https, only_https=True),
)

#: What is good to have and few have yet.
_ADVISED = ("Content-Security-Policy", "Referrer-Policy", "Permissions-Policy")
_LONGEST = 4000
#: Where a header is set, what in it takes the guard away.
_WEAKNESSES: Mapping[str, Callable[[str], str]] = {
    "Content-Security-Policy": headervalues.open_scripts,
    "Strict-Transport-Security": headervalues.short_promise,
    "Referrer-Policy": headervalues.telling_referrer,
    "Permissions-Policy": headervalues.lent_senses,
}


@indicator(
    "security.header",
    needs=("home",),
    says={
        "": N_("首页没有设置响应头 {header}"),
        "advice": N_("首页没有设置建议的响应头 {header}"),
        "weak": N_("首页的响应头 {header} 防护不足：{found}"),
        "strangers": N_("首页允许任意来源 {found} 携带登录信息跨站读取"),
        "useless": N_("首页的响应头 {header} 不起作用：{found}"),
        "cookie": N_("会话 Cookie {cookie} 没有设置 {lacks}"),
        "banner": N_("响应头 {header} 写着软件的版本：{found}"),
    },
)
def check(site: Snapshot) -> Iterator[Fault]:
    """Report each guard that the home page's answer goes without or sets in vain, and what it tells
    that helps nobody but an intruder."""
    if site.home is None:
        return
    yield from _guards(site.home)
    yield from _advice(site.home)
    yield from _weak(site.home)
    yield from _strangers(site.home)
    yield from _cookies(site.home)
    yield from _banners(site.home)


def _guards(home: Page) -> Iterator[Fault]:
    headers = _joined(home)
    for guard in _GUARDS:
        if guard.is_kept(headers) or (guard.only_https and not _is_https(home)):
            continue
        found = headers.get(guard.header.lower(), "")
        yield Fault(
            where=f"header:{guard.header}",
            url=home.url,
            source_url=home.url,
            seen={"header": guard.header} | ({"found": found[:_QUOTED]} if found else {}),
            sentence="useless" if found else "",
        )


def _advice(home: Page) -> Iterator[Fault]:
    """One fault for all that is only advised: hardly a site has them."""
    headers = _joined(home)
    lacks = [name for name in _ADVISED if name.lower() not in headers]
    if home.meta("content-security-policy") is not None:
        lacks = [name for name in lacks if name != "Content-Security-Policy"]
    if lacks:
        yield _told(home, "header:advice", {"header": "、".join(lacks)}, "advice")


def _weak(home: Page) -> Iterator[Fault]:
    headers = _joined(home)
    for name, weakness in _WEAKNESSES.items():
        if name == "Strict-Transport-Security" and not _is_https(home):
            continue
        found = weakness(headers.get(name.lower(), "")[:_LONGEST])
        if found:
            seen: dict[str, Value] = {"kind": "weak", "header": name, "found": found[:_QUOTED]}
            yield _told(home, f"header:weak:{name}", seen, "weak")


def _strangers(home: Page) -> Iterator[Fault]:
    headers, host = _joined(home), host_of(home.answered)
    origin = _value(headers, "access-control-allow-origin")
    credentials = _value(headers, "access-control-allow-credentials")
    for found in headervalues.strangers_read(origin, credentials, host):
        header = "Access-Control-Allow-Origin"
        seen: dict[str, Value] = {"kind": "cors", "header": header, "found": found[:_QUOTED]}
        yield _told(home, f"header:{header}", seen, "strangers")


def _cookies(home: Page) -> Iterator[Fault]:
    for name, lacks in {one.name: one.lacks for one in bare(home)}.items():
        seen: dict[str, Value] = {
            "kind": "cookie",
            "header": "Set-Cookie",
            "cookie": name,
            "lacks": "、".join(lacks),
        }
        yield _told(home, f"header:cookie:{name}", seen, "cookie")


def _banners(home: Page) -> Iterator[Fault]:
    headers = _joined(home)
    for name, telling in _BANNERS.items():
        if found := telling.search(headers.get(name.lower(), "")[:_READ]):
            seen: dict[str, Value] = {"kind": "banner", "header": name, "found": found[0]}
            yield _told(home, f"header:banner:{name}", seen, "banner")


def _told(home: Page, where: str, seen: dict[str, Value], sentence: str) -> Fault:
    return Fault(where=where, url=home.url, source_url=home.url, seen=seen, sentence=sentence)


def _is_https(page: Page) -> bool:
    return page.answered.startswith("https:")


def _joined(page: Page) -> Mapping[str, str]:
    """The headers by lower-case name; what is said twice is one list, as browsers read it."""
    joined: dict[str, str] = {}
    for name, value in page.headers:
        name = name.lower()
        joined[name] = f"{joined[name]}, {value}" if name in joined else value
    return joined
