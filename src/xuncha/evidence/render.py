"""A page as a visitor's browser builds it: Chromium, with every request answered by our fetcher.

The browser has no way out of its own: names resolve to nothing, its proxy is a closed port, and
each request it makes is taken from it and put through the address gate. Used only where static HTML
cannot decide, since a page costs hundreds of times what reading it costs.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from playwright.async_api import (
    Browser,
    BrowserContext,
    Dialog,
    Page,
    Playwright,
    Route,
    WebSocketRoute,
    async_playwright,
)
from playwright.async_api import Error as BrowserError

from xuncha.evidence.held import Holding
from xuncha.evidence.marking import MARKING, Mark
from xuncha.evidence.response import Fetcher, Reach, Response

#: Nothing but what the fetcher brings: no resolver, no proxy that answers, no other sockets.
_SEALED = (
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=http://127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--js-flags=--max-old-space-size=256",
)
#: Headers that belong to the connection the fetcher had, not to the one the browser imagines.
_OWN_HEADERS = frozenset({"content-encoding", "content-length", "transfer-encoding", "connection"})
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
#: Kinds of request that change no list and cost time.
_NEEDLESS = frozenset({"media", "font", "websocket", "eventsource", "manifest", "ping"})
#: What a page looks like that by; bytes of one such part, and of all that are kept of a page.
_PARTS = frozenset({"stylesheet", "image"})
_PART, _PARTS_MOST = 131_072, 393_216


@dataclass(frozen=True, slots=True)
class Budget:
    """What one page may cost."""

    tabs: int = 2
    #: Seconds for everything, and for the scripts to come to rest after loading.
    seconds: float = 20.0
    rest: float = 0.6
    requests: int = 150
    #: A tab is thrown away after so many pages, since old pages leak.
    pages_per_browser: int = 200


@dataclass(frozen=True, slots=True)
class Rendered:
    """What the browser made of a page."""

    #: The document as it stands after its scripts, as HTML.
    html: str
    #: Addresses the page asked for that could not be had.
    failed: tuple[str, ...]
    #: PNG of a screenful, where a picture was wanted: the first, or that of the place marked.
    picture: bytes | None = None
    #: Whether what was to be marked is there.
    marked: bool = False
    #: Of a page whose picture was taken, the style sheets and small pictures it was shown with.
    parts: tuple[Response, ...] = ()


class Renderer:
    """Renders pages in a few tabs; an asynchronous context manager that owns the browser."""

    def __init__(
        self,
        fetcher: Fetcher,
        program: str,
        budget: Budget | None = None,
        *,
        prelude: str = "",
    ) -> None:
        """`program` is the browser's path; it is started at the first page.

        `prelude` is a script that runs in each page before the page's own.
        """
        self._fetcher, self._program, self._prelude = fetcher, program, prelude
        self._budget = budget or Budget()
        self._tabs = asyncio.Semaphore(self._budget.tabs)
        self._starting = asyncio.Lock()
        self._driver: Playwright | None = None
        self._browser: Browser | None = None
        self._served = 0

    async def __aenter__(self) -> Self:
        """Nothing is started before it is needed."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the browser and its driver."""
        await self._close_browser()
        if self._driver is not None:
            await self._driver.stop()

    async def render(
        self,
        url: str,
        *,
        cookies: Sequence[tuple[str, str]] = (),
        picture: bool = False,
        mark: Mark = (),
        held: Response | None = None,
    ) -> Rendered | None:
        """`url` as its scripts leave it; None when the browser cannot do it, tried twice.

        In a picture, numbers of people are starred and the first of `mark` that is found is framed.
        `held` answers for the page itself. A crash of the page or of the browser costs that page
        alone.
        """
        fetcher = self._fetcher if held is None else Holding(held, self._fetcher)
        visit = _Visit(fetcher, self._budget, picture, mark)
        async with self._tabs:
            for _ in range(2):
                with contextlib.suppress(BrowserError, TimeoutError):
                    async with asyncio.timeout(self._budget.seconds):
                        return await self._render_once(url, cookies, visit)
        return None

    async def _render_once(
        self, url: str, cookies: Sequence[tuple[str, str]], visit: _Visit
    ) -> Rendered:
        browser = await self._ready_browser()
        context = await browser.new_context(
            accept_downloads=False,
            ignore_https_errors=True,
            locale="zh-CN",
            service_workers="block",
            viewport={"width": 1366, "height": 768},
        )
        try:
            if self._prelude:
                await context.add_init_script(self._prelude)
            await context.add_cookies([{"name": n, "value": v, "url": url} for n, v in cookies])
            return await visit.go(url, context)
        finally:
            with contextlib.suppress(BrowserError):
                await context.close()

    async def _ready_browser(self) -> Browser:
        async with self._starting:
            self._served += 1
            if self._served % self._budget.pages_per_browser == 0:
                await self._close_browser()
            if self._browser is None or not self._browser.is_connected():
                self._driver = self._driver or await async_playwright().start()
                # No sandbox of its own: as root Chromium has none, and what it runs has no network.
                self._browser = await self._driver.chromium.launch(
                    executable_path=self._program, args=[*_SEALED], chromium_sandbox=False
                )
            return self._browser

    async def _close_browser(self) -> None:
        if self._browser is not None:
            with contextlib.suppress(BrowserError):
                await self._browser.close()
            self._browser = None


