"""The engine of one machine: a child process that works the ledger, which is its own queue.

There is no second queue that could disagree with the ledger, and nothing to lose when the process
is killed: the next one finds every row as it was.
"""

from __future__ import annotations

import subprocess
import sys


def start_worker() -> subprocess.Popen[bytes]:
    """A process that inspects what is due until SIGTERM; it inherits the environment's settings."""
    return _start("work")


def start_watch() -> subprocess.Popen[bytes]:
    """A process that probes every home page at its times until SIGTERM."""
    return _start("watch")


def start_alerts() -> subprocess.Popen[bytes]:
    """A process that brings people what was announced until SIGTERM."""
    return _start("alerts")


def _start(job: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "xuncha", job])  # noqa: S603 (ourselves)
