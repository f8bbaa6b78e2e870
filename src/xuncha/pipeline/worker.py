"""A worker process: one loop that keeps many sites in flight, since politeness is the limit."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path

from xuncha.base import language
from xuncha.base.errors import reason
from xuncha.base.language import _
from xuncha.base.urls import host_of
from xuncha.evidence.browser import find_browser, open_browser
from xuncha.evidence.fetch import CurlFetcher
from xuncha.evidence.gate import Gate
from xuncha.evidence.probes.site import Probing, switches
from xuncha.evidence.visit import OfflineError
from xuncha.pipeline.one import Means, inspect
from xuncha.pipeline.order import Order
from xuncha.scoring.results import SiteResult
from xuncha.scoring.standard import load

#: Sites in flight in one worker: at 5 requests a second each this keeps a core busy.
IN_FLIGHT = 24
#: How often the parent hears of pages read, in seconds.
TELL_EVERY = 0.3


def work(order: Order, out: Path, line: Connection, tongue: str) -> None:
    """Inspect what `line` hands over until it says that all is done; the body of a process.

    Findings are said in the language `tongue`.

    Sent up: ("want", n), ("pages", n), ("done", index, verdict, faults), ("failed", index, why),
    ("offline", index, why), ("full", why). Received: ("take", [index, …]), ("stop",), ("end",).
    """
    # Ctrl-C belongs to the parent, which asks the workers to finish what is in flight.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    language.use(tongue)
    asyncio.run(_Worker(order, out, line).run())


class _Worker:
    def __init__(self, order: Order, out: Path, line: Connection) -> None:
        self._order, self._out, self._line = order, out, line
        self._stop, self._end = asyncio.Event(), asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._pages = 0

    async def run(self) -> None:
        asyncio.get_running_loop().add_reader(self._line.fileno(), self._hear)
        gate = _gate(self._order)
        async with (
            CurlFetcher(gate, self._order.plan) as fetcher,
            open_browser(fetcher, self._order.render) as browser,
        ):
            self._means = Means(
                order=self._order,
                out=self._out,
                fetcher=fetcher,
                standard=load(self._order.standard),
                registered_hosts=_hosts(self._order),
                stop=self._stop,
                browser=browser,
                probing=self._probing(gate),
            )
            self._line.send(("want", IN_FLIGHT))
            while not self._end.is_set() or self._tasks:
                await asyncio.sleep(TELL_EVERY)
                self._tell_pages()

    def _probing(self, gate: Gate) -> Probing | None:
        order = self._order
        if not order.letters:
            return None
        return Probing(
            gate,
            order.letters,
            self._stop,
            switches(self._out),
            dry=order.only_plan_probes,
            browser=find_browser() if order.render != "never" else None,
        )

    def _hear(self) -> None:
        try:
            word, *rest = self._line.recv()
        except EOFError:  # the parent is gone: nobody would hear the results
            os._exit(1)
        if word == "take":
            self._take(rest[0])
        elif word == "stop":
            self._stop.set()
            self._end.set()
        elif word == "end":
            self._end.set()

    def _take(self, indexes: Sequence[int]) -> None:
        task = asyncio.get_running_loop().create_task(self._inspect_in_turn(indexes))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _inspect_in_turn(self, indexes: Sequence[int]) -> None:
        """Sites of one host share its rate, so one after the other."""
        for index in indexes:
            if not self._stop.is_set():
                await self._inspect(index)
        self._line.send(("want", 1))

    async def _inspect(self, index: int) -> None:
        try:
            result = await inspect(self._means, index, self._count_page)
        except OSError as error:
            self._line.send(("full", _full(error, self._out)))
            self._stop.set()
        except OfflineError as error:
            self._line.send(("offline", index, str(error)))
        except Exception as error:
            # One site's trouble never sinks the run; it is said and the site counts as not done.
            self._line.send(("failed", index, f"{type(error).__name__}: {error}"))
        else:
            if result is not None:
                self._line.send(("done", index, result.verdict, _faults(result)))

    def _count_page(self) -> None:
        self._pages += 1

    def _tell_pages(self) -> None:
        if self._pages:
            self._line.send(("pages", self._pages))
            self._pages = 0


def _full(error: OSError, out: Path) -> str:
    line = _("{out}：写不进去（{why}）。请腾出空间后用同一条命令续查，已查完的网站不会重查。")
    return line.format(out=out, why=reason(error))


def _gate(order: Order) -> Gate:
    return Gate(
        networks=order.networks, hosts=order.hosts, sites=[one.home_url for one in order.sites]
    )


def _hosts(order: Order) -> frozenset[str] | None:
    if not order.registered:
        return None
    return frozenset(host_of(one.home_url) for one in order.sites)


def _faults(result: SiteResult) -> int:
    return len(result.findings)
