"""robots.txt: what a site asks robots to leave alone."""

from __future__ import annotations

from protego import Protego

from xuncha.base import charset
from xuncha.base.urls import join
from xuncha.evidence.response import Fetcher, Reach

_NAME = "Xuncha"
#: RFC 9309 §2.5 asks for at least 500 KiB.
_LONGEST = 512_000


class Robots:
    """The rules of one host."""

    def __init__(self, text: str) -> None:
        """Rules that cannot be read forbid nothing."""
        self._rules = Protego.parse(text)

    def allows(self, url: str) -> bool:
        """Whether `url` may be fetched."""
        return bool(self._rules.can_fetch(url, _NAME))

    @property
    def pause(self) -> float:
        """Seconds the host wants between two requests, 0 without a wish."""
        return float(self._rules.crawl_delay(_NAME) or 0.0)


async def ask(home: str, fetcher: Fetcher) -> Robots:
    """The rules of `home`'s host; without a readable robots.txt everything is allowed."""
    url = join(home, "/robots.txt")
    response = await fetcher.get(url, limit=_LONGEST) if url else None
    if response is None or response.reach is not Reach.OK or b"<html" in response.body[:500]:
        return Robots("")
    return Robots(charset.decode(response.body, response.header("content-type")).text)
