"""One access to a home page as the official rule counts it. The only part that has a network."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from xuncha.evidence.response import Failure, Phases, Reach, Response
from xuncha.evidence.watch import Prober
from xuncha.monitoring.rules import LIMIT

#: Home pages asked at once; each may take fifteen seconds.
AT_ONCE = 200

#: What each failure of the fetcher is called in the ledger of probes.
_FAULTS = {
    Failure.DNS: "dns",
    Failure.CONNECT: "connect",
    Failure.TLS: "tls",
    Failure.TIMEOUT: "timeout",
    Failure.STATUS: "status",
    Failure.EMPTY: "empty",
    Failure.NETWORK: "ours",
    Failure.GATE: "ours",
    Failure.BUDGET: "ours",
}


@dataclass(frozen=True, slots=True)
class Due:
    """One slot to probe."""

    site_id: int
    url: str
    slot: datetime


@dataclass(frozen=True, slots=True)
class Accessed:
    """What came of it; times in milliseconds."""

    began_at: datetime
    open: bool | None
    fault: str
    status: int | None
    total: int
    phases: Phases


async def access(url: str, prober: Prober, began_at: datetime) -> Accessed:
    """Open a home page once, on a new connection, within the official 15 seconds."""
    response = await prober.probe(url, timeout=LIMIT)
    opened, fault = judged(response)
    return Accessed(
        began_at=began_at,
        open=opened,
        fault=fault,
        status=response.status,
        total=round(response.seconds * 1000),
        phases=response.phases or Phases(),
    )


def judged(response: Response) -> tuple[bool | None, str]:
    """Whether the page was open in time, and the fault; None where it says nothing of the site."""
    if response.reach is Reach.BLOCKED:
        return None, "blocked"
    if response.reach is Reach.UNTESTED:
        return None, "ours"
    if response.reach is Reach.OK and response.seconds >= LIMIT:
        return False, "timeout"
    if response.reach is Reach.OK:
        return (True, "") if response.body else (False, "empty")
    fault = _FAULTS.get(response.failure or Failure.BROKEN, "broken")
    return (None if fault == "ours" else False), fault


async def probe_all(
    slots: list[Due], prober: Prober, now: Callable[[], datetime], at_once: int = AT_ONCE
) -> list[tuple[int, datetime, Accessed]]:
    """Probe every slot, so many at once."""
    seen: list[tuple[int, datetime, Accessed]] = []
    await probe_each(slots, prober, now, asyncio.Semaphore(at_once), seen.append)
    return seen


async def probe_each(
    slots: list[Due],
    prober: Prober,
    now: Callable[[], datetime],
    turns: asyncio.Semaphore,
    tell: Callable[[tuple[int, datetime, Accessed]], object],
) -> None:
    """Probe every slot as soon as there is a turn, and tell of each when it is done."""

    async def one(slot: Due) -> None:
        async with turns:
            tell((slot.site_id, slot.slot, await access(slot.url, prober, now())))

    await asyncio.gather(*map(one, slots))
