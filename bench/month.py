"""A month of a province of 200 sites replayed, twice or oftener: the same rows each time.

    python -m bench.month [postgresql]

Each replay is a process of its own over an empty database, with another seed for what Python orders
by chance. At its end every row of every table is hashed; what is random on purpose (claims' tokens,
unusable passwords, the key that signs roots) is blanked before. 1 where two replays differ, or one
on SQLite, which a province of this size has, takes more than five minutes; the tables are made
before it begins.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.processes import pace

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xuncha.settings")
#: Seconds that one replay on SQLite may take.
MOST = 300.0
Tables = dict[str, tuple[int, str]]


def main(*more: str) -> int:
    """Replay on SQLite twice, and with "postgresql" once there; print what came of it."""
    runs = [_replay("1"), _replay("2")]
    if "postgresql" in more:
        runs.append(_replay("3", "scripts/with-postgres"))
    first, failed = runs[0], False
    for name in first["tables"]:
        found = [run["tables"].get(name) for run in runs]
        same = all(one == found[0] for one in found)
        failed |= not same
        rows, digest = found[0]
        if rows or not same:
            print(f"{name:32} {rows:8,} {digest[:16]} {'same' if same else f'DIFFERS {found}'}")
    for run in runs:
        late = run["vendor"] == "sqlite" and run["wall"] > MOST
        failed |= late
        print(
            f"{run['vendor']}: {run['wall']:.0f} s, cpu {run['cpu']:.0f} s, peak"
            f" {run['peak']:.0f} MB, ten million steps of a loop {run['pace']:.0f} ms"
            f"{f' (at most {MOST:.0f} s): LATE' if late else ''}"
        )
    print("the same each time" if not failed else "NOT the same, or too late")
    return int(failed)


def _replay(seed: str, *beside: str) -> dict:  # type: ignore[type-arg]
    with tempfile.TemporaryDirectory(prefix="xuncha-month-") as data:
        environment = os.environ | {"XUNCHA_DATA": data, "PYTHONHASHSEED": seed}
        done = subprocess.run(
            [*beside, sys.executable, "-m", "bench.month", "once"],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    found: dict = json.loads(done.stdout.splitlines()[-1])  # type: ignore[type-arg]
    return found


def once() -> None:
    """One replay; a line of JSON."""
    from xuncha.cli.up import prepare

    prepare()
    from django.conf import settings
    from django.db import connection

    Path(settings.DATA).mkdir(parents=True, exist_ok=True)
    from bench.rooms import Life

    wall = time.perf_counter()
    Life().live()
    wall = time.perf_counter() - wall
    usage = resource.getrusage(resource.RUSAGE_SELF)
    told = {
        "vendor": connection.vendor,
        "wall": wall,
        "cpu": usage.ru_utime + usage.ru_stime,
        "pace": pace(),
        "peak": usage.ru_maxrss / 1024,
        "tables": digests(),
    }
    print(json.dumps(told))


def digests() -> Tables:
    """Of every table its rows and their hash."""
    from django.apps import apps

    from xuncha.people.models import User
    from xuncha.pipeline.models import InspectionItem
    from xuncha.storage.dump import describe_table, tables

    InspectionItem.objects.update(token="")
    User.objects.update(password="")
    found = {}
    for model in tables(apps):
        one = describe_table(model)
        found[one.name] = (one.rows, one.sha256)
    return found


if __name__ == "__main__":
    if sys.argv[1:] == ["once"]:
        once()
    else:
        sys.exit(main(*sys.argv[1:]))
