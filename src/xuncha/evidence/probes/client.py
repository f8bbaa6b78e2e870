"""Sends the prober's requests: GET only, one at a time, paced, logged, and broken off at a word."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import quote, urlsplit

from xuncha import __version__
from xuncha.base.charset import decode
from xuncha.base.language import N_
from xuncha.base.text import mask, mask_address
from xuncha.base.urls import join
from xuncha.evidence.challenge import is_wall
from xuncha.evidence.cookies import Cookies
from xuncha.evidence.gate import Gate, GateError, Passage
from xuncha.evidence.plan import Plan
from xuncha.evidence.probes.authorisation import ScanAuthorisation, refusal
from xuncha.evidence.probes.journal import Journal
from xuncha.evidence.probes.killswitch import EVERY, KillSwitch
from xuncha.evidence.probes.likeness import Seen
from xuncha.evidence.probes.pace import Pace
from xuncha.evidence.probes.target import is_action, target_of
from xuncha.evidence.wire import Transfer, Wire

Result = TypeVar("Result")

#: Seconds for one answer; a page that stalls is left.
PATIENCE = 12.0
_HOPS = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
#: What a firewall answers (security.md 4.1).
REFUSED = frozenset({403, 405, 418, 429, 503})
#: Headers that are never written down, and how much of the others is.
_SECRET, _HEADER = frozenset({"set-cookie", "set-cookie2", "authorization"}), 1000
KILLED = N_("已由停止开关中止")
STOPPED = N_("检查已停止")
SPENT = N_("已用完授权的请求数")
NO_WAY = N_("网站的地址无法访问")


class StoppedError(Exception):
    """Nothing more may be sent to this site; the text (a Chinese source string) says why."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer."""

    url: str
    rule: str
    at: datetime
    seconds: float
    ip: str
    #: "TLSv1.3"; "" over http.
    tls: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    seen: Seen
    #: A challenge page or one of the statuses that refuse.
    refused: bool
    #: Its number in the journal.
    number: int

    @property
    def failed(self) -> bool:
        """Whether the server broke, or nothing came."""
        return self.seen.status is None or self.seen.status >= 500


@dataclass(frozen=True, slots=True)
class Means:
    """What probing a site works with."""

    gate: Gate
    authorisation: ScanAuthorisation
    kill: KillSwitch
    journal: Journal
    #: Names the run in every request.
    run: str
    stop: asyncio.Event
    now: Callable[[], datetime] = lambda: datetime.now(UTC)


