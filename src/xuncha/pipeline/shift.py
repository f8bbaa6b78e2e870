"""One shift: a process that claims sites from the ledger and keeps many of them in flight.

Politeness is the limit, not the processor, so one loop carries many visits. Every claim is renewed
while it is worked on; the first lost one stops its visit. What is handed back, lost or killed is in
the ledger as before, for the next shift.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from django.db import DatabaseError

from xuncha.evidence.browser import find_browser, open_browser
from xuncha.evidence.fetch import CurlFetcher
from xuncha.evidence.gate import Gate
from xuncha.evidence.probes.replay import again
from xuncha.evidence.probes.site import Probing
from xuncha.pipeline import claims, filed, quiet, sights
from xuncha.pipeline.claims import Claim
from xuncha.pipeline.clerk import Clerk
from xuncha.pipeline.keeping import Visit, write_result
from xuncha.pipeline.leaves import leave_of_item
from xuncha.pipeline.lessons import Lessons, note_columns, note_missed, with_reality
from xuncha.pipeline.models import InspectionItem, InspectionRun
from xuncha.pipeline.one import Means, inspect
from xuncha.pipeline.orders import (
    KnownHosts,
    Place,
    earlier_snapshots,
    known_hosts,
    order_of_item,
    order_of_run,
)
from xuncha.pipeline.plans import keep_plan, read_plan
from xuncha.pipeline.replays import asked_of, keep_replay
from xuncha.pipeline.rules import RENEW_EVERY
from xuncha.scoring.results import SiteResult
from xuncha.scoring.standard import load

_LOG = logging.getLogger(__name__)
#: Sites in flight in one process.
IN_FLIGHT = 24
#: Seconds between two looks into the ledger when there is room for more.
LOOK_EVERY = 1.0


@dataclass(slots=True)
class _Hand:
    """A site that is being inspected."""

    claim: Claim
    stop: asyncio.Event
    pages: int = 0
    lost: bool = False
    probes: bool = False


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
        self._hands: dict[asyncio.Task[None], _Hand] = {}
        self._means: dict[int, Means] = {}
        self._gates: dict[int, Gate] = {}
        self._clerk = Clerk()
        # On a machine with too much to do, what is written down stands in a row for longer than a
        # claim holds: the renewals must not stand in it.
        self._holder = Clerk()
        self._known = KnownHosts(frozenset(), ())

    def stop(self) -> None:
        """Finish the pages in flight, hand back what is not judged, and go home."""
        self._stopping.set()
        for hand in self._hands.values():
            hand.stop.set()

    async def work(self) -> int:
        """Work; the number of sites that were finished."""
        finished = 0
        async with AsyncExitStack() as self._open:
            aside = [asyncio.create_task(self._keep_renewing())]
            if self._chore:
                aside.append(asyncio.create_task(self._keep_asking(*self._chore)))
            try:
                self._known = await self._clerk.ask(known_hosts)
                while not self._stopping.is_set():
                    taken = await self._take()
                    if not self._hands and not taken and self._until_idle:
                        break
                    finished += await self._wait()
                while self._hands:
                    finished += await self._wait()
            finally:
                for task in aside:
                    task.cancel()
        await self._clerk.close()
        await self._holder.close()
        return finished

    async def _take(self) -> int:
        room = self._most - len(self._hands)
        if room <= 0:
            return 0
        await self._clerk.ask(partial(claims.sweep, self._now()))
        taken = await self._clerk.ask(partial(claims.claim, room, self._now()))
        for one in taken:
            hand = _Hand(one, asyncio.Event())
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
            task.result()
        return len(done)

    async def _carry(self, hand: _Hand) -> None:
        """One claim from visit to verdict; whatever happens, the ledger hears of it."""
        for not_now in (filed.put_by, quiet.wait_for_end):
            if await self._clerk.ask(partial(not_now, hand.claim, self._now())):
                return
        try:
            data = self._place.data
            proof = await self._clerk.ask(partial(asked_of, hand.claim.item_id, data))
            if proof is not None:
                await self._repeat(hand, proof)
                return
            result = await self._inspect(hand)
        except Exception as error:
            # One site's trouble never sinks the shift: it is said, and the site is tried again.
            # Of a site that is probed nothing more: an error may quote what was asked.
            why = type(error).__name__ if hand.probes else f"{type(error).__name__}: {error}"
            await self._clerk.ask(partial(claims.fail, hand.claim, self._now(), why))
            return
        if hand.lost:
            return
        if result is None:
            await self._clerk.ask(partial(claims.give_back, hand.claim, self._now()))
            return
        claim = hand.claim
        out = self._place.folder(claim.run_id, claim.attempt)
        folder = (await self._clerk.ask(partial(order_of_item, claim.item_id, self._place))).folder(
            out, 0
        )
        lessons = await asyncio.to_thread(Lessons.of, folder)
        await self._clerk.ask(partial(self._finish, hand, result, lessons, folder, out))

    async def _inspect(self, hand: _Hand) -> SiteResult | None:
        claim = hand.claim
        order = await self._clerk.ask(partial(order_of_item, claim.item_id, self._place))
        means = replace(
            await self._means_of(claim.run_id),
            order=order,
            out=self._place.folder(claim.run_id, claim.attempt),
            stop=hand.stop,
            probing=await self._probing(hand),
            earlier=await self._clerk.ask(
                partial(earlier_snapshots, claim.site_id, order.as_of, self._place)
            ),
        )

        def count() -> None:
            hand.pages += 1

        return await inspect(means, 0, count)

    async def _repeat(self, hand: _Hand, path: Path) -> None:
        """Ask a proof again, by the rules that it was found by."""
        claim = hand.claim
        order = await self._clerk.ask(partial(order_of_item, claim.item_id, self._place))
        out = order.proofs(self._place.folder(claim.run_id, claim.attempt), 0)
        await self._means_of(claim.run_id)
        outcome = await again(path, await self._probing(hand), out)
        if hand.stop.is_set():
            if not hand.lost:
                await self._clerk.ask(partial(claims.give_back, claim, self._now()))
            return
        folder, now = str(out.relative_to(self._place.data)), self._now()

        def write(item: InspectionItem) -> None:
            keep_replay(item, outcome, folder, now)

        await self._clerk.ask(partial(claims.finish, claim, now, pages=0, write=write))

    async def _probing(self, hand: _Hand) -> Probing | None:
        """With what the site may be probed; None where its run or its register gives no leave."""
        claim, data = hand.claim, self._place.data
        leave = await self._clerk.ask(partial(leave_of_item, claim.item_id, data, self._now()))
        if leave is None:
            return None
        hand.probes = True
        render = (await self._means_of(claim.run_id)).order.render
        return Probing(
            self._gates[claim.run_id],
            (leave.letter,),
            hand.stop,
            leave.switches,
            dry=leave.dry,
            drafts=leave.dry,
            browser=find_browser() if render != "never" else None,
            now=self._now,
        )

    def _finish(
        self, hand: _Hand, result: SiteResult, lessons: Lessons, folder: Path, out: Path
    ) -> None:
        """In the clerk's thread: end the item and write its findings, both or neither."""
        place, now = self._place, self._now()
        plan = read_plan(out / "probes" / folder.name)

        def write(item: InspectionItem) -> None:
            if item.run.plans:
                # What was seen in passing is no inspection.
                if plan is not None:
                    keep_plan(item, plan, now)
                return
            cap = order_of_run(item.run, place).plan.max_pages
            visit = Visit(
                item=item.pk,
                as_of=item.run.as_of,
                standard=item.run.standard,
                folder=str(folder.relative_to(place.data)),
                proof=str(out.relative_to(place.data)),
                whole=result.pages < cap,
                now=now,
            )
            known = with_reality(item.site, result)
            write_result(item.site, known, visit, columns=lessons.shown())
            note_columns(item.site, lessons, now)
            note_missed(item.site, lessons, now)
            sights.keep(item, folder, visit.proof, now)

        claims.finish(hand.claim, now, pages=result.pages, write=write)

    async def _means_of(self, run_id: int) -> Means:
        """What sites of one run are inspected with; opened once for a run."""
        if run_id not in self._means:
            run = await self._clerk.ask(partial(InspectionRun.objects.get, pk=run_id))
            self._means[run_id] = await self._equip(run)
        return self._means[run_id]

    async def _equip(self, run: InspectionRun) -> Means:
        order = order_of_run(run, self._place)
        gate = Gate(networks=order.networks, hosts=order.hosts, sites=self._known.home_urls)
        self._gates[run.pk] = gate
        fetcher = await self._open.enter_async_context(CurlFetcher(gate, order.plan))
        browser = await self._open.enter_async_context(open_browser(fetcher, order.render))
        return Means(
            order=order,
            out=self._place.data,
            fetcher=fetcher,
            standard=load(order.standard),
            registered_hosts=self._known.hosts,
            stop=self._stopping,
            browser=browser,
        )

    async def _keep_renewing(self) -> None:
        while True:
            await asyncio.sleep(self._renew_every)
            hands = list(self._hands.values())
            tokens = [hand.claim.token for hand in hands]
            try:
                held = await self._holder.ask(partial(claims.renew_all, tokens, self._now()))
            except DatabaseError:
                # The next one may find it again; what was lost until then is refused in the end.
                _LOG.exception("the claims were not renewed")
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
