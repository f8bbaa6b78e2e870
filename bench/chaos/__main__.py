"""Kills at random, on both engines, and the ledger that proves that nothing was lost.

    CHAOS_KILLS=200 CHAOS_SEED=… CHAOS_RUNS=embedded,celery:redis python -m bench.chaos

Exit code 1 where anything was lost or doubled. CHAOS_KEEP=1 leaves folders and logs.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path


def main() -> int:
    """Every run in a network of its own; 1 where one fell short."""
    if os.geteuid() != 0 or subprocess.run(["unshare", "--net", "true"], check=False).returncode:
        print("chaos: network namespaces are not allowed here (they need root); nothing was tried")
        return 1
    kills = int(os.environ.get("CHAOS_KILLS", "200"))
    seed = int(os.environ.get("CHAOS_SEED") or secrets.randbelow(10**6))
    runs = os.environ.get("CHAOS_RUNS", "embedded,celery:redis").split(",")
    home = Path(tempfile.mkdtemp(prefix="xuncha-chaos-"))
    # PostgreSQL's own account must reach its folder.
    home.chmod(0o755)
    print(f"chaos: {kills} kills over {len(runs)} runs, seed {seed}", flush=True)
    failed, total = 0, {}
    for number, one in enumerate(runs):
        engine, _colon, broker = one.partition(":")
        share = kills // len(runs) + (number < kills % len(runs))
        folder = home / str(number)
        print(f"\n{engine} {f'over {broker}' if broker else 'with SQLite'}", flush=True)
        words = [engine, str(share), str(seed + number), str(folder), *([broker] if broker else [])]
        code = _ran(["unshare", "--net", sys.executable, "-m", "bench.chaos.run", *words])
        failed += code != 0
        if (written := folder / "ledger.json").exists():
            for what, figures in json.loads(written.read_text()).items():
                total[what] = [
                    a + b for a, b in zip(total.get(what, [0] * 4), figures, strict=True)
                ]
    print("\ntogether")
    for what, (asked, done, lost, doubled) in total.items():
        print(f"{what:<12} asked {asked:>6}  done {done:>6}  lost {lost}  doubled {doubled}")
    print("reached" if not failed else f"falls short in {failed} of {len(runs)} runs")
    if failed or os.environ.get("CHAOS_KEEP"):
        print(f"logs: {home}")
    else:
        shutil.rmtree(home)
    return int(failed > 0)


def _ran(words: list[str]) -> int:
    """Run it to its end, and end it when told to."""
    running = subprocess.Popen(words)
    signal.signal(signal.SIGTERM, lambda number, _frame: running.send_signal(number))
    return running.wait()


if __name__ == "__main__":
    sys.exit(main())
