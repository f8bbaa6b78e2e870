"""A visit and its verdict in a process of its own: prints the most memory it ever had, in MB.

``python -m tests.evidence.alone PORT FOLDER``
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.evidence.loopback import Server
from tests.evidence.visiting import visited

from xuncha.evidence.plan import Plan
from xuncha.pipeline.one import judge_stored
from xuncha.scoring.standard import load


def most_memory() -> int:
    """In MB; unlike what getrusage says, it does not begin with the parent's."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(one.split()[1]) // 1024 for one in lines if one.startswith("VmHWM"))


def main() -> None:
    """Every cap is the usual one but those of time."""
    port, folder = int(sys.argv[1]), Path(sys.argv[2])
    plan = Plan(rate=0, visits=1, patience=0.01, page_timeout=5.0, max_pages=30, max_checks=40)
    visited(Server(port, {}), folder, plan=plan)
    judge_stored(folder, folder / "evidence", load("indicators-2019"))
    sys.stdout.write(f"{most_memory()}\n")


if __name__ == "__main__":
    main()
