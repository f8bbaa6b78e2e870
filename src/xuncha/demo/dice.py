"""Chance that is the same on every machine and in every year: numbers that follow from a name."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

Thing = TypeVar("Thing")

_MASK = (1 << 64) - 1


class Dice:
    """A small generator (splitmix64) seeded by words; the library's may change, this may not."""

    __slots__ = ("_state",)

    def __init__(self, *words: object) -> None:
        """The same words always give the same throws."""
        seed = "\n".join(map(str, words)).encode()
        self._state = int.from_bytes(hashlib.blake2b(seed, digest_size=8).digest(), "big")

    def throw(self, sides: int) -> int:
        """A number from 0 to ``sides`` - 1."""
        self._state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        mixed = self._state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
        return (mixed ^ (mixed >> 31)) % sides

    def between(self, low: int, high: int) -> int:
        """A number from ``low`` to ``high``, both included."""
        return low + self.throw(high - low + 1)

    def one(self, things: Sequence[Thing]) -> Thing:
        """One of the things."""
        return things[self.throw(len(things))]

    def some(self, things: Sequence[Thing], count: int) -> list[Thing]:
        """So many different ones, in the order they were drawn."""
        left = list(things)
        return [left.pop(self.throw(len(left))) for _ in range(min(count, len(left)))]

    def percent(self, share: int) -> bool:
        """True in ``share`` of a hundred throws."""
        return self.throw(100) < share
