"""Visits to the home page, spread over the crawl: the official test of whether a site is there."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import Protocol

from xuncha.evidence.plan import Plan
from xuncha.evidence.politeness import Politeness
from xuncha.evidence.response import Failure, Fetcher, Reach, Response
from xuncha.evidence.safety import Alias
from xuncha.evidence.snapshot import Visit
from xuncha.evidence.tls import Shaken

#: Seconds between two visits, at most and at least; a crawl that ends early is not waited for.
_LONGEST, _SHORTEST = 30.0, 0.2


class Prober(Fetcher, Protocol):
    """A fetcher that can also make one plain visit, without a second try."""

    politeness: Politeness

    async def probe(self, url: str, *, timeout: float) -> Response:
        """One visit on a new connection, `timeout` in seconds."""
        ...

    async def ask(
        self,
        url: str,
        *,
        limit: int | None = None,
        headers: Sequence[tuple[str, str]] = (),
    ) -> Response:
        """Exactly one request: no redirect is followed, nothing is tried again."""
        ...

    async def shake(self, url: str) -> Shaken:
        """What the TLS of an https address's host shows."""
        ...

    async def aliases(self, hosts: Iterable[str]) -> tuple[Alias, ...] | None:
        """Where DNS says that hosts lead; None where no DNS may be asked. See `Names.look`."""
        ...


class Watch:
    """Makes the visits of one site; each starts at its time, however long the last one takes."""

    def __init__(self, home: str, prober: Prober, plan: Plan) -> None:
        self._home, self._prober, self._plan = home, prober, plan
        crawl = plan.max_pages / plan.rate if plan.rate else 0.0
        self._gap = min(max(crawl / max(plan.visits, 1), _SHORTEST), _LONGEST)
        self._hurry = asyncio.Event()

    def hurry(self) -> None:
        """The crawl has ended: make the rest of the visits a second apart."""
        self._gap = min(self._gap, 1.0)
        self._hurry.set()

    async def run(self) -> tuple[Visit, ...]:
        """Every visit, in the order they were started."""
        async with asyncio.TaskGroup() as group:
            tasks = []
            for number in range(self._plan.visits):
                if number:
                    await self._pause()
                tasks.append(group.create_task(self._visit()))
        return tuple(task.result() for task in tasks)

    async def _pause(self) -> None:
        if self._hurry.is_set():
            await asyncio.sleep(self._gap)
            return
        try:
            await asyncio.wait_for(self._hurry.wait(), self._gap)
        except TimeoutError:
            return

    async def _visit(self) -> Visit:
        seen = await self._prober.probe(self._home, timeout=self._plan.home_timeout)
        if seen.reach is Reach.OK and not seen.body.strip():
            # "No usable page" (standards.md §11, U01): nothing came, whatever the status says.
            return Visit(seen.when, seen.seconds, Reach.DEAD, seen.status, Failure.EMPTY)
        return Visit(seen.when, seen.seconds, seen.reach, seen.status, seen.failure)
