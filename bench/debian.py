"""Dead links on HTML nobody here wrote: Debian's Chinese documentation, beside LinkChecker.

Each package's folder is served on loopback and inspected by both; the sets of dead internal links
are compared one by one.
"""

from __future__ import annotations

import csv
import functools
import http.server
import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

#: Folder and the page to begin with; packages of Debian 12.
DOCUMENTS = {
    "debian-reference-zh-cn": ("/usr/share/debian-reference", "index.zh-cn.html"),
    "debmake-doc": ("/usr/share/doc/debmake-doc/html", "index.zh-cn.html"),
    "installation-guide-amd64": ("/usr/share/doc/installation-guide-amd64/zh_CN", "index.html"),
}


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name it has)
        pass


@contextmanager
def served(folder: str) -> Iterator[str]:
    """The address at which `folder` is served."""
    handler = functools.partial(_Quiet, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def by_xuncha(address: str, out: Path) -> set[str]:
    """Dead internal links as `xuncha inspect` reports them."""
    subprocess.run(
        [sys.executable, "-m", "xuncha", "inspect", address, "--allow-network", "127.0.0.1/32",
         "--rate", "0", "--visits", "1", "--standard", "indicators-2019", "--quiet",
         "--out", str(out)],
        check=False,
    )  # fmt: skip
    (site,) = json.loads((out / "inspection.json").read_text())["sites"]
    found = {f["url"] for f in site["findings"] if f["indicator"] == "link.dead"}
    return {url for url in found if urlsplit(url).netloc == urlsplit(address).netloc}


def by_linkchecker(address: str) -> set[str]:
    """Dead internal links as LinkChecker reports them."""
    run = subprocess.run(
        ["linkchecker", "-o", "csv", "--no-status", "--no-robots", "--ignore-url=^mailto:",
         address],
        check=False, capture_output=True, text=True, env={"PATH": str(Path(sys.executable).parent)},
    )  # fmt: skip
    lines = [line for line in run.stdout.splitlines() if line and not line.startswith("#")]
    rows = csv.DictReader(lines, delimiter=";")
    return {urldefrag(row["url"]).url for row in rows if row["valid"] == "False"}


def main() -> None:
    """Print both sets' sizes and every difference."""
    for package, (folder, first) in DOCUMENTS.items():
        if not Path(folder, first).exists():
            print(f"{package}: not installed")
            continue
        with served(folder) as address, tempfile.TemporaryDirectory() as out:
            ours = by_xuncha(address + first, Path(out, "run"))
            theirs = by_linkchecker(address + first)
        both = ours & theirs
        print(f"{package}: xuncha {len(ours)} · LinkChecker {len(theirs)} · both {len(both)}")
        for who, urls in (("xuncha", ours - theirs), ("LinkChecker", theirs - ours)):
            for url in sorted(urls):
                print(f"  only {who}: {url}")


if __name__ == "__main__":
    main()
