"""One pass of telling people, and the process that makes them until it is told to stop."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import Error, close_old_connections, connections

from xuncha.alerts.delivery import deliver
from xuncha.alerts.gathering import gather
from xuncha.alerts.routing import escalate, route
from xuncha.base.calendar import Calendar

_LOG = logging.getLogger(__name__)
#: Seconds between two passes.
EVERY = 5.0
#: One pass in so many writes messages, and one in so many looks who stayed silent.
_GATHERS, _WHOLE = 3, 60
#: Tries of one pass: what is more waits for the next, after what is new.
_MOST_ROUNDS = 50


@dataclass(frozen=True, slots=True)
class Done:
    """What one pass did."""

    routed: int
    escalated: int
    messages: int
    tries: int


def clock() -> datetime:
    """The clock of the door."""
    return datetime.now(UTC)


def once(
    now: Callable[[], datetime] = clock,
    *,
    timeout: float = 20.0,
    whole: bool = True,
    gathers: bool = True,
) -> Done:
    """Route and deliver what is due; with `whole` escalate, with `gathers` write messages."""
    calendar = Calendar.shipped()
    routed = 0
    while more := route(now()):
        routed += more
    escalated = escalate(now(), calendar) if whole else 0
    messages = gather(now(), calendar) if gathers else 0
    tries = 0
    for _round in range(_MOST_ROUNDS):
        made = deliver(now, timeout=timeout)
        tries += made
        if not made:
            break
    return Done(routed, escalated, messages, tries)


def run() -> None:
    """Pass after pass until SIGTERM or Ctrl-C; a database that is away is waited for.

    What reads many rows is done less often: nobody is told by the second.
    """
    stopping = threading.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda _number, _frame: stopping.set())
    passes = 0
    while not stopping.is_set():
        close_old_connections()
        try:
            once(whole=passes % _WHOLE == 0, gathers=passes % _GATHERS == 0)
        except Error:
            _LOG.exception("a pass of the alerts was not finished; the next one makes up for it")
            connections.close_all()
        passes += 1
        stopping.wait(EVERY)
