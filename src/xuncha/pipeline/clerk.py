"""Speaks to the ledger from one thread, and waits for a database that restarts."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import chain, repeat
from math import inf
from typing import TypeVar

from django.db import InterfaceError, OperationalError, close_old_connections, connections

_T = TypeVar("_T")
#: What a database that is away, or that takes nothing more, raises.
AWAY = (OperationalError, InterfaceError)
_LOG = logging.getLogger(__name__)
#: Pauses in seconds before a database that does not answer is asked again; the last one repeats.
_PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0)
#: Seconds for which a process that is told to stop still waits.
_LAST_PATIENCE = 10.0


class Clerk:
    """One thread with one connection."""

    def __init__(self) -> None:
        """The connection is made when the first thing is asked."""
        self._thread = ThreadPoolExecutor(1, "ledger")
        self._until = inf

    def hurry(self) -> None:
        """From now on wait a few seconds more and no longer: what is held runs out by itself."""
        self._until = min(self._until, asyncio.get_running_loop().time() + _LAST_PATIENCE)

    async def ask(self, ask: Callable[[], _T]) -> _T:
        """Ask the database; one that is away, or whose disk is full, is asked until it answers.

        Asking twice is harmless: a claim's token opens its row once. Raises OperationalError or
        InterfaceError for what a database that is there refuses again and again, and after `hurry`.
        """
        loop = asyncio.get_running_loop()
        for tries, pause in enumerate(chain(_PAUSES, repeat(_PAUSES[-1]))):
            try:
                return await loop.run_in_executor(self._thread, partial(_asked, ask))
            except AWAY as error:
                if loop.time() >= self._until:
                    raise
                if tries >= len(_PAUSES) and not is_full(error) and await self._is_there():
                    raise
                _LOG.warning("%s; again in %s s", trouble(error), pause)
                await asyncio.sleep(min(pause, max(self._until - loop.time(), 0.5)))
        raise AssertionError("the pauses never end")

    async def _is_there(self) -> bool:
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(self._thread, partial(_asked, _ping))
        except AWAY:
            return False
        return True

    async def close(self) -> None:
        """Close the connection and end the thread."""
        await self.ask(connections.close_all)
        self._thread.shutdown()


def is_full(error: Exception) -> bool:
    """Whether it is the database's disk that is full."""
    return any(word in str(error) for word in ("is full", "No space left"))


def trouble(error: Exception) -> str:
    """What is wrong with the database, where it is, and what to do about it, for the log."""
    known = connections.databases["default"]
    where = f"{known.get('HOST') or ''}:{known.get('PORT') or ''} {known['NAME']}".lstrip(": ")
    said = " ".join(str(error).split())
    if is_full(error):
        return f"the disk of the database {where} is full: make room, nothing is lost meanwhile"
    return f"the database {where} does not answer ({said[:200]}): start it, or mend the line"


def _asked(ask: Callable[[], _T]) -> _T:
    close_old_connections()
    try:
        return ask()
    except AWAY:
        connections.close_all()
        raise


def _ping() -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT 1")
