"""Probes one site after its visit: whether it may, which questions, and what they came to."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from xuncha import __version__
from xuncha.base.charset import decode
from xuncha.base.files import write_whole
from xuncha.base.language import N_
from xuncha.evidence import archive
from xuncha.evidence.gate import Gate, GateError
from xuncha.evidence.probes import authorisation, forms
from xuncha.evidence.probes.authorisation import ScanAuthorisation
from xuncha.evidence.probes.campaign import Campaign
from xuncha.evidence.probes.client import NO_WAY, Client, Means
from xuncha.evidence.probes.dom import Screen
from xuncha.evidence.probes.holes import Probed
from xuncha.evidence.probes.journal import Journal
from xuncha.evidence.probes.killswitch import KillSwitch
from xuncha.evidence.probes.likeness import Seen
from xuncha.evidence.probes.plan import Agenda
from xuncha.evidence.probes.target import target_of
from xuncha.evidence.snapshot import LinkKind, Page, Snapshot

NOT_AUTHORISED = N_("未获授权")
ONLY_PLANNED = N_("只列出计划，未发送探测")
NO_HOME = N_("首页打不开，未能检查")


@dataclass(frozen=True, slots=True)
class Probing:
    """Everything that probing the sites of a run shares; `look` is asked once for each site."""

    gate: Gate
    letters: tuple[ScanAuthorisation, ...]
    stop: asyncio.Event
    #: Folders that hold the switch.
    switches: tuple[Path, ...]
    #: Write down what would be asked, and ask nothing.
    dry: bool = False
    #: Plan under a letter that nobody has approved yet; only together with `dry`.
    drafts: bool = False
    #: The path of a browser, None where there is none or none is wanted.
    browser: str | None = None
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))

    async def look(self, snapshot: Snapshot, visited: Path, out: Path) -> tuple[Probed | None, str]:
        """Probe the site of `snapshot`, whose raw answers stand in `visited`, and write into `out`.

        None and why (a Chinese source string) where it was not probed. Raises OSError when the
        disk does not take what is found.
        """
        if snapshot.home is None:
            return None, NO_HOME
        home = snapshot.home.answered
        letter, why = await self._letter(home)
        if letter is None:
            return None, why
        agenda = Agenda(letter, urlsplit(home).netloc)
        await asyncio.to_thread(_invite, agenda, snapshot, visited)
        out.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self.dry:
            write_whole(out / "plan.json", _plan(agenda, letter))
            return None, ONLY_PLANNED
        return await self._probe(home, letter, agenda, out), ""

    async def _letter(self, home: str) -> tuple[ScanAuthorisation | None, str]:
        parts = urlsplit(home)
        if not any(one.covers(parts.netloc) for one in self.letters):
            return None, NOT_AUTHORISED
        if self.dry and self.drafts:
            return next(one for one in self.letters if one.covers(parts.netloc)), ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        try:
            passage = await self.gate.open(parts.hostname or "", port)
        except (GateError, OSError, UnicodeError):
            return None, NO_WAY
        return authorisation.choose(self.letters, parts.netloc, passage.addresses, self.now())

    async def _probe(
        self, home: str, letter: ScanAuthorisation, agenda: Agenda, out: Path
    ) -> Probed:
        run = secrets.token_hex(8)
        write_whole(out / "authorisation.json", msgspec.json.encode(letter))
        about = {"run": run, "document": letter.document, "granted_by": letter.granted_by}
        with Journal(out) as journal:
            means = Means(
                gate=self.gate,
                authorisation=letter,
                kill=KillSwitch(self.switches),
                journal=journal,
                run=run,
                stop=self.stop,
                now=self.now,
            )
            async with AsyncExitStack() as stack:
                client = await stack.enter_async_context(Client(home, means))
                screen = Screen(client, self.browser) if self.browser else None
                if screen is not None:
                    await stack.enter_async_context(screen)
                campaign = Campaign(client, agenda, out / "proofs", about, screen=screen)
                stopped = await campaign.run()
        return Probed(
            run=run,
            document=letter.document,
            granted_by=letter.granted_by,
            targets=campaign.targets,
            parameters=campaign.parameters,
            requests=client.sent,
            stopped=stopped,
            holes=tuple(campaign.holes),
        )


def _invite(agenda: Agenda, snapshot: Snapshot, visited: Path) -> None:
    """Everything the pages of the visit invite to, as they were answered."""
    pages, answers = snapshot.pages or (), archive.Answers(visited)
    for page in pages:
        agenda.note_read(page.url)
    for page in pages:
        own = target_of(page.url, page.url)
        agenda.take([own])
        seen = _answered(page, answers)
        if seen is not None:
            agenda.take(forms.invited(seen, page.answered))
            agenda.note_page(own, seen)
        agenda.take(
            target_of(link.url, page.url)
            for link in page.links
            if link.kind in (LinkKind.PAGE, LinkKind.FRAME)
        )


def _answered(page: Page, answers: archive.Answers) -> Seen | None:
    response = answers.of(page.answered) or answers.of(page.url)
    if response is None:
        return None
    whole = decode(response.body, response.header("content-type"))
    return Seen(200, whole.text, charset=whole.charset)


def _plan(agenda: Agenda, letter: ScanAuthorisation) -> bytes:
    planned = list(agenda.planned())
    whole = {
        "schema": "xuncha.probe-plan/1",
        "tool": __version__,
        "document": letter.document,
        "rate": letter.rate,
        "most": min(sum(one.most for one in planned), letter.max_requests),
        "planned": planned,
    }
    return msgspec.json.format(msgspec.json.encode(whole), indent=1) + b"\n"


def switches(out: Path) -> tuple[Path, ...]:
    """Where the switch of a run in `out` stands, and that of the whole machine where one is set."""
    everywhere = os.environ.get("XUNCHA_STOP_PROBES")
    return (out / "stop-probes", *((Path(everywhere),) if everywhere else ()))
