"""Five years of a register written into a backup and restored, to the end, on either database.

    XUNCHA_DATA=… [XUNCHA_DATABASE_URL=…] python -m bench.restore [SITES]

The commands are those of an office: `xuncha seed`, `backup`, `restore`. The backup is taken of
SQLite; it is restored into SQLite, and into PostgreSQL where XUNCHA_DATABASE_URL names it.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from pathlib import Path

from bench.processes import Database

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xuncha.settings")


def main(sites: int = 5_000) -> int:
    """Print a line for each step."""
    root = Path(os.environ["XUNCHA_DATA"])
    server = os.environ.pop("XUNCHA_DATABASE_URL", "")
    file = root / "all.tar"
    _step("seed", root / "first", "seed", "--sites", str(sites))
    _step("backup", root / "first", "backup", str(file))
    print(f"backup: {file.stat().st_size / 1e6:.1f} MB", flush=True)
    _step("restore into SQLite", root / "second", "restore", str(file))
    if server:
        os.environ["XUNCHA_DATABASE_URL"] = server
        import django

        django.setup()
        database = Database()
        before = database.seconds()
        _step("restore into PostgreSQL", root / "third", "restore", str(file))
        print(f"  and PostgreSQL's own: cpu {database.seconds() - before:.1f} s")
    return 0


def _step(name: str, data: Path, *words: str) -> None:
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "xuncha", *words],
        env=os.environ | {"XUNCHA_DATA": str(data)},
        stdout=subprocess.PIPE,
        text=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    wall = time.monotonic() - began
    print(f"{name}: cpu {cpu:.1f} s, clock {wall:.0f} s; {' '.join(done.stdout.split())[-120:]}")
    if done.returncode:
        raise SystemExit(f"{name}: {done.returncode}")


if __name__ == "__main__":
    sys.exit(main(*(int(word) for word in sys.argv[1:2])))
