"""The storm: at random moments something dies, a database restarts, a line is cut."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.backends import Backend

from bench.chaos.house import House, kill
from bench.chaos.lab import Host

#: How often each kind of process is chosen, against the others.
_WEIGHTS = {
    "worker": 30,
    "alerts": 18,
    "watch": 16,
    "web": 14,
    "scheduler": 10,
    "broker": 10,
    "up": 4,
}
#: In so many steps a database restarts, and a line is cut.
_RESTART_ONE_IN, _CUT_ONE_IN = 14, 9
#: Seconds for which the parent of all is spared after it died.
_SPARED = 60.0
#: Seconds for which a line is cut; once in a storm so long that every lease runs out.
_CUT, _LONG_CUT = (1.0, 14.0), 110.0


@dataclass(slots=True)
class Storm:
    """So many kills, and what belongs to them."""

    kills: int
    gap: float
    dice: random.Random
    house: House
    hosts: Sequence[Host]
    #: The host whose line is once cut for long.
    far: Host
    database: Backend | None = None
    broker: Backend | None = None
    killed: Counter[str] = field(default_factory=Counter)
    restarts: int = 0
    cuts: Counter[str] = field(default_factory=Counter)
    seconds_cut: float = 0.0
    _spare_up_until: float = 0.0
    _cutting: dict[str, threading.Timer] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def blow(self) -> None:
        """Kill until enough is killed; then mend all lines."""
        long_cut = self.kills // 3
        while self.killed.total() < self.kills:
            time.sleep(self.dice.uniform(0.2, 2 * self.gap - 0.2))
            self._kill_one()
            if self.killed.total() == long_cut:
                long_cut = -1
                self._cut(self.far, _LONG_CUT)
            if self.database and not self.dice.randrange(_RESTART_ONE_IN):
                self.database.kill()
                time.sleep(self.dice.uniform(0, 4))
                self.database.start()
                self.restarts += 1
            if not self.dice.randrange(_CUT_ONE_IN):
                self._cut(self.dice.choice(list(self.hosts)), self.dice.uniform(*_CUT))
        for timer in list(self._cutting.values()):
            timer.join()

    def _kill_one(self) -> None:
        targets = self.house.targets()
        if {one.kind for one in targets} == {"up"} or time.monotonic() < self._spare_up_until:
            # What only just begins again is left to get up, or nothing else would ever die.
            targets = [one for one in targets if one.kind != "up"]
        kinds = sorted({one.kind for one in targets} | ({"broker"} if self.broker else set()))
        if not kinds:
            return
        kind = self.dice.choices(kinds, [_WEIGHTS[one] for one in kinds])[0]
        if kind == "broker" and self.broker:
            self.broker.kill()
            time.sleep(self.dice.uniform(0, 3))
            self.broker.start()
            self.killed[kind] += 1
        elif kill(self.dice.choice([one for one in targets if one.kind == kind])):
            self.killed[kind] += 1
            if kind == "up":
                self._spare_up_until = time.monotonic() + _SPARED

    def _cut(self, host: Host, seconds: float) -> None:
        with self._lock:
            if host.name in self._cutting:
                return
            how = self.dice.choice(("pulled", "swallowed"))
            timer = threading.Timer(seconds, self._mend, (host,))
            self._cutting[host.name] = timer
        host.cut(how)
        self.cuts[how] += 1
        self.seconds_cut += seconds
        timer.start()

    def _mend(self, host: Host) -> None:
        host.mend()
        with self._lock:
            self._cutting.pop(host.name, None)
