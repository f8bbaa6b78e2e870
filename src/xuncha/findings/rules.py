"""What one visit says of the findings of a site that were known before it: pure decisions."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

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
