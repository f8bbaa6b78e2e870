"""The program's processes on their hosts, kept up as systemd would; and which can be killed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.chaos.lab import Host

#: What a process is, by a piece of its command line; the first that fits.
_KINDS = (
    ("xuncha.web.serve", "web"),
    ("celery worker", "worker"),
    ("celery beat", "scheduler"),
    ("xuncha work", "worker"),
    ("xuncha watch", "watch"),
    ("xuncha alerts", "alerts"),
    ("xuncha up", "up"),
)
#: Seconds a process may take to end when it is told to.
_GRACE = 90


@dataclass(slots=True)
class Unit:
    """One service of one host."""

    name: str
    host: Host
    words: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    again_at: float = 0.0


@dataclass(frozen=True, slots=True)
class Target:
    """A process that can be killed."""

    kind: str
    pid: int


@dataclass(slots=True)
class House:
    """Services that are started again whenever they end."""

    folder: Path
    environment: Mapping[str, str]
    units: list[Unit] = field(default_factory=list)
    #: How often a service was started again.
    restarts: int = 0
    _stopping: threading.Event = field(default_factory=threading.Event)
    _keeper: threading.Thread | None = None

    def add(self, name: str, host: Host, *words: str) -> None:
        """A service that runs `python -m WORDS`."""
        self.units.append(Unit(name, host, (sys.executable, "-m", *words)))

    def start(self) -> None:
        """Start all, and keep them up from now on."""
        for unit in self.units:
            self._start(unit)
        self._keeper = threading.Thread(target=self._keep, daemon=True)
        self._keeper.start()

    def targets(self) -> list[Target]:
        """The program's processes that live now."""
        found = []
        for unit in self.units:
            if unit.process is not None and unit.process.poll() is None:
                pids = (unit.process.pid, *_children(unit.process.pid))
                found += [Target(kind, pid) for pid in pids if (kind := _kind(pid))]
        return found

    def end(self) -> list[str]:
        """Tell all to end; the names of those that did not within their time."""
        self._stopping.set()
        if self._keeper is not None:
            self._keeper.join()
        for unit in self.units:
            if unit.process is not None and unit.process.poll() is None:
                unit.process.send_signal(signal.SIGTERM)
        stubborn, until = [], time.monotonic() + _GRACE
        for unit in self.units:
            if unit.process is None:
                continue
            try:
                unit.process.wait(max(until - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                stubborn.append(unit.name)
                unit.process.kill()
                unit.process.wait()
        return stubborn

    def _start(self, unit: Unit) -> None:
        with (self.folder / f"{unit.name}.log").open("ab") as log:
            unit.process = unit.host.start(unit.words, self.environment, log.fileno())

    def _keep(self) -> None:
        while not self._stopping.wait(0.1):
            for unit in self.units:
                if unit.process is None or unit.process.poll() is None:
                    continue
                if not unit.again_at:
                    unit.again_at = time.monotonic() + random.uniform(0.1, 1.5)
                elif time.monotonic() >= unit.again_at:
                    unit.again_at = 0.0
                    self.restarts += 1
                    self._start(unit)


def _children(parent: int) -> list[int]:
    try:
        return [
            int(one) for one in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        ]
    except OSError:
        return []


def _kind(pid: int) -> str:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().replace("\0", " ")
    except OSError:
        return ""
    words = words.replace("-A xuncha.pipeline.engines.celery ", "")
    return next((kind for piece, kind in _KINDS if piece in words), "")


def kill(target: Target) -> bool:
    """kill -9; False where it was gone already."""
    try:
        os.kill(target.pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True
