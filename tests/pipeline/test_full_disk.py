"""A full disk: the inspection says so and waits, nothing is corrupt, and room is all it takes."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from django.db import connections
from tests.evidence.loopback import Server
from tests.people import assemble
from tests.pipeline.test_shift import now, order, site_server
from tests.sites import registered

from xuncha.findings.models import Judgement
from xuncha.pipeline import shift
from xuncha.pipeline.models import InspectionItem, ItemState
from xuncha.pipeline.orders import Place
from xuncha.pipeline.shift import Shift

__all__ = ["site_server"]
_T = TypeVar("_T")
SOURCE = Path(__file__).parents[2] / "src"


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A disk of eight megabytes."""
    place = tmp_path / "small"
    place.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("a small disk cannot be mounted here: that needs root")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def fill(place: Path) -> Path:
    """Take all the room there is."""
    ballast = place / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 65536)
        except OSError:
            return ballast


@pytest.mark.django_db(transaction=True)
def test_an_inspection_waits_for_room_and_costs_the_site_no_try(
    site_server: Server,
    small: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(shift, "ROOM_EVERY", shift.timedelta(seconds=1))
    cast = assemble()
    order(cast, registered(cast.land, "共和县国土资源局", site_server.url()))
    ballast = fill(small)
    place = Place(small, ("127.0.0.1/32",), {"www.test.gov.cn": ("127.0.0.1",)})

    async def scene() -> InspectionItem:
        going = Shift(place, now=now, until_idle=False)
        task = asyncio.create_task(going.work())
        await until(lambda: InspectionItem.objects.exclude(why="").exists())
        waiting = await asked(InspectionItem.objects.get)
        ballast.unlink()
        await until(lambda: InspectionItem.objects.filter(state=ItemState.DONE).exists())
        going.stop()
        await asyncio.wait_for(task, 60)
        return waiting

    waiting = asyncio.run(scene())
    assert waiting.attempt == 0
    assert str(small) in waiting.why
    assert "磁盘已满，请清出空间" in waiting.why
    assert f"{small}: the disk is full; make room" in caplog.text
    assert InspectionItem.objects.get().attempt == 1
    judgement = Judgement.objects.get()
    assert (small / judgement.folder / "result.json").exists()


async def asked(ask: Callable[[], _T]) -> _T:
    """What a thread of its own finds, which leaves no connection open behind it."""

    def closing() -> _T:
        try:
            return ask()
        finally:
            connections.close_all()

    return await asyncio.to_thread(closing)


async def until(done: Callable[[], bool]) -> None:
    for _turn in range(1200):
        if await asked(done):
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it never came")


def test_a_full_database_is_named_and_whole_and_goes_on_where_it_was(small: Path) -> None:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("XUNCHA_")}
    environment = kept | {
        "XUNCHA_DATA": str(small),
        "PYTHONPATH": f"{SOURCE}:{SOURCE.parent}",
        "DJANGO_SETTINGS_MODULE": "xuncha.settings",
    }
    ballast = small / "ballast"
    # The rows of a day, written as the watch writes them, until nothing more is taken.
    script = """
import asyncio, sys
from datetime import UTC, datetime, timedelta
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from xuncha.people.actions import Actor, found_province
from xuncha.people.events import announce
from xuncha.people.models import Event
from xuncha.pipeline.clerk import Clerk
now = datetime.now(UTC)
office = found_province(Actor(None, now), "青海省人民政府办公厅", "630000")
with open(sys.argv[1], "wb", buffering=0) as file:
    try:
        while True: file.write(b"x" * 4096)
    except OSError: pass
print("full", flush=True)
async def go():
    clerk = Clerk()
    for number in range(300):
        await clerk.ask(lambda: announce("site.down", office, key=f"k{number}", title="t" * 200,
                                         text="x" * 4000, at=now))
    print(await clerk.ask(Event.objects.count), flush=True)
    await clerk.close()
asyncio.run(go())
"""
    program = subprocess.Popen(
        [sys.executable, "-c", script, str(ballast)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert program.stdout
    assert program.stderr
    assert program.stdout.readline() == "full\n"
    said = program.stderr.readline()
    assert "xuncha.sqlite3 is full: make room" in said
    # What was taken before is there, and whole.
    copy = sqlite3.connect(f"file:{small / 'xuncha.sqlite3'}?mode=ro", uri=True)
    assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    copy.close()
    time.sleep(0.1)
    ballast.unlink()
    assert program.stdout.readline() == "300\n"
    assert program.wait(60) == 0
    program.stdout.close()
    program.stderr.close()
