"""The home page once more, as a search engine's spider would be given it."""

from __future__ import annotations

from collections.abc import Callable

from xuncha.base.urls import host_of, join
from xuncha.evidence.glance import is_page
from xuncha.evidence.response import Reach, Response
from xuncha.evidence.snapshot import Page, Spider
from xuncha.evidence.watch import Prober

#: What a site that tells spiders from people looks at.
_AGENT = "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)"


async def look(home: str, prober: Prober, read: Callable[[Response, int], Page]) -> Spider:
    """What `home`, where people are not led on, shows a spider: one request."""
    referer = f"https://www.baidu.com/s?wd={host_of(home)}"
    answer = await prober.ask(home, headers=(("User-Agent", _AGENT), ("Referer", referer)))
    moved = answer.status is not None and 300 <= answer.status < 400
    onward = (join(home, answer.header("location")) or "") if moved else ""
    shown = answer.reach is Reach.OK and not onward and is_page(answer)
    return Spider(answer.reach, onward, read(answer, 0) if shown else None)
