"""What a shift does with one claim: the visit, the verdict, and one transaction that writes it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

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
from xuncha.pipeline.order import Order
from xuncha.pipeline.orders import (
    KnownHosts,
    Place,
    earlier_snapshots,
    order_of_item,
    order_of_run,
)
from xuncha.pipeline.plans import keep_plan, read_plan
from xuncha.pipeline.replays import asked_of, keep_replay
from xuncha.scoring.results import SiteResult
from xuncha.scoring.standard import load


@dataclass(slots=True)
class Hand:
    """A site that is being inspected."""

    claim: Claim
    #: What was claimed, as it was read then (`orders.items_of`).
    item: InspectionItem
    #: Whether it may lie inside a filing's window.
    filed: bool
    stop: asyncio.Event
    pages: int = 0
    lost: bool = False
    probes: bool = False


@dataclass(frozen=True, slots=True)
class Begun:
    """What a claim is begun with."""

    item: InspectionItem
    order: Order
    #: The proof that is only to be repeated; None where it is an inspection.
    proof: Path | None


class Carrier:
    """Holds what visits need, opened once for a run and closed with the shift."""

    def __init__(
        self,
        place: Place,
        clerk: Clerk,
        now: Callable[[], datetime],
        known: KnownHosts,
        opened: AsyncExitStack,
    ) -> None:
        """`now` is the clock of leases; what is opened is closed with `opened`."""
        self._place, self._now, self._known, self._open = place, now, known, opened
        self._ask = clerk.ask
        self._means: dict[int, Means] = {}
        self._gates: dict[int, Gate] = {}

    async def go_through(self, hand: Hand) -> None:
        """Visit, judge and write down, or hand back; raises what goes wrong."""
        claim = hand.claim
        begun = await self._ask(partial(self._begin, hand))
        if begun is None:
            return
        if begun.proof is not None:
            await self._repeat(hand, begun, begun.proof)
            return
        result = await self._inspect(hand, begun)
        if hand.lost:
            return
        if result is None:
            await self._ask(partial(claims.give_back, claim, self._now()))
            return
        lessons = await asyncio.to_thread(Lessons.of, begun.order.folder(self._out(claim), 0))
        await self._ask(partial(self._finish, hand, begun.order, result, lessons))

    def _begin(self, hand: Hand) -> Begun | None:
        """In the clerk's thread: what there is to do; None where it is not to be done now."""
        claim, item, now = hand.claim, hand.item, self._now()
        if hand.filed and filed.put_by(claim, item.site, now):
            return None
        if quiet.wait_for_end(claim, item, now):
            return None
        proof = asked_of(claim.item_id, self._place.data)
        return Begun(item, order_of_item(item, self._place), proof)

    def _out(self, claim: Claim) -> Path:
        return self._place.folder(claim.run_id, claim.attempt)

    async def _inspect(self, hand: Hand, begun: Begun) -> SiteResult | None:
        claim, order = hand.claim, begun.order
        means = replace(
            await self._means_of(claim.run_id),
            order=order,
            out=self._out(claim),
            stop=hand.stop,
            probing=await self._probing(hand, begun.item),
            earlier=await self._ask(
                partial(earlier_snapshots, claim.site_id, order.as_of, self._place)
            ),
        )

        def count() -> None:
            hand.pages += 1

        return await inspect(means, 0, count)

    async def _repeat(self, hand: Hand, begun: Begun, path: Path) -> None:
        """Ask a proof again, by the rules that it was found by."""
        claim = hand.claim
        out = begun.order.proofs(self._out(claim), 0)
        await self._means_of(claim.run_id)
        outcome = await again(path, await self._probing(hand, begun.item), out)
        if hand.stop.is_set():
            if not hand.lost:
                await self._ask(partial(claims.give_back, claim, self._now()))
            return
        folder, now = str(out.relative_to(self._place.data)), self._now()

        def write(item: InspectionItem) -> None:
            keep_replay(item, outcome, folder, now)

        await self._ask(partial(claims.finish, claim, now, pages=0, write=write))

    async def _probing(self, hand: Hand, item: InspectionItem) -> Probing | None:
        """With what the site may be probed; None where its run or its register gives no leave."""
        claim, data = hand.claim, self._place.data
        leave = await self._ask(partial(leave_of_item, item, data, self._now()))
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

    def _finish(self, hand: Hand, order: Order, result: SiteResult, lessons: Lessons) -> None:
        """In the clerk's thread: end the item and write its findings, both or neither."""
        place, now, out = self._place, self._now(), self._out(hand.claim)
        folder = order.folder(out, 0)
        plan = read_plan(out / "probes" / folder.name)

        def write(item: InspectionItem) -> None:
            if item.run.plans:
                # What was seen in passing is no inspection.
                if plan is not None:
                    keep_plan(item, plan, now)
                return
            visit = Visit(
                item=item.pk,
                as_of=item.run.as_of,
                standard=item.run.standard,
                folder=str(folder.relative_to(place.data)),
                proof=str(out.relative_to(place.data)),
                whole=result.pages < order.plan.max_pages,
                now=now,
                retests=item.retests,
            )
            known = with_reality(item.site, result)
            write_result(item.site, known, visit, columns=lessons.shown())
            note_columns(item.site, lessons, now)
            note_missed(item.site, lessons, now)
            if order.sights:
                sights.keep(item, folder, visit.proof, now)

        claims.finish(hand.claim, now, pages=result.pages, write=write)

    async def _means_of(self, run_id: int) -> Means:
        """What sites of one run are inspected with; opened once for a run."""
        if run_id not in self._means:
            run = await self._ask(partial(InspectionRun.objects.get, pk=run_id))
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
            stop=asyncio.Event(),
            browser=browser,
        )
