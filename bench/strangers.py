"""What the indicators say of HTML that nobody here wrote: documentation installed on the machine.

``python -m bench.strangers FOLDER[:FIRST PAGE] …`` serves each folder on loopback, inspects it and
prints every finding of the indicators that ought to find nothing there. Text about programs and
databases is the hardest there is for rules that look for programs and databases that failed.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.debian import DOCUMENTS, served

#: Indicators for which documentation holds no fault; a blank page or a dead link may be real.
SILENT = (
    "column.blank", "date.absurd", "link.hijacked", "link.soft404", "page.abnormal",
    "privacy.leak", "security.hidden_link", "text.error",
)  # fmt: skip


def findings(folder: str, first: str = "") -> Iterator[dict[str, object]]:
    """What those indicators say of one folder, under both standards."""
    with served(folder) as address, tempfile.TemporaryDirectory() as out:
        subprocess.run(
            [sys.executable, "-m", "xuncha", "inspect", address + first, "--allow-network",
             "127.0.0.0/8", "--rate", "0", "--visits", "1", "--render", "never", "--quiet",
             "--max-pages", "3000", "--standard", "indicators-2019", "--out", out + "/run"],
            check=False,
        )  # fmt: skip
        (site,) = json.loads(Path(out, "run", "inspection.json").read_text())["sites"]
        print(f"{folder}: {site['pages']} pages, errors {site['errors']}", flush=True)
        for one in site["findings"]:
            if one["indicator"] in SILENT:
                yield one


def main() -> None:
    """Print what is said of the folders given, else of Debian's Chinese documentation."""
    given = [tuple(one.split(":", 1)) for one in sys.argv[1:]]
    for folder, *first in given or DOCUMENTS.values():
        for one in findings(folder, *first):
            print(f"  {one['indicator']} {one['outcome']} {one['source_url'] or one['where']}")
            print(f"    {one['message']}", flush=True)


if __name__ == "__main__":
    main()
