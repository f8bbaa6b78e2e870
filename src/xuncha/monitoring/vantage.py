"""A vantage point on another machine: probes its list, keeps what it saw, reports it signed.

It goes on while the console is away. Its times are the console's: each answer sets its clock, which
between two answers runs by the machine's uptime, so a local clock that jumps moves nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Protocol

from xuncha.evidence.fetch import CurlFetcher
from xuncha.evidence.gate import Gate
from xuncha.evidence.plan import Plan
from xuncha.monitoring.line import AwayError, RefusedReportError
from xuncha.monitoring.outbox import Outbox, Standing
from xuncha.monitoring.probing import Accessed, Due, probe_all
from xuncha.monitoring.reports import SKEW, HomePages, Reply, Report, Reported
from xuncha.monitoring.rules import LATE
from xuncha.monitoring.timetable import Timetable

_LOG = logging.getLogger(__name__)
#: Seconds between two rounds.
EVERY: Final = 30.0
#: Probes in one report.
_AT_ONCE: Final = 2_000
#: What memory holds while the disk takes nothing.
_IN_MEMORY: Final = 100_000
_WRONG_CLOCK, _BAD = 409, frozenset({400, 413})


class Sender(Protocol):
    """A line to the console."""

    def send(self, report: Report) -> Reply:
        """See `line.Line.send`."""
        ...


class ConsoleClock:
    """The console's time, as far as this node knows it."""

    def __init__(
        self, wall: Callable[[], datetime], uptime: Callable[[], float], offset: float
    ) -> None:
        """`uptime` in seconds never jumps; `offset` is what `wall` was off by when last seen."""
        self._wall, self._uptime = wall, uptime
        self._set(wall() + timedelta(seconds=offset))
        #: Whether the console has said its time since we began.
        self.proved = False

    def now(self) -> datetime:
        """The console's time."""
        return self._then + timedelta(seconds=self._uptime() - self._at)

    def hear(self, theirs: datetime) -> timedelta:
        """The console said its time; how far we were off."""
        off = theirs - self.now()
        self._set(theirs)
        self.proved = True
        return off

    @property
    def offset(self) -> float:
        """Seconds to add to the machine's own clock."""
        return (self.now() - self._wall()).total_seconds()

    def _set(self, now: datetime) -> None:
        self._then, self._at = now, self._uptime()


@dataclass(slots=True)
class Tally:
    """What a vantage point did since it began."""

    probes: int = 0
    sent: int = 0
    refused: int = 0
    #: The console was not there at the last attempt, and why.
    away: str = ""


