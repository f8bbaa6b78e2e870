"""One engine in the storm.

    unshare --net python -m bench.chaos.run ENGINE KILLS SEED FOLDER [BROKER]

Engines: `embedded` is `xuncha up` on one machine with SQLite, `celery` seven machines with
PostgreSQL and a broker (`redis` or `rabbitmq`). Writes `ledger.json` into FOLDER.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tests.backends import Backend, Postgres, Rabbit, Redis, answers, free_port, wait_until

from bench.chaos.house import House
from bench.chaos.lab import Host, Lab, allowed
from bench.chaos.storm import Storm

if TYPE_CHECKING:
    from bench.chaos.asks import Asks

#: Mean seconds between two kills.
GAP = float(os.environ.get("CHAOS_GAP", "2.5"))
#: Seconds of quiet in which all that is under way must come to its end.
CALM = 1500
SOURCE = str(Path(__file__).parents[2] / "src")


class Stage:
    """The hosts of one engine, what stands on them, and how they are brought up."""

    def __init__(self, lab: Lab, engine: str, broker: str, folder: Path) -> None:
        """Make the hosts and start what is not the program itself."""
        self._folder = folder
        self.net = lab.host("net")
        self.database: Backend | None = None
        self.broker: Backend | None = None
        names = ("one",) if engine == "embedded" else ("web", "tower", "work-1", "work-2")
        self.hosts = {name: lab.host(name) for name in names}
        #: Whose line may be cut.
        self.cut = [self.net, *self.hosts.values()]
        if engine == "celery":
            base, queue = lab.host("base"), lab.host("queue")
            self.database = Postgres(folder / "postgres", base.address, base.start)
            self.broker = _broker(broker, folder, queue)
            self.cut += [base, queue]
            self.database.start()
            self.broker.start()
        self.console = self.hosts["one" if engine == "embedded" else "web"].address
        self.environment = self._settings(engine)
        self.house = House(folder / "logs", self.environment)
        (folder / "logs").mkdir()
        self._services(engine)

    def _settings(self, engine: str) -> dict[str, str]:
        data = self._folder / "data"
        data.mkdir(mode=0o750)
        return {
            "DJANGO_SETTINGS_MODULE": "xuncha.settings",
            "XUNCHA_DATA": str(data),
            "XUNCHA_DATABASE_URL": self.database.url if self.database else "",
            "XUNCHA_ENGINE": engine,
            "XUNCHA_BROKER": self.broker.url if self.broker else "",
            "XUNCHA_NETWORKS": f"{self.net.address}/32",
            "XUNCHA_HOSTS_FILE": str(self._folder / "hosts"),
            "XUNCHA_HOSTS": self.console,
            "PYTHONPATH": SOURCE,
        }

    def _services(self, engine: str) -> None:
        port = str(free_port())
        self.console_url = f"http://{self.console}:{port}"
        add, hosts = self.house.add, self.hosts
        if engine == "embedded":
            add("up", hosts["one"], "xuncha", "up", "--host", self.console, "--port", port)
            return
        add("up", hosts["web"], "xuncha", "up", "--host", self.console, "--port", port)
        add("watch", hosts["tower"], "xuncha", "watch")
        add("alerts", hosts["tower"], "xuncha", "alerts")
        celery = ("celery", "-A", "xuncha.pipeline.engines.celery")
        beat = str(self._folder / "beat")
        add("scheduler", hosts["tower"], *celery, "beat", "--schedule", beat)
        for number in (1, 2):
            name = f"work-{number}"
            more = ("--pool", "solo", "--without-mingle", "--without-gossip", "--hostname", name)
            add(name, hosts[name], *celery, "worker", *more)

    def outside(self) -> tuple[subprocess.Popen[bytes], tuple[int, int, int]]:
        """Start the world outside; its ports for sites, mail and webhooks."""
        ports = (free_port(), free_port(), free_port())
        words = [sys.executable, "-m", "bench.chaos.outside", self.net.address, *map(str, ports)]
        process = self.net.start([*words, str(self._folder / "receipts")], {})
        for port in ports:
            wait_until(lambda port=port: answers(self.net.address, port), "the world outside")  # type: ignore[misc]
        return process, ports


def _broker(name: str, folder: Path, host: Host) -> Backend:
    if name == "redis":
        return Redis(folder, host.address, host.start)
    return Rabbit(folder / "rabbit", host.address, host.start)


def main(engine: str, kills: int, seed: int, folder: Path, broker: str = "redis") -> int:
    """Storm, calm, ledger; 1 where something was lost or doubled."""
    if not allowed():
        raise SystemExit("chaos: needs root and a network of its own (unshare --net)")
    # Told to end, it takes down what it built.
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(1))
    folder.mkdir(parents=True)
    # PostgreSQL's own account must reach its folder.
    folder.chmod(0o755)
    with Lab() as lab:
        stage = Stage(lab, engine, broker, folder)
        world, ports = stage.outside()
        try:
            return _played(stage, ports, kills, seed, folder)
        finally:
            stage.house.end()
            for one in (stage.database, stage.broker):
                if one is not None:
                    one.stop()
            world.send_signal(signal.SIGKILL)
            world.wait()


def _played(stage: Stage, ports: tuple[int, int, int], kills: int, seed: int, folder: Path) -> int:
    os.environ.update(stage.environment)
    from xuncha.cli.up import prepare

    prepare()
    from django.utils import timezone

    from bench.chaos import town
    from bench.chaos.asks import Asks

    outside = town.Outside(stage.net.address, *ports)
    town.write_hosts(folder / "hosts", outside)
    dice = random.Random(seed)
    asks = Asks(town.build(outside), stage.console_url, random.Random(seed + 1))
    begins = timezone.now()
    stage.house.start()
    wait_until(lambda: answers(stage.console, int(stage.console_url.rpartition(":")[2])), "console")
    asks.start()
    storm = Storm(
        kills, GAP, dice, stage.house, stage.cut, next(reversed(stage.hosts.values())),
        stage.database, stage.broker,
    )  # fmt: skip
    began = time.monotonic()
    storm.blow()
    lasted = time.monotonic() - began
    asks.stop()
    ends, left = timezone.now(), _calm()
    calm = time.monotonic() - began - lasted
    stubborn = stage.house.end()
    said = _weather(storm, stage.house.restarts, lasted, calm)
    return _told(folder, asks, begins, ends, said, left, stubborn)


def _calm() -> str:
    """Wait until nothing is under way; what still is when patience ends."""
    from bench.chaos import ledger
    from bench.chaos.asks import patiently

    until, quiet = time.monotonic() + CALM, 0
    while time.monotonic() < until:
        left = patiently(ledger.settled)
        quiet = 0 if left else quiet + 1
        # Several times in a row: what was just noted may begin something else.
        if quiet >= 8:
            return ""
        time.sleep(5)
    return left


def _weather(storm: Storm, restarts: int, lasted: float, calm: float) -> list[str]:
    killed = ", ".join(f"{name} {count}" for name, count in sorted(storm.killed.items()))
    cuts = ", ".join(f"{how} {count}" for how, count in sorted(storm.cuts.items()))
    lines = f"lines cut {storm.cuts.total()} ({cuts}), {storm.seconds_cut:.0f} s together"
    return [
        f"kill -9: {storm.killed.total()} ({killed}) in {lasted:.0f} s; started again {restarts}",
        f"database restarts {storm.restarts}; {lines}; calm after {calm:.0f} s",
    ]


def _told(
    folder: Path, asks: Asks, begins: datetime, ends: datetime,
    said: list[str], left: str, stubborn: list[str],
) -> int:  # fmt: skip
    from bench.chaos import ledger

    lines = [
        ledger.inspections(asks),
        ledger.probes(begins, ends),
        ledger.alerts(asks, folder / "receipts"),
    ]
    troubles = ledger.sound()
    if left:
        troubles.append(f"still under way: {left}")
    troubles += [f"did not end when told to: {name}" for name in stubborn]
    for one in (*said, *lines, *troubles):
        print(one, flush=True)
    bad = bool(troubles) or any(one.lost or one.doubled for one in lines)
    figures = {one.what: [one.asked, one.done, one.lost, one.doubled] for one in lines}
    (folder / "ledger.json").write_text(json.dumps(figures))
    return int(bad)


if __name__ == "__main__":
    if len(sys.argv) < 5:
        raise SystemExit(__doc__)
    sys.exit(
        main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]), *sys.argv[5:6])
    )
