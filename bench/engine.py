"""What a page costs: the engine core beside a bare loop and Scrapy, the visit, the whole path.

``python -m bench.engine`` runs each contender in a process of its own against a site of known pages
and dead links, and prints CPU per page, peak memory and whether everything was found.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Callable
from datetime import UTC, date, datetime
from importlib import import_module
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from time import perf_counter, process_time

import ada_url
import pycurl
from selectolax.lexbor import LexborHTMLParser

from bench import loopback
from xuncha.base.urls import same_site
from xuncha.evidence.fetch import CurlFetcher
from xuncha.evidence.frontier import Frontier
from xuncha.evidence.gate import Gate
from xuncha.evidence.glance import is_page
from xuncha.evidence.plan import Plan
from xuncha.evidence.reader import addresses
from xuncha.evidence.response import Reach, Response
from xuncha.evidence.store import load as load_snapshot

_SITE, _LARGE = 1_950, 20_000
_CONNECTIONS = 8
_NETWORK = "127.0.0.1/32"
#: What only one contender needs, and what is not counted as its work.
_NEEDS = {
    "scrapy": "scrapy.crawler",
    "visit": "xuncha.evidence.visit",
    "whole": "xuncha.pipeline.one",
    "look": "xuncha.evidence.look",
}
_STANDARD = "indicators-2019"
_HTML = (("content-type", "text/html; charset=utf-8"),)
#: Pages found, dead links found; or a function that says so when nothing is measured any more.
Found = tuple[set[str], set[str]]
Finish = Callable[[], Found]


def core(home: str) -> Found:
    """Xuncha's engine: fetch, decode, parse, links, link check; nothing is read into the pages."""
    return asyncio.run(_core(home))


async def _core(home: str) -> Found:
    plan = Plan(max_pages=100_000, max_depth=100_000, rate=0, connections=_CONNECTIONS, patience=0)
    frontier, todo = Frontier(plan), deque([home])
    frontier.is_new(home)
    pages: set[str] = set()
    dead: set[str] = set()
    busy = 0

    async def work() -> None:
        nonlocal busy
        while todo or busy:
            if not todo:
                await asyncio.sleep(0.001)
                continue
            busy += 1
            response = await fetcher.get(todo.popleft())
            busy -= 1
            if response.reach is not Reach.OK:
                dead.add(response.asked)
                continue
            if not is_page(response):
                continue
            pages.add(response.asked)
            frontier.note_body(response.asked, response.body)
            for url in addresses(response):
                if frontier.is_new(url) and same_site(url, home) and frontier.may_visit(url, 1):
                    todo.append(url)

    async with CurlFetcher(Gate(networks=[_NETWORK], sites=[home]), plan) as fetcher:
        await asyncio.gather(*(work() for _ in range(_CONNECTIONS)))
    return pages, dead


def bare(home: str) -> Found:
    """The least that can be done with the same libraries: no gate, no second try, no charsets."""
    pages: set[str] = set()
    dead: set[str] = set()
    seen, todo = {home}, deque([home])
    multi, idle, under_way = pycurl.CurlMulti(), [pycurl.Curl() for _ in range(_CONNECTIONS)], 0
    while todo or under_way:
        while todo and idle:
            handle, handle.hold, handle.asked = idle.pop(), BytesIO(), todo.popleft()
            handle.setopt(pycurl.URL, handle.asked)
            handle.setopt(pycurl.WRITEDATA, handle.hold)
            multi.add_handle(handle)
            under_way += 1
        multi.select(0.1)
        multi.perform()
        for handle in multi.info_read()[1]:
            multi.remove_handle(handle)
            idle.append(handle)
            under_way -= 1
            if handle.getinfo(pycurl.RESPONSE_CODE) != 200:
                dead.add(handle.asked)
                continue
            if not (handle.getinfo(pycurl.CONTENT_TYPE) or "").startswith("text/html"):
                continue
            pages.add(handle.asked)
            for node in LexborHTMLParser(handle.hold.getvalue()).css("a[href]"):
                url = ada_url.join_url(handle.asked, node.attributes["href"])
                if url not in seen and url.startswith(home):
                    seen.add(url)
                    todo.append(url)
    return pages, dead


def scrapy(home: str) -> Found:
    """A Scrapy spider that follows every link of the host."""
    from scrapy import Request, Spider
    from scrapy.crawler import CrawlerProcess

    pages: set[str] = set()
    dead: set[str] = set()

    class Everything(Spider):
        name = "everything"
        start_urls = [home]  # noqa: RUF012 (Scrapy's way)
        handle_httpstatus_list = [404]  # noqa: RUF012

        def parse(self, response):  # type: ignore[no-untyped-def]
            if response.status != 200:
                dead.add(response.url)
                return
            pages.add(response.url)
            for href in response.css("a::attr(href)").getall():
                yield Request(response.urljoin(href))

    process = CrawlerProcess(
        {"LOG_ENABLED": False, "CONCURRENT_REQUESTS": _CONNECTIONS, "ROBOTSTXT_OBEY": False,
         "CONCURRENT_REQUESTS_PER_DOMAIN": _CONNECTIONS, "DOWNLOAD_DELAY": 0,
         "TELNETCONSOLE_ENABLED": False}
    )  # fmt: skip
    process.crawl(Everything)
    process.start()
    return pages, dead


def visit(home: str) -> Finish:
    """The visit alone: every page read, compressed and stored, and nothing judged."""
    return asyncio.run(_visit(home, judged=False))


def whole(home: str) -> Finish:
    """The whole path of one site in an inspection, by the very function that a run calls: fetch,
    parse, columns, dates, every check of the standard, verdict, snapshot and archive on disk."""
    return asyncio.run(_visit(home, judged=True))