class Vantage:
    """One node at work. Not for two threads at once."""

    def __init__(
        self,
        name: str,
        line: Sender,
        outbox: Outbox,
        clock: ConsoleClock,
        *,
        networks: Sequence[str] = (),
        hosts: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        """`networks` and `hosts`: what may be reached, as for an inspection."""
        self._name, self._line, self._outbox, self._clock = name, line, outbox, clock
        self._networks, self._hosts = tuple(networks), hosts or {}
        self._pages = outbox.home_pages()
        self._until = outbox.standing().until
        self._table = Timetable(name)
        self._unwritten: list[Reported] = []
        self._unproved: list[Path] = []
        self._stopping = asyncio.Event()
        self.tally = Tally()

    def stop(self) -> None:
        """End after the round under way; what it saw is kept and sent."""
        self._stopping.set()

    async def go(self, every: float = EVERY) -> None:
        """Go round until told to stop. Raises RefusedReportError when we are not known there."""
        while not self._stopping.is_set():
            await self.round()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), every)

    async def round(self) -> int:
        """Report, probe what came due, report it; the number of probes."""
        if not self._clock.proved or not self._pages.sites:
            await asyncio.to_thread(self._report)
        slots = self._due()
        if slots:
            gate = Gate(
                networks=self._networks,
                hosts=self._hosts,
                sites=[url for _code, url in self._pages.sites],
            )
            async with CurlFetcher(gate, Plan(rate=0)) as fetcher:
                self._keep(await probe_all(slots, fetcher, self._clock.now))
        await asyncio.to_thread(self._report)
        return len(slots)

    def _due(self) -> list[Due]:
        now = self._clock.now()
        begins = max(self._until or now - LATE, now - LATE)
        places = {code: place for place, (code, _url) in enumerate(self._pages.sites)}
        self._table.know(places)
        found = [
            Due(places[code], self._pages.sites[places[code]][1], slot)
            for slot, code in self._table.due(begins, now)
        ]
        self._until = max(now, begins)
        return found

    def _keep(self, probes: Sequence[tuple[int, datetime, Accessed]]) -> None:
        self.tally.probes += len(probes)
        codes = [code for code, _url in self._pages.sites]
        self._unwritten += [Reported(codes[place], slot, one) for place, slot, one in probes]
        self._write()

    def _write(self) -> None:
        """Put what memory holds on the disk; a disk that takes nothing is tried again next time."""
        try:
            while self._unwritten:
                path = self._outbox.put(self._unwritten[:_AT_ONCE])
                if not self._clock.proved:
                    self._unproved.append(path)
                del self._unwritten[:_AT_ONCE]
            self._outbox.stand(Standing(self._until, self._clock.offset))
        except OSError as error:
            _LOG.error("the disk does not take the probes, memory keeps them: %s", error)
            del self._unwritten[:-_IN_MEMORY]

    def _report(self) -> None:
        """Send what waits, or a sign of life; a console that is away is told later."""
        try:
            sent = [self._send(path, probes) for path, probes in self._waiting()]
            sent += self._send_unwritten()
            if not any(sent):
                self._say(())
            self.tally.away = ""
        except AwayError as error:
            if not self.tally.away:
                _LOG.warning("the console is away, reports are kept: %s", error)
            self.tally.away = str(error) or "?"
        self._write()

    def _waiting(self) -> list[tuple[Path, tuple[Reported, ...]]]:
        if not self._clock.proved:
            # What time it is comes first: a report is dated.
            self._say(())
        return list(self._outbox.waiting(self._clock.now()))

    def _send(self, path: Path, probes: tuple[Reported, ...]) -> bool:
        if not path.exists():
            return False
        try:
            self._say(probes)
        except RefusedReportError as refused:
            if refused.status not in _BAD:
                raise
            _LOG.error("a report was not taken: %s", refused.reply.error)
            self.tally.refused += 1
            self._outbox.set_aside(path)
            return False
        self.tally.sent += len(probes)
        self._outbox.drop(path)
        return True

    def _send_unwritten(self) -> list[bool]:
        """What a full disk did not take is sent from memory."""
        sent = []
        while self._unwritten:
            some = tuple(self._unwritten[:_AT_ONCE])
            self._say(some)
            del self._unwritten[: len(some)]
            self.tally.sent += len(some)
            sent.append(True)
        return sent

    def _say(self, probes: tuple[Reported, ...]) -> None:
        """Send one report, dated again when the console says that our clock is wrong."""
        for last in (False, True):
            report = Report(self._name, self._clock.now(), self._pages.digest, probes)
            try:
                reply = self._line.send(report)
            except RefusedReportError as refused:
                if last or refused.status != _WRONG_CLOCK:
                    raise
                self._hear(refused.reply.at)
            else:
                self._hear(reply.at)
                if reply.list is not None:
                    self._learn(reply.list)
                return

    def _learn(self, pages: HomePages) -> None:
        self._pages = pages
        try:
            self._outbox.learn(pages)
        except OSError as error:
            _LOG.error("the disk does not take the list: %s", error)

    def _hear(self, theirs: datetime) -> None:
        if theirs.tzinfo is None:
            return
        off = self._clock.hear(theirs)
        if abs(off) > SKEW:
            _LOG.warning("this machine's clock was off by %.0f s; set", off.total_seconds())
            # What was dated by the wrong clock is worth nothing, and its slots come again.
            for path in self._unproved:
                self._outbox.drop(path)
            if self._unproved:
                self._until = None
            elif self._until and self._until > theirs:
                self._until = theirs
        self._unproved.clear()
