"""Repeats one proof exactly: the harmless question, then each that differed, and judges again."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from xuncha.base.errors import InputError
from xuncha.base.language import N_
from xuncha.evidence.gate import Gate, GateError
from xuncha.evidence.probes.authorisation import ScanAuthorisation, choose
from xuncha.evidence.probes.client import NO_WAY, Client, Exchange, Means, StoppedError
from xuncha.evidence.probes.course import Ask
from xuncha.evidence.probes.dom import Screen
from xuncha.evidence.probes.journal import Journal
from xuncha.evidence.probes.killswitch import KillSwitch
from xuncha.evidence.probes.likeness import Seen
from xuncha.evidence.probes.proof import Proof, holds, opened, sealed_again
from xuncha.evidence.probes.site import NOT_AUTHORISED, Probing

NO_BROWSER = N_("没有浏览器，未能重现")
GONE = N_("证明文件已不在，未能重现")
SILENT = N_("网站没有应答，未能重现")


@dataclass(frozen=True, slots=True)
class Repeated:
    """One exchange of a repetition."""

    rule: str
    request: str
    at: str
    status: int | None
    size: int


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a repetition came to."""

    holds: bool
    #: Claim by claim; () where nothing could be judged.
    claims: tuple[bool, ...]
    exchanges: tuple[Repeated, ...]
    #: Why it was refused or broke off, a Chinese source string; "" when it did not.
    stopped: str = ""
    #: Name of the file, beside the proofs, that holds the answers; "" where nothing was judged.
    file: str = ""


async def replay(
    proof: Proof,
    gate: Gate,
    letters: Sequence[ScanAuthorisation],
    folder: Path,
    switches: Sequence[Path],
    *,
    browser: str | None = None,
    stop: asyncio.Event | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Replayed:
    """Ask again what `proof` asked, by the same rules of engagement, and log it in `folder`.

    Raises OSError when the log cannot be written.
    """
    home = proof.target.path
    letter, why = await leave_for(home, gate, letters, now())
    if letter is None:
        return Replayed(False, (), (), why)
    run = f"replay-{secrets.token_hex(6)}"
    with Journal(folder) as journal:
        means = Means(
            gate, letter, KillSwitch(switches), journal, run, stop or asyncio.Event(), now
        )
        async with Client(home, means) as client:
            again = _Repetition(proof, client, browser)
            try:
                baselines, steps = await again.ask()
            except StoppedError as stopped:
                return Replayed(False, (), _repeated(again.done), str(stopped))
    if any(one.status is None for one in (*baselines, *steps)):
        return Replayed(False, (), _repeated(again.done), SILENT)
    claims = holds(proof, baselines, steps)
    about = {"run": run, "document": letter.document, "granted_by": letter.granted_by}
    name = sealed_again(proof, folder / "replays", about, again.baselines, again.judged)
    held = bool(claims) and all(claims)
    return Replayed(held, claims, _repeated(again.done), file=name)


async def again(path: Path, probing: Probing | None, folder: Path) -> Replayed:
    """Repeat the proof at `path` with what a run probes with; None: nobody gave leave.

    A file that is no proof any more is said to be none. Raises OSError when the log cannot be
    written.
    """
    if probing is None:
        return Replayed(False, (), (), NOT_AUTHORISED)
    try:
        proof = opened(path)
    except InputError:
        return Replayed(False, (), (), GONE)
    return await replay(
        proof,
        probing.gate,
        probing.letters,
        folder,
        probing.switches,
        browser=probing.browser,
        stop=probing.stop,
        now=probing.now,
    )


async def leave_for(
    home: str, gate: Gate, letters: Sequence[ScanAuthorisation], now: datetime
) -> tuple[ScanAuthorisation | None, str]:
    """The letter under which `home` may be asked now and "", or None and why not."""
    parts = urlsplit(home)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        passage = await gate.open(parts.hostname or "", port)
    except (GateError, OSError, UnicodeError):
        return None, NO_WAY
    return choose(letters, parts.netloc, passage.addresses, now)


class _Repetition:
    """One proof being asked again."""

    def __init__(self, proof: Proof, client: Client, browser: str | None) -> None:
        self._proof, self._client, self._browser = proof, client, browser
        self.done: list[Exchange] = []
        self.baselines: list[Exchange] = []
        #: Of each step the answer that is judged; nothing of what a browser showed.
        self.judged: list[Exchange] = []

    async def ask(self) -> tuple[list[Seen], list[Seen]]:
        """The harmless answers, and those to each step."""
        home = self._proof.target.url
        self.baselines = [await self._get(home, "baseline") for _ in range(2)]
        steps = [await self._step(one) for one in self._proof.verdict.steps]
        return [one.seen for one in self.baselines], steps

    async def _get(self, url: str, rule: str, *, follows: bool = False) -> Exchange:
        self.done.append(await self._client.get(url, rule, follows=follows))
        return self.done[-1]

    async def _step(self, ask: Ask) -> Seen:
        url = self._proof.url_of(ask)
        if ask.rule == "dom":
            if self._browser is None:
                raise StoppedError(NO_BROWSER)
            async with Screen(self._client, self._browser) as screen:
                return await screen.show(url)
        exchange = await self._get(url, ask.rule, follows=ask.follows)
        if self._proof.shown_at:
            # What a site keeps shows on another page.
            exchange = await self._get(self._proof.shown_at, "stored look")
        self.judged.append(exchange)
        return exchange.seen


def _repeated(done: Sequence[Exchange]) -> tuple[Repeated, ...]:
    return tuple(
        Repeated(
            one.rule,
            f"GET {one.url}",
            one.at.isoformat(timespec="seconds"),
            one.seen.status,
            len(one.body),
        )
        for one in done
    )
