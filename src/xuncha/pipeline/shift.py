"""One shift: a process that claims sites from the ledger and keeps many of them in flight.

Politeness is the limit, not the processor, so one loop carries many visits. Every claim is renewed
while it is worked on; the first lost one stops its visit. What is handed back, lost or killed is in
the ledger as before, for the next shift.
"""

from __future__ import annotations

import asyncio
import errno
import logging
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from functools import partial

from django.db import DatabaseError

from xuncha.base.language import _
from xuncha.cases.kinds.outage.queries import filed_at
from xuncha.pipeline import claims
from xuncha.pipeline.carrying import Carrier, Hand
from xuncha.pipeline.clerk import AWAY, Clerk, trouble
from xuncha.pipeline.orders import Place, items_of, known_hosts
from xuncha.pipeline.rules import RENEW_EVERY

_LOG = logging.getLogger(__name__)
#: Sites in flight in one process.
IN_FLIGHT = 24
#: What says that a disk takes nothing more, and how long it is left alone then.
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
ROOM_EVERY = timedelta(minutes=1)
#: Seconds between two looks into the ledger when there is room for more.
LOOK_EVERY = 1.0


class Shift:
    """Claims, inspects, writes down; until nothing is due (`until_idle`) or it is told to stop."""

    def __init__(
        self,
        place: Place,
        *,
        now: Callable[[], datetime],
        in_flight: int = IN_FLIGHT,
        until_idle: bool = True,
        renew_every: float = RENEW_EVERY.total_seconds(),
        now_and_then: tuple[float, Callable[[], object]] | None = None,
    ) -> None:
        """`now` is the clock of leases; `renew_every` in seconds.

        `now_and_then`: something to ask the database for every so many seconds, such as a tick.
        """
        self._chore = now_and_then
        self._place, self._now = place, now
        self._most, self._until_idle, self._renew_every = in_flight, until_idle, renew_every
        self._stopping = asyncio.Event()
        self._hands: dict[asyncio.Task[None], Hand] = {}
        self._clerk = Clerk()
        # On a machine with too much to do, what is written down stands in a row for longer than a
        # claim holds: the renewals must not stand in it.
        self._holder = Clerk()
        #: The one site in hand has this worker for itself.
        self._alone = False
        #: By the loop's clock: nothing is begun before, since the disk was full.
        self._full_until = 0.0

    def stop(self) -> None:
        """Finish the pages in flight, hand back what is not judged, and go home."""
        self._stopping.set()
        self._clerk.hurry()
        self._holder.hurry()
        for hand in self._hands.values():
            hand.stop.set()

    async def work(self) -> int:
        """Work; the number of sites that were finished."""
        finished = 0
        async with AsyncExitStack() as opened:
            aside = [asyncio.create_task(self._keep_renewing())]
            if self._chore:
                aside.append(asyncio.create_task(self._keep_asking(*self._chore)))
            try:
                known = await self._clerk.ask(known_hosts)
                self._carrier = Carrier(self._place, self._clerk, self._now, known, opened)
                while not self._stopping.is_set():
                    taken = await self._take()
                    if not self._hands and not taken and self._until_idle:
                        break
                    finished += await self._wait()
            except AWAY as error:
                if not self._stopping.is_set():
                    raise
                _LOG.warning("%s; told to stop, nothing is lost", trouble(error))
            finally:
                if self._hands:
                    self.stop()
                while self._hands:
                    finished += await self._wait()
                for task in aside:
                    task.cancel()
        await self._clerk.close()
        await self._holder.close()
        return finished

    async def _take(self) -> int:
        room = self._most - len(self._hands)
        now = self._now()
        if room <= 0 or self._alone or asyncio.get_running_loop().time() < self._full_until:
            return 0
        await self._clerk.ask(partial(claims.sweep, now))
        taken = await self._clerk.ask(partial(claims.claim, room, now))
        if not taken and not self._hands:
            taken = await self._clerk.ask(partial(claims.claim_alone, now))
            self._alone = bool(taken)
        if taken:
            items = await self._clerk.ask(partial(items_of, taken))
            away = await self._clerk.ask(partial(filed_at, {one.site_id for one in taken}, now))
        for one in taken:
            if item := items.get(one.item_id):  # unless it was taken out of the ledger just now
                hand = Hand(one, item, one.site_id in away, asyncio.Event())
                self._hands[asyncio.create_task(self._carry(hand))] = hand
        return len(taken)

    async def _wait(self) -> int:
        if not self._hands:
            await asyncio.wait([asyncio.create_task(self._stopping.wait())], timeout=LOOK_EVERY)
            return 0
        done, _left = await asyncio.wait(
            self._hands, timeout=LOOK_EVERY, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            self._hands.pop(task)
            self._alone = False
            task.result()
        return len(done)

    async def _carry(self, hand: Hand) -> None:
        """One claim from visit to verdict; whatever happens, the ledger hears of it.

        One site's trouble never sinks the shift: it is said, and the site is tried again.
        """
        try:
            await self._carrier.go_through(hand)
        except Exception as error:
            try:
                await self._own_up(hand, error)
            except AWAY as away:
                if not self._stopping.is_set():
                    raise
                _LOG.warning("%s; told to stop, the lease runs out", trouble(away))

    async def _own_up(self, hand: Hand, error: Exception) -> None:
        now, claim = self._now(), hand.claim
        if isinstance(error, OSError) and error.errno in FULL:
            await self._clerk.ask(partial(claims.put_off, claim, *self._wait_for_room(now)))
            return
        # Of a site that is probed nothing more: an error may quote what was asked.
        why = type(error).__name__ if hand.probes else f"{type(error).__name__}: {error}"
        await self._clerk.ask(partial(claims.fail, claim, now, why))

    def _wait_for_room(self, now: datetime) -> tuple[datetime, str]:
        """Until when nothing is begun, and why: a full disk is no fault of any site."""
        place, clock = self._place.data, asyncio.get_running_loop().time()
        if clock >= self._full_until:
            self._full_until = clock + ROOM_EVERY.total_seconds()
            _LOG.warning("%s: the disk is full; make room, the sites wait meanwhile", place)
        why = _("{place} 所在的磁盘已满，请清出空间，检查会自动接着做").format(place=place)
        return now + ROOM_EVERY, why

    async def _keep_renewing(self) -> None:
        while True:
            await asyncio.sleep(self._renew_every)
            hands = list(self._hands.values())
            tokens = [hand.claim.token for hand in hands]
            try:
                held = await self._holder.ask(partial(claims.renew_all, tokens, self._now()))
            except DatabaseError as error:
                # The next one may find it again; what was lost until then is refused in the end.
                _LOG.warning("%s; the claims were not renewed", trouble(error))
                continue
            for hand in hands:
                if hand.claim.token not in held:
                    hand.lost = True
                    hand.stop.set()

    async def _keep_asking(self, every: float, chore: Callable[[], object]) -> None:
        while True:
            try:
                await self._clerk.ask(chore)
            except Exception:
                # What is done now and then is tried again then; the sites in hand go on.
                _LOG.exception("a chore of the worker failed")
            await asyncio.sleep(every)