class _Visit:
    """One page, each time in a fresh context."""

    def __init__(self, fetcher: Fetcher, budget: Budget, picture: bool, mark: Mark) -> None:
        self._fetcher, self._budget, self._picture, self._mark = fetcher, budget, picture, mark
        self._asked = 0
        self._failed: list[str] = []
        self._parts: list[Response] = []

    async def go(self, url: str, context: BrowserContext) -> Rendered:
        self._asked, self._failed, self._parts = 0, [], []
        await context.route("**/*", self._answer)
        await context.route_web_socket("**/*", _refuse_socket)
        page = await context.new_page()
        page.on("dialog", _dismiss)
        page.on("popup", _close)
        await page.goto(url, wait_until="load", timeout=self._budget.seconds * 1000)
        await self._come_to_rest(page)
        html = await page.content()
        if not self._picture:
            return Rendered(html, tuple(self._failed))
        marked = await page.evaluate(MARKING, [list(map(list, self._mark))])
        shot = await page.screenshot(timeout=5000)
        parts = tuple(self._parts)
        return Rendered(html, tuple(self._failed), shot, marked is True, parts)

    async def _come_to_rest(self, page: Page) -> None:
        """Wait until no script has asked for anything for a while, or until patience ends."""
        with contextlib.suppress(BrowserError):
            await page.wait_for_load_state("networkidle", timeout=self._budget.seconds * 400)
        await asyncio.sleep(self._budget.rest)

    async def _answer(self, route: Route) -> None:
        request = route.request
        self._asked += 1
        unwanted = request.resource_type in _NEEDLESS or request.method not in ("GET", "HEAD")
        if unwanted or self._asked > self._budget.requests:
            await route.abort()
            return
        if request.url.startswith(("data:", "blob:")):
            await route.continue_()
            return
        response = await self._fetcher.get(request.url)
        if response.reach is not Reach.OK or response.status is None:
            self._failed.append(request.url)
            await route.abort()
            return
        if self._picture and request.resource_type in _PARTS:
            self._keep(response)
        headers = {k: v for k, v in response.headers if _is_passed_on(k, v)}
        await route.fulfill(status=response.status, headers=headers, body=response.body)

    def _keep(self, response: Response) -> None:
        size = len(response.body)
        room = _PARTS_MOST - sum(len(one.body) for one in self._parts)
        if 0 < size <= min(_PART, room) and not response.cut:
            self._parts.append(response)


def _is_passed_on(name: str, value: str) -> bool:
    """Whether a header goes on to the browser, which never answers for one that it cannot read."""
    return (
        name not in _OWN_HEADERS
        and bool(_TOKEN.fullmatch(name))
        and not any(ord(c) < 32 and c != "\t" for c in value)
    )


async def _refuse_socket(socket: WebSocketRoute) -> None:
    await socket.close()


async def _dismiss(dialog: Dialog) -> None:
    await dialog.dismiss()


async def _close(page: Page) -> None:
    await page.close()
