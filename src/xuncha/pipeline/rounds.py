"""The rounds of the watch: every few seconds what came due is probed, and each day is rolled up."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import partial
from typing import TypeVar

from django.db import Error, close_old_connections, connections

from xuncha.cases.kinds.outage.queries import windows
from xuncha.evidence.fetch import CurlFetcher
from xuncha.evidence.gate import Gate
from xuncha.evidence.plan import Plan
from xuncha.monitoring.actions import roll_up
from xuncha.monitoring.probing import probe_all
from xuncha.monitoring.rules import OFFICE_TIME
from xuncha.monitoring.sighting import has_ipv6, look
from xuncha.monitoring.sights import due_sights, note
from xuncha.monitoring.watch import Watch
from xuncha.pipeline.orders import Place, known_hosts

_LOG = logging.getLogger(__name__)
_T = TypeVar("_T")
#: Sites looked at closely in one round: all of a country within a few hours.
LOOKS = 20
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
            filed = await self._ledger(lambda: self._filed({one.site_id for one in slots}))
            await self._ledger(lambda: watch.keep(slots, probes, filed))
        await self._look_around()
        yesterday = (self._now().astimezone(OFFICE_TIME) - timedelta(days=1)).date()
        if self._rolled != yesterday:
            await self._ledger(lambda: roll_up(yesterday))
            self._rolled = yesterday
        return len(slots)

    def _filed(self, sites: set[int]) -> set[int]:
        """Those of the sites that told in advance that they would be away now."""
        now = self._now()
        return set(windows(sites, now, now + timedelta(seconds=1)))

    async def _look_around(self) -> None:
        """The daily look at some of the sites whose turn it is: name, certificate, face, wishes."""
        sites = await self._ledger(lambda: due_sights(self._now(), LOOKS))
        if not sites:
            return
        known = await self._ledger(known_hosts)
        gate = Gate(networks=self._place.networks, hosts=self._place.hosts, sites=known.home_urls)
        ipv6 = has_ipv6()
        async with CurlFetcher(gate, Plan(rate=1)) as fetcher:
            seen = await asyncio.gather(
                *(look(one.home_url, fetcher, gate, self._now(), ipv6=ipv6) for one in sites)
            )
        for site, one in zip(sites, seen, strict=True):
            await self._ledger(partial(note, site, one))

    async def _ledger(self, ask: Callable[[], _T]) -> _T:
        def asked() -> _T:
            close_old_connections()
            return ask()

        return await asyncio.get_running_loop().run_in_executor(self._clerk, asked)
