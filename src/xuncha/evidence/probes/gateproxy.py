"""A proxy that lets a foreign scanner reach one site and do no harm there.

GET and HEAD only, the hosts of the letter only, no payload that could change or hold a database, at
the letter's rate, until the switch is pulled; every request is logged, what was refused too.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import Self
from urllib.parse import unquote_plus, urlsplit

from xuncha.evidence.gate import Gate, GateError
from xuncha.evidence.probes.authorisation import ScanAuthorisation, refusal
from xuncha.evidence.probes.killswitch import EVERY, KillSwitch
from xuncha.evidence.probes.pace import Pace
from xuncha.evidence.probes.target import is_action, target_of

#: What could widen, end or hold a statement, run on the server, or read its files.
_HARMFUL = re.compile(
    r"\bor\b|\|\||--|#|/\*|;|\bunion\b|\bsleep\b|\bwaitfor\b|\bbenchmark\b|pg_sleep|dbms_|xp_"
    r"|\b(?:insert|update|delete|drop|alter|truncate|exec(?:ute)?)\b|\.\./|\$\(|`",
    re.IGNORECASE,
)
_HEAD, _BODY, _SECONDS = 65_536, 8_000_000, 30.0
_PASSED = frozenset({"accept", "accept-language", "cookie", "referer", "user-agent"})


@dataclass(slots=True)
class Passed:
    """What went through the proxy, and what did not."""

    sent: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    #: Time, method, address and why it was refused ("" where it was sent).
    log: list[tuple[str, str, str, str]] = field(default_factory=list)


def harmful(url: str) -> bool:
    """Whether an address carries what must never reach a running system, however it is coded."""
    query = urlsplit(url).query + urlsplit(url).path
    once = unquote_plus(query)
    return bool(_HARMFUL.search(once) or _HARMFUL.search(unquote_plus(once)))


class GateProxy:
    """An HTTP proxy on loopback; an asynchronous context manager."""

    def __init__(
        self,
        gate: Gate,
        letter: ScanAuthorisation,
        kill: KillSwitch,
        run: str,
        *,
        pace: float | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`pace` in seconds replaces the letter's rate, for a bed of one's own."""
        self._gate, self._letter, self._kill = gate, letter, kill
        self._run, self._now = run, now
        self._pace = Pace(letter.rate if pace is None else 1 / max(pace, 1e-6))
        self._turn = asyncio.Lock()
        self._server: asyncio.Server | None = None
        self.passed = Passed()
        self.port = 0

    async def __aenter__(self) -> Self:
        """Listen on a free port of loopback."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Listen no more."""
        if self._server is not None:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            head = (await reader.readuntil(b"\r\n\r\n"))[:_HEAD].decode("latin-1")
            writer.write(await self._answer(head))
            await writer.drain()
        writer.close()

    async def _answer(self, head: str) -> bytes:
        request, *lines = head.split("\r\n")
        method, _, rest = request.partition(" ")
        url = rest.rpartition(" ")[0]
        async with self._turn:
            why = await self._refusal(method, url)
            self.passed.log.append((self._now().isoformat(), method, url, why))
            if why:
                self.passed.refused[why] = self.passed.refused.get(why, 0) + 1
                return _says(403, why)
            await asyncio.sleep(self._pace.pause(time.monotonic()))
            self.passed.sent += 1
            began = time.monotonic()
            answer = await self._unless_killed(self._fetch(method, url, lines))
            ended = time.monotonic()
            self._pace.note(ended, int(answer[9:12] or b"0"), ended - began, _SECONDS)
            return answer

    async def _refusal(self, method: str, url: str) -> str:
        parts = urlsplit(url)
        if method not in ("GET", "HEAD"):
            return "method"
        if parts.scheme != "http" or not self._letter.admits(url):
            return "scope"
        if is_action(target_of(url)):
            return "action"
        if harmful(url):
            return "payload"
        if self._kill.is_pulled(parts.hostname or ""):
            return "switch"
        if self.passed.sent >= self._letter.max_requests:
            return "spent"
        try:
            passage = await self._gate.open(parts.hostname or "", parts.port or 80)
        except (GateError, OSError):
            return "gate"
        outside = refusal(self._letter, parts.netloc, passage.addresses, self._now())
        return "letter" if outside else ""

    async def _unless_killed(self, work: Coroutine[None, None, bytes]) -> bytes:
        task = asyncio.ensure_future(work)
        host = (self._letter.hosts or ("",))[0]
        while not task.done():
            await asyncio.wait((task,), timeout=EVERY)
            if not task.done() and self._kill.is_pulled(host):
                task.cancel()
                return _says(403, "switch")
        return task.result()

    async def _fetch(self, method: str, url: str, lines: list[str]) -> bytes:
        parts = urlsplit(url)
        passage = await self._gate.open(parts.hostname or "", parts.port or 80)
        target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        kept = [one for one in lines if one.partition(":")[0].lower() in _PASSED]
        head = "\r\n".join(
            (
                f"{method} {target} HTTP/1.1",
                f"Host: {parts.netloc}",
                *kept,
                f"X-Xuncha-Run: {self._run}",
                "Connection: close",
                "\r\n",
            )
        )
        try:
            async with asyncio.timeout(_SECONDS):
                reader, writer = await asyncio.open_connection(
                    passage.addresses[0], passage.port, limit=_HEAD
                )
                writer.write(head.encode("latin-1"))
                answer = await _whole(reader, head_only=method == "HEAD")
                writer.close()
                return answer
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            return _says(504, "no answer")


async def _whole(reader: asyncio.StreamReader, *, head_only: bool) -> bytes:
    """One answer, closed after its body."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"\r\ncontent-length:\s*(\d+)", head, re.IGNORECASE)
    if head_only:
        return head
    if length:
        body = await reader.readexactly(min(int(length[1]), _BODY))
    else:
        body = await reader.read(_BODY)
    return head.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1) + body


def _says(status: int, why: str) -> bytes:
    head = f"HTTP/1.1 {status} Gate\r\nContent-Type: text/plain\r\nConnection: close\r\n"
    return f"{head}Content-Length: {len(why)}\r\n\r\n{why}".encode()
