"""Walks a site page by page and tries what its pages lead to; every address once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from xuncha.base.urls import same_site
from xuncha.evidence.archive import Pack
from xuncha.evidence.columns import Sheets
from xuncha.evidence.documents import ENDINGS, Desk
from xuncha.evidence.frontier import Frontier
from xuncha.evidence.glance import answer_of, is_page, magic
from xuncha.evidence.plan import Plan
from xuncha.evidence.response import Failure, Reach, Response
from xuncha.evidence.robots import Robots
from xuncha.evidence.snapshot import Link, LinkKind, Page
from xuncha.evidence.store import Writer
from xuncha.evidence.watch import Prober

#: Kinds of link that lead to pages of the site's own.
_TO_PAGES = frozenset({LinkKind.PAGE, LinkKind.FRAME})
#: What the first bytes of a document with words are.
_READABLE = frozenset({"pdf", "zip", "ole", "text", "html"})
#: Other hosts are asked side by side, since each sees only a few requests.
_AWAY = 64

Reader = Callable[[Response, int], Page]
Job = TypeVar("Job")


@dataclass(frozen=True, slots=True)
class Means:
    """What a crawl works with."""

    plan: Plan
    fetcher: Prober
    read: Reader
    writer: Writer
    pack: Pack
    on_page: Callable[[], None]
    stop: asyncio.Event
    #: Where the words of documents are read; None: they are not.
    desk: Desk | None = None


class Crawl:
    """One walk over one site."""

    def __init__(self, means: Means, homes: Iterable[str], robots: Robots, sheets: Sheets) -> None:
        """`homes`: the home page as registered and as it answered; both hosts are the site.

        `sheets` are shown every page, so that the survey of the columns reads none again.
        """
        self._sheets = sheets
        self._means, self._homes, self._robots = means, tuple(homes), robots
        self.frontier = Frontier(means.plan)
        self._pages: asyncio.Queue[tuple[str, int]] = asyncio.Queue()
        self._files: asyncio.Queue[str] = asyncio.Queue()
        self._away: asyncio.Queue[str] = asyncio.Queue()
        self._checks = 0
        self._documents = 0
        self._bytes = 0
        self._end = asyncio.get_running_loop().time() + means.plan.max_seconds
        self.links = 0
        self.blocked = 0

    async def run(self) -> None:
        """Walk until nothing is left, a cap is reached or the stop is set."""
        connections = self._means.plan.connections
        at_work = [asyncio.create_task(_serve(self._away, self._check)) for _ in range(_AWAY)]
        at_work += [
            asyncio.create_task(_serve(self._pages, self._visit)) for _ in range(connections)
        ]
        try:
            await _emptied(self._pages, at_work)
            at_work += [
                asyncio.create_task(_serve(self._files, self._check)) for _ in range(connections)
            ]
            await _emptied(self._files, at_work)
            await _emptied(self._away, at_work)
        finally:
            for task in at_work:
                task.cancel()
            await asyncio.gather(*at_work, return_exceptions=True)

    def seed(self, url: str, depth: int) -> None:
        """Visit `url` as a page, `depth` clicks from the home page."""
        if self.frontier.is_new(url) and self.frontier.may_visit(url, depth):
            self._pages.put_nowait((url, depth))

    def take(self, page: Page, body: bytes) -> None:
        """Keep a page that was read and go on to what it leads to."""
        self._means.writer.page(page)
        self._sheets.take(page)
        self._means.on_page()
        self.frontier.note_body(page.url, body)
        self.links += len(page.links)
        for link in page.links:
            if self.frontier.is_new(link.url):
                self._follow(link, page.depth + 1)

    def _follow(self, link: Link, depth: int) -> None:
        own = any(same_site(link.url, home) for home in self._homes)
        if own and link.kind in _TO_PAGES:
            if self.frontier.may_visit(link.url, depth):
                self._pages.put_nowait((link.url, depth))
        elif self._checks < self._means.plan.max_checks:
            self._checks += 1
            (self._files if own else self._away).put_nowait(link.url)
        else:
            self.frontier.left_out += 1

    async def _visit(self, job: tuple[str, int]) -> None:
        url, depth = job
        if self._is_over():
            return
        if not self._robots.allows(url):
            self._note(Response(url, None, Reach.BLOCKED, datetime.now(UTC), failure=Failure.GATE))
            return
        if self._bytes > self._means.plan.max_site_bytes:
            self.frontier.left_out += 1
            return
        response = await self._means.fetcher.get(url)
        self._bytes += len(response.body)
        self.accept(response, depth)

    def accept(self, response: Response, depth: int) -> Page | None:
        """File an answer: as a page of the site, or as an answer; the page, None without one."""
        self._means.pack.keep(response)
        landed = response.answered or response.asked
        moved = landed != response.asked
        own = any(same_site(landed, home) for home in self._homes)
        if response.reach is not Reach.OK or not own or not is_page(response):
            self._note(response)
            return None
        if moved:
            self._note(response)
            if not self.frontier.is_new(landed):
                return None
        page = self._means.read(response, depth)
        self.take(page, response.body)
        return page

    async def _check(self, url: str) -> None:
        if self._is_over():
            return
        desk = self._desk_for(url)
        plan = self._means.plan
        response = await self._means.fetcher.get(url, limit=plan.document if desk else plan.sniff)
        self._bytes += len(response.body) if desk else 0
        self._means.pack.keep(response)
        read = desk and response.reach is Reach.OK and magic(response) in _READABLE
        self._note(response, await desk.text(response.body) if desk and read else None)

    def _desk_for(self, url: str) -> Desk | None:
        """Where the words of a document are read; None where its beginning is all we want."""
        plan = self._means.plan
        own = any(same_site(url, home) for home in self._homes)
        if not own or _ending(url) not in ENDINGS or self._documents >= plan.max_documents:
            return None
        if self._bytes > plan.max_site_bytes:
            return None
        self._documents += 1
        return self._means.desk

    def _is_over(self) -> bool:
        """Whether nothing more is to be asked: told to stop, or out of time."""
        late = asyncio.get_running_loop().time() > self._end
        self.frontier.left_out += late
        return late or self._means.stop.is_set()

    def _note(self, response: Response, document: str | None = None) -> None:
        self.blocked += response.reach is Reach.BLOCKED
        self._means.writer.answer(answer_of(response, document=document))


def _ending(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[2].rpartition(".")[2].lower()


async def _serve(queue: asyncio.Queue[Job], work: Callable[[Job], Awaitable[None]]) -> None:
    while True:
        job = await queue.get()
        try:
            await work(job)
        finally:
            queue.task_done()


async def _emptied(queue: asyncio.Queue[Job], at_work: Collection[asyncio.Task[None]]) -> None:
    """Wait until all of `queue` is done; raises what broke one of those at work (a full disk)."""
    join = asyncio.create_task(queue.join())
    try:
        done, _ = await asyncio.wait((join, *at_work), return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        join.cancel()
