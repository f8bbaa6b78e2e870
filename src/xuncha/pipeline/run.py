"""Many sites: handed to worker processes, with progress, outliving a dead worker."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from xuncha.base import language
from xuncha.base.errors import DiskError
from xuncha.base.language import _
from xuncha.base.types import Verdict
from xuncha.base.urls import host_of
from xuncha.pipeline.order import Order, done
from xuncha.pipeline.worker import work

#: A site whose worker died is given to another one once; a second death is the site's own doing.
MOST_TRIES = 2
#: Seconds that workers have to finish the pages in flight after a stop.
GRACE = 45.0


@dataclass(slots=True)
class Progress:
    """How far a run has come; the same object is handed on and on."""

    total: int
    done: int = 0
    #: Of `done`, found finished from an earlier run.
    resumed: int = 0
    pages: int = 0
    faults: int = 0
    unqualified: int = 0
    untestable: int = 0
    #: What kept a site from being inspected, by its place in the order.
    failed: dict[int, str] = field(default_factory=dict)
    #: Of those, how many because our own network was down.
    offline: int = 0
    seconds: float = 0.0

    @property
    def seconds_left(self) -> float | None:
        """By the pace so far; None before the first site is done."""
        fresh = self.done - self.resumed
        return self.seconds / fresh * (self.total - self.done) if fresh else None


class Run:
    """Inspects every site of an order that has no verdict yet."""

    def __init__(self, order: Order, out: Path, tell: Callable[[Progress], None]) -> None:
        """`tell` hears of every change, in the caller's thread."""
        self._order, self._out, self._tell = order, out, tell
        self._progress = Progress(total=len(order.sites))
        self._queue: deque[list[int]] = deque()
        self._tries: dict[int, int] = {}
        self._workers: dict[Connection, _Hand] = {}
        self._stopping: float | None = None
        self._trouble = ""

    def stop(self) -> None:
        """Let the pages in flight finish, keep what is judged, begin nothing new."""
        self._stopping = time.monotonic()
        self._queue.clear()
        for hand in self._workers.values():
            hand.say("stop")

    def go(self) -> Progress:
        """Work until all is done or stopped; raises DiskError when the disk is full."""
        started = time.monotonic()
        self._find_work()
        self._tell(self._progress)
        for _worker in range(min(os.cpu_count() or 1, len(self._queue))):
            self._hire()
        while self._workers:
            self._hear(timeout=0.25)
            self._progress.seconds = time.monotonic() - started
            self._tell(self._progress)
            self._dismiss_the_slow()
        if self._trouble:
            raise DiskError(self._trouble)
        return self._progress

    def _find_work(self) -> None:
        by_host: dict[str, list[int]] = {}
        for index, site in enumerate(self._order.sites):
            earlier = done(self._order, self._out, index)
            if earlier is None:
                by_host.setdefault(host_of(site.home_url), []).append(index)
            else:
                self._progress.resumed += 1
                self._count(earlier.verdict, len(earlier.findings))
        self._queue.extend(by_host.values())

    def _hire(self) -> None:
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe()
        process = context.Process(
            target=work, args=(self._order, self._out, there, language.current()), daemon=True
        )
        process.start()
        there.close()
        self._workers[here] = _Hand(process, here)

    def _hear(self, timeout: float) -> None:
        for line in wait(list(self._workers), timeout):
            assert isinstance(line, Connection)  # noqa: S101 (what `wait` was given)
            hand = self._workers[line]
            try:
                while line.poll():
                    self._understand(hand, *line.recv())
            except (EOFError, OSError):
                self._bury(line)

    def _understand(self, hand: _Hand, word: str, *rest: object) -> None:
        match word, *rest:
            case "want", int(count):
                hand.started = True
                hand.free += count
                self._feed()
            case "pages", int(count):
                self._progress.pages += count
            case "done", int(index), Verdict() as verdict, int(faults):
                hand.busy.discard(index)
                self._count(verdict, faults)
            case "failed", int(index), str(why):
                hand.busy.discard(index)
                self._fail(index, why)
            case "offline", int(index), str(why):
                hand.busy.discard(index)
                self._progress.offline += 1
                self._fail(index, why)
            case "full", str(why):
                self._trouble = why
                self.stop()

    def _feed(self) -> None:
        """Give each worker what it asked for, turn by turn, and send home who has nothing left."""
        hungry = [hand for hand in self._workers.values() if hand.free and not hand.ended]
        while self._queue and hungry:
            hand = min(hungry, key=lambda one: len(one.busy))
            hand.take(self._queue.popleft())
            hungry = [one for one in hungry if one.free]
        if not self._queue:
            for hand in self._workers.values():
                if not hand.busy:
                    hand.ended = True
                    hand.say("end")

    def _count(self, verdict: Verdict, faults: int) -> None:
        self._progress.done += 1
        self._progress.faults += faults
        self._progress.unqualified += verdict is Verdict.UNQUALIFIED
        self._progress.untestable += verdict is Verdict.UNTESTABLE

    def _fail(self, index: int, why: str) -> None:
        self._progress.done += 1
        self._progress.failed[index] = why

    def _bury(self, line: Connection) -> None:
        hand = self._workers.pop(line)
        hand.process.join()
        line.close()
        for index in sorted(hand.busy):
            if done(self._order, self._out, index) is not None:
                self._count_found(index)
            elif self._stopping is None:
                self._try_again(index, hand.process.exitcode)
        if not hand.started and not self._trouble:
            # Whatever kept it from starting would keep the next one too.
            self._trouble = _("检查进程无法启动（退出码 {code}），请重新运行或检查安装").format(
                code=hand.process.exitcode
            )
            self.stop()
        if self._queue and self._stopping is None:
            self._hire()
        self._feed()

    def _count_found(self, index: int) -> None:
        found = done(self._order, self._out, index)
        if found is not None:
            self._count(found.verdict, len(found.findings))

    def _try_again(self, index: int, exitcode: int | None) -> None:
        self._tries[index] = self._tries.get(index, 1) + 1
        if self._tries[index] > MOST_TRIES:
            self._fail(index, f"worker died twice (exit {exitcode})")
        else:
            self._queue.append([index])

    def _dismiss_the_slow(self) -> None:
        if self._stopping is not None and time.monotonic() - self._stopping > GRACE:
            for hand in self._workers.values():
                hand.process.kill()


class _Hand:
    """The parent's side of one worker."""

    def __init__(self, process: BaseProcess, line: Connection) -> None:
        self.process, self._line = process, line
        self.busy: set[int] = set()
        self.free = 0
        #: It has asked for work, so it runs.
        self.started = False
        #: Told to go home: it takes nothing more.
        self.ended = False

    def take(self, indexes: Sequence[int]) -> None:
        self.free -= 1
        self.busy.update(indexes)
        self.say("take", indexes)

    def say(self, *words: object) -> None:
        try:
            self._line.send(words)
        except OSError:
            return  # a dead worker is noticed by its closed line
