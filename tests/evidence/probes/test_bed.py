"""The prober against the whole bed: what it finds, what it leaves alone, what it leaves behind."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote_plus

import pytest
from tests.bed.cases import SQLI, XSS, Case
from tests.bed.databases import Database, Sqlite, dump, empty, fill, postgres
from tests.bed.runs import Outcome, click_through, hosted, probed, wanted, whole
from tests.bed.served import Line, serving

from xuncha.evidence.probes.course import Grade

#: What security.md forbids in a question, whatever it is for.
_NEVER = re.compile(
    r"\bor\b|--|#|/\*|;|\bunion\b|sleep|waitfor|benchmark|pg_|<script|alert", re.IGNORECASE
)


@dataclass(frozen=True)
class Run:
    """One campaign over the bed."""

    outcome: Outcome
    log: tuple[Line, ...]
    guilty: tuple[Case, ...]
    innocent: tuple[Case, ...]
    bases: tuple[Database, ...]
    left: tuple[bytes, ...]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    with postgres() as pg:
        bases = (Sqlite(), pg)
        guilty, innocent = whole(bases)
        with serving(hosted([*guilty, *innocent])) as bed:
            outcome = probed(bed, tmp_path_factory.mktemp("bed"), pace=0.0)
            left = tuple(dump(base, counters=False) for base in bases)
            yield Run(outcome, tuple(bed.log), tuple(guilty), tuple(innocent), bases, left)


def _recall(run: Run, indicator: str) -> float:
    planted = {one for one in wanted(run.guilty) if one[2] == indicator}
    return len(planted & run.outcome.found(Grade.CONFIRMED, Grade.SUSPECTED)) / len(planted)


def test_the_bed_is_large_enough_to_mean_something(run: Run) -> None:
    assert len(wanted(run.guilty)) >= 60
    assert len(run.innocent) >= 60


def test_nearly_every_hole_is_found(run: Run) -> None:
    missed = wanted(run.guilty) - run.outcome.found(Grade.CONFIRMED, Grade.SUSPECTED)
    assert _recall(run, SQLI) >= 0.95, missed
    assert _recall(run, XSS) >= 0.95, missed


def test_nearly_every_hole_is_confirmed(run: Run) -> None:
    planted, confirmed = wanted(run.guilty), run.outcome.found()
    assert len(planted & confirmed) / len(planted) >= 0.95, planted - confirmed


def test_nobody_innocent_is_accused(run: Run) -> None:
    assert run.outcome.found() - wanted(run.guilty) == set()


def test_it_came_to_its_end_within_its_means(run: Run) -> None:
    assert run.outcome.stopped == ""
    asked = Counter(one.target.partition("?")[0] for one in run.log)
    assert sum(asked.values()) / len(asked) <= 20


def test_nothing_harmful_was_ever_asked(run: Run) -> None:
    assert {one.method for one in run.log} == {"GET"}
    harmful = [one.target for one in run.log if _NEVER.search(unquote_plus(one.target))]
    assert harmful == []


def test_every_request_says_who_asks_and_for_which_run(run: Run) -> None:
    assert {one.run for one in run.log} == {"0123456789abcdef"}
    assert all("Xuncha-Security" in one.agent and "+Office" in one.agent for one in run.log)


def test_the_databases_are_as_one_visitor_leaves_them(run: Run) -> None:
    counted = [base.run("SELECT article_id FROM counters WHERE hits > 0") for base in run.bases]
    for base in run.bases:
        empty(base)
        fill(base)
    cases = [*run.guilty, *run.innocent]
    click_through(cases, hosted(cases))
    assert tuple(dump(base, counters=False) for base in run.bases) == run.left
    # A counter counts how often its page is seen; nobody else's may have moved.
    assert counted == [
        base.run("SELECT article_id FROM counters WHERE hits > 0") for base in run.bases
    ]


def test_what_it_wrote_down_is_whole_and_for_its_owner_only(run: Run) -> None:
    folder: Path = run.outcome.folder / "probes"
    proofs = list((folder / "proofs").iterdir())
    proved = [one for one in run.outcome.holes if one.proof]
    assert {one.name for one in proofs} == {one.proof for one in proved}
    assert all(one.stat().st_mode & 0o077 == 0 for one in [folder / "exchanges.jsonl", *proofs])
    lines = (folder / "exchanges.jsonl").read_bytes().splitlines()
    assert len(lines) == len(run.log) == run.outcome.sent
