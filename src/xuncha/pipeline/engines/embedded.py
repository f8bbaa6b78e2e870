"""The engine of one machine: a child process that works the ledger, which is its own queue.

There is no second queue that could disagree with the ledger, and nothing to lose when the process
is killed: the next one finds every row as it was. It ends with who started it (`lifeline`).
"""

from __future__ import annotations

import subprocess
import sys

from xuncha.pipeline.engines.lifeline import Lifeline


def start_worker(line: Lifeline) -> subprocess.Popen[bytes]:
    """A process that inspects what is due until SIGTERM; it inherits the environment's settings."""
    return _start(line, "work")


def start_watch(line: Lifeline) -> subprocess.Popen[bytes]:
    """A process that probes every home page at its times until SIGTERM."""
    return _start(line, "watch")


def start_alerts(line: Lifeline) -> subprocess.Popen[bytes]:
    """A process that brings people what was announced until SIGTERM."""
    return _start(line, "alerts")


def _start(line: Lifeline, job: str) -> subprocess.Popen[bytes]:
    return line.start([sys.executable, "-m", "xuncha", job])
