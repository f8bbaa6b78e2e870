"""SQL injection by harmless questions: quotes, arithmetic, AND pairs and ORDER BY positions.

Nothing is ever sent that widens a statement, ends it, comments it out or waits: an UPDATE that a
parameter reaches then still touches only the row that the page itself would have touched. A string
is told from other languages with quotes by a balanced text that no SQL can parse.
"""

from __future__ import annotations

import random
from collections.abc import Generator, Sequence

from xuncha.evidence.probes import conditions, dberrors, sqllists, sqlnumbers
from xuncha.evidence.probes.conditions import DOUBLE, SILENT, SINGLE, Form
from xuncha.evidence.probes.course import (
    CLEAN,
    Ask,
    Course,
    Grade,
    Questions,
    Shot,
    Verdict,
    guarded,
)
from xuncha.evidence.probes.inquiry import Found, Inquiry
from xuncha.evidence.probes.likeness import Likeness, Seen


def course(base: bytes, baseline: Seen, likeness: Likeness, dice: random.Random) -> Course:
    """Ask about one parameter whose harmless value is `base`; see the module."""
    return guarded(_Sqli(Questions(base, baseline, likeness), dice).run)


class _Sqli(Inquiry):
    def run(self) -> Course:
        both = yield from self.ask(b"'\"", "quotes")
        if not self.q.differ(both, self.q.start):
            # No quote reaches a statement; a number might, where quotes are taken out.
            return (yield from self._unquoted()) or CLEAN
        yield from self.steady()
        odd = yield from self.ask(b"'", "parity")
        even = yield from self.ask(b"''", "parity")
        # A number first: its broken statements fail in several ways, as strings' do.
        found = yield from sqlnumbers.arithmetic(self, both)
        parted = self.q.differ(odd, even)
        hint: Verdict | None = None
        if parted and found is None:
            hint = yield from self._strings(odd, even, b"'", SINGLE)
            if hint is not None and hint.grade is Grade.CONFIRMED:
                return hint
        found = found or (yield from sqllists.order(self, both))
        if not parted:
            found = found or (yield from self._doubles())
        found = found or (yield from self._rest(both, odd))
        return found or hint or (yield from self._complaint((both, odd))) or CLEAN

    def _unquoted(self) -> Found:
        return (yield from sqlnumbers.arithmetic(self, None)) or (yield from sqlnumbers.dated(self))

    def _rest(self, both: Shot, odd: Shot) -> Found:
        found = yield from self._silent(odd)
        found = found or (yield from sqllists.limit(self, both))
        return found or (yield from sqllists.named(self, both))

    # -- strings whose broken statements show ---------------------------------------------------

    def _strings(self, odd: Shot, even: Shot, quote: bytes, forms: Sequence[Form]) -> Found:
        odd2 = yield from self.ask(quote * 3, "parity")
        even2 = yield from self.ask(quote * 4, "parity")
        parity = [(odd2, odd, even), (even2, even, odd)]
        if not self.hold(parity):
            return None
        broken = yield from self._broken(quote)
        if not self._is_broken(broken, odd, even):
            return None
        for form in forms:
            sound, kin = yield from self._sound(form, odd, even)
            if kin is not None:
                break
        else:
            return self.q.verdict(Grade.SUSPECTED, forms[0].context, parity)
        odd3 = yield from self.ask(quote, "parity")
        even3 = yield from self.ask(quote * 2, "parity")
        broken2 = yield from self._broken(quote)
        sound2, kin2 = yield from self._sound(form, odd3, even3)
        again = [(odd3, odd, even), (even3, even, odd)]
        if kin2 is None or not self.hold(again) or not self._is_broken(broken2, odd3, even3):
            return self.q.verdict(Grade.SUSPECTED, form.context, parity)
        claims = [*parity, (sound, kin, odd), *again, (sound2, kin2, odd3)]
        claims += [(even, even3, broken), (even3, even, broken2)]
        grade = Grade.CONFIRMED if self.hold(claims) else Grade.SUSPECTED
        return self.q.verdict(grade, form.context, claims)

    def _broken(self, quote: bytes) -> Generator[Ask, Seen, Shot]:
        """Balanced quotes around what no SQL can parse: ``v' 8431 '8431``."""
        number = str(self.numbers()[0]).encode()
        return self.ask(quote + b" " + number + b" " + quote + number, "grammar")

    def _is_broken(self, broken: Shot, odd: Shot, even: Shot) -> bool:
        """Whether a balanced text failed too; a mere language of quotes would have taken it."""
        from_even = self.distance(broken, even)
        return from_even >= 0.5 * self.distance(odd, even) and self.q.differ(broken, self.q.start)

    def _sound(
        self, form: Form, odd: Shot, even: Shot
    ) -> Generator[Ask, Seen, tuple[Shot, Shot | None]]:
        """A condition that parses, and which sound answer it is like."""
        number = self.numbers()[0]
        sound = yield from self.q.ask(form.put(self.base, number, number), "grammar")
        kin = (one for one in (even, self.q.start) if self.q.with_first(sound, one, odd))
        return sound, next(kin, None)

    def _doubles(self) -> Found:
        odd = yield from self.ask(b'"', "parity")
        even = yield from self.ask(b'""', "parity")
        if not self.q.differ(odd, even):
            return None
        return (yield from self._strings(odd, even, b'"', DOUBLE))

    # -- statements that fail in silence --------------------------------------------------------

    def _silent(self, nothing: Shot) -> Found:
        """AND pairs: the true one shows what the page shows, the false one what it shows not."""
        if not self.q.differ(nothing, self.q.start):
            return None
        numeric = (conditions.NUMERIC_IN,) if sqlnumbers.NUMBER.fullmatch(self.base) else ()
        for form in (*SILENT, *numeric):
            one, other = self.numbers()
            true = yield from self._pair(form, one, one)
            if not self.q.with_first(true, self.q.start, nothing):
                continue
            false = yield from self._pair(form, one, other)
            if not self.q.with_first(true, self.q.start, false):
                continue
            found = yield from self._again(form, true, false)
            if found is not None:
                return found
        return None

    def _again(self, form: Form, true: Shot, false: Shot) -> Found:
        one, other = self.numbers()
        true2 = yield from self._pair(form, other, other)
        false2 = yield from self._pair(form, other, one)
        start = self.q.start
        claims = [
            (true, start, false),
            (true2, start, false2),
            (false, false2, true),
            (false2, false, true2),
        ]
        if not self.hold(claims) or not (yield from self.certain(true, false, 1)):
            return None
        return self.q.verdict(Grade.CONFIRMED, form.context, claims)

    def _pair(self, form: Form, one: int, other: int) -> Generator[Ask, Seen, Shot]:
        return self.q.ask(form.put(self.base, one, other), "and-pair")

    # -- what a database says -------------------------------------------------------------------

    def _complaint(self, broken: Sequence[Shot]) -> Found:
        """A database that complains of two different words of ours."""
        usual = self.q.baseline.text
        product = next(
            filter(None, (dberrors.brought_out(one.seen.text, usual) for one in broken)), ""
        )
        if not product:
            return None
        claims = []
        for _round in range(2):
            marker = self.marker()
            shot = yield from self.ask(b"'" + marker.encode(), "error")
            if not dberrors.echoes(shot.seen.text, marker):
                return None
            claims.append((shot, shot, self.q.start))
        return self.q.verdict(Grade.SUSPECTED, f"error: {product}", claims)
