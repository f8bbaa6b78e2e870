"""A page that is shown again as it was answered, not as it may be answered now."""

from __future__ import annotations

from collections.abc import Sequence

from xuncha.base.urls import canonical
from xuncha.evidence.response import Fetcher, Response


class Holding:
    """A fetcher that has one answer in its hand already."""

    def __init__(self, held: Response, fetcher: Fetcher) -> None:
        """`held` is given whenever its address is asked for; all else comes through `fetcher`."""
        self._held, self._fetcher = held, fetcher

    async def get(
        self,
        url: str,
        *,
        timeout: float | None = None,
        limit: int | None = None,
        headers: Sequence[tuple[str, str]] = (),
    ) -> Response:
        """Fetch `url`; see `Fetcher.get`."""
        if canonical(url) in (self._held.asked, self._held.answered):
            return self._held
        return await self._fetcher.get(url, timeout=timeout, limit=limit, headers=headers)
