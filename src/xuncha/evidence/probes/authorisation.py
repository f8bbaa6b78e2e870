"""Who may be probed, by whose leave, when and how fast: the rules of engagement as pure decisions.

A file and a row of the console make the same object. What it does not allow is never sent.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from fnmatch import fnmatchcase
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from xuncha.base.language import N_

#: Requests a second that no letter can exceed, and that hold where it says nothing.
CEILING, USUAL = 5.0, 1.0
MOST_REQUESTS = 5_000
#: Windows are those of the site's own clocks.
LOCAL = ZoneInfo("Asia/Shanghai")
#: When probing disturbs the fewest: what a row of the console has unless it says otherwise.
NIGHT = (time(0, 0), time(6, 0))


@dataclass(frozen=True, slots=True)
class ScanAuthorisation:
    """One letter that allows probing; a copy of it stands with every run that relied on it."""

    #: "www.x.gov.cn", "www.x.gov.cn:8080", or "*.y.gov.cn" for every name below it.
    hosts: tuple[str, ...]
    granted_by: str
    document: str
    valid_from: datetime
    valid_until: datetime
    #: Requests a second; what is above the ceiling is cut down to it.
    max_rate: float = USUAL
    max_requests: int = MOST_REQUESTS
    methods: tuple[str, ...] = ("GET",)
    #: Paths (with * and ?) that are left alone, and the only ones that are not; () for all.
    exclude: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    #: Addresses or CIDRs the hosts stand at; () where the letter declares none.
    addresses: tuple[str, ...] = ()
    #: From and until on each day; None for the whole day.
    window: tuple[time, time] | None = NIGHT
    #: Whom to call at the site when something is amiss.
    contact: str = ""
    #: Who asked for it and who approved it: two people.
    requested_by: str = ""
    approved_by: str = ""
    #: SHA-256 of the scanned letter.
    letter: str = ""

    @property
    def rate(self) -> float:
        """Requests a second that may be sent."""
        return min(self.max_rate, CEILING)

    def covers(self, host: str) -> bool:
        """Whether `host`, with or without a port, is in scope."""
        name = host.lower()
        bare = name.rpartition(":")[0] if re.search(r":\d+\Z", name) else name
        return any(_is_in(bare, name, pattern.lower()) for pattern in self.hosts)

    def admits(self, url: str) -> bool:
        """Whether the address itself may be asked: in scope by host and path, and not excluded."""
        parts = urlsplit(url)
        path = unquote(parts.path or "/", "latin-1")
        if not self.covers(parts.netloc):
            return False
        if self.paths and not _matches(url, path, self.paths):
            return False
        return not _matches(url, path, self.exclude)


def refusal(
    authorisation: ScanAuthorisation | None,
    host: str,
    addresses: Iterable[str],
    now: datetime,
) -> str | None:
    """Why `host`, standing at `addresses`, must not be probed at `now`; None when it may.

    The reason is a Chinese source string.
    """
    if authorisation is None:
        return N_("未获授权")
    reasons = (
        (not authorisation.covers(host), N_("主机不在授权范围内")),
        (not _names_somebody(authorisation), N_("授权未写明批准单位和文号")),
        ("GET" not in map(str.upper, authorisation.methods), N_("授权不允许 GET 请求")),
        (not authorisation.max_rate > 0 or authorisation.max_requests < 1, N_("授权的限额为零")),
        (_is_one_person(authorisation), N_("授权须由另一人批准")),
        (now < authorisation.valid_from, N_("授权尚未生效")),
        (now >= authorisation.valid_until, N_("授权已过期")),
        (not _in_window(authorisation.window, now), N_("不在授权的每日时段内")),
        (not _are_declared(authorisation.addresses, addresses), N_("域名指向授权以外的地址")),
    )
    return next((why for refused, why in reasons if refused), None)


def choose(
    authorisations: Sequence[ScanAuthorisation], host: str, addresses: Sequence[str], now: datetime
) -> tuple[ScanAuthorisation | None, str]:
    """The first letter under which `host` may be probed and "", or None and why not."""
    why = refusal(None, host, addresses, now) or ""
    for one in authorisations:
        if one.covers(host):
            refused = refusal(one, host, addresses, now)
            if refused is None:
                return one, ""
            why = refused
    return None, why


def _is_in(bare: str, whole: str, pattern: str) -> bool:
    if pattern.startswith("*."):
        # "*" alone, or of a whole top-level domain, is no scope.
        return pattern.count(".") > 1 and bare.endswith(pattern[1:])
    return pattern in (bare, whole)


def _matches(url: str, path: str, patterns: Iterable[str]) -> bool:
    """A pattern is an address, or a path; both also stand for everything below them."""
    for pattern in patterns:
        subject = url if "://" in pattern else path
        if fnmatchcase(subject, pattern) or fnmatchcase(subject, f"{pattern}*"):
            return True
    return False


def _names_somebody(one: ScanAuthorisation) -> bool:
    return bool(one.granted_by.strip() and one.document.strip())


def _is_one_person(one: ScanAuthorisation) -> bool:
    """Asked for on a screen and approved by nobody, or by the same person."""
    return bool(one.requested_by) and one.approved_by in ("", one.requested_by)


def _in_window(window: tuple[time, time] | None, now: datetime) -> bool:
    if window is None:
        return True
    clock, (begin, end) = now.astimezone(LOCAL).time(), window
    if begin <= end:
        return begin <= clock < end
    return clock >= begin or clock < end


def _are_declared(declared: Sequence[str], addresses: Iterable[str]) -> bool:
    if not declared:
        return True
    networks = [ipaddress.ip_network(one, strict=False) for one in declared]
    found = [ipaddress.ip_address(one.partition("%")[0]) for one in addresses]
    return bool(found) and all(any(one in network for network in networks) for one in found)
