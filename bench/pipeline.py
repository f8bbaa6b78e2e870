"""Everything `make bench-pipeline` measures, one part after another, each in an empty database.

    python -m bench.pipeline [probes] [polite] [workers] [light]

PostgreSQL and Redis are Debian's, started for each part on loopback and ended with it. How much of
the day the probes replay is PIPELINE_HOURS (3 unless it is set; 24 is the whole day).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

PARTS = ("probes", "polite", "workers", "light")


def main(*chosen: str) -> int:
    """Run the parts; 1 where one of them falls short."""
    failed = []
    for part in chosen or PARTS:
        with tempfile.TemporaryDirectory(prefix="xuncha-bench-") as data:
            done = subprocess.run(
                ["scripts/with-postgres", sys.executable, "-m", f"bench.{part}"],
                env=os.environ | {"XUNCHA_DATA": data},
            )
        if done.returncode:
            failed.append(part)
    print("short of what must be reached: " + ", ".join(failed) if failed else "all reached")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
