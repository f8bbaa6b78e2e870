"""The engine of several machines: real Redis, real Celery workers, the same ledger."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import time as time_of_day
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from tests.alerts.servers import hook_server
from tests.backends import Backend, Rabbit, Redis
from tests.evidence.loopback import Server
from tests.people import assemble
from tests.pipeline.test_shift import _url, order, site_server, wait_for
from tests.sites import registered

from xuncha.alerts.channels import add_channel, office_listener
from xuncha.alerts.models import Delivery, DeliveryState, Listener
from xuncha.alerts.settings import change_post
from xuncha.findings.models import Judgement
from xuncha.people.events import Urgency, announce
from xuncha.pipeline.models import InspectionItem, InspectionRun, ItemState, Slot
from xuncha.pipeline.routines import set_routine

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["site_server"]


@pytest.fixture
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A broker of the test's own: Redis where nothing else is asked for."""
    wanted = getattr(request, "param", "redis")
    if wanted == "rabbitmq" and not Rabbit.installed():
        pytest.skip("RabbitMQ is not installed: apt-get install rabbitmq-server")
    made: Backend = Redis(tmp_path) if wanted == "redis" else Rabbit(tmp_path / "rabbit")
    made.start()
    yield made.url
    made.stop()


class Grown:
    """Celery processes on the test's own database and broker."""

    def __init__(self, folder: Path, broker: str) -> None:
        hosts = folder / "hosts"
        hosts.write_text("127.0.0.1 www.test.gov.cn\n")
        self.folder = folder
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

    def prepare(self) -> None:
        """Make what `xuncha up` makes beside the tables: the cache that workers share."""
        words = [sys.executable, "-m", "django", "createcachetable"]
        subprocess.run(words, env=self._environment, check=True, timeout=180)

    def ring(self, task: str = "look") -> None:
        """What `engines.ring` sends; from here, since the worker's environment is its own."""
        self.start("call", f"xuncha.{task}").wait(timeout=180)


@pytest.fixture
def grown(tmp_path: Path, broker: str) -> Iterator[Grown]:
    made = Grown(tmp_path, broker)
    yield made
    for process in made.running:
        process.kill()
        process.wait()


@pytest.mark.parametrize("broker", ["redis", "rabbitmq"], indirect=True)
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
    second.wait(timeout=180)
    item = InspectionItem.objects.get()
    assert (item.state, item.attempt) == (ItemState.QUEUED, 1)

    InspectionRun.objects.update(options={**slowly, "rate": 20.0})
    grown.ring()
    grown.worker()
    wait_for(lambda: InspectionItem.objects.get().state == ItemState.DONE)
    time.sleep(0.5)
    assert Judgement.objects.count() == 1


def test_news_is_told_by_the_engine_once(grown: Grown) -> None:
    # One key seals what a channel needs: the worker's is ours.
    (grown.folder / "secret-key").write_text(settings.SECRET_KEY)
    cast = assemble()
    now = timezone.now()
    with hook_server() as hook:
        opened = {"networks": ["127.0.0.1/32"], "ports": [hook.port]}
        change_post(cast.acting(cast.keeper, now), opened)
        listener = office_listener(cast.land)
        Listener.objects.filter(pk=listener.pk).update(quiet_from=None, quiet_days_off=False)
        manager = cast.acting(cast.office, now)
        add_channel(manager, listener, "webhook", target=hook.url(), secret="s" * 32)
        announce("site.face", cast.land, key="k", title="突变", urgency=Urgency.CRITICAL, at=now)
        grown.ring("tell")
        grown.ring("tell")
        worker = grown.worker()
        wait_for(lambda: Delivery.objects.filter(state=DeliveryState.DONE).exists())
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=180) == 0
        assert [one.said["items"][0]["title"] for one in hook.got] == ["突变"]


def test_a_worker_that_is_busy_for_long_begins_routines_all_the_same(
    site_server: Server, grown: Grown
) -> None:
    cast = assemble()
    site = registered(cast.land, "共和县国土资源局", site_server.url())
    run = order(cast, site)
    slowly = {"visits": 1, "rate": 0.2, "render": "never", "max_pages": 50}
    InspectionRun.objects.filter(pk=run.pk).update(options=slowly)
    yesterday = timezone.now() - timedelta(days=1)
    set_routine(
        cast.acting(cast.ma, yesterday - timedelta(days=1)),
        cast.hainan,
        "每日浅查",
        rhythm="daily",
        at=time_of_day(5, 0),
        standard="census-2015",
    )
    grown.prepare()
    grown.ring()
    grown.worker()
    wait_for(lambda: Slot.objects.exists())
    # Not after the work: the site is still in hand, or about to be.
    assert InspectionItem.objects.filter(run=run).exclude(state=ItemState.DONE).exists()
    assert Slot.objects.get().run is not None
