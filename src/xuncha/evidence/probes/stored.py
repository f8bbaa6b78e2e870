"""What a site keeps of a question and shows elsewhere: a marker, followed to where it shows."""

from __future__ import annotations

import random
import re
from dataclasses import replace

from xuncha.evidence.probes import xss
from xuncha.evidence.probes.client import Client, Exchange
from xuncha.evidence.probes.course import Verdict
from xuncha.evidence.probes.haul import Asked, Ground, Haul
from xuncha.evidence.probes.proof import Proof

_CANARY = re.compile(rf"{xss.HEAD}[a-z]{{8}}{xss.TAIL}")
XSS = "security.xss"


class Stored:
    """Remembers whose word is whose, and knows one again that stands where nobody asked it."""

    def __init__(self, client: Client, haul: Haul, dice: random.Random) -> None:
        """Through `client`; holes go into `haul`."""
        self._client, self._haul, self._dice = client, haul, dice
        self._owners: dict[str, tuple[Ground, int]] = {}
        self._kept: dict[tuple[str, int], tuple[Ground, int, str]] = {}

    def owns(self, word: str, ground: Ground, index: int) -> None:
        """`word` is said to that parameter."""
        self._owners[word] = (ground, index)

    def look(self, exchange: Exchange, sent: str) -> None:
        """A canary of another question stands in this answer: the site has kept it."""
        if xss.HEAD not in exchange.seen.text or not exchange.seen.is_html:
            return
        for word in set(_CANARY.findall(exchange.seen.lowered)):
            owner = self._owners.get(word)
            if owner is not None and word not in sent.lower() and word not in exchange.url:
                ground, index = owner
                self._kept.setdefault((ground.target.short, index), (*owner, exchange.url))

    async def prove(self) -> None:
        """Say a marker to each that was kept, and look for it where it shows.

        Raises StoppedError, and OSError when the disk does not take the proof.
        """
        for ground, index, url in list(self._kept.values()):
            if not self._haul.knows(XSS, ground.target, index):
                await self._prove_one(ground, index, url)

    async def _prove_one(self, ground: Ground, index: int, url: str) -> None:
        course = xss.course(ground.target.parameters[index].value, self._dice)
        asked = Asked()
        try:
            ask = next(course)
            while True:
                address = ground.target.asking(index, ask.value)
                await self._client.get(address, f"stored {ask.rule}", follows=True)
                shown = await self._client.get(url, "stored look")
                asked.pairs.append((ask, shown))
                if shown.refused or shown.failed:
                    return
                ask = course.send(shown.seen)
        except StopIteration as end:
            verdict: Verdict = end.value
        if verdict.steps:
            verdict = replace(verdict, context=f"{verdict.context} (stored)")
            proof = Proof(XSS, ground.target, index, verdict, shown_at=url)
            self._haul.prove(proof, ground.baselines, asked.exchanges(verdict))
