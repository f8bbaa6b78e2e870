"""The browser: builds what scripts build, and has no way out but the fetcher."""

from __future__ import annotations

import asyncio
import http.server
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from xuncha.evidence.render import Budget, Rendered, Renderer, find_browser
from xuncha.evidence.response import Failure, Reach, Response

PROGRAM = find_browser()
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="no Chromium on this machine")

HOME = "http://www.a.gov.cn/"
LIST = """<ul id=list></ul><script>
fetch('/data.json').then(r => r.json()).then(d => {
  const items = d.map(t => '<li><a href=/a>' + t + '</a></li>');
  document.getElementById('list').innerHTML = items.join('')
})</script>"""


class Shelf:
    """A fetcher that has a few pages and writes down what was asked of it."""

    def __init__(self, pages: Mapping[str, tuple[str, str]]) -> None:
        self.pages, self.asked = pages, list[str]()
        self.more: tuple[tuple[str, str], ...] = ()

    async def get(
        self,
        url: str,
        *,
        timeout: float | None = None,
        limit: int | None = None,
        headers: Sequence[tuple[str, str]] = (),
    ) -> Response:
        self.asked.append(url)
        when = datetime(2017, 12, 5, tzinfo=UTC)
        if url not in self.pages:
            return Response(url, None, Reach.UNTESTED, when, failure=Failure.GATE)
        kind, body = self.pages[url]
        return Response(
            url,
            url,
            Reach.OK,
            when,
            status=200,
            headers=(("content-type", kind), *self.more),
            body=body.encode(),
        )


def render(shelf: Shelf, *, seconds: float = 20, picture: bool = False) -> Rendered | None:
    async def once() -> Rendered | None:
        assert PROGRAM is not None
        async with Renderer(shelf, PROGRAM, Budget(seconds=seconds)) as renderer:
            return await renderer.render(HOME, picture=picture)

    return asyncio.run(once())


def page(body: str) -> tuple[str, str]:
    return "text/html; charset=utf-8", f"<!doctype html><title>甲</title>{body}"


def test_a_list_that_a_script_fills_is_there_afterwards() -> None:
    shelf = Shelf(
        {HOME: page(LIST), HOME + "data.json": ("application/json", '["关于印发的通知","公告"]')}
    )
    rendered = render(shelf, picture=True)
    assert rendered is not None
    assert "关于印发的通知</a></li>" in rendered.html
    assert rendered.picture is not None
    assert rendered.picture.startswith(b"\x89PNG")


@pytest.fixture
def bait() -> Iterator[tuple[str, list[str]]]:
    """A server that no page may reach, and the list of who did."""
    reached: list[str] = []

    class Bait(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            reached.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Bait) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_port}", reached
        server.shutdown()


def test_a_page_reaches_nothing_by_itself(bait: tuple[str, list[str]]) -> None:
    address, reached = bait
    shelf = Shelf(
        {
            HOME: page(
                f"<img src=http://{address}/img><iframe src=http://{address}/frame></iframe>"
                f"<link rel=preconnect href=http://{address}>"
                f"<link rel=prefetch href=//{address}/pre>"
                f"<script>fetch('http://{address}/fetch').catch(() => 0);"
                f"try {{ new WebSocket('ws://{address}/socket') }} catch (e) {{}}"
                f"navigator.sendBeacon('http://{address}/beacon');"
                f"new EventSource('http://{address}/events');"
                f"window.open('http://{address}/popup'); new Worker('http://{address}/w.js')</script>"
            )
        }
    )
    rendered = render(shelf)
    assert rendered is not None
    assert reached == []
    assert f"http://{address}/img" in rendered.failed


def test_a_page_that_never_ends_costs_no_more_than_its_budget() -> None:
    assert render(Shelf({HOME: page("<script>for(;;);</script>")}), seconds=3) is None


def test_dialogs_do_not_hold_it_up() -> None:
    rendered = render(Shelf({HOME: page("<script>alert(1);document.write('后来')</script>")}))
    assert rendered is not None
    assert "后来" in rendered.html


@pytest.mark.parametrize(
    "header",
    [
        ("x-nul", "a\0b"),
        ("x-return", "a\rX-More: 1"),
        ("x-line", "a\nX-More: 1"),
        ("", "no name"),
        ("x y", "no name either"),
        ("x-通知", "中文"),
        ("content-disposition", "attachment; filename=通知.doc"),
        ("location", "http://127.0.0.1:9/"),
        ("refresh", "0; url=file:///etc/passwd"),
        ("set-cookie", "a=b; domain=.gov.cn"),
        ("x-long", "a" * 60_000),
    ],
    ids=lambda header: header[0] or "nameless",
)
def test_headers_that_no_browser_takes_do_not_end_the_page(header: tuple[str, str]) -> None:
    shelf = Shelf({HOME: page("<script>document.write('后来')</script>")})
    shelf.more = (header,)
    rendered = render(shelf, seconds=8)
    assert rendered is None or "后来" in rendered.html
    if header[0] not in ("content-disposition", "refresh"):
        assert rendered is not None


def test_a_page_that_grows_without_end_is_no_page() -> None:
    grows = "<script>const a = '正文'.repeat(5e6); document.write(a.repeat(6))</script>"
    shelf = Shelf({HOME: page(grows)})
    rendered = render(shelf)
    assert rendered is None or len(rendered.html) <= 8_000_000


def test_a_driver_that_dies_costs_one_page() -> None:
    shelf = Shelf({HOME: page("<script>document.write('后来')</script>")})

    async def go() -> list[Rendered | None]:
        assert PROGRAM is not None
        async with Renderer(shelf, PROGRAM) as renderer:
            first = await renderer.render(HOME)
            for child in _children(os.getpid()):
                os.kill(child, signal.SIGKILL)
            return [first, await renderer.render(HOME), await renderer.render(HOME)]

    first, _, third = asyncio.run(go())
    assert first is not None
    assert third is not None
    assert "后来" in third.html


def _children(process: int) -> list[int]:
    """The processes that `process` started."""
    return [
        int(entry.parent.name)
        for entry in Path("/proc").glob("[0-9]*/stat")
        if entry.read_text().rpartition(")")[2].split()[1] == str(process)
    ]


def test_nothing_is_loaded_before_a_page_is_wanted() -> None:
    words = "import sys, xuncha.pipeline.worker; print('playwright' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True)
    assert done.stdout.strip() == "False"
