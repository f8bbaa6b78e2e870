"""The tasks every engine runs: plain functions over the ledger, told where to work by settings."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from xuncha.cases.kinds.rectification.reminders import remind
from xuncha.evidence.gate import read_hosts
from xuncha.findings.seals import publish_root
from xuncha.people.actions import Actor
from xuncha.people.calendar import office_calendar
from xuncha.pipeline.claims import close_what_is_over
from xuncha.pipeline.clerk import AWAY
from xuncha.pipeline.intake import Desk
from xuncha.pipeline.orders import Place
from xuncha.pipeline.queries import waiting
from xuncha.pipeline.rounds import Round
from xuncha.pipeline.routines import tick
from xuncha.pipeline.shift import Shift
from xuncha.pipeline.upkeep import keep_up
from xuncha.registry.sites import end_exemptions

_LOG = logging.getLogger(__name__)
_ENDING = (signal.SIGTERM, signal.SIGINT)
#: Seconds between two looks for routines that are due.
TICK_EVERY = 60.0
#: The signal that told this process to end. An engine may still hand out messages it had fetched.
_told: list[int] = []


def now() -> datetime:
    """The clock of the doors."""
    return datetime.now(UTC)


def place() -> Place:
    """Where this installation keeps inspections and what they may reach."""
    hosts = read_hosts(Path(settings.HOSTS_FILE)) if settings.HOSTS_FILE else {}
    return Place(settings.DATA, settings.NETWORKS, hosts)


def begin_routines() -> int:
    """Begin what is due, and do what time alone does to the books; the runs begun.

    What fails is said and stands in nobody's way; only a database that is away is raised.
    """
    for chore in (_end_exemptions, keep_up, remind, publish_root, close_what_is_over):
        try:
            chore(now())
        except AWAY:
            raise
        except Exception:
            _LOG.exception("a chore of the books failed")
    return len(tick(now(), office_calendar()))


def _end_exemptions(at: datetime) -> None:
    end_exemptions(Actor(None, at))


def more_than_one() -> bool:
    """Whether more is due than one worker takes in hand."""
    return waiting(now(), settings.IN_FLIGHT)


def work(*, until_idle: bool = True, ticks: bool = True) -> int:
    """Inspect what is due; the number of sites finished.

    Every worker `ticks` beside its work, however long that lasts: a routine begins once whoever
    begins it. SIGTERM and Ctrl-C end it gently. Whatever called us, an engine's own worker say,
    hears the signal after us; once told, this process takes nothing up again.
    """
    if _told:
        return 0
    before = {one: signal.getsignal(one) for one in _ENDING}
    shift = Shift(
        place(),
        now=now,
        in_flight=settings.IN_FLIGHT,
        until_idle=until_idle,
        now_and_then=(TICK_EVERY, begin_routines) if ticks else None,
    )
    try:
        finished = asyncio.run(_work(shift, _told.append))
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
    if _told and callable(before[signal.Signals(_told[0])]):
        os.kill(os.getpid(), _told[0])
    return finished


def watch() -> None:
    """Probe every home page at its times, and look at what citizens report, until SIGTERM."""
    asyncio.run(_watch(Round(place(), now), Desk(place(), now)))


async def _watch(*going: Round | Desk) -> None:
    loop = asyncio.get_running_loop()

    def end() -> None:
        for one in going:
            one.stop()

    for one in _ENDING:
        loop.add_signal_handler(one, end)
    await asyncio.gather(*(one.go() for one in going))


async def _work(shift: Shift, hear: Callable[[int], None]) -> int:
    loop = asyncio.get_running_loop()

    def end(number: int) -> None:
        hear(number)
        shift.stop()

    for one in _ENDING:
        loop.add_signal_handler(one, end, one)
    return await shift.work()
