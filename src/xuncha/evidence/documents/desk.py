"""The desk that hands documents to the reading process and waits no longer than it may."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
import threading
from typing import IO

#: Documents whose words can be read; what else is attached is only looked at.
ENDINGS = frozenset(str.split("pdf doc docx wps xls xlsx et csv txt"))
#: The length of what is sent to the process and of what comes back, in bytes.
LENGTH = 8
#: Seconds until the process must be ready, on a machine with much else to do.
_START = 60
#: Longer answers are cut by the process itself.
_LONGEST = 4_000_000


class Desk:
    """Reads documents one after the other; starts its process with the first of them."""

    def __init__(self, timeout: float) -> None:
        """`timeout`: seconds that one document may take."""
        self._timeout = timeout
        self._process: subprocess.Popen[bytes] | None = None
        self._busy = asyncio.Lock()

    async def text(self, body: bytes) -> str | None:
        """The words of a document; None where it could not be read in the time it had."""
        async with self._busy:
            return await asyncio.to_thread(self._text, body)

    async def close(self) -> None:
        """End the process; the desk may be used again."""
        async with self._busy:
            await asyncio.to_thread(self._end)

    def _text(self, body: bytes) -> str | None:
        try:
            if self._process is None:
                self._process = _started()
                _within(_START, self._process, b"")
            said = _within(self._timeout, self._process, len(body).to_bytes(LENGTH) + body)
            return said.decode("utf-8", "replace")
        except (OSError, EOFError):
            self._end()
            return None

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            # Closes its pipes, one of which may hold what it never read, and waits for it.
            with contextlib.suppress(OSError), process:
                pass


def _within(seconds: float, process: subprocess.Popen[bytes], asked: bytes) -> bytes:
    """What the process answers; it is ended, and EOFError raised, where that takes longer."""
    if process.stdin is None or process.stdout is None:
        raise EOFError
    alarm = threading.Timer(seconds, process.kill)
    alarm.start()
    try:
        process.stdin.write(asked)
        process.stdin.flush()
        length = int.from_bytes(_exactly(LENGTH, process.stdout))
        return _exactly(min(length, _LONGEST), process.stdout)
    finally:
        alarm.cancel()


def _exactly(length: int, answers: IO[bytes]) -> bytes:
    found = answers.read(length)
    if len(found) < length:
        raise EOFError
    return found


def _started() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "xuncha.evidence.documents.process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # Nothing of the office's settings is its business; it finds what we found.
        env={
            "PATH": os.environ.get("PATH", ""),
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        },
    )
