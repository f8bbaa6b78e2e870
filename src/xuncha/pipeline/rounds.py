"""The rounds of the watch: every few seconds what came due is probed, and each day is rolled up."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db import Error, close_old_connections, connections

from xuncha.evidence.fetch import CurlFetcher
from xuncha.evidence.gate import Gate
from xuncha.evidence.plan import Plan
from xuncha.monitoring.actions import roll_up
from xuncha.monitoring.probing import probe_all
from xuncha.monitoring.rules import OFFICE_TIME
from xuncha.monitoring.watch import Watch
from xuncha.pipeline.orders import Place, known_hosts

_LOG = logging.getLogger(__name__)
_T = TypeVar("_T")
#: Seconds between two rounds.
EVERY = 10.0


class Round:
    """Goes round until told to stop; a round the database refuses is made up for by the next."""

    def __init__(self, place: Place, now: Callable[[], datetime], *, every: float = EVERY) -> None:
        """`now` is the clock; `every` in seconds."""
        self._place, self._now, self._every = place, now, every
        self._stopping = asyncio.Event()
        self._clerk = ThreadPoolExecutor(1, "ledger")
        self._rolled: date | None = None

    def stop(self) -> None:
        """End after the round under way."""
        self._stopping.set()

    async def go(self) -> int:
        """Go round; the number of probes made."""
        made = 0
        watch = await self._ledger(lambda: Watch(self._now))
        while not self._stopping.is_set():
            try:
                made += await self._once(watch)
            except Error:
                _LOG.exception("a round of the watch was not written down")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), self._every)
        await self._ledger(connections.close_all)
        self._clerk.shutdown()
        return made

    async def _once(self, watch: Watch) -> int:
        slots = await self._ledger(watch.due)
        if slots:
            known = await self._ledger(known_hosts)
            # A gate of each round's own: names are looked up anew, as a visitor's would be.
            gate = Gate(
                networks=self._place.networks, hosts=self._place.hosts, sites=known.home_urls
            )
            async with CurlFetcher(gate, Plan(rate=0)) as fetcher:
                probes = await probe_all(slots, fetcher, self._now)
            await self._ledger(lambda: watch.keep(slots, probes))
        yesterday = (self._now().astimezone(OFFICE_TIME) - timedelta(days=1)).date()
        if self._rolled != yesterday:
            await self._ledger(lambda: roll_up(yesterday))
            self._rolled = yesterday
        return len(slots)

    async def _ledger(self, ask: Callable[[], _T]) -> _T:
        def asked() -> _T:
            close_old_connections()
            return ask()

        return await asyncio.get_running_loop().run_in_executor(self._clerk, asked)
