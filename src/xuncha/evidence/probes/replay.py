"""Repeats one proof exactly: the harmless question, then each that differed, and judges again."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from xuncha.base.language import N_
from xuncha.evidence.gate import Gate, GateError
from xuncha.evidence.probes.authorisation import ScanAuthorisation, choose
from xuncha.evidence.probes.client import NO_WAY, Client, Exchange, Means, StoppedError
from xuncha.evidence.probes.journal import Journal
from xuncha.evidence.probes.killswitch import KillSwitch
from xuncha.evidence.probes.proof import Proof, holds

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


async def replay(
    proof: Proof,
    gate: Gate,
    letters: Sequence[ScanAuthorisation],
    folder: Path,
    switches: Sequence[Path],
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Replayed:
    """Ask again what `proof` asked, by the same rules of engagement, and log it in `folder`.

    Raises OSError when the log cannot be written.
    """
    home = proof.target.path
    letter, why = await _letter(home, gate, letters, now())
    if letter is None:
        return Replayed(False, (), (), why)
    run = f"replay-{secrets.token_hex(6)}"
    done: list[Exchange] = []
    with Journal(folder) as journal:
        means = Means(gate, letter, KillSwitch(switches), journal, run, asyncio.Event(), now)
        async with Client(home, means) as client:
            try:
                baselines, steps = await _ask(proof, client, done)
            except StoppedError as stopped:
                return Replayed(False, (), _repeated(done), str(stopped))
    answers = [*baselines, *steps]
    if any(one.seen.status is None for one in answers):
        return Replayed(False, (), _repeated(done), SILENT)
    claims = holds(proof, [one.seen for one in baselines], [one.seen for one in steps])
    return Replayed(bool(claims) and all(claims), claims, _repeated(done))


async def _letter(
    home: str, gate: Gate, letters: Sequence[ScanAuthorisation], now: datetime
) -> tuple[ScanAuthorisation | None, str]:
    parts = urlsplit(home)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        passage = await gate.open(parts.hostname or "", port)
    except (GateError, OSError, UnicodeError):
        return None, NO_WAY
    return choose(letters, parts.netloc, passage.addresses, now)


async def _ask(
    proof: Proof, client: Client, done: list[Exchange]
) -> tuple[list[Exchange], list[Exchange]]:
    async def get(url: str, rule: str, *, follows: bool = False) -> Exchange:
        done.append(await client.get(url, rule, follows=follows))
        return done[-1]

    baselines = [await get(proof.target.url, "baseline") for _ in range(2)]
    steps = []
    for ask in proof.verdict.steps:
        step = await get(proof.url_of(ask), ask.rule, follows=ask.follows)
        # What a site keeps shows on another page.
        steps.append(await get(proof.shown_at, "stored look") if proof.shown_at else step)
    return baselines, steps


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
