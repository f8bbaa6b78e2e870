"""Carries the courses through one site, by the rules of engagement (security.md 4.3)."""

from __future__ import annotations

import contextlib
import random
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from xuncha.base.language import N_
from xuncha.evidence.probes import dom, forms, sqli, xss
from xuncha.evidence.probes.client import PATIENCE, Client, Exchange, StoppedError
from xuncha.evidence.probes.course import Ask, Claim, Course, Grade, Verdict
from xuncha.evidence.probes.dom import Screen
from xuncha.evidence.probes.holes import Hole
from xuncha.evidence.probes.likeness import Likeness
from xuncha.evidence.probes.plan import DEEPEST, Agenda
from xuncha.evidence.probes.proof import Proof, sealed
from xuncha.evidence.probes.target import FRAGMENT, Target, target_of

#: Broken or silent answers in a row, and refusals in all, after which the site is left alone.
_BROKEN, _REFUSALS = 3, 2
WALL = N_("监测受阻：网站的防护拒绝探测")
ILL = N_("网站连续出错，已停止探测")
_CANARY = re.compile(rf"{xss.HEAD}[a-z]{{8}}{xss.TAIL}")
SQLI, XSS = "security.sqli", "security.xss"


class _LeaveError(Exception):
    """This target is left; the grade says why."""

    def __init__(self, grade: Grade) -> None:
        self.grade = grade


@dataclass(slots=True)
class _Ground:
    """A target with its harmless answers."""

    target: Target
    baselines: tuple[Exchange, ...]
    usual: float


