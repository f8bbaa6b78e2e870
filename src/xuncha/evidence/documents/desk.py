"""The desk that hands documents to the reading process and waits no longer than it may."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys

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
        self._process: asyncio.subprocess.Process | None = None
        self._busy = asyncio.Lock()

    async def text(self, body: bytes) -> str | None:
        """The words of a document; None where it could not be read in the time it had."""
        async with self._busy:
            try:
                process = self._process
                if process is None or process.returncode is not None:
                    process = self._process = await asyncio.wait_for(_started(), _START)
                return await asyncio.wait_for(_asked(process, body), self._timeout)
            except (TimeoutError, OSError, asyncio.IncompleteReadError, ValueError):
                await self._end()
                return None

    async def close(self) -> None:
        """End the process; the desk may be used again."""
        async with self._busy:
            await self._end()

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        with contextlib.suppress(OSError):
            # Waits until its pipes are closed too.
            await process.communicate()


async def _asked(process: asyncio.subprocess.Process, body: bytes) -> str:
    if process.stdin is None:
        raise OSError
    process.stdin.write(len(body).to_bytes(LENGTH) + body)
    await process.stdin.drain()
    return (await _answer(process)).decode("utf-8", "replace")


async def _answer(process: asyncio.subprocess.Process) -> bytes:
    if process.stdout is None:
        raise OSError
    length = int.from_bytes(await process.stdout.readexactly(LENGTH))
    if length > _LONGEST:
        raise ValueError
    return await process.stdout.readexactly(length)


async def _started() -> asyncio.subprocess.Process:
    """The process, once it says that it is ready."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "xuncha.evidence.documents.process",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        # Nothing of the office's settings is its business.
        env={key: os.environ[key] for key in ("PATH", "PYTHONPATH", "LANG") if key in os.environ},
    )
    try:
        await _answer(process)
    except BaseException:
        process.kill()
        raise
    return process
