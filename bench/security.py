"""The prober on its own vulnerable bed, and wapiti beside it through the gate.

``make bench-security``: detections, false alarms, requests and time of both, what is left of the
databases, the rate the target saw and how fast the switch works. Wapiti lives in a throw-away
environment of its own (.venv-wapiti); without it its line is left out.
"""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tests.bed.cases import HOST, SQLI, XSS, Case, framed
from tests.bed.databases import Database, Sqlite, dump, empty, fill, postgres
from tests.bed.runs import click_through, hosted, letter, probed, wanted, whole
from tests.bed.served import Bed, Line, Question, Reply, serving

from xuncha.evidence.gate import Gate
from xuncha.evidence.probes import wapiti
from xuncha.evidence.probes.course import Grade
from xuncha.evidence.probes.gateproxy import GateProxy
from xuncha.evidence.probes.killswitch import KillSwitch, pull

ENVIRONMENT = Path(".venv-wapiti")
WAPITI = "wapiti3==3.3.2"
#: Seconds that wapiti may take.
PATIENCE = 900


def main() -> None:
    """Print every figure."""
    with postgres() as pg:
        bases: tuple[Database, ...] = (Sqlite(), pg)
        guilty, innocent = whole(bases)
        cases = [*guilty, *innocent]
        print(f"bed: {len(wanted(guilty))} holes, {len(innocent)} innocents, SQLite and PostgreSQL")
        benign = _benign(bases, cases)
        with serving(hosted(cases)) as bed, tempfile.TemporaryDirectory() as out:
            began, worked = time.monotonic(), time.process_time()
            outcome = probed(bed, Path(out), pace=0.0)
            took, cpu = time.monotonic() - began, time.process_time() - worked
            confirmed = outcome.found()
            everything = outcome.found(Grade.CONFIRMED, Grade.SUSPECTED)
            _tell("xuncha", everything, confirmed, guilty, bed.log, took)
            print(f"  CPU {cpu:.1f} s, the bed's own included; stopped: {outcome.stopped or 'no'}")
            _left(bases, benign)
        _by_wapiti(bases, cases, guilty, benign)
    _rate()
    _switch()


def _benign(bases: Iterable[Database], cases: list[Case]) -> list[bytes]:
    """What one visitor leaves behind, after which the bed is made anew."""
    click_through(cases, hosted(cases))
    left = [dump(base, counters=False) for base in bases]
    _renew(bases)
    return left


def _renew(bases: Iterable[Database]) -> None:
    for base in bases:
        empty(base)
        fill(base)


def _left(bases: Iterable[Database], benign: list[bytes]) -> None:
    same = [dump(base, counters=False) for base in bases] == benign
    print(f"  databases as one visitor leaves them, byte for byte: {'yes' if same else 'NO'}")


def _tell(
    who: str,
    found: set[tuple[str, str, str]],
    sure: set[tuple[str, str, str]],
    guilty: list[Case],
    log: list[Line],
    took: float,
) -> None:
    planted = wanted(guilty)
    asked = Counter(one.target.partition("?")[0] for one in log)
    each = sum(asked.values()) / max(1, len(asked))
    print(f"{who}: {len(log)} requests, {each:.1f} a URL, {took:.0f} s")
    for indicator in (SQLI, XSS):
        own = {one for one in planted if one[2] == indicator}
        print(
            f"  {indicator}: recall {len(own & found) / len(own):.3f}"
            f" (confirmed {len(own & sure) / len(own):.3f}) of {len(own)}"
        )
    print(
        f"  false alarms: {len(sure - planted)} confirmed, {len(found - sure - planted)} suspected"
    )


def _by_wapiti(
    bases: Iterable[Database], cases: list[Case], guilty: list[Case], benign: list[bytes]
) -> None:
    program = _program()
    if program is None:
        print("wapiti: could not be had; left out")
        return
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    name = f"{WAPITI} ({version.stdout.strip().splitlines()[-1:] or ['?']})"
    _renew(bases)
    with serving(hosted(cases)) as bed, tempfile.TemporaryDirectory() as out:
        began = time.monotonic()
        holes, proxy = asyncio.run(_scanned(bed, program, Path(out)))
        took = time.monotonic() - began
        found = {
            ("/" + one.path.partition("://")[2].partition("/")[2], one.parameter, one.indicator)
            for one in holes
        }
        _tell(f"wapiti through the gate, {name}", found, found, guilty, bed.log, took)
        print(f"  refused at the gate: {dict(proxy.passed.refused)}")
        _left(bases, benign)


async def _scanned(bed: Bed, program: str, out: Path) -> tuple[tuple[wapiti.Hole, ...], GateProxy]:
    home = bed.url(HOST)
    gate = Gate(networks=["127.0.0.0/8"], hosts={HOST: ("127.0.0.1",)}, sites=[home])
    kill = KillSwitch([out / "stop"])
    async with GateProxy(gate, letter(), kill, "wapiti", pace=0.0) as proxy:
        holes = await wapiti.scan(Path(program), home, proxy, out, seconds=PATIENCE)
        return holes, proxy


def _program() -> str | None:
    """Wapiti in an environment of its own, made where there is none."""
    program = ENVIRONMENT / "bin" / "wapiti"
    if not program.exists():
        found = filter(None, map(shutil.which, ("python3.13", "python3.12")))
        python = next(filter(_runs, found), sys.executable)
        for words in (
            [python, "-m", "venv", ENVIRONMENT],
            [ENVIRONMENT / "bin" / "pip", "install", "-q", WAPITI],
        ):
            if subprocess.run(list(map(str, words)), check=False).returncode:
                return None
    return str(program.absolute()) if program.exists() else None


def _runs(python: str) -> bool:
    """Whether it is more than a name that a version manager left."""
    tried = subprocess.run([python, "--version"], capture_output=True, check=False)
    return tried.returncode == 0


def _plain(_asked: Question) -> Reply:
    return Reply(framed("<p>same</p>"))


def _rate() -> None:
    """The densest second that the target's own log shows, at the highest rate there is."""
    cases = [Case(f"/{name}", _plain, "q=a", "q") for name in "abcd"]
    with serving(hosted(cases)) as bed, tempfile.TemporaryDirectory() as out:
        probed(bed, Path(out), by=letter(max_rate=5.0))
        times = [one.at for one in bed.log]
    densest = max(sum(at <= other < at + 1 for other in times) for at in times)
    mean = (len(times) - 1) / (times[-1] - times[0])
    print(f"rate: 5.0 a second allowed; {densest} in the densest second, {mean:.2f} on average")


def _switch() -> None:
    """From the file that stops it to the end of a campaign that hangs in a stalled page."""
    hung = threading.Event()

    def stalls(_asked: Question) -> Reply:
        hung.set()
        time.sleep(8)
        return Reply("late")

    with (
        serving(hosted([Case("/a", stalls, "q=a", "q")])) as bed,
        tempfile.TemporaryDirectory() as out,
    ):
        ended: list[float] = []

        def run() -> None:
            probed(bed, Path(out))
            ended.append(time.monotonic())

        thread = threading.Thread(target=run)
        thread.start()
        hung.wait(30)
        pulled = time.monotonic()
        pull(Path(out) / "stop")
        thread.join()
    print(f"switch: {ended[0] - pulled:.2f} s from the file to the end, in the middle of a stall")


if __name__ == "__main__":
    main()
