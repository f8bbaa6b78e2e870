"""Whole visits to a server on loopback, for tests, and what they come to."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from tests.evidence.loopback import Reply, Server, ok, serving

from xuncha.base.types import Site, Verdict
from xuncha.evidence import store
from xuncha.evidence.browser import find_browser
from xuncha.evidence.fetch import CurlFetcher
from xuncha.evidence.gate import Gate
from xuncha.evidence.plan import Plan
from xuncha.evidence.render import Renderer
from xuncha.evidence.snapshot import Answer, Snapshot
from xuncha.evidence.visit import visit
from xuncha.pipeline.one import judge_stored
from xuncha.scoring.results import SiteResult
from xuncha.scoring.standard import load

AS_OF = datetime(2017, 12, 5, 10, tzinfo=timezone(timedelta(hours=8)))
PLAN = Plan(rate=0, visits=2, patience=0.01, max_pages=200)


def visited(server: Server, folder: Path, path: str = "/", **more: Any) -> Snapshot:
    """Visit the site at `path` of the server and read the snapshot back from disk."""
    stop = more.pop("stop", None)
    plan = more.pop("plan", PLAN)
    gate = Gate(
        networks=["127.0.0.0/8"],
        hosts=dict.fromkeys(("www.test.gov.cn", "other.test.gov.cn"), ("127.0.0.1",)),
        sites=[server.url()],
    )

    async def go() -> Snapshot:
        async with CurlFetcher(gate, plan) as fetcher, AsyncExitStack() as stack:
            program = find_browser() if more.pop("with_browser", False) else None
            renderer = Renderer(fetcher, program) if program else None
            browser = await stack.enter_async_context(renderer) if renderer else None
            return await visit(
                more.pop("site", Site("6300000001", server.url(path), name="测试县人民政府")),
                plan=plan,
                fetcher=fetcher,
                folder=folder,
                declared=more.pop("declared", ()),
                policies=None,
                registered_hosts=None,
                as_of=AS_OF,
                on_page=more.pop("on_page", lambda: None),
                stop=stop or asyncio.Event(),
                browser=browser,
            )

    asyncio.run(go())
    return store.load(folder)


#: Every cap so small that a visit which keeps them is soon over.
SMALL = Plan(
    rate=0, visits=1, patience=0.01, longest_pause=0.2, max_pages=60, max_checks=80,
    home_timeout=1.5, page_timeout=1.0, connect_timeout=1.0, max_raw=500_000, max_body=1_000_000,
)  # fmt: skip
#: Seconds after which a visit with the plan above counts as one that does not end. Most take less
#: than one; how many is `make bench`'s to say, and a busy machine needs more.
SOON = 90.0
#: The head of an answer with a page, to be gone on with.
HTML = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"


@dataclass(frozen=True)
class Seen:
    """What a visit came to."""

    snapshot: Snapshot
    result: SiteResult
    server: Server

    @property
    def pages(self) -> list[str]:
        return [one.url.partition(str(self.server.port))[2] for one in self.snapshot.pages or ()]

    def answer(self, path: str) -> Answer:
        assert self.snapshot.answers is not None
        return self.snapshot.answers[self.server.url(path)]


def home(*hrefs: str) -> bytes:
    links = "".join(f'<li><a href="{href}">信息</a><span>2017-12-01</span></li>' for href in hrefs)
    return ok(f"<html><title>测试县</title><body><h2>工作动态</h2><ul>{links}</ul></body></html>")


def inspected(routes: dict[str, Reply], folder: Path, plan: Plan = SMALL) -> Seen:
    """Visit and judge the site with these routes; it must be over soon."""
    began = time.monotonic()
    with serving(routes) as server:
        snapshot = visited(server, folder, plan=plan)
        result = judge_stored(folder, folder / "evidence", load("indicators-2019"))
        assert time.monotonic() - began < SOON
        assert (folder / "result.json").exists()
        assert result.verdict in set(Verdict)
        assert result.errors == ()
        return Seen(snapshot, result, server)
