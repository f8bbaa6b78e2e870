"""A child process that ends when its parent does, however that one ended.

The parent holds the one end of a pipe and never writes. When it is gone, were it by kill -9, the
kernel closes that end, and the child, which reads the other, is told to stop as if by hand.
"""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from typing import Final

_NAME: Final = "XUNCHA_LIFELINE"
#: Seconds a child may take to end what it is doing; then it ends at once.
_GRACE: Final = 60


class Lifeline:
    """The parent's end; whoever is started on it does not outlive this process."""

    def __init__(self) -> None:
        """Open it; it stays open as long as this process lives."""
        self._theirs, self._ours = os.pipe()

    def start(self, command: Sequence[str]) -> subprocess.Popen[bytes]:
        """Start a child on it, with this environment."""
        environment = os.environ | {_NAME: str(self._theirs)}
        return subprocess.Popen(command, env=environment, pass_fds=(self._theirs,))  # noqa: S603


def hold() -> None:
    """End this process when its parent is gone; nothing where it was not started on a lifeline."""
    told = os.environ.pop(_NAME, "")
    if told.isdigit():
        threading.Thread(target=_wait, args=(int(told),), daemon=True).start()


def _wait(end: int) -> None:
    try:
        os.read(end, 1)
    except OSError:
        return  # not ours: an environment that somebody copied
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_GRACE)
    os._exit(1)
