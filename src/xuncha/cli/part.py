"""One of the processes that `xuncha up` keeps up: one that falls is started again."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from typing import Final

from xuncha.base.language import _

#: Seconds after which a part counts as up.
_STEADY: Final = 10.0
#: So many falls in a row and it will not stay up, whatever one does; why, it has said itself.
_MOST_FALLS: Final = 5
#: Seconds before a part that fell is started again; doubled with every fall in a row.
_PAUSE: Final = 0.5


class Part:
    """A process, and the next one when it falls."""

    def __init__(
        self,
        name: str,
        start: Callable[[], subprocess.Popen[bytes]],
        *,
        lasting: bool = True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Start it; one that is not `lasting` is not started again. `clock` in seconds."""
        self._name, self._start, self._lasting, self._clock = name, start, lasting, clock
        self._process = start()
        self._since = clock()
        self._falls = 0
        self._again_at: float | None = None

    @property
    def pid(self) -> int:
        """The process there is now, or was last."""
        return self._process.pid

    def keep_up(self) -> bool:
        """Start it again if it fell; False when it will not stay up."""
        now = self._clock()
        if self._again_at is not None:
            if now >= self._again_at:
                self._process, self._since, self._again_at = self._start(), now, None
            return True
        steady = now - self._since >= _STEADY
        if self._process.poll() is None:
            self._falls = 0 if steady else self._falls
            return True
        self._falls = 1 if steady else self._falls + 1
        if not self._lasting or self._falls > _MOST_FALLS:
            return False
        said = _("进程 {part} 意外结束（{status}），重新启动")
        print(  # noqa: T201
            said.format(part=self._name, status=self._process.returncode),
            file=sys.stderr,
            flush=True,
        )
        self._again_at = now + _PAUSE * 2 ** (self._falls - 1)
        return True

    def tell_to_end(self) -> None:
        """Ask it to finish what it is doing."""
        if self._process.poll() is None:
            self._process.terminate()

    def end(self, seconds: float) -> None:
        """Wait for its end so many seconds, and then no longer."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
