"""Script holes that only a browser shows: what a page's own scripts write from its address.

The browser is ours and has no network: the page and what it loads come through the prober's client,
at its pace and in its scope. The marker is an element that no browser knows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from xuncha.base.urls import canonical
from xuncha.evidence.probes.client import Client
from xuncha.evidence.probes.likeness import Seen
from xuncha.evidence.probes.target import Target
from xuncha.evidence.render import Budget, Renderer
from xuncha.evidence.response import Failure, Reach, Response

#: A page whose own script reads its address and writes into the page.
_READS = re.compile(
    r"location\s*\.\s*(?:hash|search|href)|document\s*\.\s*(?:URL|documentURI|location)"
    r"|URLSearchParams"
)
_WRITES = re.compile(
    r"innerHTML|outerHTML|document\s*\.\s*write|insertAdjacentHTML|createContextualFragment"
    r"|\.\s*(?:html|append|prepend|after|before)\s*\("
)
#: Out of quotes and of elements that hold text or options only.
PAYLOAD = "x'\"></option></select></textarea></title><{m}>"
_BUDGET = Budget(tabs=1, seconds=20.0, rest=0.3, requests=40)


def may_write(seen: Seen) -> bool:
    """Whether it is worth asking a browser."""
    text = seen.text
    return seen.is_html and bool(_READS.search(text)) and bool(_WRITES.search(text))


def places(target: Target) -> tuple[Target, ...]:
    """The target with a fragment, which no server ever sees, to be asked in its last place."""
    return (*([target] if target.parameters else []), target.with_fragment())


class Screen:
    """Shows pages of one site; an asynchronous context manager that starts a browser when asked."""

    def __init__(self, client: Client, program: str) -> None:
        """`program` is the browser's path."""
        self._stack = AsyncExitStack()
        self._fetcher = _Through(client)
        self._renderer = Renderer(self._fetcher, program, _BUDGET)

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


class _Through:
    """The client as a fetcher: what was had once is not asked for again."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._kept: dict[str, Response] = {}
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
