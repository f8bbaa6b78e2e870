"""What one visit says of the findings of a site that were known before it: pure decisions."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from xuncha.people.tree import STEP

#: (indicator, where): with the site, the identity of a finding.
Key = tuple[str, str]

#: States in which a finding is still somebody's business.
LIVE = frozenset({"open", "confirmed"})
#: States in which people have said that it is no fault; a new sighting does not overrule them.
SETTLED = frozenset({"false_alarm", "removed"})


def where_hash(where: str) -> str:
    """SHA-256 (hexadecimal) of an identity's place."""
    return hashlib.sha256(where.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Looked:
    """How far a visit looked, so that "not seen" is told from "not looked at"."""

    #: Indicators that were not tested anywhere, or whose check broke.
    untested: frozenset[str]
    #: Single places that were not tested.
    untested_places: frozenset[Key]
    #: False when the visit ended at a cap: a page that was not reached says nothing.
    whole: bool
    #: False when the site as such could not be looked at.
    testable: bool = True

    def at(self, key: Key) -> bool:
        """Whether the absence of `key` means that it is gone."""
        indicator, where = key
        if not self.testable or indicator in self.untested or key in self.untested_places:
            return False
        return self.whole or not where.startswith(("http://", "https://"))


def looked(
    untested: Iterable[tuple[str, str]], broken: Iterable[str], *, whole: bool, testable: bool
) -> Looked:
    """From the (indicator, where) pairs a result calls untested and the checks that broke."""
    pairs = list(untested)
    return Looked(
        untested=frozenset({code for code, where in pairs if not where} | set(broken)),
        untested_places=frozenset((code, where) for code, where in pairs if where),
        whole=whole,
        testable=testable,
    )


@dataclass(frozen=True, slots=True)
class Changes:
    """What a visit changes in what was known."""

    new: tuple[Key, ...]
    #: Known and seen again, whatever their state.
    again: tuple[Key, ...]
    #: Of `again`, those that had gone.
    back: tuple[Key, ...]
    gone: tuple[Key, ...]


def compare(known: Mapping[Key, str], seen: Collection[Key], how: Looked) -> Changes:
    """Hold what a visit saw against the states of what was known (key to state)."""
    seen_now = dict.fromkeys(seen)
    return Changes(
        new=tuple(key for key in seen_now if key not in known),
        again=tuple(key for key in seen_now if key in known),
        back=tuple(key for key in seen_now if known.get(key) == "gone"),
        gone=tuple(
            key
            for key, state in known.items()
            if state in LIVE and key not in seen_now and how.at(key)
        ),
    )


# ── what people decide ───────────────────────────────────────────────────────


#: By level and by whether the machine is sure: the order in which findings are reviewed.
_RANKS = {"veto": 0, "deduct": 2, "notice": 4, "bonus": 6}


def rank(level: str, *, sure: bool) -> int:
    """The place of a problem in the order of impact, 0 first: vetoes, then points, then notices."""
    return _RANKS.get(level, 6) + (not sure)


#: One place in the order of impact; within it the problem in the most places stands first.
STEP_OF_IMPACT = 10_000_000


def impact(level: str, places: int, *, sure: bool) -> int:
    """The order of review in one number, the smallest first."""
    return rank(level, sure=sure) * STEP_OF_IMPACT - min(places, STEP_OF_IMPACT - 1)


def impacts(level: str) -> tuple[int, int]:
    """Between which impacts the problems of a level lie: more than the first, up to the second."""
    first = _RANKS.get(level, 6)
    return (first - 1) * STEP_OF_IMPACT, (first + 1) * STEP_OF_IMPACT


def judges(judge: str, path: str) -> bool:
    """Whether an office may judge what lies at `path`: nobody judges their own sites but the root.

    `judge` is the path of the office; standing above is what makes a judge.
    """
    if len(judge) == STEP:
        return path.startswith(judge)
    return bool(judge) and path.startswith(judge) and path != judge


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides whether a decision may be made on one finding."""

    state: str
    veto: bool
    #: Who confirmed first; None: nobody.
    first: int | None


def confirming(now: Standing, person: int, *, may_second: bool) -> tuple[str, str]:
    """What a person's confirmation makes of a finding: (what it is called, the next state).

    standards.md §11: veto results need two people before publication. Raises ValueError with one of
    "state", "same" (the first confirms again) and "role" (no second reviewer).
    """
    if now.state != "open":
        raise ValueError("state")
    if not now.veto:
        return "confirm", "confirmed"
    if now.first is None:
        return "confirm", "open"
    if now.first == person:
        raise ValueError("same")
    if not may_second:
        raise ValueError("role")
    return "second", "confirmed"


def wilson(part: int, whole: int) -> tuple[float, float]:
    """The 95 % interval of a rate (Wilson 1927); (0, 1) where there is nothing."""
    if not whole:
        return 0.0, 1.0
    z = 1.959964
    p = part / whole
    middle = p + z * z / (2 * whole)
    spread = z * math.sqrt(p * (1 - p) / whole + z * z / (4 * whole * whole))
    scale = 1 + z * z / whole
    # At 0 and at 1 the bound is the rate itself, which rounding would miss by a hair.
    return max(0.0, min(p, (middle - spread) / scale)), min(1.0, max(p, (middle + spread) / scale))


def falls_short(confirmed: int, false: int, *, floor: int, judged: int) -> bool:
    """Whether an indicator was wrong too often to decide by itself.

    `floor` in percent, `judged` the fewest that say anything.
    """
    whole = confirmed + false
    return whole >= judged and confirmed * 100 < floor * whole
