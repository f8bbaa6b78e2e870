"""Citizens' reports at intake: the page is fetched through the guard and asked the checks that
speak to the report; what is seen goes to `cases.kinds.citizen_report.intake`."""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

from django.db import Error, close_old_connections, connections

from xuncha.base import types
from xuncha.base.text import mask
from xuncha.cases.kinds.citizen_report.intake import Seen, Taken, settle, take
from xuncha.cases.kinds.citizen_report.rules import MATCHING
from xuncha.checks.examination import examine
from xuncha.evidence import archive
from xuncha.evidence.fetch import CurlFetcher
from xuncha.evidence.gate import Gate
from xuncha.evidence.plan import Plan
from xuncha.evidence.reader import read
from xuncha.evidence.response import Fetcher, Reach, Response
from xuncha.evidence.snapshot import Page, Snapshot
from xuncha.pipeline.orders import Place, known_hosts
from xuncha.registry.models import Site
from xuncha.scoring.standard import load

_LOG = logging.getLogger(__name__)
_T = TypeVar("_T")
#: Seconds between two looks for new reports.
EVERY: Final = 3.0
AT_ONCE: Final = 8
_STANDARD: Final = "indicators-2019"
#: A submitted address is given less patience than a visit gives its own (security.md 5).
_PLAN: Final = Plan(redirects=3, page_timeout=30.0, connect_timeout=5.0)


class Desk:
    """Looks at what came in, until told to stop, or until nothing waits."""

    def __init__(
        self, place: Place, now: Callable[[], datetime], *, until_idle: bool = False
    ) -> None:
        """`now` is the clock of leases and of what is written down."""
        self._place, self._now, self._until_idle = place, now, until_idle
        self._stopping = asyncio.Event()
        self._clerk = ThreadPoolExecutor(1, "reports")

    def stop(self) -> None:
        """End after the reports in hand."""
        self._stopping.set()

    async def go(self) -> int:
        """Work; the number of reports settled."""
        settled = 0
        while not self._stopping.is_set():
            done = 0
            try:
                done = await self._once()
            except Error:
                _LOG.exception("reports were not settled; they are taken again")
            settled += done
            if not done:
                if self._until_idle:
                    break
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._stopping.wait(), EVERY)
        await self._ledger(connections.close_all)
        self._clerk.shutdown()
        return settled

    async def _once(self) -> int:
        taken = await self._ledger(partial(take, AT_ONCE, self._now()))
        if not taken:
            return 0
        seen: list[Seen | None] = [None] * len(taken)
        if any(one.url for one in taken):
            known = await self._ledger(known_hosts)
            gate = Gate(
                networks=self._place.networks, hosts=self._place.hosts, sites=known.home_urls
            )
            async with CurlFetcher(gate, _PLAN) as fetcher:
                seen = list(await asyncio.gather(*(self._look(one, fetcher) for one in taken)))
        for one, what in zip(taken, seen, strict=True):
            await self._ledger(partial(settle, one, what, self._now()))
        return len(taken)

    async def _look(self, taken: Taken, fetcher: Fetcher) -> Seen | None:
        if taken.url is None or taken.site_id is None:
            return None
        site = await self._ledger(partial(Site.objects.get, pk=taken.site_id))
        try:
            return await look(taken, site, fetcher, self._place.data, self._now())
        except OSError:
            # A full disk keeps no proof; the report itself is settled all the same.
            _LOG.exception("the proof of report %s was not kept", taken.number)
            return None

    async def _ledger(self, ask: Callable[[], _T]) -> _T:
        def asked() -> _T:
            close_old_connections()
            return ask()

        return await asyncio.get_running_loop().run_in_executor(self._clerk, asked)


async def look(taken: Taken, site: Site, fetcher: Fetcher, data: Path, now: datetime) -> Seen:
    """Fetch the page, ask it what the report is about, and keep the exchange as proof."""
    assert taken.url is not None  # noqa: S101 (the caller asked)
    response = await fetcher.get(taken.url, limit=_PLAN.max_raw)
    return await asyncio.to_thread(_examined, taken, site, response, data, now)


def _examined(taken: Taken, site: Site, response: Response, data: Path, now: datetime) -> Seen:
    folder = Path("reports") / taken.number
    page = _page(response, now)
    faults = _faults(taken, site, page, now) if page is not None else ()
    return Seen(
        address=taken.url or "",
        reach=response.reach.value,
        status=response.status,
        failure=response.failure.value if response.failure else "",
        title=mask(page.title)[:200] if page else "",
        faults=faults,
        evidence=_proved(response, data / folder),
        proof=str(folder),
        at=now.isoformat(),
        asked=tuple(sorted(MATCHING.get(taken.category, ()))) if page else (),
    )


def _page(response: Response, now: datetime) -> Page | None:
    kind = response.header("content-type").partition(";")[0].strip().lower()
    if response.reach is not Reach.OK or kind not in ("", "text/html", "application/xhtml+xml"):
        return None
    return read(response, depth=1, today=now.date())


def _faults(taken: Taken, site: Site, page: Page, now: datetime) -> tuple[dict[str, Any], ...]:
    """What the checks of the category say of this one page; the rest of the site is not seen."""
    known = load(_STANDARD).thresholds
    wanted = MATCHING.get(taken.category, frozenset())
    snapshot = Snapshot(
        site=types.Site(site.site_code or "", site.home_url, name=site.name),
        home_url=site.home_url,
        as_of=now,
        started=now,
        pages=(page,),
        answers={},
    )
    said = examine(snapshot, {code: args for code, args in known.items() if code in wanted})
    return tuple(
        {
            "indicator": code,
            "sentence": fault.sentence,
            "observed": {key: _plain(value) for key, value in fault.seen.items()},
            "suspected": fault.suspected,
        }
        for code, fault in said.faults[:20]
    )


def _plain(value: object) -> object:
    if isinstance(value, str):
        return mask(value)[:500]
    return [_plain(one) for one in value[:20]] if isinstance(value, list) else value


def _proved(response: Response, folder: Path) -> tuple[str, ...]:
    """Seal the exchange; a page that nothing came of has nothing to seal."""
    if response.answered is None:
        return ()
    work = folder / "visit"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    pack = archive.Pack(work)
    pack.keep(response)
    pack.close()
    proofs = archive.prove(work, [response.asked], folder / "evidence")
    shutil.rmtree(work, ignore_errors=True)
    return tuple(proofs.values())
