"""The engine of several machines: real Redis, real Celery workers, the same ledger."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from tests.evidence.loopback import Server
from tests.people import assemble
from tests.pipeline.test_shift import _url, order, site_server, wait_for
from tests.sites import registered

from xuncha.findings.models import Judgement
from xuncha.pipeline.models import InspectionItem, InspectionRun, ItemState

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not shutil.which("redis-server"), reason="Redis is not installed"),
]
__all__ = ["site_server"]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[str]:
    """A Redis of the test's own."""
    port = free_port()
    words = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    process = subprocess.Popen([*words, "--dir", str(tmp_path)], stdout=subprocess.DEVNULL)
    wait_for(lambda: _answers(port))
    yield f"redis://127.0.0.1:{port}/0"
    process.terminate()
    process.wait()


def _answers(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


class Grown:
    """Celery processes on the test's own database and broker."""

    def __init__(self, folder: Path, broker: str) -> None:
        hosts = folder / "hosts"
        hosts.write_text("127.0.0.1 www.test.gov.cn\n")
        self._folder = folder
        self._environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "xuncha.settings",
            "XUNCHA_DATA": str(folder),
            "XUNCHA_DATABASE_URL": _url(settings.DATABASES["default"]),
            "XUNCHA_NETWORKS": "127.0.0.1/32",
            "XUNCHA_HOSTS_FILE": str(hosts),
            "XUNCHA_ENGINE": "celery",
            "XUNCHA_BROKER": broker,
            "PYTHONPATH": "src",
        }
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "xuncha.pipeline.engines.celery", *words],
            env=self._environment,
            stderr=subprocess.DEVNULL,
        )
        self.running.append(process)
        return process

    def worker(self) -> subprocess.Popen[bytes]:
        return self.start("worker", "--pool", "solo", "--without-mingle", "--without-gossip")

    def ring(self) -> None:
        """What `engines.ring` sends; from here, since the worker's environment is its own."""
        self.start("call", "xuncha.look").wait(timeout=30)


@pytest.fixture
def grown(tmp_path: Path, broker: str) -> Iterator[Grown]:
    made = Grown(tmp_path, broker)
    yield made
    for process in made.running:
        process.kill()
        process.wait()


def test_a_killed_celery_worker_loses_nothing_and_a_stopped_one_hands_back(
    site_server: Server, grown: Grown
) -> None:
    cast = assemble()
    run = order(cast, registered(cast.land, "共和县国土资源局", site_server.url()))
    slowly = {"visits": 1, "rate": 0.5, "render": "never", "max_pages": 50}
    InspectionRun.objects.filter(pk=run.pk).update(options=slowly)
    grown.ring()
    first = grown.worker()
    wait_for(lambda: bool(site_server.asked))
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert InspectionItem.objects.get().state == ItemState.RUNNING

    InspectionItem.objects.update(lease_until=run.started_at)
    grown.ring()
    before = len(site_server.asked)
    second = grown.worker()
    wait_for(lambda: len(site_server.asked) > before)
    second.send_signal(signal.SIGTERM)
    second.wait(timeout=40)
    item = InspectionItem.objects.get()
    assert (item.state, item.attempt) == (ItemState.QUEUED, 1)

    InspectionRun.objects.update(options={**slowly, "rate": 20.0})
    grown.ring()
    grown.worker()
    wait_for(lambda: InspectionItem.objects.get().state == ItemState.DONE)
    time.sleep(0.5)
    assert Judgement.objects.count() == 1
