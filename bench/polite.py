"""Two hundred sites inspected at once, each at one request a second, by two worker processes.

    XUNCHA_DATA=… [XUNCHA_DATABASE_URL=…] python -m bench.polite

The workers are `xuncha work`: claims, visits with each host's politeness, judging, findings.
Counted is what the sites answered, from when all are under way until the first is finished.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from bench.farm import NETWORK, answered, busiest, farm, ill, write_hosts
from bench.processes import peak, seconds
from bench.province import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xuncha.settings")
SITES, WORKERS, RATE = 200, 2, 1.0
#: Pages a second, at least.
LEAST = 190.0
#: Pages of each site: so long does it last.
PAGES = 120


def main() -> int:
    """Print how many pages a second came; 1 where they are too few, or a host was pressed."""
    from xuncha.cli.up import prepare

    data = Path(os.environ["XUNCHA_DATA"])
    data.mkdir(parents=True, exist_ok=True)
    os.environ["XUNCHA_NETWORKS"] = NETWORK
    os.environ["XUNCHA_HOSTS_FILE"] = str(data / "hosts")
    most = SITES + SITES // 10
    write_hosts(data / "hosts", most)
    prepare()
    from django.db import connection

    from xuncha.pipeline.engines.work import now

    with farm() as port:
        settle(most, port, now())
        order({"rate": RATE, "max_pages": PAGES, "visits": 1, "render": "never"}, SITES)
        print(
            f"## politeness: {connection.vendor}, {SITES} sites at {RATE:g} request a second each,"
            f" {WORKERS} workers, {PAGES} pages of each",
            flush=True,
        )
        workers = [start_worker() for _number in range(WORKERS)]
        try:
            return _measured(port, workers)
        finally:
            for one in workers:
                one.kill()
                one.wait()


def order(options: dict[str, object], count: int) -> object:
    """Have so many of the sites that are well inspected."""
    from xuncha.people.actions import Actor
    from xuncha.people.models import Office
    from xuncha.pipeline.actions import start_run
    from xuncha.pipeline.engines.work import now
    from xuncha.registry.models import Site

    well = [one for one in Site.objects.order_by("pk") if not ill(one.pk - 1)]
    office = Office.objects.get(parent=None)
    return start_run(
        Actor(None, now()), office, well[:count], standard="census-2015", title="bench",
        options=options,
    )  # fmt: skip


def start_worker() -> subprocess.Popen[bytes]:
    """`xuncha work`, until nothing is due."""
    return subprocess.Popen([sys.executable, "-m", "xuncha", "work", "--until-idle"])


def _measured(port: int, workers: list[subprocess.Popen[bytes]]) -> int:
    from xuncha.pipeline.models import InspectionItem, ItemState

    items = InspectionItem.objects
    while items.filter(state=ItemState.RUNNING).count() < SITES:
        _must_run(workers)
        time.sleep(0.5)
    # Every one of them gets to its pages.
    time.sleep(10)
    begun, cpu, wall = answered(port), sum(seconds(one.pid) for one in workers), time.monotonic()
    hosts = busiest(port)
    last = (begun, cpu, wall, hosts)
    while not items.filter(state=ItemState.DONE).exists():
        _must_run(workers)
        last = (
            answered(port),
            sum(seconds(one.pid) for one in workers),
            time.monotonic(),
            busiest(port),
        )
        time.sleep(1)
    memory = max(peak(one.pid) for one in workers)
    while items.exclude(state=ItemState.DONE).exists():
        _must_run(workers)
        time.sleep(1)
    span = last[2] - wall
    pace, spent = (last[0] - begun) / span, (last[1] - cpu) / span
    pressed = (last[3] - hosts) / span
    print(
        f"{pace:.1f} pages a second over {span:.0f} s (at least {LEAST:g}); {spent:.2f} cores of"
        f" the workers, {spent / pace * 1000:.2f} ms a page; {memory:.0f} MB a worker at most"
    )
    print(f"the host that was asked the most: {pressed:.2f} requests a second (at most {RATE:g})")
    print(f"pages kept: {sum(items.values_list('pages', flat=True)):,} of {SITES} sites")
    return int(pace < LEAST or pressed > RATE * 1.05)


def _must_run(workers: list[subprocess.Popen[bytes]]) -> None:
    if all(one.poll() is not None for one in workers):
        raise SystemExit("the workers ended before the sites were done")


if __name__ == "__main__":
    sys.exit(main())
