"""How long a claim holds, how often a site is tried, and when it is tried again: pure figures."""

from __future__ import annotations

from datetime import datetime, timedelta

#: A claim that is not renewed for so long is somebody else's: the worker died or stalled.
LEASE = timedelta(seconds=90)
#: How often a worker renews: three renewals may fail before the lease is over.
RENEW_EVERY = timedelta(seconds=20)
#: After so many attempts that failed a site is put aside with the reason, for a person to see.
MOST_ATTEMPTS = 3
#: And after so many whose worker vanished, the last of which had the worker for itself.
MOST_LOST = 5
#: What goes first: what somebody asked for of one site, and what is done for all.
RETEST, ROUTINE = 10, 0

_FIRST_PAUSE = timedelta(seconds=30)
_LONGEST_PAUSE = timedelta(minutes=30)


def next_try(now: datetime, attempt: int) -> datetime:
    """When a site whose ``attempt``-th try failed is tried again: 30 s, 1 min, 2 min … 30 min."""
    pause: timedelta = _FIRST_PAUSE * 2 ** min(attempt - 1, 12)
    return now + min(pause, _LONGEST_PAUSE)


def spent(attempt: int) -> bool:
    """Whether a site that was tried ``attempt`` times and failed is put aside."""
    return attempt >= MOST_ATTEMPTS


def deadly(attempt: int) -> bool:
    """Whether a site whose ``attempt``-th worker vanished is put aside: it was alone with it."""
    return attempt >= MOST_LOST
