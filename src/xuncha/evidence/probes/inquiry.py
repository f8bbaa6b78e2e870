"""What every question about SQL needs: asking behind the harmless value, and being sure."""

from __future__ import annotations

import random
from collections.abc import Generator, Sequence

from xuncha.evidence.probes.course import Ask, Grade, Questions, Shot, UnsteadyError, Verdict
from xuncha.evidence.probes.likeness import Seen

Found = Generator[Ask, Seen, Verdict | None]


class Inquiry:
    """One parameter being asked about."""

    def __init__(self, questions: Questions, dice: random.Random) -> None:
        """`questions` know the harmless value and what answered it."""
        self.q, self.dice, self.base = questions, dice, questions.base

    def ask(self, suffix: bytes, rule: str) -> Generator[Ask, Seen, Shot]:
        """Ask for the harmless value with `suffix` behind it."""
        return self.q.ask(self.base + suffix, rule)

    def steady(self) -> Generator[Ask, Seen, None]:
        """The harmless question once more: a page with two faces has nothing to tell."""
        again = yield from self.q.ask(self.base, "control")
        if self.q.differ(again, self.q.start):
            raise UnsteadyError

    def certain(self, true: Shot, false: Shot, rounds: int) -> Generator[Ask, Seen, bool]:
        """Whether both still say the same, asked in turn with the harmless question.

        A page that changes by chance passes each of these once in two times.
        """
        for _round in range(rounds):
            yield from self.steady()
            true2 = yield from self.q.again(true)
            false2 = yield from self.q.again(false)
            if not self.hold([(true2, true, false), (false2, false, true)]):
                return False
        return True

    def like_start(self, shot: Shot, other: Shot) -> bool:
        """Whether `shot` shows what the harmless page shows, and `other` does not."""
        return self.q.with_first(shot, self.q.start, other)

    def hold(self, claims: Sequence[tuple[Shot, Shot, Shot]]) -> bool:
        """Whether each first is with its second rather than with its third."""
        return all(self.q.with_first(*claim) for claim in claims)

    def distance(self, one: Shot, other: Shot) -> float:
        """How far apart two answers are."""
        return self.q.likeness.distance(one.view, other.view)

    def numbers(self) -> tuple[int, int]:
        """Two numbers that nobody uses."""
        one, other = self.dice.sample(range(2111, 9899), 2)
        return one, other

    def marker(self) -> str:
        """A name that no table and no column has."""
        return "q" + "".join(self.dice.choices("bcdfghjkmnpqrstvwxz", k=7))

    def confirmed(self, context: str, claims: Sequence[tuple[Shot, Shot, Shot]]) -> Verdict:
        """The verdict that these claims prove."""
        return self.q.verdict(Grade.CONFIRMED, context, claims)
