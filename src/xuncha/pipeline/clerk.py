"""Speaks to the ledger from one thread, and waits for a database that restarts."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from django.db import InterfaceError, OperationalError, close_old_connections, connections

_T = TypeVar("_T")
_LOG = logging.getLogger(__name__)
#: Pauses in seconds before a database that does not answer is asked again.
_PATIENCE = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0)


class Clerk:
    """One thread with one connection."""

    def __init__(self) -> None:
        """The connection is made when the first thing is asked."""
        self._thread = ThreadPoolExecutor(1, "ledger")

    async def ask(self, ask: Callable[[], _T]) -> _T:
        """Ask the database; one that does not answer is asked again for half a minute.

        Asking twice is harmless: a claim's token opens its row once.
        """
        loop = asyncio.get_running_loop()
        for pause in _PATIENCE:
            try:
                return await loop.run_in_executor(self._thread, partial(_asked, ask))
            except (OperationalError, InterfaceError):
                _LOG.warning("the database does not answer; again in %s s", pause)
                await asyncio.sleep(pause)
        return await loop.run_in_executor(self._thread, partial(_asked, ask))

    async def close(self) -> None:
        """Close the connection and end the thread."""
        await self.ask(connections.close_all)
        self._thread.shutdown()


def _asked(ask: Callable[[], _T]) -> _T:
    close_old_connections()
    try:
        return ask()
    except (OperationalError, InterfaceError):
        connections.close_all()
        raise
