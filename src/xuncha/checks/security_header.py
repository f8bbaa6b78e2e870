"""安全响应头缺失: 首页没有让浏览器加强防护的响应头。

依据: 《政府网站发展指引》（国办发〔2017〕47号）安全防护要求；响应头本身不是硬性规定，仅作建议。"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from xuncha.base.language import N_
from xuncha.checks.contract import Fault, indicator
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


@indicator(
    "security.header",
    needs=("home",),
    says={
        "": N_("首页没有设置响应头 {header}"),
        "useless": N_("首页的响应头 {header} 不起作用：{found}"),
    },
)
def check(site: Snapshot) -> Iterator[Fault]:
    """Report each guard that the home page's answer goes without or sets in vain."""
    if site.home is None:
        return
    headers = _joined(site.home)
    for guard in _GUARDS:
        if guard.is_kept(headers) or (guard.only_https and not _is_https(site.home)):
            continue
        found = headers.get(guard.header.lower(), "")
        yield Fault(
            where=f"header:{guard.header}",
            url=site.home.url,
            source_url=site.home.url,
            seen={"header": guard.header} | ({"found": found[:_QUOTED]} if found else {}),
            sentence="useless" if found else "",
        )


def _is_https(page: Page) -> bool:
    return page.answered.startswith("https:")


def _joined(page: Page) -> Mapping[str, str]:
    """The headers by lower-case name; what is said twice is one list, as browsers read it."""
    joined: dict[str, str] = {}
    for name, value in page.headers:
        name = name.lower()
        joined[name] = f"{joined[name]}, {value}" if name in joined else value
    return joined
