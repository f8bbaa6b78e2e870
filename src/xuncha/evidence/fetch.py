"""Gets one address as a visitor would reach it: redirects followed, doubtful answers tried again.

Every step of the way passes the address gate. Nothing is called dead before a second try that looks
like a browser's, and what keeps us out is blocked, never dead.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from xuncha.base.urls import canonical, join, origin_of
from xuncha.evidence.challenge import is_wall
from xuncha.evidence.cookies import Cookies
from xuncha.evidence.gate import Gate, GateError
from xuncha.evidence.plan import Plan
from xuncha.evidence.politeness import Politeness
from xuncha.evidence.response import Failure, Reach, Response
from xuncha.evidence.retry import Patience
from xuncha.evidence.safety import Alias
from xuncha.evidence.tls import Shaken, shake
from xuncha.evidence.wire import Transfer, Wire

#: What a browser of these years says of itself; some servers answer nobody else.
BROWSER = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Safari/537.36"
)
_ACCEPT = (
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8",
    "Accept-Language: zh-CN,zh;q=0.9,en;q=0.5",
    "Accept-Encoding: gzip",
)
#: Not the site's doing: we did not look.
_OURS = frozenset({Failure.GATE, Failure.BUDGET, Failure.NETWORK})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(slots=True)
class _Trail:
    """How far one try has come."""

    url: str
    #: Seconds that are left for it; waiting for one's turn is our doing and costs none.
    left: float
    spent: float = 0.0
    #: Seconds in which names were looked up; not the site's own time.
    asking: float = 0.0
    hops: tuple[str, ...] = ()


class CurlFetcher:
    """The Fetcher of real visits; an asynchronous context manager that owns its connections."""

    def __init__(
        self, gate: Gate, plan: Plan, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        """One for all sites of a worker: hosts are paced one by one."""
        self._gate, self._plan, self._now = gate, plan, now
        self._wire = Wire(plan)
        self.politeness = Politeness(plan.rate, plan.connections, plan.longest_pause)
        self._patience = Patience(plan)
        self._cookies = Cookies()
        self._ours = (f"User-Agent: {plan.agent}", *_ACCEPT)
        self._theirs = (f"User-Agent: {BROWSER}", *_ACCEPT, "Upgrade-Insecure-Requests: 1")

    async def __aenter__(self) -> Self:
        """Open no connection before it is needed."""
        await self._wire.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close every connection."""
        await self._wire.__aexit__(kind, error, trace)

    async def get(
        self,
        url: str,
        *,
        timeout: float | None = None,
        limit: int | None = None,
        headers: Sequence[tuple[str, str]] = (),
    ) -> Response:
        """Fetch `url` with every care; see `Fetcher.get`."""
        address = canonical(url)
        if address is None:
            return Response(url, None, Reach.UNTESTED, self._now(), failure=Failure.GATE)
        if (known := self._patience.known_down(origin_of(address), self._clock())) is not None:
            return Response(address, None, Reach.DEAD, self._now(), failure=known, tries=0)
        lines: tuple[str, ...] = self._ours
        tries = 1
        response = await self._try(address, timeout, limit, _headed(lines, headers))
        while (again := self._patience.after(response, tries)) is not None:
            await asyncio.sleep(again.pause)
            lines = self._theirs if again.as_browser else self._ours
            tries += 1
            response = await self._try(address, timeout, limit, _headed(lines, headers))
        self._patience.note(origin_of(address), response, self._clock())
        return response if tries == response.tries else replace(response, tries=tries)

    async def probe(
        self,
        url: str,
        *,
        timeout: float,
    ) -> Response:
        """One visit of a home page: a new connection, a single try, the clock running."""
        address = canonical(url)
        if address is None:
            return Response(url, None, Reach.UNTESTED, self._now(), failure=Failure.GATE)
        return await self._try(address, timeout, None, self._theirs, fresh=True)

    async def ask(
        self,
        url: str,
        *,
        limit: int | None = None,
        headers: Sequence[tuple[str, str]] = (),
    ) -> Response:
        """Exactly one request, as ourselves unless `headers` say otherwise; see `Prober.ask`."""
        address = canonical(url)
        if address is None:
            return Response(url, None, Reach.UNTESTED, self._now(), failure=Failure.GATE)
        lines = _headed(self._ours, headers)
        trail = _Trail(address, self._plan.page_timeout)
        step = await self._step(trail, limit, lines, fresh=False)
        if isinstance(step, Failure):
            return self._response(address, trail, None, step)
        return self._response(address, trail, step, None)

    async def shake(self, url: str) -> Shaken:
        """What the TLS of an https address's host shows."""
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or 443
        try:
            passage = await self._gate.open(host, port)
        except (GateError, OSError, UnicodeError):
            return Shaken()
        seconds = self._plan.connect_timeout
        return await asyncio.to_thread(shake, host, passage.addresses, port, seconds)

    async def aliases(self, hosts: Iterable[str]) -> tuple[Alias, ...] | None:
        """Where DNS says that hosts lead; None where no DNS may be asked."""
        names = self._gate.names
        return None if names is None else await names.look(hosts)

    async def _try(
        self,
        url: str,
        seconds: float | None,
        limit: int | None,
        lines: Sequence[str],
        *,
        fresh: bool = False,
    ) -> Response:
        trail = _Trail(url, seconds or self._plan.page_timeout)
        transfer: Transfer | None = None
        failure: Failure | None = None
        while failure is None:
            step = await self._step(trail, limit, lines, fresh)
            if isinstance(step, Failure):
                failure = step
                break
            transfer = step
            onward = self._onward(trail.url, transfer)
            if not onward:
                break
            failure = _stops(trail, onward, transfer, self._plan.redirects)
            if failure is None:
                trail.hops, trail.url = (*trail.hops, trail.url), onward
        return self._response(url, trail, transfer, failure)

    async def _step(
        self, trail: _Trail, limit: int | None, lines: Sequence[str], fresh: bool
    ) -> Transfer | Failure:
        parts = urlsplit(trail.url)
        host = parts.hostname or ""
        began = self._clock()
        try:
            passage = await self._gate.open(host, parts.port or (443 if parts.scheme[4:] else 80))
        except GateError:
            return Failure.GATE
        except (OSError, UnicodeError) as error:
            return self._unnamed(error)
        trail.asking += self._clock() - began
        head = (*lines, *self._cookies.header(host))
        if trail.left <= 0.01:
            return Failure.TIMEOUT
        async with self.politeness.turn(host):
            transfer = await self._wire.send(
                trail.url, passage, timeout=trail.left, limit=limit, headers=head, fresh=fresh
            )
        trail.spent += transfer.seconds
        trail.left -= transfer.seconds
        self._cookies.keep(host, transfer.headers)
        if transfer.status in (429, 503):
            self.politeness.slow_down(host)
        elif transfer.status is not None:
            self.politeness.ease(host)
        return transfer

    def _unnamed(self, error: Exception) -> Failure:
        """Whether a name has no address, or our own network is down, which is no site's fault."""
        silent = isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN
        return Failure.NETWORK if silent and not self._gate.dns_answers else Failure.DNS

    @staticmethod
    def _onward(url: str, transfer: Transfer) -> str:
        if transfer.status not in _REDIRECTS:
            return ""
        location = transfer.header("location")
        return (join(url, location) or "-") if location else ""

    def _response(
        self,
        asked: str,
        trail: _Trail,
        transfer: Transfer | None,
        failure: Failure | None,
    ) -> Response:
        # Where a step after a redirect gave nothing, the address that gave nothing is the last.
        failure = failure or (transfer.failure if transfer is not None else None)
        if transfer is None or failure is not None:
            return Response(
                asked,
                trail.url if trail.hops else None,
                _unreached(failure or Failure.BROKEN),
                self._now(),
                status=transfer.status if transfer is not None else None,
                failure=failure,
                hops=trail.hops[1:],
                seconds=trail.spent,
            )
        reach = _reach(transfer)
        return Response(
            asked,
            trail.url,
            reach,
            self._now(),
            status=transfer.status,
            failure=None if reach is Reach.OK else Failure.STATUS,
            hops=trail.hops[1:],
            headers=transfer.headers,
            body=transfer.body,
            cut=transfer.cut,
            seconds=trail.spent,
            ip=transfer.ip,
            phases=transfer.phases and replace(transfer.phases, dns=trail.asking),
        )

    @staticmethod
    def _clock() -> float:
        return asyncio.get_running_loop().time()


def _headed(lines: tuple[str, ...], more: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """The usual lines, but for those that `more` says otherwise."""
    if not more:
        return lines
    named = tuple(f"{name.lower()}:" for name, _value in more)
    kept = (line for line in lines if not line.lower().startswith(named))
    return (*kept, *(f"{name}: {value}" for name, value in more))


def _stops(trail: _Trail, onward: str, transfer: Transfer, most: int) -> Failure | None:
    """Why a redirect is not followed, None when it is."""
    if onward == "-":
        return Failure.GATE
    if len(trail.hops) >= most:
        return Failure.REDIRECTS
    # Back to itself is a circle, but for servers that first hand out a cookie.
    seen = onward == trail.url or onward in trail.hops
    return Failure.REDIRECTS if seen and not transfer.header("set-cookie") else None


def _unreached(failure: Failure) -> Reach:
    return Reach.UNTESTED if failure in _OURS else Reach.DEAD


def _reach(transfer: Transfer) -> Reach:
    if is_wall(transfer):
        return Reach.BLOCKED
    # A redirect without an address shows its own page.
    return Reach.OK if 200 <= (transfer.status or 0) < 400 else Reach.DEAD
