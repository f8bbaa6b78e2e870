"""Carries the courses through one site, by the rules of engagement (security.md 4.3)."""

from __future__ import annotations

import contextlib
import random
from pathlib import Path
from typing import Any

from xuncha.evidence.probes import forms, sqli, xss
from xuncha.evidence.probes.client import PATIENCE, Client, Exchange, StoppedError
from xuncha.evidence.probes.course import Ask, Course, Grade, Verdict
from xuncha.evidence.probes.dom import Screen
from xuncha.evidence.probes.haul import Asked, Ground, Haul
from xuncha.evidence.probes.health import Health
from xuncha.evidence.probes.holes import Hole
from xuncha.evidence.probes.likeness import Likeness
from xuncha.evidence.probes.plan import DEEPEST, Agenda
from xuncha.evidence.probes.proof import Proof
from xuncha.evidence.probes.scripted import Scripted
from xuncha.evidence.probes.stored import Stored
from xuncha.evidence.probes.target import Target, target_of

SQLI, XSS = "security.sqli", "security.xss"


class _LeaveError(Exception):
    """This target is left; the grade says why."""

    def __init__(self, grade: Grade) -> None:
        self.grade = grade


class Campaign:
    """Probes one site; `holes` grow as it goes, so that what stops it loses nothing."""

    def __init__(
        self,
        client: Client,
        agenda: Agenda,
        folder: Path,
        about: dict[str, Any],
        dice: random.Random | None = None,
        screen: Screen | None = None,
    ) -> None:
        """Proofs go into `folder`, each with `about`: the run and its letter; without a `screen`
        nothing is seen of what scripts do."""
        self._client, self._agenda = client, agenda
        self._dice = dice or random.SystemRandom()
        self._haul = Haul(folder, about)
        self._health = Health(client)
        self._stored = Stored(client, self._haul, self._dice)
        self._scripted = Scripted(screen, agenda, self._haul, self._dice)
        self.targets = self.parameters = 0

    @property
    def holes(self) -> list[Hole]:
        """What was found so far."""
        return self._haul.holes

    async def run(self) -> str:
        """Probe until nothing is left; why it stopped before, "" when it did not.

        Raises OSError when the disk does not take what is found.
        """
        try:
            while await self._next() or await self._scripted.lead_on():
                pass
            await self._stored.prove()
            await self._scripted.prove()
        except StoppedError as why:
            return str(why)
        return ""

    async def _next(self) -> bool:
        """Targets first, then pages that may invite to more; False when neither is left."""
        if (target := self._agenda.next_target()) is not None:
            await self._probe(target)
        elif (page := self._agenda.next_page()) is not None:
            await self._walk(page)
        else:
            return False
        return True

    # -- one target -----------------------------------------------------------------------------

    async def _walk(self, page: Target) -> None:
        exchange = await self._harmless(page, "walk", follows=True)
        if exchange is not None:
            self._take(exchange, page)

    async def _probe(self, target: Target) -> None:
        ground = await self._ground(target)
        if ground is None:
            return
        self.targets += 1
        with contextlib.suppress(_LeaveError):
            for index in target.probed:
                self.parameters += 1
                await self._probe_parameter(ground, index)

    async def _ground(self, target: Target) -> Ground | None:
        first = await self._harmless(target, "baseline")
        if first is None:
            return None
        self._take(first, target)
        second = await self._harmless(target, "baseline", usual=first.seconds)
        if second is None:
            return None
        return Ground(target, (first, second), max(first.seconds, second.seconds))

    async def _harmless(
        self, target: Target, rule: str, *, follows: bool = False, usual: float = PATIENCE
    ) -> Exchange | None:
        """The answer to a harmless question; None where it is no page to probe."""
        exchange = await self._client.get(target.url, rule, follows=follows, usual=usual)
        self._stored.look(exchange, "")
        return exchange if await self._health.harmless(exchange) else None

    def _take(self, exchange: Exchange, target: Target) -> None:
        self._agenda.note_page(target, exchange.seen)
        if exchange.seen.is_html and target.depth < DEEPEST:
            found = forms.invited(exchange.seen, exchange.url, target.depth + 1)
            self._agenda.take(found)
            location = exchange.seen.location
            if location and (onward := forms.onward(exchange.url, location)):
                self._agenda.take([target_of(onward, exchange.url, target.depth + 1)])

    async def _probe_parameter(self, ground: Ground, index: int) -> None:
        baseline = ground.baselines[0].seen
        base = ground.target.parameters[index].value

        def heard(word: str) -> None:
            self._stored.owns(word, ground, index)

        likeness = Likeness([one.seen for one in ground.baselines])
        courses = {
            XSS: xss.course(base, self._dice, heard=heard),
            SQLI: sqli.course(base, baseline, likeness, self._dice),
        }
        if baseline.status == 404:
            # Nothing is looked up there; but it may say what it did not find.
            del courses[SQLI]
        left: _LeaveError | None = None
        for indicator, course in courses.items():
            try:
                if left is None:
                    await self._course(ground, index, indicator, course)
            except _LeaveError as error:
                left = error
            if left is not None:
                self._haul.note(ground.target, index, indicator, Verdict(left.grade))
        if left is not None:
            raise left

    async def _course(self, ground: Ground, index: int, indicator: str, course: Course) -> None:
        asked = Asked()
        verdict = await self._carried(ground, index, course, asked)
        if verdict.grade is Grade.CLEAN:
            return
        if verdict.steps:
            proof = Proof(indicator, ground.target, index, verdict)
            self._haul.prove(proof, ground.baselines, asked.exchanges(verdict))
        else:
            self._haul.note(ground.target, index, indicator, verdict)

    async def _carried(self, ground: Ground, index: int, course: Course, asked: Asked) -> Verdict:
        try:
            ask = next(course)
            while True:
                exchange = await self._asked(ground, index, ask)
                asked.pairs.append((ask, exchange))
                ask = course.send(exchange.seen)
        except StopIteration as end:
            verdict: Verdict = end.value
            return verdict

    async def _asked(self, ground: Ground, index: int, ask: Ask) -> Exchange:
        url = ground.target.asking(index, ask.value)
        exchange = await self._client.get(url, ask.rule, follows=ask.follows, usual=ground.usual)
        self._stored.look(exchange, ask.value.decode("latin-1"))
        await self._health.probing(exchange, ground.target.url, ground.usual)
        if exchange.refused:
            # A firewall said no: twice, and the site is left; once, and this target is.
            raise _LeaveError(Grade.BLOCKED)
        if exchange.seen.status is None:
            raise _LeaveError(Grade.INCONCLUSIVE)
        return exchange
