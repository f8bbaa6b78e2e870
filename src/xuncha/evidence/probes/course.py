"""What a course of questions to one parameter is made of; it is judged without a network.

A course is a generator: it yields what to ask, is sent the answer, and returns its verdict. The
steps and claims make the proof, so that anyone can repeat exactly what convinced us.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from xuncha.evidence.probes.likeness import Likeness, Seen, View


class Grade(StrEnum):
    """How sure a course is."""

    #: Shown by differences in two rounds or more: may be put before a person.
    CONFIRMED = "confirmed"
    #: A database complained, or one round only: for those inside.
    SUSPECTED = "suspected"
    #: What stands before the site refused us.
    BLOCKED = "blocked"
    #: Stalled or unsteady: not tested.
    INCONCLUSIVE = "inconclusive"
    CLEAN = "clean"


@dataclass(frozen=True, slots=True)
class Ask:
    """One question: the whole value of the parameter, and which rule wants to know."""

    value: bytes
    rule: str
    #: Redirects are gone after within the site.
    follows: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """What must hold again: step `one` is with step `here` rather than with step `there`.

    Step -1 is the harmless answer. With `marker` instead: step `one` shows it in `context`.
    """

    one: int
    here: int = -1
    there: int = -1
    marker: str = ""
    context: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a course came to; the steps and claims are its proof."""

    grade: Grade
    context: str = ""
    steps: tuple[Ask, ...] = ()
    claims: tuple[Claim, ...] = ()


CLEAN = Verdict(Grade.CLEAN)
Course = Generator[Ask, Seen, Verdict]


@dataclass(frozen=True, slots=True)
class Shot:
    """One question with its answer."""

    number: int
    seen: Seen
    view: View


class UnsteadyError(Exception):
    """An answer that says nothing: the course ends inconclusive."""


class Questions:
    """Asks about one parameter and remembers; what it compares becomes a claim."""

    def __init__(self, base: bytes, baseline: Seen, likeness: Likeness) -> None:
        """`baseline` is the answer to the harmless value `base`."""
        self.base, self.baseline, self.likeness = base, baseline, likeness
        self._base_text = base.decode(baseline.charset, "replace")
        self.start = Shot(-1, baseline, likeness.view(baseline))
        self.steps: list[Ask] = []

    def ask(self, value: bytes, rule: str) -> Generator[Ask, Seen, Shot]:
        """Ask with another value; raises UnsteadyError where nothing comes."""
        one = Ask(value, rule)
        seen = yield one
        if seen.status is None:
            raise UnsteadyError
        self.steps.append(one)
        sent = value.decode(self.baseline.charset, "replace")
        view = self.likeness.view(seen, sent, self._base_text)
        return Shot(len(self.steps) - 1, seen, view)

    def again(self, shot: Shot) -> Generator[Ask, Seen, Shot]:
        """Ask once more what `shot` asked."""
        before = self.steps[shot.number]
        return self.ask(before.value, before.rule)

    def differ(self, one: Shot, other: Shot) -> bool:
        """Whether two answers differ by more than the page does by itself."""
        return self.likeness.apart(self.likeness.distance(one.view, other.view))

    def with_first(self, one: Shot, here: Shot, there: Shot) -> bool:
        """Whether `one` is clearly with `here` rather than with `there`."""
        return self.likeness.closer(one.view, here.view, there.view)

    def verdict(
        self, grade: Grade, context: str, claims: Sequence[tuple[Shot, Shot, Shot]]
    ) -> Verdict:
        """The verdict with only the steps that its claims speak of."""
        used = sorted({shot.number for claim in claims for shot in claim} - {-1})
        place = {number: at for at, number in enumerate(used)} | {-1: -1}
        return Verdict(
            grade,
            context,
            tuple(self.steps[number] for number in used),
            tuple(
                Claim(place[one.number], place[here.number], place[there.number])
                for one, here, there in claims
            ),
        )


def guarded(course: Callable[[], Course]) -> Course:
    """A course that ends inconclusive where an answer says nothing."""
    try:
        return (yield from course())
    except UnsteadyError:
        return Verdict(Grade.INCONCLUSIVE)
