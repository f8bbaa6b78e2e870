"""Script holes that only a browser shows: what a page's own scripts write from its address.

The browser is ours and has no network: the page and what it loads come through the prober's client,
at its pace and in its scope. The marker is an element that no browser knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from xuncha.base.urls import canonical
from xuncha.evidence.probes.client import Client
from xuncha.evidence.probes.likeness import Seen
from xuncha.evidence.probes.signs import Signs
from xuncha.evidence.probes.target import Target
from xuncha.evidence.render import Budget, Renderer
from xuncha.evidence.response import Failure, Reach, Response

#: Out of quotes and of elements that hold text or options only.
PAYLOAD = "x'\"></option></select></textarea></title><{m}>"
#: A script that looks at our word sees a harmless number, and the page bears a mark that it did.
PRELUDE = """(() => {
  const found = /xq[a-z]{8}zv/.exec(String(location.href).toLowerCase());
  if (!found) return;
  const mark = () => document.documentElement.setAttribute("data-" + found[0], "1");
  Object.defineProperty(window, found[0], {configurable: true, get() { mark(); return 1; }});
})();"""
_BUDGET = Budget(tabs=1, seconds=20.0, rest=0.3, requests=40)


@dataclass(frozen=True, slots=True)
class Way:
    """One thing to say to a page's script, and what shows that it was taken for more than text."""

    context: str
    payload: str


def ways(found: Signs) -> Iterator[Way]:
    """What to say to a page with these signs, the likeliest first."""
    if "writes" in found:
        yield Way("dom", PAYLOAD)
    if "runs" in found:
        for payload in ("{m}", "'-{m}-'", '"-{m}-"'):
            yield Way("run", payload)
    if "leaves" in found:
        yield Way("run", "javascript:{m}")


def places(target: Target) -> tuple[Target, ...]:
    """The target with a fragment, which no server ever sees, to be asked in its last place."""
    return (*([target] if target.parameters else []), target.with_fragment())


class Screen:
    """Shows pages of one site; an asynchronous context manager that starts a browser when asked."""

    def __init__(self, client: Client, program: str) -> None:
        """`program` is the browser's path."""
        self._stack = AsyncExitStack()
        self._fetcher = _Through(client)
        self._renderer = Renderer(self._fetcher, program, _BUDGET, prelude=PRELUDE)

    async def __aenter__(self) -> Self:
        """Nothing is started yet."""
        await self._stack.enter_async_context(self._renderer)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the browser."""
        await self._stack.aclose()

    async def show(self, url: str) -> Seen:
        """The page as its scripts leave it; without a status where it cannot be shown.

        Raises what the client raised: StoppedError, and OSError for a journal.
        """
        shown = await self._renderer.render(url)
        if self._fetcher.broken is not None:
            raise self._fetcher.broken
        return Seen(200, shown.html) if shown is not None else Seen(None, "")

    def questions(self) -> tuple[str, ...]:
        """What scripts asked the site for, with a query, since this was last asked."""
        asked, self._fetcher.asked = self._fetcher.asked, []
        return tuple(dict.fromkeys(asked))


_DATA = re.compile(r"json|html|xml|text/plain")


class _Through:
    """The client as a fetcher: what was had once is not asked for again."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._kept: dict[str, Response] = {}
        #: Addresses with a query that answered with data or a page.
        self.asked: list[str] = []
        #: What ended the client's work, which the browser only sees as a page that is not there.
        self.broken: Exception | None = None

    async def get(
        self,
        url: str,
        *,
        timeout: float | None = None,  # noqa: ARG002 (the client has its own)
        limit: int | None = None,  # noqa: ARG002
        headers: Sequence[tuple[str, str]] = (),  # noqa: ARG002
    ) -> Response:
        """Ask the site itself, and nobody else."""
        address = canonical(url) or url
        if address in self._kept:
            return self._kept[address]
        if not self._client.may(url) or self.broken is not None:
            return Response(url, None, Reach.UNTESTED, datetime.now(UTC), failure=Failure.GATE)
        try:
            exchange = await self._client.get(url, "dom")
        except Exception as error:
            self.broken = error
            return Response(url, None, Reach.UNTESTED, datetime.now(UTC), failure=Failure.GATE)
        if "?" in url and _DATA.search(exchange.seen.kind):
            self.asked.append(url)
        response = Response(
            url,
            exchange.url,
            Reach.OK if exchange.seen.status is not None else Reach.DEAD,
            exchange.at,
            status=exchange.seen.status,
            headers=exchange.headers,
            body=exchange.body,
        )
        if not exchange.seen.is_html:
            self._kept[address] = response
        return response
