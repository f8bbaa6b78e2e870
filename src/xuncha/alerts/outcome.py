"""How a try to send something ended."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """`why` is for people: it names neither keys nor whole addresses."""

    sent: bool
    why: str = ""
    #: Trying again is of no use.
    final: bool = False


SENT = Outcome(sent=True)


def later(why: str) -> Outcome:
    """It did not go through now."""
    return Outcome(sent=False, why=why)


def never(why: str) -> Outcome:
    """It will not go through however often it is tried."""
    return Outcome(sent=False, why=why, final=True)
