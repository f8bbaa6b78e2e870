"""One whole visit to a server on loopback, for tests."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from tests.evidence.loopback import Server

from xuncha.base.types import Site
from xuncha.evidence import store
from xuncha.evidence.fetch import CurlFetcher
from xuncha.evidence.gate import Gate
from xuncha.evidence.plan import Plan
from xuncha.evidence.render import Renderer, find_browser
from xuncha.evidence.snapshot import Snapshot
from xuncha.evidence.visit import visit

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
                Site("6300000001", server.url(path), name="测试县人民政府"),
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
