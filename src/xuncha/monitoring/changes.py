"""What about a site changed that somebody should look at: pure decisions over two looks."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median

#: Days before its end at which a certificate is spoken of; 0: it has run out.
CERTIFICATE_STEPS = (30, 14, 7, 1, 0)
#: Milliseconds: slower than the first is slow (standards.md §11 F08: 3 s), quicker than the second
#: is no longer.
SLOW, QUICK = 3000, 2500
#: So many open accesses say how quick a site is.
ENOUGH = 10
#: So many accesses in a row that were kept out.
KEPT_OUT = 6
#: A change seen so often in a row is one: one odd answer is nobody's alarm.
LOOKS = 2
#: A new face or address that stays so long is the site's own from then on.
ADOPTED = timedelta(days=3)
#: Networks a site is known to stand in; a spread-out host has many.
MOST_NETWORKS = 64


class Change(StrEnum):
    """How something stands after a look."""

    #: As it was, or well again.
    FINE = "fine"
    #: Perhaps: look again.
    DOUBT = "doubt"
    #: Not as it was.
    ALARM = "alarm"
    #: It stayed; it is the usual thing now.
    ADOPT = "adopt"


@dataclass(frozen=True, slots=True)
class Doubt:
    """Since when, and how often in a row, something was not as it was."""

    since: datetime
    times: int


def changed(
    odd: bool, doubt: Doubt | None, now: datetime, *, adopts: bool = True
) -> tuple[Change, Doubt | None]:
    """How it stands after one more look, and what to remember of it."""
    if not odd:
        return Change.FINE, None
    seen = Doubt(doubt.since, doubt.times + 1) if doubt else Doubt(now, 1)
    if adopts and seen.times >= LOOKS and now - seen.since >= ADOPTED:
        return Change.ADOPT, None
    return (Change.ALARM if seen.times >= LOOKS else Change.DOUBT), seen


def certificate_step(until: datetime, now: datetime) -> int | None:
    """The step a certificate has reached: the least of the days in `CERTIFICATE_STEPS` that are
    still left or have begun; None while it is good for longer."""
    left = until - now
    reached = [days for days in CERTIFICATE_STEPS if left <= timedelta(days=days)]
    return min(reached, default=None)


def networks(addresses: Iterable[str]) -> frozenset[str]:
    """The neighbourhoods addresses stand in: /16 and /32. Within one, a host is moved daily."""
    found = set()
    for one in addresses:
        address = ipaddress.ip_address(one)
        length = 16 if address.version == 4 else 32
        found.add(str(ipaddress.ip_network(f"{one}/{length}", strict=False)))
    return frozenset(found)


def is_elsewhere(addresses: Collection[str], known: Collection[str]) -> bool:
    """Whether a name leads to none of the neighbourhoods it is known to stand in."""
    here = networks(addresses)
    return bool(here) and bool(known) and not here & set(known)


def is_slow(totals: Sequence[int], was_slow: bool) -> bool:
    """Whether a site opens slowly, by the milliseconds of its latest accesses."""
    if len(totals) < ENOUGH:
        return was_slow
    middle = median(totals)
    return middle >= (QUICK if was_slow else SLOW)


def is_kept_out(faults: Sequence[str]) -> bool:
    """Whether the latest accesses, the newest first, were all kept out; our own line says
    nothing."""
    said = [one for one in faults if one != "ours"][:KEPT_OUT]
    return len(said) == KEPT_OUT and all(one == "blocked" for one in said)
