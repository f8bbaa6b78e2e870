"""The demonstration, timed: from nothing to the bulletin, and how it compares with truth."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

#: What must be reached: seconds of the clock, precision, recall.
MOST_SECONDS, LEAST_PRECISION, LEAST_RECALL = 180.0, 0.98, 0.95


def main() -> int:
    """Print time, processor time, verdicts, precision and recall; 1 where one falls short."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "demo")
        before, started = os.times(), time.monotonic()
        words = [sys.executable, "-m", "xuncha", "demo", "--quiet", "--out", str(out)]
        subprocess.run(words, check=True)
        seconds, after = time.monotonic() - started, os.times()
        found = json.loads((out / "comparison.json").read_bytes())
        inspection = json.loads((out / "inspection" / "inspection.json").read_bytes())
        forms = sorted(path.name for path in (out / "bulletin").iterdir())
    cpu = after.children_user + after.children_system
    cpu -= before.children_user + before.children_system
    overall, pages = found["overall"], sum(site["pages"] for site in inspection["sites"])
    verdicts = found["verdicts"]
    print(f"sites {len(inspection['sites'])}, pages {pages}, {', '.join(forms)}")
    print(f"wall {seconds:.1f} s (at most {MOST_SECONDS:.0f}), processor {cpu:.1f} s")
    print(f"verdicts {verdicts['right']} of {verdicts['of']}")
    print(f"precision {overall['precision']:.4f} (at least {LEAST_PRECISION})")
    print(f"recall {overall['recall']:.4f} (at least {LEAST_RECALL})")
    for rate in found["rates"]:
        pooled = rate["pooled"]
        share = f"{pooled['qualified']}/{pooled['inspected']}"
        print(f"{rate['stratum']}: mean of the batches {rate['mean']} %, pooled {share}")
    reached = (
        seconds <= MOST_SECONDS
        and verdicts["right"] == verdicts["of"]
        and overall["precision"] >= LEAST_PRECISION
        and overall["recall"] >= LEAST_RECALL
    )
    print("reached" if reached else "NOT reached")
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