@dataclass(slots=True)
class _Run:
    """One course under way: what was asked and answered."""

    asked: list[tuple[Ask, Exchange]] = field(default_factory=list)

    def exchanges(self, verdict: Verdict) -> list[Exchange]:
        """The exchanges of the verdict's steps, each of them the one that was judged."""
        rest = iter(self.asked)
        return [next(exchange for ask, exchange in rest if ask == step) for step in verdict.steps]


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
        self._client, self._agenda, self._folder = client, agenda, folder
        self._about, self._screen = about, screen
        self._dice = dice or random.SystemRandom()
        self._broken = self._refusals = 0
        self._owners: dict[str, tuple[_Ground, int]] = {}
        self._stored: dict[tuple[str, str], tuple[_Ground, int, str]] = {}
        self.holes: list[Hole] = []
        self.targets = self.parameters = 0

    async def run(self) -> str:
        """Probe until nothing is left; why it stopped before, "" when it did not.

        Raises OSError when the disk does not take what is found.
        """
        try:
            while await self._next():
                pass
            await self._prove_stored()
            await self._prove_scripted()
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

    async def _ground(self, target: Target) -> _Ground | None:
        first = await self._harmless(target, "baseline")
        if first is None:
            return None
        self._take(first, target)
        second = await self._harmless(target, "baseline", usual=first.seconds)
        if second is None:
            return None
        return _Ground(target, (first, second), max(first.seconds, second.seconds))

    async def _harmless(
        self, target: Target, rule: str, *, follows: bool = False, usual: float = PATIENCE
    ) -> Exchange | None:
        """The answer to a harmless question; None where it is no page to probe."""
        exchange = await self._client.get(target.url, rule, follows=follows, usual=usual)
        self._note_stored(exchange, "")
        if exchange.refused:
            self._count_refusal()
            return None
        if exchange.failed:
            self._count_broken()
            return None
        self._broken = 0
        return exchange

    def _take(self, exchange: Exchange, target: Target) -> None:
        if dom.may_write(exchange.seen):
            self._agenda.note_scripted(target)
        if exchange.seen.is_html and target.depth < DEEPEST:
            found = forms.invited(exchange.seen, exchange.url, target.depth + 1)
            self._agenda.take(found)
            location = exchange.seen.location
            if location and (onward := forms.onward(exchange.url, location)):
                self._agenda.take([target_of(onward, exchange.url, target.depth + 1)])

    async def _probe_parameter(self, ground: _Ground, index: int) -> None:
        baseline = ground.baselines[0].seen
        base = ground.target.parameters[index].value

        def heard(word: str) -> None:
            self._owners[word] = (ground, index)

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
                self._note(ground.target, index, indicator, Verdict(left.grade))
        if left is not None:
            raise left

    async def _course(self, ground: _Ground, index: int, indicator: str, course: Course) -> None:
        run = _Run()
        verdict = await self._carried(ground, index, course, run)
        if verdict.grade is Grade.CLEAN:
            return
        proof = ""
        if verdict.steps:
            whole = Proof(indicator, ground.target, index, verdict)
            proof = sealed(
                whole, self._folder, self._about, ground.baselines, run.exchanges(verdict)
            )
        self._note(ground.target, index, indicator, verdict, proof)

    async def _carried(self, ground: _Ground, index: int, course: Course, run: _Run) -> Verdict:
        try:
            ask = next(course)
            while True:
                exchange = await self._asked(ground, index, ask)
                run.asked.append((ask, exchange))
                ask = course.send(exchange.seen)
        except StopIteration as end:
            verdict: Verdict = end.value
            return verdict

    async def _asked(self, ground: _Ground, index: int, ask: Ask) -> Exchange:
        url = ground.target.asking(index, ask.value)
        exchange = await self._client.get(url, ask.rule, follows=ask.follows, usual=ground.usual)
        self._note_stored(exchange, ask.value.decode("latin-1"))
        if exchange.refused:
            await self._refused(ground)
        elif exchange.failed:
            self._count_broken()
            if self._broken == _BROKEN - 1:
                # Is it the question that breaks it, or is the site ill?
                await self._control(ground)
            if exchange.seen.status is None:
                raise _LeaveError(Grade.INCONCLUSIVE)
        else:
            self._broken = 0
        return exchange

    async def _refused(self, ground: _Ground) -> None:
        """A firewall said no: twice, and the site is left; once, and this target is."""
        self._count_refusal()
        await self._control(ground)
        raise _LeaveError(Grade.BLOCKED)

    async def _control(self, ground: _Ground) -> None:
        exchange = await self._client.get(ground.target.url, "control", usual=ground.usual)
        if exchange.refused:
            self._count_refusal()
        elif exchange.failed:
            self._count_broken()
        else:
            self._broken = 0

    def _count_refusal(self) -> None:
        self._refusals += 1
        if self._refusals >= _REFUSALS:
            raise StoppedError(WALL)

    def _count_broken(self) -> None:
        self._broken += 1
        if self._broken >= _BROKEN:
            raise StoppedError(ILL)

    def _note(
        self, target: Target, index: int, indicator: str, verdict: Verdict, proof: str = ""
    ) -> None:
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

    # -- what a site keeps and shows elsewhere --------------------------------------------------

    def _note_stored(self, exchange: Exchange, sent: str) -> None:
        """A canary of another question stands in this answer: the site has kept it."""
        if xss.HEAD not in exchange.seen.text or not exchange.seen.is_html:
            return
        for word in set(_CANARY.findall(exchange.seen.lowered)):
            owner = self._owners.get(word)
            if owner is not None and word not in sent.lower() and word not in exchange.url:
                ground, index = owner
                self._stored.setdefault(
                    (ground.target.short, str(index)), (ground, index, exchange.url)
                )

    async def _prove_stored(self) -> None:
        for ground, index, url in list(self._stored.values()):
            known = any(
                hole.indicator == XSS
                and hole.path == ground.target.path
                and hole.parameter == ground.target.parameters[index].shown
                and hole.grade is Grade.CONFIRMED
                for hole in self.holes
            )
            if not known:
                await self._prove_one_stored(ground, index, url)

    async def _prove_one_stored(self, ground: _Ground, index: int, url: str) -> None:
        """Say the marker to the one address and look for it at the other."""
        course = xss.course(ground.target.parameters[index].value, self._dice)
        run = _Run()
        try:
            ask = next(course)
            while True:
                await self._client.get(
                    ground.target.asking(index, ask.value), f"stored {ask.rule}", follows=True
                )
                shown = await self._client.get(url, "stored look")
                run.asked.append((ask, shown))
                if shown.refused or shown.failed:
                    return
                ask = course.send(shown.seen)
        except StopIteration as end:
            verdict: Verdict = end.value
        if not verdict.steps:
            return
        verdict = replace(verdict, context=f"{verdict.context} (stored)")
        proof = Proof(XSS, ground.target, index, verdict, shown_at=url)
        name = sealed(proof, self._folder, self._about, ground.baselines, run.exchanges(verdict))
        self._note(ground.target, index, XSS, verdict, name)

    # -- what a page's own scripts write --------------------------------------------------------

    async def _prove_scripted(self) -> None:
        if self._screen is None:
            return
        for page in list(self._agenda.scripted.values()):
            for target in dom.places(page):
                last = len(target.parameters) - 1
                indexes = (last,) if target.parameters[last].name == FRAGMENT else target.probed
                for index in indexes:
                    await self._show(self._screen, target, index)

    async def _show(self, screen: Screen, target: Target, index: int) -> None:
        """Two rounds with two markers in a browser."""
        steps, claims = [], []
        for number in range(2):
            marker = xss.canary(self._dice)
            ask = Ask(dom.PAYLOAD.format(m=marker).encode(), "dom")
            seen = await screen.show(target.asking(index, ask.value))
            if seen.status is None or not xss.shows(seen, "dom", marker):
                return
            steps.append(ask)
            claims.append(Claim(number, marker=marker, context="dom"))
        verdict = Verdict(Grade.CONFIRMED, "dom", tuple(steps), tuple(claims))
        proof = Proof(XSS, target, index, verdict)
        self._note(target, index, XSS, verdict, sealed(proof, self._folder, self._about, (), ()))
