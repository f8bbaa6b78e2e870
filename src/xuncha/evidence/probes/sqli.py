"""SQL injection by harmless questions: quotes, arithmetic, AND pairs and ORDER BY positions.

Nothing is ever sent that widens a statement, ends it, comments it out or waits: an UPDATE that a
parameter reaches then still touches only the row that the page itself would have touched. A string
is told from other languages with quotes by a balanced text that no SQL can parse.
"""

from __future__ import annotations

import random
import re
from collections.abc import Generator, Sequence
from dataclasses import dataclass

from xuncha.evidence.probes import dberrors
from xuncha.evidence.probes.course import (
    CLEAN,
    Ask,
    Course,
    Grade,
    Questions,
    Shot,
    UnsteadyError,
    Verdict,
    guarded,
)
from xuncha.evidence.probes.likeness import Likeness, Seen

_NUMBER = re.compile(rb"-?\d{1,12}")
_WORD = re.compile(rb"[A-Za-z_][\w.]{0,40}(?: (?:asc|desc))?|\d{1,3}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Form:
    """How a condition is put behind a value: ``v' AND 'n'='m`` in the context's own quotes."""

    context: str
    text: str

    def put(self, base: bytes, one: int, other: int) -> bytes:
        return base + self.text.format(a=one, b=other).encode()


def _forms(quote: str, name: str) -> tuple[_Form, ...]:
    q = quote
    return (
        _Form(name, f"{q} AND {q}{{a}}{q}={q}{{b}}"),
        _Form(f"{name} LIKE", f"%{q} AND {q}{{a}}%{q}={q}{{b}}"),
        _Form(f"{name} ()", f"{q}) AND ({q}{{a}}{q}={q}{{b}}"),
        _Form(f"{name} LIKE ()", f"%{q}) AND ({q}{{a}}%{q}={q}{{b}}"),
        _Form(f"{name} (())", f"{q})) AND (({q}{{a}}{q}={q}{{b}}"),
    )


_SINGLE, _DOUBLE = _forms("'", "string"), _forms('"', "double-quoted")
#: Where a broken statement is silent, the condition must also show as rows.
_SILENT = (*_SINGLE[:4], *_DOUBLE[:2])
_NUMERIC = _Form("numeric", " AND {a}={b}")
_NUMERIC_IN = _Form("numeric ()", ") AND ({a}={b}")

_Found = Generator[Ask, Seen, Verdict | None]


def course(base: bytes, baseline: Seen, likeness: Likeness, dice: random.Random) -> Course:
    """Ask about one parameter whose harmless value is `base`; see the module."""
    return guarded(_Sqli(Questions(base, baseline, likeness), dice).run)


class _Sqli:
    def __init__(self, ask: Questions, dice: random.Random) -> None:
        self._q, self._dice, self._base = ask, dice, ask.base

    def run(self) -> Course:
        both = yield from self._ask(b"'\"", "quotes")
        if not self._q.differ(both, self._q.start):
            # No quote reaches a statement; a number might, where quotes are taken out.
            return (yield from self._arithmetic(None)) or CLEAN
        yield from self._steady()
        odd = yield from self._ask(b"'", "parity")
        even = yield from self._ask(b"''", "parity")
        # A number first: its broken statements fail in several ways, as strings' do.
        found = yield from self._arithmetic(both)
        parted = self._q.differ(odd, even)
        hint: Verdict | None = None
        if parted and found is None:
            hint = yield from self._strings(odd, even, b"'", _SINGLE)
            if hint is not None and hint.grade is Grade.CONFIRMED:
                return hint
        found = found or (yield from self._order(both))
        if not parted:
            found = found or (yield from self._doubles())
        found = found or (yield from self._silent(odd))
        return found or hint or (yield from self._complaint((both, odd))) or CLEAN

    def _ask(self, suffix: bytes, rule: str) -> Generator[Ask, Seen, Shot]:
        return self._q.ask(self._base + suffix, rule)

    def _steady(self) -> Generator[Ask, Seen, None]:
        """The harmless question once more: a page with two faces has nothing to tell."""
        again = yield from self._q.ask(self._base, "control")
        if self._q.differ(again, self._q.start):
            raise UnsteadyError

    def _certain(self, true: Shot, false: Shot, rounds: int) -> Generator[Ask, Seen, bool]:
        """Whether both still say the same, asked in turn with the harmless question.

        A page that changes by chance passes each of these once in two times.
        """
        for _round in range(rounds):
            yield from self._steady()
            true2 = yield from self._q.again(true)
            false2 = yield from self._q.again(false)
            if not self._hold([(true2, true, false), (false2, false, true)]):
                return False
        return True

    def _numbers(self) -> tuple[int, int]:
        one, other = self._dice.sample(range(2111, 9899), 2)
        return one, other

    # -- strings whose broken statements show ---------------------------------------------------

    def _strings(self, odd: Shot, even: Shot, quote: bytes, forms: Sequence[_Form]) -> _Found:
        odd2 = yield from self._ask(quote * 3, "parity")
        even2 = yield from self._ask(quote * 4, "parity")
        parity = [(odd2, odd, even), (even2, even, odd)]
        if not self._hold(parity):
            return None
        broken = yield from self._broken(quote)
        if not self._is_broken(broken, odd, even):
            return None
        for form in forms:
            sound, kin = yield from self._sound(form, odd, even)
            if kin is not None:
                break
        else:
            return self._q.verdict(Grade.SUSPECTED, forms[0].context, parity)
        odd3 = yield from self._ask(quote, "parity")
        even3 = yield from self._ask(quote * 2, "parity")
        broken2 = yield from self._broken(quote)
        sound2, kin2 = yield from self._sound(form, odd3, even3)
        again = [(odd3, odd, even), (even3, even, odd)]
        if kin2 is None or not self._hold(again) or not self._is_broken(broken2, odd3, even3):
            return self._q.verdict(Grade.SUSPECTED, form.context, parity)
        claims = [*parity, (sound, kin, odd), *again, (sound2, kin2, odd3)]
        claims += [(even, even3, broken), (even3, even, broken2)]
        grade = Grade.CONFIRMED if self._hold(claims) else Grade.SUSPECTED
        return self._q.verdict(grade, form.context, claims)

    def _broken(self, quote: bytes) -> Generator[Ask, Seen, Shot]:
        """Balanced quotes around what no SQL can parse: ``v' 8431 '8431``."""
        number = str(self._numbers()[0]).encode()
        return self._ask(quote + b" " + number + b" " + quote + number, "grammar")

    def _is_broken(self, broken: Shot, odd: Shot, even: Shot) -> bool:
        """Whether a balanced text failed too; a mere language of quotes would have taken it."""
        from_even = self._distance(broken, even)
        return from_even >= 0.5 * self._distance(odd, even) and self._q.differ(
            broken, self._q.start
        )

    def _sound(
        self, form: _Form, odd: Shot, even: Shot
    ) -> Generator[Ask, Seen, tuple[Shot, Shot | None]]:
        """A condition that parses, and which sound answer it is like."""
        number = self._numbers()[0]
        sound = yield from self._q.ask(form.put(self._base, number, number), "grammar")
        kin = (one for one in (even, self._q.start) if self._q.with_first(sound, one, odd))
        return sound, next(kin, None)

    def _doubles(self) -> _Found:
        odd = yield from self._ask(b'"', "parity")
        even = yield from self._ask(b'""', "parity")
        if not self._q.differ(odd, even):
            return None
        return (yield from self._strings(odd, even, b'"', _DOUBLE))

    # -- statements that fail in silence --------------------------------------------------------

    def _silent(self, nothing: Shot) -> _Found:
        """AND pairs: the true one shows what the page shows, the false one what it shows not."""
        if not self._q.differ(nothing, self._q.start):
            return None
        numeric = (_NUMERIC_IN,) if _NUMBER.fullmatch(self._base) else ()
        for form in (*_SILENT, *numeric):
            one, other = self._numbers()
            true = yield from self._pair(form, one, one)
            if not self._q.with_first(true, self._q.start, nothing):
                continue
            false = yield from self._pair(form, one, other)
            if not self._q.with_first(true, self._q.start, false):
                continue
            found = yield from self._again(form, true, false)
            if found is not None:
                return found
        return None

    def _again(self, form: _Form, true: Shot, false: Shot) -> _Found:
        one, other = self._numbers()
        true2 = yield from self._pair(form, other, other)
        false2 = yield from self._pair(form, other, one)
        start = self._q.start
        claims = [
            (true, start, false),
            (true2, start, false2),
            (false, false2, true),
            (false2, false, true2),
        ]
        if not self._hold(claims) or not (yield from self._certain(true, false, 1)):
            return None
        return self._q.verdict(Grade.CONFIRMED, form.context, claims)

    def _pair(self, form: _Form, one: int, other: int) -> Generator[Ask, Seen, Shot]:
        return self._q.ask(form.put(self._base, one, other), "and-pair")

    # -- numbers --------------------------------------------------------------------------------

    def _arithmetic(self, broken: Shot | None) -> _Found:
        if not _NUMBER.fullmatch(self._base):
            return None
        value = int(self._base)
        same = yield from self._sum(value, right=True)
        if broken is not None and not self._q.with_first(same, self._q.start, broken):
            return None
        if broken is None and self._q.differ(same, self._q.start):
            return None
        wrong = yield from self._sum(value, right=False)
        if not self._q.with_first(same, self._q.start, wrong):
            return (yield from self._bare_grammar(broken)) if broken is not None else None
        same2 = yield from self._sum(value, right=True)
        wrong2 = yield from self._sum(value, right=False)
        start = self._q.start
        claims = [
            (same, start, wrong),
            (same2, start, wrong2),
            (wrong, wrong2, same),
        ]
        if not self._hold(claims) or not (yield from self._certain(same, wrong, 2)):
            return None
        return self._q.verdict(Grade.CONFIRMED, "numeric", claims)

    def _sum(self, value: int, *, right: bool) -> Generator[Ask, Seen, Shot]:
        """``16-11`` for 5, or a difference that no row has for its number."""
        more = self._dice.randrange(2111, 9899)
        less = more if right else more + abs(value) + self._dice.randrange(20_011, 90_011)
        return self._q.ask(f"{value + more}-{less}".encode(), "arithmetic")

    def _bare_grammar(self, broken: Shot) -> _Found:
        """A number that shows no row either way: what parses against what does not."""
        claims = []
        for _round in range(2):
            number = self._numbers()[0]
            sound = yield from self._q.ask(_NUMERIC.put(self._base, number, number), "grammar")
            if not self._q.with_first(sound, self._q.start, broken):
                return None
            fails = yield from self._ask(f" {number} {number}".encode(), "grammar")
            claims += [(sound, self._q.start, fails)]
            if not self._hold(claims):
                return None
        if not (yield from self._certain(sound, fails, 1)):
            return None
        return self._q.verdict(Grade.CONFIRMED, "numeric", claims)

    # -- ORDER BY -------------------------------------------------------------------------------

    def _order(self, broken: Shot) -> _Found:
        """``id,1`` sorts as well, ``id,9731`` fails, and ``id,9731-0`` is an expression again."""
        if not _WORD.fullmatch(self._base):
            return None
        first = yield from self._ask(b",1", "order")
        if not self._q.with_first(first, self._q.start, broken):
            return None
        one, other = self._numbers()
        beyond = yield from self._ask(f",{one}".encode(), "order")
        if not self._q.with_first(first, self._q.start, beyond):
            return None
        expression = yield from self._ask(f",{one}-0".encode(), "order")
        first2 = yield from self._ask(b",1", "order")
        beyond2 = yield from self._ask(f",{other}".encode(), "order")
        start = self._q.start
        claims = [(first, start, beyond), (first2, start, beyond2)]
        if not self._hold(claims) or not (yield from self._certain(first, beyond, 1)):
            return None
        is_sql = self._q.with_first(expression, start, beyond)
        if is_sql:
            claims.append((expression, start, beyond))
        elif not dberrors.brought_out(beyond.seen.text, self._q.baseline.text):
            # Some other list with commas in it.
            return None
        return self._q.verdict(Grade.CONFIRMED, "ORDER BY", claims)

    # -- what a database says -------------------------------------------------------------------

    def _complaint(self, broken: Sequence[Shot]) -> _Found:
        """A database that complains of two different words of ours."""
        usual = self._q.baseline.text
        product = next(
            filter(None, (dberrors.brought_out(one.seen.text, usual) for one in broken)), ""
        )
        if not product:
            return None
        claims = []
        for _round in range(2):
            marker = "q" + "".join(self._dice.choices("bcdfghjkmnpqrstvwxz", k=7))
            shot = yield from self._ask(b"'" + marker.encode(), "error")
            if not dberrors.echoes(shot.seen.text, marker):
                return None
            claims.append((shot, shot, self._q.start))
        return self._q.verdict(Grade.SUSPECTED, f"error: {product}", claims)

    def _hold(self, claims: Sequence[tuple[Shot, Shot, Shot]]) -> bool:
        return all(self._q.with_first(*claim) for claim in claims)

    def _distance(self, one: Shot, other: Shot) -> float:
        return self._q.likeness.distance(one.view, other.view)
