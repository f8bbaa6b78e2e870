"""Runs the prober against the bed, and says how it did."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.bed import innocents, script_families, script_holes, sql_families, sql_holes
from tests.bed.cases import HOST, Case, index
from tests.bed.databases import Database
from tests.bed.served import Bed, Program, Question, Reply

from xuncha.evidence.gate import Gate
from xuncha.evidence.probes.authorisation import ScanAuthorisation
from xuncha.evidence.probes.campaign import Campaign
from xuncha.evidence.probes.client import Client, Means
from xuncha.evidence.probes.course import Grade
from xuncha.evidence.probes.dom import Screen
from xuncha.evidence.probes.holes import Hole
from xuncha.evidence.probes.journal import Journal
from xuncha.evidence.probes.killswitch import KillSwitch
from xuncha.evidence.probes.plan import Agenda
from xuncha.evidence.probes.target import target_of

NOW = datetime.now(UTC)


def letter(*hosts: str, **more: object) -> ScanAuthorisation:
    """A letter for the bed."""
    facts: dict[str, object] = {
        "hosts": hosts or (HOST,),
        "granted_by": "Office",
        "document": "No 1",
        "valid_from": NOW - timedelta(days=1),
        "valid_until": NOW + timedelta(days=1),
        "max_rate": 5.0,
        "max_requests": 100_000,
        "window": None,
    }
    return ScanAuthorisation(**facts | more)  # type: ignore[arg-type]


def whole(bases: Iterable[Database]) -> tuple[list[Case], list[Case]]:
    """Every guilty and every innocent case."""
    guilty = [*script_holes.cases(), *script_families.holes()]
    innocent = [*innocents.others(), *script_families.innocents()]
    for base in bases:
        guilty += [*sql_holes.cases(base), *sql_families.cases(base)]
        innocent += innocents.cases(base)
    return guilty, innocent


def hosted(cases: Iterable[Case], **more: Program) -> dict[str, dict[str, Program]]:
    """Programs by host and path, with the page that invites to them."""
    found: dict[str, dict[str, Program]] = {}
    listed: dict[str, list[Case]] = {}
    for case in cases:
        found.setdefault(case.host, {})[case.path] = case.program
        listed.setdefault(case.host, []).append(case)
    for host, own in listed.items():
        page = index(own)
        found[host]["/"] = lambda _q, page=page: Reply(page)
    for path, program in more.items():
        found.setdefault(HOST, {})[path] = program
    return found


@dataclass(frozen=True)
class Outcome:
    """What one campaign came to."""

    holes: Sequence[Hole]
    stopped: str
    sent: int
    targets: int
    folder: Path

    def found(self, *grades: Grade) -> set[tuple[str, str, str]]:
        """(path without its host, parameter, indicator) of holes of these grades."""
        wanted = grades or (Grade.CONFIRMED,)
        return {
            ("/" + one.path.partition("://")[2].partition("/")[2], one.parameter, one.indicator)
            for one in self.holes
            if one.grade in wanted
        }


def wanted(cases: Iterable[Case]) -> set[tuple[str, str, str]]:
    """What is to be found in these cases."""
    return {(one.path, one.parameter, hole) for one in cases for hole in one.holes}


def probed(
    bed: Bed,
    folder: Path,
    *,
    host: str = HOST,
    by: ScanAuthorisation | None = None,
    stop: asyncio.Event | None = None,
    kill: KillSwitch | None = None,
    pace: float | None = None,
    browser: str | None = None,
) -> Outcome:
    """Probe one host of the bed from its first page on; `pace` in seconds replaces the rate."""
    return asyncio.run(_probed(bed, folder, host, by, stop, kill, pace, browser))


async def _probed(
    bed: Bed,
    folder: Path,
    host: str,
    by: ScanAuthorisation | None,
    stop: asyncio.Event | None,
    kill: KillSwitch | None,
    pace: float | None,
    browser: str | None,
) -> Outcome:
    home = bed.url(host)
    authorisation = by or letter(host)
    gate = Gate(networks=["127.0.0.0/8"], hosts={host: ("127.0.0.1",)}, sites=[home])
    with Journal(folder / "probes") as journal:
        means = Means(
            gate=gate,
            authorisation=authorisation,
            kill=kill or KillSwitch([folder / "stop"]),
            journal=journal,
            run="0123456789abcdef",
            stop=stop or asyncio.Event(),
        )
        agenda = Agenda(authorisation, home.partition("://")[2].partition("/")[0])
        agenda.take([target_of(home)])
        async with Client(home, means) as client:
            if pace is not None:
                client.pace._base = client.pace.gap = pace
            screen = Screen(client, browser) if browser else None
            proofs = folder / "probes" / "proofs"
            campaign = Campaign(client, agenda, proofs, {"run": means.run}, screen=screen)
            async with screen or nullcontext():
                stopped = await campaign.run()
            return Outcome(campaign.holes, stopped, client.sent, campaign.targets, folder)


def click_through(cases: Iterable[Case], programs: Mapping[str, Mapping[str, Program]]) -> None:
    """What one visitor leaves behind who follows every invitation once."""
    from tests.bed.served import parsed

    for case in cases:
        if "<" not in case.link:
            programs[case.host][case.path](Question(case.path, parsed(case.link)))
