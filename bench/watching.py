"""The watch as `xuncha watch` runs it, with a clock that goes faster: a process of its own.

    python -m bench.watching BEGIN HOURS SPEED

From BEGIN (ISO 8601) the clock goes SPEED times as fast until HOURS have passed by it, then stands;
the rounds go on until everything that was due is written down. Prints one line of JSON.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import sys
import time
from datetime import datetime, timedelta

from bench.processes import Database

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xuncha.settings")
#: Looks kept in flight, so that a day's looks fit into a day that passes fast.
_LOOKS = 400
#: Rounds of a clock that stands, to see what a round costs in which nothing is due.
_IDLE = 100


def main(begin: str, hours: str, speed: str) -> None:
    """Watch, and say what it took."""
    import django

    django.setup()
    from xuncha.pipeline import rounds
    from xuncha.pipeline.engines.work import place

    rounds.LOOKS = _LOOKS
    clock = Clock(datetime.fromisoformat(begin), timedelta(hours=float(hours)), float(speed))
    going = rounds.Round(place(), clock.now, every=rounds.EVERY / float(speed))
    count = 0
    due = rounds.Watch.due

    def counted(watch: rounds.Watch) -> list[rounds.Due]:
        nonlocal count
        count += 1
        return due(watch)

    rounds.Watch.due = counted  # type: ignore[method-assign]
    database = Database()

    def spent() -> float:
        return time.process_time() + database.seconds()

    print(json.dumps(asyncio.run(_go(going, clock, lambda: count, spent))), flush=True)


async def _go(going, clock, count, spent) -> dict[str, float]:  # type: ignore[no-untyped-def]
    begun = spent()
    task = asyncio.create_task(going.go())
    await asyncio.sleep(clock.lasts)
    cpu, rounds = spent() - begun, count()
    # What hangs takes its fifteen seconds still.
    await asyncio.sleep(20)
    before, made = spent(), count()
    while count() < made + _IDLE:
        await asyncio.sleep(0.05)
    idle = (spent() - before) / (count() - made)
    going.stop()
    return {
        "probes": await task,
        "cpu": cpu,
        "rounds": rounds,
        "idle": idle,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


class Clock:
    """A clock that goes fast, and stands when its time is over."""

    def __init__(self, begin: datetime, length: timedelta, speed: float) -> None:
        """It begins now."""
        self._begin, self._length, self._speed = begin, length, speed
        self._at = time.monotonic()
        self.lasts = length.total_seconds() / speed

    def now(self) -> datetime:
        """The time."""
        gone = timedelta(seconds=(time.monotonic() - self._at) * self._speed)
        return self._begin + min(gone, self._length)


if __name__ == "__main__":
    main(*sys.argv[1:4])