class Client:
    """Asks one site; an asynchronous context manager."""

    def __init__(self, home: str, means: Means) -> None:
        """`home` says the host; nothing else is ever asked."""
        self._means = means
        parts = urlsplit(home)
        self.host, self._netloc = parts.hostname or "", parts.netloc
        self.pace = Pace(means.authorisation.rate)
        self._wire = Wire(
            Plan(page_timeout=PATIENCE, max_body=2_000_000, max_raw=2_000_000), notes_tls=True
        )
        self._cookies = Cookies()
        self._halted = asyncio.Event()
        self._watch: asyncio.Task[None] | None = None
        self.sent = 0
        self.lines = (
            f"User-Agent: {agent(means.authorisation)}",
            "Accept: text/html,application/xhtml+xml,*/*;q=0.8",
            "Accept-Language: zh-CN,zh;q=0.9,en;q=0.5",
            "Accept-Encoding: gzip",
            f"X-Xuncha-Run: {means.run}",
        )

    async def __aenter__(self) -> Self:
        """Begin to watch the switch."""
        await self._wire.__aenter__()
        self._watch = asyncio.create_task(self._watching())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close every connection."""
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
        await self._wire.__aexit__(kind, error, trace)

    async def get(
        self, url: str, rule: str, *, follows: bool = False, usual: float = PATIENCE
    ) -> Exchange:
        """Ask for `url`; with `follows`, go after redirects within the scope.

        `usual` is how long a harmless answer takes. Raises StoppedError when no more may be sent,
        and OSError when the journal cannot be written.
        """
        exchange = await self._one(url, rule, usual)
        for _ in range(_HOPS):
            onward = self._onward(exchange) if follows else None
            if onward is None:
                break
            exchange = await self._one(onward, rule, usual)
        return exchange

    def may(self, url: str) -> bool:
        """Whether `url` is in scope: this host, allowed paths, and no action."""
        is_ours = urlsplit(url).netloc == self._netloc
        return is_ours and self._means.authorisation.admits(url) and not is_action(target_of(url))

    def _onward(self, exchange: Exchange) -> str | None:
        if exchange.seen.status not in _REDIRECTS or not exchange.seen.location:
            return None
        onward = join(exchange.url, exchange.seen.location)
        return onward if onward is not None and self.may(onward) else None

    async def _one(self, url: str, rule: str, usual: float) -> Exchange:
        if not self.may(url):
            raise StoppedError(N_("主机不在授权范围内"))
        await self._allowed(url)
        await self._unless_halted(asyncio.sleep(self.pace.pause(time.monotonic())))
        # The window may have closed, and the switch been pulled, while waiting.
        passage = await self._allowed(url)
        self.sent += 1
        at, began = self._means.now(), time.monotonic()
        head = (*self.lines, *self._cookies.header(self.host))
        send = self._wire.send(url, passage, timeout=PATIENCE, limit=None, headers=head)
        transfer = await self._unless_halted(send)
        ended = time.monotonic()
        self.pace.note(ended, transfer.status, ended - began, usual)
        self._cookies.keep(self.host, transfer.headers)
        return self._exchange(url, rule, at, began, transfer)

    async def _allowed(self, url: str) -> Passage:
        self._look_at_switch()
        if self.sent >= self._means.authorisation.max_requests:
            raise StoppedError(SPENT)
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        try:
            passage = await self._means.gate.open(self.host, port)
        except (GateError, OSError, UnicodeError) as error:
            raise StoppedError(NO_WAY) from error
        one = self._means.authorisation
        why = refusal(one, self._netloc, passage.addresses, self._means.now())
        if why is not None:
            raise StoppedError(why)
        return passage

    def _exchange(
        self, url: str, rule: str, at: datetime, began: float, transfer: Transfer
    ) -> Exchange:
        kind = transfer.header("content-type").partition(";")[0].strip().lower()
        if transfer.header("content-disposition").lower().startswith("attachment"):
            kind = "application/octet-stream"
        whole = decode(transfer.body, transfer.header("content-type"), cut=transfer.cut)
        status = None if transfer.failure is not None else transfer.status
        seen = Seen(
            status=status,
            text=whole.text,
            kind=kind,
            location=transfer.header("location") if status in _REDIRECTS else "",
            charset=whole.charset,
            seconds=transfer.seconds,
        )
        kept = tuple((k, v) for k, v in transfer.headers if k not in _SECRET)
        number = self._means.journal.write(
            {
                "run": self._means.run,
                "at": at.isoformat(),
                "clock": round(began, 4),
                "rule": rule,
                "method": "GET",
                "url": mask_address(url),
                "status": transfer.status,
                "failure": transfer.failure,
                "seconds": round(transfer.seconds, 4),
                "ip": transfer.ip,
                "tls": transfer.tls,
                "headers": [[k, mask(v)[:_HEADER]] for k, v in kept],
                "size": len(transfer.body),
                "sha256": hashlib.sha256(transfer.body).hexdigest(),
                "tool": __version__,
            }
        )
        return Exchange(
            url,
            rule,
            at,
            transfer.seconds,
            transfer.ip,
            transfer.tls,
            kept,
            transfer.body,
            seen,
            transfer.status in REFUSED or is_wall(transfer),
            number,
        )

    # -- the switch -----------------------------------------------------------------------------

    async def _watching(self) -> None:
        while not self._is_halted():
            await asyncio.sleep(EVERY)
        self._halted.set()

    def _is_halted(self) -> bool:
        return self._means.stop.is_set() or self._means.kill.is_pulled(self.host)

    def _look_at_switch(self) -> None:
        if self._is_halted():
            raise StoppedError(STOPPED if self._means.stop.is_set() else KILLED)

    async def _unless_halted(self, work: Coroutine[None, None, Result]) -> Result:
        """The result of `work`, broken off as soon as the switch is pulled."""
        task = asyncio.ensure_future(work)
        halted = asyncio.ensure_future(self._halted.wait())
        try:
            await asyncio.wait((task, halted), return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                self._look_at_switch()
            return await task
        finally:
            await _ended(task, halted)


async def _ended(*tasks: asyncio.Future[Any]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def agent(authorisation: ScanAuthorisation) -> str:
    """What the prober says of itself, and where to complain."""
    contact = quote(authorisation.contact or authorisation.granted_by, safe=":/@.+-")
    return f"Mozilla/5.0 (compatible; Xuncha-Security/{__version__}; authorised check; +{contact})"
