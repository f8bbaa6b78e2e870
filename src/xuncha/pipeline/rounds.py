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

from xuncha.cases.kinds.outage.queries import filed_at
from xuncha.evidence.fetch import CurlFetcher
from xuncha.evidence.gate import Gate
from xuncha.evidence.plan import Plan
from xuncha.monitoring.actions import roll_up
from xuncha.monitoring.probing import Accessed, Due, probe_all
from xuncha.monitoring.rules import OFFICE_TIME
from xuncha.monitoring.sighting import has_ipv6, look
from xuncha.monitoring.sights import due_sights, note
from xuncha.monitoring.watch import Watch
from xuncha.pipeline.clerk import AWAY, trouble
from xuncha.pipeline.orders import Place, known_hosts

_LOG = logging.getLogger(__name__)
_T = TypeVar("_T")
#: Sites looked at closely in one round: all of a country within a few hours.
LOOKS = 20
#: Seconds between two rounds.
EVERY = 10.0
#: And at most, while the database refuses: well within the half hour that is made up for.
_LONGEST_PAUSE = 120.0
Probed = tuple[int, datetime, Accessed]


class Round:
    """Goes round until told to stop; what the database refuses is written down by a later round."""

    def __init__(self, place: Place, now: Callable[[], datetime], *, every: float = EVERY) -> None:
        """`now` is the clock; `every` in seconds."""
        self._place, self._now, self._every = place, now, every
        self._stopping = asyncio.Event()
        self._clerk = ThreadPoolExecutor(1, "ledger")
        self._watch: Watch | None = None
        #: What was probed and is not yet written down: no site is asked again for our trouble.
        self._unkept: tuple[list[Due], list[Probed]] | None = None
        self._rolled: date | None = None

    def stop(self) -> None:
        """End after the round under way."""
        self._stopping.set()

    async def go(self) -> int:
        """Go round; the number of probes made."""
        made, pause = 0, self._every
        while not self._stopping.is_set():
            try:
                made += await self._once()
                pause = self._every
            except AWAY as error:
                _LOG.warning("%s; a round of the watch waits for it", trouble(error))
                pause = min(pause * 2, _LONGEST_PAUSE)
            except Error:
                _LOG.exception("a round of the watch was refused; its slots are probed again")
                self._unkept, pause = None, min(pause * 2, _LONGEST_PAUSE)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), pause)
        with suppress(Error):
            made += await self._keep()
        await self._ledger(connections.close_all)
        self._clerk.shutdown()
        return made

    async def _once(self) -> int:
        if self._watch is None:
            self._watch = await self._ledger(lambda: Watch(self._now))
        made = await self._keep()
        slots = await self._ledger(self._watch.due)
        if slots:
            self._unkept = slots, await self._probe(slots)
            made += await self._keep()
        await self._look_around()
        yesterday = (self._now().astimezone(OFFICE_TIME) - timedelta(days=1)).date()
        if self._rolled != yesterday:
            await self._ledger(lambda: roll_up(yesterday))
            self._rolled = yesterday
        return made

    async def _probe(self, slots: list[Due]) -> list[Probed]:
        known = await self._ledger(known_hosts)
        # A gate of each round's own: names are looked up anew, as a visitor's would be.
        gate = Gate(networks=self._place.networks, hosts=self._place.hosts, sites=known.home_urls)
        async with CurlFetcher(gate, Plan(rate=0)) as fetcher:
            return await probe_all(slots, fetcher, self._now)

    async def _keep(self) -> int:
        """Write down what was probed; how much."""
        if self._unkept is None or self._watch is None:
            return 0
        watch, (slots, probes) = self._watch, self._unkept

        def keep() -> None:
            filed = filed_at({one.site_id for one in slots}, self._now())
            watch.keep(slots, probes, filed)

        await self._ledger(keep)
        self._unkept = None
        return len(slots)

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
