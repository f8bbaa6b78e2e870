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


def once(now: Callable[[], datetime] = clock, *, timeout: float = 20.0) -> Done:
    """Route, escalate, gather and deliver what is due."""
    calendar = Calendar.shipped()
    routed = 0
    while more := route(now()):
        routed += more
    escalated = escalate(now(), calendar)
    messages = gather(now(), calendar)
    tries = 0
    for _round in range(_MOST_ROUNDS):
        made = deliver(now, timeout=timeout)
        tries += made
        if not made:
            break
    return Done(routed, escalated, messages, tries)


def run() -> None:
    """Pass after pass until SIGTERM or Ctrl-C; a database that is away is waited for."""
    stopping = threading.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda _number, _frame: stopping.set())
    while not stopping.is_set():
        close_old_connections()
        try:
            once()
        except Error:
            _LOG.exception("a pass of the alerts was not finished; the next one makes up for it")
            connections.close_all()
        stopping.wait(EVERY)
