"""Two and four workers on the same sites, on both engines: how much faster the four are.

    XUNCHA_DATA=… XUNCHA_DATABASE_URL=… python -m bench.workers

What a site costs the processor is simulated by waiting (`bench.waiting`), so that the cores of this
machine are no bound. For Celery, Debian's redis-server is started on loopback.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.farm import write_hosts
from bench.polite import order
from bench.province import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xuncha.settings")
SITES, WAITING = 240, 0.5
#: Four workers against two, at least.
LEAST = 1.9


def main() -> int:
    """Print both engines' times; 1 where four workers are not enough faster than two."""
    from xuncha.cli.up import prepare

    data = Path(os.environ["XUNCHA_DATA"])
    data.mkdir(parents=True, exist_ok=True)
    write_hosts(data / "hosts", SITES)
    os.environ |= {
        "XUNCHA_HOSTS_FILE": str(data / "hosts"),
        "WAITING": str(WAITING),
        "XUNCHA_IN_FLIGHT": "2",
    }
    prepare()
    from django.db import connection

    from xuncha.pipeline.engines.work import now

    settle(SITES + SITES // 10, 8080, now())
    print(f"## workers: {connection.vendor}, {SITES} sites, {WAITING} s each of a worker's own")
    slow = _engine("embedded", [sys.executable, "-m", "bench.waiting", str(WAITING)])
    if shutil.which("redis-server"):
        with _redis(data) as broker:
            os.environ |= {"XUNCHA_ENGINE": "celery", "XUNCHA_BROKER": broker}
            slow |= _engine("celery", _celery("worker", "--pool", "solo", "--without-mingle"))
    else:
        print("celery: redis-server is not installed; not measured")
    return int(slow)


def _celery(*words: str) -> list[str]:
    return [sys.executable, "-m", "celery", "-A", "bench.waiting", *words]


def _engine(name: str, command: list[str]) -> bool:
    took = {}
    for count in (2, 4):
        workers = [
            subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
            for _number in range(count)
        ]
        try:
            _wait_until_ready(count)
            took[count] = _timed(name)
        finally:
            for one in workers:
                one.terminate()
            for one in workers:
                one.wait(60)
    gain = took[2] / took[4]
    best = SITES * WAITING
    print(
        f"{name}: 2 workers {took[2]:.1f} s, 4 workers {took[4]:.1f} s: {gain:.2f}x (at least"
        f" {LEAST}); waiting alone would take {best / 2:.0f} and {best / 4:.0f} s",
        flush=True,
    )
    return gain < LEAST


def _wait_until_ready(count: int) -> None:
    """Every worker has loaded what it needs."""
    data = Path(os.environ["XUNCHA_DATA"])
    while len(ready := list(data.glob("ready-*"))) < count:
        time.sleep(0.2)
    for one in ready:
        one.unlink()
    time.sleep(2)


def _timed(engine: str) -> float:
    """Seconds from the order until every site is done."""
    from xuncha.pipeline.models import InspectionItem, ItemState

    began = time.monotonic()
    run = order({"render": "never"}, SITES)
    if engine == "celery":
        subprocess.run(_celery("call", "xuncha.look"), check=True, stdout=subprocess.DEVNULL)
        began = time.monotonic()
    items = InspectionItem.objects.filter(run=run)
    while items.exclude(state=ItemState.DONE).exists():
        time.sleep(0.05)
        if time.monotonic() - began > 300:
            raise SystemExit(f"{engine}: not done after five minutes")
    return time.monotonic() - began


@contextmanager
def _redis(data: Path) -> Iterator[str]:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    words = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    server = subprocess.Popen([*words, "--dir", str(data)], stdout=subprocess.DEVNULL)
    try:
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    sys.exit(main())
