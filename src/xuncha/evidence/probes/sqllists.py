"""Values that name columns or count rows: ORDER BY, column lists, LIMIT."""

from __future__ import annotations

import re

from xuncha.evidence.probes import dberrors
from xuncha.evidence.probes.course import Shot
from xuncha.evidence.probes.inquiry import Found, Inquiry
from xuncha.evidence.probes.sqlnumbers import NUMBER

_WORD = re.compile(rb"[A-Za-z_][\w.]{0,40}(?: (?:asc|desc))?|\d{1,3}", re.IGNORECASE)
_NAME = re.compile(rb"[A-Za-z_]\w{1,40}")
#: How names are quoted: MySQL, the standard, not at all.
_QUOTES = (b"`", b'"', b"")


def order(i: Inquiry, broken: Shot) -> Found:
    """``id,1`` sorts as well, ``id,9731`` fails, and ``id,9731-0`` is an expression again."""
    if not _WORD.fullmatch(i.base):
        return None
    first = yield from i.ask(b",1", "order")
    if not i.q.with_first(first, i.q.start, broken):
        return None
    one, other = i.numbers()
    beyond = yield from i.ask(f",{one}".encode(), "order")
    if not i.q.with_first(first, i.q.start, beyond):
        return None
    expression = yield from i.ask(f",{one}-0".encode(), "order")
    first2 = yield from i.ask(b",1", "order")
    beyond2 = yield from i.ask(f",{other}".encode(), "order")
    start = i.q.start
    claims = [(first, start, beyond), (first2, start, beyond2)]
    if not i.hold(claims) or not (yield from i.certain(first, beyond, 1)):
        return None
    is_sql = i.q.with_first(expression, start, beyond)
    if is_sql:
        claims.append((expression, start, beyond))
    elif not dberrors.brought_out(beyond.seen.text, i.q.baseline.text):
        # Some other list with commas in it.
        return None
    return i.confirmed("ORDER BY", claims)


def named(i: Inquiry, broken: Shot) -> Found:
    """A column's name in its quotes: itself twice, itself and an unknown one, and no list."""
    if not _NAME.fullmatch(i.base):
        return None
    for quote in _QUOTES:
        # Lists of fields that are no SQL know no brackets.
        again = i.base if quote else b"(" + i.base + b")"
        first = yield from i.ask(quote + b"," + quote + again, "names")
        if not i.like_start(first, broken):
            continue
        found = yield from _names(i, quote, first)
        if found is not None:
            return found
    return None


def _names(i: Inquiry, quote: bytes, first: Shot) -> Found:
    unknown = yield from i.ask(quote + b"," + quote + i.marker().encode(), "names")
    if not i.like_start(first, unknown):
        return None
    again = (quote + b" " + quote + i.base) * 2
    no_list = yield from i.ask(again, "names")
    first2 = yield from i.q.again(first)
    unknown2 = yield from i.ask(quote + b"," + quote + i.marker().encode(), "names")
    claims = [(first, i.q.start, unknown), (first, i.q.start, no_list)]
    claims += [(first2, i.q.start, unknown2)]
    if not i.hold(claims) or not (yield from i.certain(first, unknown, 1)):
        return None
    return i.confirmed("column name", claims)


def limit(i: Inquiry, broken: Shot) -> Found:
    """How many rows are shown: from the first one on, or from one that no list has."""
    if not NUMBER.fullmatch(i.base):
        return None
    claims = []
    for _round in range(2):
        first = yield from i.ask(b" OFFSET 0", "limit")
        if not i.like_start(first, broken):
            return None
        beyond = yield from i.ask(b" OFFSET " + str(i.numbers()[0] + 90_000).encode(), "limit")
        claims.append((first, i.q.start, beyond))
        if not i.hold(claims):
            return None
    if not (yield from i.certain(first, beyond, 1)):
        return None
    return i.confirmed("LIMIT", claims)
