"""The register against what was seen: a site that runs though 关停, or is dead though 正常.

What the pages say of name and code is asked by the indicator element.mismatch, and links to
unregistered hosts by registry.mismatch; here stands what only the register's state can tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from xuncha.base.language import N_
from xuncha.base.urls import host_of, registrable
from xuncha.registry.rules import ENDED

#: The sentence of each kind; the fields are those of `Mismatch.seen`.
SENTENCES: Final[Mapping[str, str]] = {
    "moved": N_("登记的首页跳转到{host}，未更新登记"),
    "dead": N_("登记状态为“正常”，但网站不能访问"),
    "alive": N_("已登记关停，网站仍可访问"),
    "offline_alive": N_("已登记临时下线，网站仍可访问"),
    "code": N_("网站标明的标识码为“{found}”，登记的为“{registered}”"),
}


@dataclass(frozen=True, slots=True)
class Registered:
    """What the register says of a site."""

    state: str
    home_url: str
    site_code: str = ""
    #: The home page of the site that goes on with it.
    successor_url: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a visit saw; None where it did not look."""

    #: Did any visit reach a page of the site? None also when we were kept out (监测受阻).
    reached: bool | None
    #: Where the home page landed.
    landed: str | None = None
    site_code: str | None = None


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One difference, with the identity it keeps across visits."""

    kind: str
    where: str
    seen: Mapping[str, str]


def mismatches(registered: Registered, seen: Seen) -> tuple[Mismatch, ...]:
    """Where the register and the world differ (standards.md R01)."""
    found = []
    elsewhere = _elsewhere(registered.home_url, seen.landed)
    if registered.state == "active" and seen.reached is False:
        found.append(Mismatch("dead", "register:state", {}))
    elif registered.state in ENDED and seen.reached and not _handed_on(registered, elsewhere):
        found.append(Mismatch("alive", "register:state", {}))
    elif registered.state == "offline" and seen.reached:
        found.append(Mismatch("offline_alive", "register:state", {}))
    if registered.state not in ENDED and seen.reached and elsewhere:
        found.append(Mismatch("moved", f"host:{elsewhere}", {"host": elsewhere}))
    if seen.site_code and registered.site_code and seen.site_code != registered.site_code:
        said = {"found": seen.site_code, "registered": registered.site_code}
        found.append(Mismatch("code", "register:site_code", said))
    return tuple(found)


def _elsewhere(home: str, landed: str | None) -> str:
    """The host a home page leads to outside its own domain, "" when it stays."""
    host = host_of(landed) if landed else ""
    away = host and registrable(host) != registrable(host_of(home))
    return host.removeprefix("www.") if away else ""


def _handed_on(registered: Registered, elsewhere: str) -> bool:
    """Whether the old address only leads on, as it may, to another site."""
    return bool(elsewhere) and (
        not registered.successor_url
        or registrable(elsewhere) == registrable(host_of(registered.successor_url))
    )
