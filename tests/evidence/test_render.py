"""The browser: builds what scripts build, and has no way out but the fetcher."""

from __future__ import annotations

import asyncio
import http.server
import threading
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

import pytest

from xuncha.evidence.browser import find_browser
from xuncha.evidence.render import Budget, Rendered, Renderer
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
            headers=(("content-type", kind),),
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
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
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
