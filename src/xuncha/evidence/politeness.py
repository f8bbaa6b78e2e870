"""Never more than a host can bear: a rate and a few connections for each, hosts in parallel."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

#: Seconds between two requests to a host that says it is too much, at first and at most.
_SLOWER, _SLOWEST = 0.5, 10.0


class _Lane:
    __slots__ = ("base", "gap", "next", "slots")

    def __init__(self, gap: float, connections: int) -> None:
        self.base = self.gap = gap
        self.next = 0.0
        self.slots = asyncio.Semaphore(connections)


class Politeness:
    """Holds every request until its host is ready for it."""

    def __init__(self, rate: float, connections: int, slowest: float = _SLOWEST) -> None:
        """`rate` in requests a second for each host, 0 for no pause; `slowest` is the longest
        pause in seconds that a host can ask for."""
        self._slowest = min(slowest, _SLOWEST)
        self._gap = 1 / rate if rate else 0.0
        self._connections = connections
        self._lanes: dict[str, _Lane] = {}

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for one of the host's connections and for its next moment."""
        lane = self._lane(host)
        async with lane.slots:
            if lane.gap:
                now = asyncio.get_running_loop().time()
                moment = max(now, lane.next)
                lane.next = moment + lane.gap
                if moment > now:
                    await asyncio.sleep(moment - now)
            yield

    def slow_down(self, host: str) -> None:
        """The host said it is too much (429, 503): twice the pause from here on."""
        lane = self._lane(host)
        lane.gap = min(max(2 * lane.gap, _SLOWER), max(self._slowest, lane.base))

    def ease(self, host: str) -> None:
        """The host answered well: back towards the usual pause."""
        lane = self._lanes.get(host)
        if lane is not None and lane.gap > lane.base:
            lane.gap = max(lane.base, lane.gap * 0.9)

    def keep_apart(self, host: str, seconds: float) -> None:
        """The host's robots.txt asks for a pause between requests, which has its limit."""
        lane = self._lane(host)
        lane.base = lane.gap = max(lane.gap, min(seconds, self._slowest))

    def _lane(self, host: str) -> _Lane:
        lane = self._lanes.get(host)
        if lane is None:
            lane = self._lanes[host] = _Lane(self._gap, self._connections)
        return lane
