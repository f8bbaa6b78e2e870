"""What a page's own scripts do with its address, seen in a browser without a network of its own."""

from __future__ import annotations

import random

from xuncha.evidence.probes import dom, forms, xss
from xuncha.evidence.probes.course import Ask, Claim, Grade, Verdict
from xuncha.evidence.probes.dom import Screen, Way
from xuncha.evidence.probes.haul import Haul
from xuncha.evidence.probes.plan import Agenda
from xuncha.evidence.probes.proof import Proof
from xuncha.evidence.probes.target import FRAGMENT, Target, target_of

XSS = "security.xss"


class Scripted:
    """Shows pages to a browser: what they ask for, what they write, what they run."""

    def __init__(
        self, screen: Screen | None, agenda: Agenda, haul: Haul, dice: random.Random
    ) -> None:
        """Without a `screen` nothing is seen."""
        self._screen, self._agenda, self._haul, self._dice = screen, agenda, haul, dice

    async def lead_on(self) -> bool:
        """Show the next page that its scripts build; False when there is none.

        What it asks its own host for, and what it invites to once it stands, is queued. Raises
        StoppedError.
        """
        page = self._agenda.next_shell() if self._screen is not None else None
        if self._screen is None or page is None:
            return False
        seen = await self._screen.show(page.url)
        depth = page.depth + 1
        if seen.status is not None:
            self._agenda.take(forms.invited(seen, page.url, depth))
        asked = self._screen.questions()
        self._agenda.take(
            forms.filled(target_of(url, page.url, depth), seen.charset) for url in asked
        )
        return True

    async def prove(self) -> None:
        """Two rounds with two markers for each place that a page's scripts read.

        Raises StoppedError, and OSError when the disk does not take the proof.
        """
        for (_page, source), target in self._agenda.heard.items():
            self._haul.suspect(XSS, target, source, "dom")
        if self._screen is None:
            return
        for page, signs in list(self._agenda.scripted.values()):
            for target in dom.places(page):
                for index in _indexes(target):
                    await self._place(self._screen, target, index, tuple(dom.ways(signs)))

    async def _place(
        self, screen: Screen, target: Target, index: int, ways: tuple[Way, ...]
    ) -> None:
        for way in ways:
            verdict = await self._rounds(screen, target, index, way)
            if verdict is not None:
                self._haul.prove(Proof(XSS, target, index, verdict), (), ())
                return

    async def _rounds(self, screen: Screen, target: Target, index: int, way: Way) -> Verdict | None:
        steps, claims = [], []
        for number in range(2):
            marker = xss.canary(self._dice)
            ask = Ask(way.payload.format(m=marker).encode(), "dom")
            seen = await screen.show(target.asking(index, ask.value))
            if seen.status is None or not xss.shows(seen, way.context, marker):
                return None
            steps.append(ask)
            claims.append(Claim(number, marker=marker, context=way.context))
        return Verdict(Grade.CONFIRMED, way.context, tuple(steps), tuple(claims))


def _indexes(target: Target) -> tuple[int, ...]:
    last = len(target.parameters) - 1
    return (last,) if target.parameters[last].name == FRAGMENT else target.probed
