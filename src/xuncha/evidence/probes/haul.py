"""What a campaign brings home: holes with their grades, and the proofs sealed for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from xuncha.evidence.probes.client import Exchange
from xuncha.evidence.probes.course import Ask, Grade, Verdict
from xuncha.evidence.probes.holes import Hole
from xuncha.evidence.probes.proof import Proof, sealed
from xuncha.evidence.probes.target import Target


@dataclass(slots=True)
class Ground:
    """A target with its harmless answers."""

    target: Target
    baselines: tuple[Exchange, ...]
    #: Seconds that a harmless answer takes.
    usual: float


@dataclass(slots=True)
class Asked:
    """One course under way: what was asked and answered."""

    pairs: list[tuple[Ask, Exchange]] = field(default_factory=list)

    def exchanges(self, verdict: Verdict) -> list[Exchange]:
        """The exchanges of the verdict's steps, each of them the one that was judged."""
        rest = iter(self.pairs)
        return [next(exchange for ask, exchange in rest if ask == step) for step in verdict.steps]


class Haul:
    """Collects holes as they are found, so that what stops a campaign loses nothing."""

    def __init__(self, folder: Path, about: dict[str, Any]) -> None:
        """Proofs go into `folder`, each with `about`: the run and its letter."""
        self._folder, self._about = folder, about
        self.holes: list[Hole] = []

    def prove(
        self, proof: Proof, baselines: Sequence[Exchange], exchanges: Sequence[Exchange]
    ) -> None:
        """Seal a proof and note its hole. Raises OSError when the disk does not take it."""
        name = sealed(proof, self._folder, self._about, baselines, exchanges)
        self.note(proof.target, proof.index, proof.indicator, proof.verdict, name)

    def note(
        self, target: Target, index: int, indicator: str, verdict: Verdict, proof: str = ""
    ) -> None:
        """A hole, or why nothing could be found out, with the name of its proof."""
        self.holes.append(
            Hole(
                indicator,
                target.path,
                target.url,
                target.source,
                target.parameters[index].shown,
                verdict.context,
                verdict.grade,
                proof,
            )
        )

    def suspect(self, indicator: str, target: Target, name: str, context: str) -> None:
        """A sign in a page that nothing was asked about."""
        grade, where = Grade.SUSPECTED, (target.path, target.url, target.source)
        self.holes.append(Hole(indicator, *where, name, context, grade))

    def knows(self, indicator: str, target: Target, index: int) -> bool:
        """Whether that parameter's hole is confirmed already."""
        name = target.parameters[index].shown
        return any(
            one.indicator == indicator
            and one.path == target.path
            and one.parameter == name
            and one.grade is Grade.CONFIRMED
            for one in self.holes
        )
