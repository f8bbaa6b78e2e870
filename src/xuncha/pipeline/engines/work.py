"""The tasks every engine runs: plain functions over the ledger, told where to work by settings."""

from __future__ import annotations

import asyncio
import signal
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from xuncha.evidence.gate import read_hosts
from xuncha.pipeline.orders import Place
from xuncha.pipeline.shift import Shift


def now() -> datetime:
    """The clock of the doors."""
    return datetime.now(UTC)


def place() -> Place:
    """Where this installation keeps inspections and what they may reach."""
    hosts = read_hosts(Path(settings.HOSTS_FILE)) if settings.HOSTS_FILE else {}
    return Place(settings.DATA, settings.NETWORKS, hosts)


def work(*, until_idle: bool = True) -> int:
    """Inspect what is due; the number of sites finished. SIGTERM and Ctrl-C end it gently."""
    return asyncio.run(_work(Shift(place(), now=now, until_idle=until_idle)))


async def _work(shift: Shift) -> int:
    loop = asyncio.get_running_loop()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, shift.stop)
    return await shift.work()
