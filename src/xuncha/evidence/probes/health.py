"""Whether the site bears what is asked of it: refusals and failures, and when to leave it alone.

A page that refuses or fails by itself says nothing of the site; a page that answered before and now
refuses or fails says that we are no longer wanted.
"""

from __future__ import annotations

from xuncha.base.language import N_
from xuncha.evidence.probes.client import Client, Exchange, StoppedError

#: Broken or silent answers in a row, and refusals in all, after which the site is left alone.
_BROKEN, _REFUSALS = 3, 2
#: Statuses that ask for fewer requests, whoever sends them.
_TOO_MUCH = frozenset({429, 503})
WALL = N_("监测受阻：网站的防护拒绝探测")
ILL = N_("网站连续出错，已停止探测")


class Health:
    """Counts what went wrong; everything raises StoppedError when the site is to be left."""

    def __init__(self, client: Client) -> None:
        """Harmless questions are put through `client`."""
        self._client = client
        self._broken = self._refusals = 0
        #: An address that answered a harmless question well.
        self._known = ""

    async def harmless(self, exchange: Exchange) -> bool:
        """Whether the answer to a harmless question is one to work with."""
        if exchange.refused:
            if not self._known or exchange.seen.status in _TOO_MUCH:
                self._refuse()
            else:
                # Forbidden to everybody, or to us only since we asked?
                await self._ask_known()
            return False
        if exchange.failed:
            await self._break()
            return False
        self._broken, self._known = 0, self._known or exchange.url
        return True

    async def probing(self, exchange: Exchange, harmless: str, usual: float) -> None:
        """Take in the answer to a question that was not harmless to its page.

        `harmless` is the page's address as a visitor asks for it, `usual` its seconds.
        """
        if exchange.refused:
            self._refuse()
            await self._control(harmless, usual)
        elif exchange.failed:
            self._broken += 1
            if self._broken == _BROKEN - 1:
                # Is it the question that breaks it, or is the site ill?
                await self._control(harmless, usual)
            self._leave_if_ill()
        else:
            self._broken = 0

    async def _break(self) -> None:
        self._broken += 1
        if self._broken == _BROKEN - 1 and self._known:
            await self._ask_known()
        self._leave_if_ill()

    async def _ask_known(self) -> None:
        """The page that was well: where it still is, the trouble was the other page's own."""
        exchange = await self._client.get(self._known, "control")
        if exchange.refused:
            raise StoppedError(WALL)
        self._broken = self._broken + 1 if exchange.failed else 0

    async def _control(self, url: str, usual: float) -> None:
        exchange = await self._client.get(url, "control", usual=usual)
        if exchange.refused:
            self._refuse()
        elif exchange.failed:
            self._broken += 1
            self._leave_if_ill()
        else:
            self._broken = 0

    def _refuse(self) -> None:
        self._refusals += 1
        if self._refusals >= _REFUSALS:
            raise StoppedError(WALL)

    def _leave_if_ill(self) -> None:
        if self._broken >= _BROKEN:
            raise StoppedError(ILL)
