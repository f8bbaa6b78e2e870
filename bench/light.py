"""The light pass of every day (home page and columns): what a site costs, and the hours of a day.

    XUNCHA_DATA=… [XUNCHA_DATABASE_URL=…] python -m bench.light

One worker as `xuncha work` runs it, the options those of the shipped routine.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from bench.farm import NETWORK, farm, write_hosts
from bench.polite import order, start_worker
from bench.processes import Database, peak, seconds
from bench.province import settle, size

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xuncha.settings")
SITES, PROVINCE = 100, 14_000


def main() -> int:
    """Print what the pass takes of a site, and of a province."""
    from xuncha.cli.up import prepare

    data = Path(os.environ["XUNCHA_DATA"])
    data.mkdir(parents=True, exist_ok=True)
    os.environ["XUNCHA_NETWORKS"] = NETWORK
    os.environ["XUNCHA_HOSTS_FILE"] = str(data / "hosts")
    write_hosts(data / "hosts", SITES + SITES // 10)
    prepare()
    from django.db import connection

    from xuncha.pipeline.engines.work import now
    from xuncha.pipeline.models import InspectionItem
    from xuncha.pipeline.routines import LIGHT

    with farm() as port:
        settle(SITES + SITES // 10, port, now())
        start = _run(Database())  # with nothing to do: what starting costs
        rows = size()
        order({**LIGHT, "render": "never"}, SITES)
        done = _run(Database())
    items = InspectionItem.objects.filter(state="done")
    pages, count = sum(items.values_list("pages", flat=True)), items.count()
    cpu, wall = done[0] - start[0], done[1] - start[1]
    kept = sum(one.stat().st_size for one in data.rglob("inspections/**/*") if one.is_file())
    print(f"## the daily light pass: {connection.vendor}, {count} sites, {pages} pages, {LIGHT}")
    print(
        f"cpu {cpu / count:.2f} s a site (worker and database), {cpu / max(pages, 1) * 1000:.1f} ms"
        f" a page; {wall:.0f} s by the clock for {count} sites; {done[2]:.0f} MB at most"
    )
    print(
        f"{PROVINCE:,} sites: {cpu / count * PROVINCE / 3600:.1f} hours of one core;"
        f" files {kept / count * PROVINCE / 1e9:.1f} GB,"
        f" database {(size() - rows) / count * PROVINCE / 1e6:.0f} MB a pass at first"
    )
    return int(count != SITES)


def _run(database: Database) -> tuple[float, float, float]:
    """CPU and clock seconds of one worker until nothing is due, and its memory."""
    before, began = database.seconds(), time.monotonic()
    worker = start_worker()
    cpu = memory = 0.0
    while worker.poll() is None:
        try:
            cpu, memory = max(cpu, seconds(worker.pid)), max(memory, peak(worker.pid))
        except OSError:
            break
        time.sleep(0.1)
    worker.wait()
    return cpu + database.seconds() - before, time.monotonic() - began, memory


if __name__ == "__main__":
    sys.exit(main())