async def _visit(home: str, *, judged: bool) -> Finish:
    from xuncha.evidence.visit import visit as visit_site
    from xuncha.pipeline.one import Means, inspect
    from xuncha.pipeline.order import Order
    from xuncha.registry.register import site_of_url
    from xuncha.scoring.standard import load

    plan = Plan(
        max_pages=100_000, max_depth=100_000, rate=0, connections=_CONNECTIONS, visits=1, patience=0
    )
    site, as_of, stop = site_of_url(home), datetime(2017, 11, 30, tzinfo=UTC), asyncio.Event()
    order = Order(
        sites=(site,), declared={}, policies=None, hosts={}, networks=(_NETWORK,),
        standard=_STANDARD, as_of=as_of, plan=plan, registered=False,
    )  # fmt: skip
    out = Path(tempfile.mkdtemp(prefix="xuncha-bench-"))
    async with CurlFetcher(Gate(networks=[_NETWORK], sites=[home]), plan) as fetcher:
        if judged:
            means = Means(order, out, fetcher, load(_STANDARD), None, stop)
            await inspect(means, 0, lambda: None)
        else:
            order.folder(out, 0).mkdir(parents=True)
            await visit_site(
                site, plan=plan, fetcher=fetcher, folder=order.folder(out, 0), declared=(),
                policies=None, registered_hosts=None, as_of=as_of, on_page=lambda: None, stop=stop,
            )  # fmt: skip

    def finish() -> Found:
        snapshot = load_snapshot(order.folder(out, 0))
        pages = {page.url for page in snapshot.pages or ()}
        answers = snapshot.answers or {}
        shutil.rmtree(out)
        return pages, {url for url, one in answers.items() if one.reach is Reach.DEAD}

    return finish


def look(home: str) -> Finish:
    """`xuncha look` without the start of a process: pages of this site, read from memory."""
    from xuncha.evidence.look import look as look_at
    from xuncha.evidence.reader import read

    today, site = date(2017, 11, 30), loopback.Site(_SITE)
    found = set()
    for path in loopback.pages(_SITE):
        url, body = home + path[1:], (site.body(path) or "").encode()
        response = Response(url, url, Reach.OK, datetime.now(UTC), 200, headers=_HTML, body=body)
        found.add(str(look_at(read(response, depth=1, today=today), today)["url"]))
    return lambda: (found, {home + path[1:] for path in loopback.dead_links(_SITE)})


CONTENDERS: dict[str, Callable[[str], Found | Finish]] = {
    one.__name__: one for one in (core, bare, scrapy, whole, visit, look)
}
#: The most that may be used: ms of processor time a page, and MB at the peak of the large site.
_MOST_CPU = {"core": 0.6, "whole": 0.9, "look": 8.0}
_MOST_MEMORY = {"core": 60.0}


def _peak() -> float:
    """The most memory this process had, in MB; what getrusage says begins with the parent's."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(one for one in lines if one.startswith("VmHWM")).split()[1]) / 1024


def _run(name: str, home: str, out: Path) -> None:
    """One contender, in this process."""
    if name in _NEEDS:
        import_module(_NEEDS[name])
    if name == "whole":
        # Indicators and standard are loaded once for all the sites of a worker.
        import_module("xuncha.scoring.standard").load(_STANDARD)
    before, began = process_time(), perf_counter()
    found = CONTENDERS[name](home)
    seconds, cpu = perf_counter() - began, process_time() - before
    peak = _peak()
    # What reading back costs for the comparison is no part of the work.
    pages, dead = found() if callable(found) else found
    out.write_text(
        json.dumps(
            {
                "seconds": seconds,
                "cpu": cpu,
                "peak": peak,
                "pages": sorted(pages),
                "dead": sorted(dead),
            }
        )
    )


def _measure(name: str, count: int) -> None:
    """One contender, in a process of its own; its line of the table."""
    with loopback.served(count) as address, tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "out.json")
        subprocess.run(
            [sys.executable, "-m", "bench.engine", "--as", name, f"{address}/", str(out)],
            check=True,
        )
        said = json.loads(out.read_text())
        pages, dead = (
            {url.removeprefix(address) for url in said[key]} for key in ("pages", "dead")
        )
    missed = loopback.pages(count) - pages
    wrong = dead ^ loopback.dead_links(count)
    print(
        f"{name:8} {count:>7,} {1000 * said['cpu'] / count:>9.3f} {_limit(_MOST_CPU, name)}"
        f" {said['seconds']:>8.1f} {said['peak']:>8.0f}"
        f" {_limit(_MOST_MEMORY if count == _LARGE else {}, name)}"
        f"  {_verdict(len(missed), len(wrong))}",
        flush=True,
    )


def _limit(limits: dict[str, float], name: str) -> str:
    return f"≤{limits[name]:<5g}" if name in limits else " " * 6


def _verdict(missed: int, wrong: int) -> str:
    return f"{missed} pages missed, {wrong} dead links wrong" if missed or wrong else "all found"


def main() -> None:
    """Print the table."""
    if sys.argv[1:2] == ["--as"]:
        _run(sys.argv[2], sys.argv[3], Path(sys.argv[4]))
        return
    chosen = sys.argv[1:] or list(CONTENDERS)
    print("contender  pages  ms CPU/p  limit  seconds  peak MB  limit  pages and dead links")
    for name in chosen:
        if name == "scrapy" and find_spec("scrapy") is None:
            print("scrapy: not installed (requirements/bench.txt)")
            continue
        _measure(name, _SITE)
    for name in chosen:
        if name in ("core", "whole", "visit"):
            _measure(name, _LARGE)


if __name__ == "__main__":
    main()
