"""An installation of its own beside the tests: its processes, its database, its broker.

What is asked of its books is asked in a process too, since Django knows one database only::

    python -m tests.pipeline.apart found PORT COUNT   offices, and COUNT sites on a server there
    python -m tests.pipeline.apart order              an inspection of all sites
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg

ROOT = Path(__file__).parents[2]
CELERY = ("celery", "-A", "xuncha.pipeline.engines.celery")
WORKER = (*CELERY, "worker", "--pool", "solo", "--without-mingle", "--without-gossip")


class Apart:
    """Processes of the program in a folder of their own; a context manager that ends them."""

    def __init__(self, folder: Path, database: str, broker: str, hosts: int) -> None:
        """`hosts` names lead to this machine."""
        self._database = database
        (folder / "hosts").write_text("".join(f"127.0.0.1 {host(n)}\n" for n in range(hosts)))
        kept = {key: value for key, value in os.environ.items() if not key.startswith("XUNCHA_")}
        self._environment: Mapping[str, str] = kept | {
            "DJANGO_SETTINGS_MODULE": "xuncha.settings",
            "XUNCHA_DATA": str(folder / "data"),
            "XUNCHA_DATABASE_URL": database,
            "XUNCHA_NETWORKS": "127.0.0.1/32",
            "XUNCHA_HOSTS_FILE": str(folder / "hosts"),
            "XUNCHA_ENGINE": "celery",
            "XUNCHA_BROKER": broker,
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        }
        self.running: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Apart:
        """Nothing more."""
        return self

    def __exit__(self, *_error: object) -> None:
        """End what still runs."""
        for one in self.running:
            one.kill()
            one.wait()

    def start(self, *words: str, **more: Any) -> subprocess.Popen[bytes]:
        """A process: `python -m WORDS`."""
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL} | more
        process = subprocess.Popen(
            [sys.executable, "-m", *words], env=self._environment, cwd=ROOT, **quiet
        )
        self.running.append(process)
        return process

    def run(self, *words: str) -> None:
        """The same to its end."""
        done = self.start(*words, stderr=None).wait(120)
        assert done == 0, words

    def asked(self, question: str) -> list[tuple[Any, ...]]:
        """What the books say."""
        with psycopg.connect(self._database, connect_timeout=10) as line:
            return line.execute(question).fetchall()  # type: ignore[arg-type]

    def stop(self, process: subprocess.Popen[bytes]) -> int:
        """SIGTERM, and how it ended."""
        process.send_signal(signal.SIGTERM)
        return process.wait(60)


def host(number: int) -> str:
    """The name of a site."""
    return f"s{number}.test.gov.cn"


def _found(port: str, count: str) -> None:
    from tests.people import assemble
    from tests.sites import registered

    from xuncha.cli.up import prepare
    from xuncha.people.models import Office
    from xuncha.registry.models import Site

    prepare()
    if not Office.objects.exists():
        assemble()
    land = Office.objects.get(name="共和县国土资源局")
    begins = Site.objects.count()
    for number in range(begins, begins + int(count)):
        registered(land, f"第{number}号", f"http://{host(number)}:{port}/")


def _order() -> None:
    from django.utils import timezone

    from xuncha.people.actions import Actor
    from xuncha.people.models import Office
    from xuncha.pipeline.actions import start_run
    from xuncha.registry.models import Site

    start_run(
        Actor(None, timezone.now()),
        Office.objects.get(parent=None),
        Site.objects.order_by("pk")[:6],
        standard="census-2015",
        title="检查",
        options={"visits": 1, "rate": 2.0, "render": "never", "max_pages": 50},
    )


if __name__ == "__main__":
    import django

    django.setup()
    {"found": _found, "order": _order}[sys.argv[1]](*sys.argv[2:])  # type: ignore[operator]
