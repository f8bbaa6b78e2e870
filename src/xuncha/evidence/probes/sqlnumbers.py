"""Values that stand in a statement without quotes: numbers, and dates read as a difference."""

from __future__ import annotations

import re
from collections.abc import Generator

from xuncha.evidence.probes import conditions
from xuncha.evidence.probes.course import Ask, Shot
from xuncha.evidence.probes.inquiry import Found, Inquiry
from xuncha.evidence.probes.likeness import Seen

NUMBER = re.compile(rb"-?\d{1,12}")
#: A number, or the last of a list of them.
_LAST = re.compile(rb"((?:\d{1,12}, ?){0,50})(-?\d{1,12})")
_DATE = re.compile(rb"\d{4}-\d{1,2}-\d{1,2}")


def arithmetic(i: Inquiry, broken: Shot | None) -> Found:
    """``16-11`` for 5, and what parses against what does not; `broken` where a quote shows.

    A statement's numbers need no quotes, and lose them where quotes are taken out.
    """
    found = _LAST.fullmatch(i.base)
    if found is None:
        return None
    same = yield from _sum(i, found, right=True)
    if broken is not None and not i.q.with_first(same, i.q.start, broken):
        return None
    if broken is None and i.q.differ(same, i.q.start):
        return None
    wrong = yield from _sum(i, found, right=False)
    if not i.q.with_first(same, i.q.start, wrong):
        alone = broken is not None and not found[1]
        return (yield from _bare_grammar(i, broken)) if alone and broken else None
    same2 = yield from _sum(i, found, right=True)
    wrong2 = yield from _sum(i, found, right=False)
    start = i.q.start
    claims = [
        (same, start, wrong),
        (same2, start, wrong2),
        (wrong, wrong2, same),
    ]
    if not i.hold(claims) or not (yield from i.certain(same, wrong, 2)):
        return None
    return i.confirmed("numeric", claims)


def _sum(i: Inquiry, last: re.Match[bytes], *, right: bool) -> Generator[Ask, Seen, Shot]:
    """``16-11`` for 5, or a difference that no row has for its number."""
    before, value = last[1], int(last[2])
    more = i.dice.randrange(2111, 9899)
    less = more if right else more + abs(value) + i.dice.randrange(20_011, 90_011)
    return i.q.ask(before + f"{value + more}-{less}".encode(), "arithmetic")


def _bare_grammar(i: Inquiry, broken: Shot) -> Found:
    """A number that shows no row either way: what parses against what does not."""
    claims = []
    for _round in range(2):
        number = i.numbers()[0]
        sound = yield from i.q.ask(conditions.NUMERIC.put(i.base, number, number), "grammar")
        if not i.q.with_first(sound, i.q.start, broken):
            return None
        fails = yield from i.ask(f" {number} {number}".encode(), "grammar")
        claims += [(sound, i.q.start, fails)]
        if not i.hold(claims):
            return None
    if not (yield from i.certain(sound, fails, 1)):
        return None
    return i.confirmed("numeric", claims)


def dated(i: Inquiry) -> Found:
    """A date where quotes are taken out: a condition behind it that holds, and one that fails."""
    if not _DATE.fullmatch(i.base):
        return None
    claims = []
    for _round in range(2):
        one, other = i.numbers()
        true = yield from i.q.ask(conditions.NUMERIC.put(i.base, one, one), "and-pair")
        if i.q.differ(true, i.q.start):
            return None
        false = yield from i.q.ask(conditions.NUMERIC.put(i.base, one, other), "and-pair")
        claims.append((true, i.q.start, false))
        if not i.hold(claims):
            return None
    if not (yield from i.certain(true, false, 2)):
        return None
    return i.confirmed("unquoted", claims)
