"""``xuncha watch`` as a process: killed and started again it probes every slot, and none twice."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from tests.evidence.loopback import Server, ok, serving
from tests.people import NOW, assemble
from tests.sites import registered

from xuncha.monitoring.models import Probe, ProbeDay
from xuncha.monitoring.rules import LATE, due
from xuncha.monitoring.watch import Watch
from xuncha.pipeline import rounds
from xuncha.pipeline.orders import Place
from xuncha.pipeline.rounds import Round

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving({"/": ok("<h1>共和县</h1>")}) as one:
        yield one


def test_rounds_probe_what_is_due_and_end_when_told(server: Server, tmp_path: object) -> None:
    cast = assemble()
    sites = [
        registered(cast.land, f"网站{number}", server.url(host=f"s{number}.test.gov.cn"))
        for number in range(20)
    ]
    hosts = {f"s{number}.test.gov.cn": ("127.0.0.1",) for number in range(20)}
    place = Place(tmp_path, ("127.0.0.1/32",), hosts)  # type: ignore[arg-type]
    clock = [NOW]

    def expected() -> int:
        return sum(len(due(str(one.pk), "here", NOW - LATE, clock[0])) for one in sites)

    async def scene() -> int:
        going = Round(place, lambda: clock[0], every=0.05)
        task = asyncio.create_task(going.go())
        for _step in range(12):
            # Each step waits for the rounds to catch up, however slow the machine.
            while await asyncio.to_thread(_count) < expected():
                assert not task.done()
                await asyncio.sleep(0.05)
            clock[0] += timedelta(minutes=5)
        while await asyncio.to_thread(_count) < expected():
            await asyncio.sleep(0.05)
        going.stop()
        return await asyncio.wait_for(task, 60)

    made = asyncio.run(scene())
    assert made == Probe.objects.count() == expected()
    assert not Probe.objects.exclude(open=True).exists()
    assert asyncio.run(_again(place, clock[0])) == 0
    assert not ProbeDay.objects.exists()


def test_what_the_database_refused_is_written_later_and_no_site_is_asked_twice(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = assemble()
    sites = [
        registered(cast.land, f"网站{number}", server.url(host=f"s{number}.test.gov.cn"))
        for number in range(20)
    ]
    hosts = {f"s{number}.test.gov.cn": ("127.0.0.1",) for number in range(20)}
    expected = sum(len(due(str(one.pk), "here", NOW - LATE, NOW)) for one in sites)
    refused = [0]
    keep = Watch.keep

    def full(self: Watch, *more: object) -> int:
        refused[0] += 1
        if refused[0] < 4:
            raise OperationalError("database or disk is full")
        return keep(self, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(Watch, "keep", full)
    # The daily look at a site is another matter, and asks too.
    monkeypatch.setattr(rounds, "LOOKS", 0)

    async def scene() -> int:
        going = Round(Place(tmp_path, ("127.0.0.1/32",), hosts), lambda: NOW, every=0.02)
        task = asyncio.create_task(going.go())
        while await asyncio.to_thread(_count) < expected:
            await asyncio.sleep(0.05)
        going.stop()
        return await asyncio.wait_for(task, 60)

    assert asyncio.run(scene()) == Probe.objects.count() == expected > 0
    assert refused[0] == 4
    assert server.count("/") == expected


def _count() -> int:
    try:
        return Probe.objects.count()
    finally:
        connection.close()


async def _again(place: Place, now: object) -> int:
    going = Round(place, lambda: now, every=0.05)  # type: ignore[arg-type,return-value]
    task = asyncio.create_task(going.go())
    await asyncio.sleep(0.5)
    going.stop()
    return await asyncio.wait_for(task, 20)
