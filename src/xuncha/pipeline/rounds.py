"""The rounds of the watch: every few seconds what came due is probed, and each day is rolled up.

A round begins what is due and writes down what has come in, and waits for nothing: a home page that
takes its fifteen seconds holds up no other.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.db import Error, close_old_connections, connections

from xuncha.cases.kinds.outage.queries import filed_at
from xuncha.evidence.fetch import CurlFetcher
from xuncha.evidence.gate import Gate
from xuncha.evidence.plan import Plan
from xuncha.monitoring.actions import roll_up
from xuncha.monitoring.months import make_ready
from xuncha.monitoring.probing import AT_ONCE, Accessed, Due, probe_each
from xuncha.monitoring.rules import OFFICE_TIME
from xuncha.monitoring.sighting import has_ipv6, look
from xuncha.monitoring.sights import due_sights, note_all
from xuncha.monitoring.watch import Watch
from xuncha.pipeline.clerk import AWAY, trouble
from xuncha.pipeline.orders import Place, with_ports

_LOG = logging.getLogger(__name__)
_T = TypeVar("_T")
#: Sites looked at closely in one round: all of a country within a few hours.
LOOKS = 20
#: Seconds between two rounds.
EVERY = 10.0
#: Seconds for which the ports of the register are remembered.
_PORTS_EVERY = 60.0
#: What is kept of what a database that is away does not take.
_IN_MEMORY = 100_000
#: Site, slot, and what came.
Seen = tuple[int, datetime, Accessed]


class Round:
    """Goes round until told to stop; a round the database refuses is made up for by the next."""

    def __init__(self, place: Place, now: Callable[[], datetime], *, every: float = EVERY) -> None:
        """`now` is the clock; `every` in seconds."""
        self._place, self._now, self._every = place, now, every
        self._stopping = asyncio.Event()
        self._clerk = ThreadPoolExecutor(1, "ledger")
        self._watch: Watch | None = None
        self._rolled: date | None = None
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._going: set[asyncio.Task[None]] = set()
        self._looking: asyncio.Task[None] | None = None
        #: What came in and is not written down yet.
        self._seen: list[Seen] = []
        self._ports: tuple[str, ...] = ()
        self._ports_at = -_PORTS_EVERY

    def stop(self) -> None:
        """End after what is under way."""
        self._stopping.set()

    async def go(self) -> int:
        """Go round; the number of probes made."""
        made = 0
        while not self._stopping.is_set():
            try:
                made += await self._once()
            except AWAY as error:
                _LOG.warning("%s; what was probed waits for it", trouble(error))
            except Error:
                _LOG.exception("a round of the watch was not written down")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), self._every)
        if self._looking:
            self._looking.cancel()  # a look is not due at a moment: the next process has it
        await asyncio.gather(*self._going, return_exceptions=True)
        try:
            made += await self._write()
        except Error:
            _LOG.exception("the last probes were not written down; their slots come again")
        await self._ledger(connections.close_all)
        self._clerk.shutdown()
        return made

    async def _once(self) -> int:
        if self._watch is None:
            self._watch = await self._ledger(lambda: Watch(self._now))
        watch = self._watch
        ports = await self._open_ports()
        slots = await self._ledger(watch.due)
        if slots:
            self._begin(self._probe(slots, ports), watch.again)
        if self._looking is None or self._looking.done():
            self._looking = self._begin(self._look_around(ports), lambda: None)
        made = await self._write()
        await self._roll_up()
        return made

    def _begin(
        self, what: Coroutine[Any, Any, None], broken_off: Callable[[], object]
    ) -> asyncio.Task[None]:
        """Have something done beside the rounds; when it breaks off that is said, and made good."""

        def ended(task: asyncio.Task[None]) -> None:
            self._going.discard(task)
            if not task.cancelled() and (error := task.exception()):
                _LOG.error("a round of the watch broke off", exc_info=error)
                broken_off()

        task = asyncio.create_task(what)
        self._going.add(task)
        task.add_done_callback(ended)
        return task

    async def _probe(self, slots: list[Due], ports: tuple[str, ...]) -> None:
        # A gate of each round's own: names are looked up anew, as a visitor's would be.
        sites = (*ports, *(one.url for one in slots))
        gate = Gate(networks=self._place.networks, hosts=self._place.hosts, sites=sites)
        async with CurlFetcher(gate, Plan(rate=0)) as fetcher:
            await probe_each(slots, fetcher, self._now, self._turns, self._seen.append)

    async def _write(self) -> int:
        """Write down what has come in; what the database refuses is offered again."""
        del self._seen[:-_IN_MEMORY]
        seen, watch = self._seen[:], self._watch
        if not seen or watch is None:
            return 0
        sites = {site for site, _slot, _one in seen}
        filed = await self._ledger(lambda: filed_at(sites, self._now()))
        kept = await self._ledger(lambda: watch.keep(seen, filed))
        del self._seen[: len(seen)]
        return kept

    async def _roll_up(self) -> None:
        yesterday = (self._now().astimezone(OFFICE_TIME) - timedelta(days=1)).date()
        if self._rolled != yesterday:
            await self._ledger(lambda: make_ready(self._now()))
            await self._ledger(lambda: roll_up(yesterday))
            self._rolled = yesterday

    async def _open_ports(self) -> tuple[str, ...]:
        """The home pages that name a port, asked for once a minute: the gate opens it to all."""
        now = asyncio.get_running_loop().time()
        if now - self._ports_at >= _PORTS_EVERY:
            self._ports = await self._ledger(with_ports)
            self._ports_at = now
        return self._ports

    async def _look_around(self, ports: tuple[str, ...]) -> None:
        """The daily look at some of the sites whose turn it is: name, certificate, face, wishes."""
        sites = await self._ledger(lambda: due_sights(self._now(), LOOKS))
        if not sites:
            return
        urls = (*ports, *(one.home_url for one in sites))
        gate = Gate(networks=self._place.networks, hosts=self._place.hosts, sites=urls)
        ipv6 = has_ipv6()
        async with CurlFetcher(gate, Plan(rate=1)) as fetcher:
            seen = await asyncio.gather(
                *(look(one.home_url, fetcher, gate, self._now(), ipv6=ipv6) for one in sites)
            )
        looks = list(zip(sites, seen, strict=True))
        await self._ledger(lambda: note_all(looks, self._now()))

    async def _ledger(self, ask: Callable[[], _T]) -> _T:
        def asked() -> _T:
            close_old_connections()
            return ask()

        return await asyncio.get_running_loop().run_in_executor(self._clerk, asked)
