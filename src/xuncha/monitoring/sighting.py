"""One look at a site a day, beside its timed accesses: name, certificate, face, its own wishes."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from xuncha.evidence import agreement
from xuncha.evidence.agreement import Agreement
from xuncha.evidence.gate import Gate, GateError, Passage
from xuncha.evidence.reader.page import read
from xuncha.evidence.response import Reach
from xuncha.evidence.snapshot import Page
from xuncha.evidence.watch import Prober
from xuncha.monitoring.rules import OFFICE_TIME

_TIMEOUT = 15.0


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look gave; None where it could not be seen."""

    at: datetime
    addresses: tuple[str, ...] | None = None
    certificate_until: datetime | None = None
    #: Whether it opened over IPv6; None without such a line here, or without such an address.
    ipv6: bool | None = None
    #: This machine has such a line, so that an address that is gone is known to be.
    ipv6_line: bool = False
    page: Page | None = None
    agreement: Agreement | None = None
    #: The home page answered, so that what is missing is missing.
    open: bool = False


def has_ipv6() -> bool:
    """Whether this machine has a way out over IPv6; asks its routing table, nobody else."""
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as line:
            line.connect(("2400:3200::1", 53))
            return not line.getsockname()[0].startswith("fe80")
    except OSError:
        return False


async def look(url: str, fetcher: Prober, gate: Gate, now: datetime, *, ipv6: bool) -> Seen:
    """Look at a site's home page and at what stands around it. Never raises for what a site does.

    `ipv6`: whether this machine has such a line.
    """
    parts = urlsplit(url)
    host, secure = parts.hostname or "", parts.scheme == "https"
    seen = Seen(now, ipv6_line=ipv6)
    try:
        passage = await gate.open(host, parts.port or (443 if secure else 80))
    except (GateError, OSError, UnicodeError):
        return seen
    response = await fetcher.get(url, timeout=_TIMEOUT)
    seen = replace(seen, addresses=passage.addresses, open=response.reach is Reach.OK)
    if not seen.open:
        return seen
    landed = response.answered or url
    today = now.astimezone(OFFICE_TIME).date()
    page = await asyncio.to_thread(read, response, depth=0, today=today, home=True)
    until = None
    if landed.startswith("https:"):
        shaken = await fetcher.shake(landed)
        until = shaken.certificate.not_after if shaken.certificate else None
    return replace(
        seen,
        page=None if page.scripted else page,
        certificate_until=until,
        ipv6=await _over_ipv6(passage) if ipv6 else None,
        agreement=await agreement.ask(landed, fetcher),
    )


async def _over_ipv6(passage: Passage) -> bool | None:
    """Whether one of the name's IPv6 addresses takes a connection; None without any."""
    addresses = [one for one in passage.addresses if ":" in one]
    for one in addresses:
        try:
            opening = asyncio.open_connection(one, passage.port)
            _reader, writer = await asyncio.wait_for(opening, _TIMEOUT)
        except (OSError, TimeoutError):
            continue
        writer.close()
        return True
    return False if addresses else None
