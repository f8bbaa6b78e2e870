"""Getting one address from servers as rude as the real ones."""

import asyncio
import gzip
import socket
import zlib
from collections.abc import Coroutine
from contextlib import contextmanager
from typing import Any

import pytest
from tests.evidence.loopback import Asked, BrokenOff, Reply, Server, moved, ok, serving, slow

from xuncha.evidence.fetch import CurlFetcher
from xuncha.evidence.gate import Gate
from xuncha.evidence.plan import Plan
from xuncha.evidence.response import Failure, Reach, Response

HOSTS = ("www.test.gov.cn", "other.test.gov.cn")
QUICK = Plan(rate=0, patience=0.01, page_timeout=2.0, max_raw=200_000, max_body=400_000)


def gate(server: Server) -> Gate:
    return Gate(
        networks=["127.0.0.0/8"],
        hosts=dict.fromkeys(HOSTS, ("127.0.0.1",)),
        sites=[server.url()],
    )


async def get(server: Server, url: str, plan: Plan = QUICK, **more: Any) -> Response:
    async with CurlFetcher(gate(server), plan) as fetcher:
        return await fetcher.get(url, **more)


def fetched(routes: dict[str, Reply], path: str = "/", plan: Plan = QUICK, **more: Any) -> Response:
    """What becomes of one path of a server with these routes."""
    with serving(routes) as server:
        return asyncio.run(get(server, server.url(path), plan, **more))


def run(work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(work)


def test_a_plain_page() -> None:
    response = fetched({"/": ok("<p>你好</p>")})
    assert response.reach is Reach.OK
    assert (response.status, response.tries, response.failure) == (200, 1, None)
    assert response.body.decode() == "<p>你好</p>"
    assert response.ip == "127.0.0.1"


def test_what_is_missing_is_tried_again_as_a_browser_before_it_is_dead() -> None:
    with serving({}) as server:
        response = run(get(server, server.url("/gone.html")))
        agents = [one.headers["user-agent"] for one in server.asked]
    assert (response.reach, response.status, response.tries) == (Reach.DEAD, 404, 2)
    assert "Xuncha" in agents[0]
    assert "Xuncha" not in agents[1]


def test_a_page_that_only_browsers_may_see_is_not_dead() -> None:
    def picky(asked: Asked) -> bytes:
        return ok(b"x", status="404 Not Found") if "Xuncha" in asked.headers["user-agent"] else ok()

    assert fetched({"/": picky}).reach is Reach.OK


@pytest.mark.parametrize("status", ["401 No", "403 Forbidden", "412 x", "521 x"])
def test_what_keeps_us_out_is_blocked_and_asked_once(status: str) -> None:
    with serving({"/": ok(b"no", status=status)}) as server:
        response = run(get(server, server.url()))
        assert server.count("/") == 1
    assert response.reach is Reach.BLOCKED


def test_a_challenge_in_place_of_the_page_is_blocked() -> None:
    page = "<html><script>var acw_sc__v2='x';document.cookie=1;location.reload()</script></html>"
    assert fetched({"/": ok(page)}).reach is Reach.BLOCKED


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_a_firewall_s_own_words_are_no_answer_of_the_site(charset: str) -> None:
    words = "<html><body>您的请求带有不合法参数，已被网站管理员设置拦截！</body></html>"
    said = ok(words.encode(charset), status="405 Not Allowed")
    assert fetched({"/": said}).reach is Reach.BLOCKED
    assert fetched({"/": ok(b"<h1>Not Allowed</h1>", status="405 x")}).reach is Reach.DEAD


def test_an_article_that_speaks_of_a_challenge_is_a_page() -> None:
    page = "<html><body>" + "防护 " * 20_000 + "__jsl_clearance<script>1</script></body></html>"
    assert fetched({"/": ok(page)}).reach is Reach.OK


def test_too_many_requests_waits_as_long_as_it_is_told() -> None:
    def busy(asked: Asked) -> bytes:
        return ok(status="429 Slow", headers="Retry-After: 1\r\n") if asked.before == 0 else ok()

    async def timed(server: Server) -> tuple[Response, float]:
        loop = asyncio.get_running_loop()
        start = loop.time()
        return await get(server, server.url()), loop.time() - start

    with serving({"/": busy}) as server:
        response, seconds = run(timed(server))
    assert response.reach is Reach.OK
    assert seconds >= 1.0


def test_a_server_out_of_breath_is_asked_three_times() -> None:
    def tired(asked: Asked) -> bytes:
        return ok(status="503 Busy") if asked.before < 2 else ok()

    response = fetched({"/": tired})
    assert (response.reach, response.tries) == (Reach.OK, 3)


def test_a_lasting_server_error_is_dead() -> None:
    response = fetched({"/": ok(status="500 x")})
    assert (response.reach, response.status, response.tries) == (Reach.DEAD, 500, 3)


def test_redirects_are_followed_and_told() -> None:
    routes: dict[str, Reply] = {"/": moved("/a"), "/a": moved("b.html", "301 x"), "/b.html": ok()}
    with serving(routes) as server:
        response = run(get(server, server.url()))
        assert response.answered == server.url("/b.html")
        assert response.hops == (server.url("/a"),)


def test_a_redirect_in_raw_gbk_leads_where_a_browser_goes() -> None:
    where = "/公告.html".encode("gb18030")
    reply = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + where + b"\r\n\r\n"
    with serving({"/": reply, "/%E5%85%AC%E5%91%8A.html": ok()}) as server:
        assert run(get(server, server.url())).reach is Reach.OK


def test_a_circle_of_redirects_is_dead() -> None:
    response = fetched({"/": moved("/a"), "/a": moved("/")})
    assert (response.reach, response.failure) == (Reach.DEAD, Failure.REDIRECTS)


def test_a_site_that_first_hands_out_a_cookie() -> None:
    def door(asked: Asked) -> bytes:
        known = "sid=1" in asked.headers.get("cookie", "")
        return ok() if known else moved("/", headers="Set-Cookie: sid=1; path=/\r\n")

    assert fetched({"/": door}).reach is Reach.OK


def test_a_cookie_is_shown_to_no_other_host() -> None:
    with serving({"/": ok(headers="Set-Cookie: sid=1\r\n"), "/b": ok()}) as server:

        async def both() -> None:
            async with CurlFetcher(gate(server), QUICK) as fetcher:
                await fetcher.get(server.url("/"))
                await fetcher.get(server.url("/b", host="other.test.gov.cn"))

        run(both())
        assert "cookie" not in server.asked[-1].headers


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://[::1]/",
        "http://0x0a.1/",
        "http://167772161/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/x",
        "http://www.test.gov.cn:22/",
    ],
)
def test_no_redirect_leads_past_the_gate(target: str) -> None:
    with serving({"/": moved(target)}) as server:
        closed = Gate(
            networks=["127.0.0.1/32"],
            hosts={"www.test.gov.cn": ("127.0.0.1",)},
            sites=[server.url()],
        )

        async def go() -> Response:
            async with CurlFetcher(closed, QUICK) as fetcher:
                return await fetcher.get(server.url())

        response = run(go())
        assert len(server.asked) == 1
    assert (response.reach, response.failure) == (Reach.UNTESTED, Failure.GATE)


def test_without_the_network_named_loopback_is_not_visited() -> None:
    with serving({"/": ok()}) as server:

        async def go() -> Response:
            shut = Gate(hosts={"www.test.gov.cn": ("127.0.0.1",)}, sites=[server.url()])
            async with CurlFetcher(shut, QUICK) as fetcher:
                return await fetcher.get(server.url())

        assert run(go()).failure is Failure.GATE
        assert server.asked == []


def test_only_gzip_is_asked_for_and_undone() -> None:
    packed = gzip.compress(b"<html><p>packed</p></html>")
    with serving({"/": ok(packed, headers="Content-Encoding: gzip\r\n")}) as server:
        response = run(get(server, server.url()))
        assert server.asked[0].headers["accept-encoding"] == "gzip"
    assert response.body == b"<html><p>packed</p></html>"


def test_a_bomb_stops_at_the_cap() -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    response = fetched({"/": ok(bomb, headers="Content-Encoding: gzip\r\n")})
    assert len(response.body) == QUICK.max_body
    assert response.cut


@pytest.mark.parametrize(
    ("coding", "raw"),
    [
        ("br", b"\x0b\x02\x80"),
        ("deflate", zlib.compress(b"x")),
        ("gzip, gzip", gzip.compress(b"x", mtime=0)),
    ],
)
def test_other_codings_are_not_undone(coding: str, raw: bytes) -> None:
    response = fetched({"/": ok(raw, headers=f"Content-Encoding: {coding}\r\n")})
    assert (response.reach, response.failure) == (Reach.DEAD, Failure.ENCODING)


def test_plain_text_that_calls_itself_gzip() -> None:
    response = fetched({"/": ok(b"<html>plain</html>", headers="Content-Encoding: gzip\r\n")})
    assert response.body == b"<html>plain</html>"


def test_a_body_without_end_stops_at_the_cap() -> None:
    endless = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + b"x" * 3_000_000
    response = fetched({"/": endless})
    assert (response.reach, response.cut, len(response.body)) == (Reach.OK, True, QUICK.max_raw)


def test_only_the_beginning_is_read_where_that_is_enough() -> None:
    long = b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n%PDF" + b"x" * 150_000
    response = fetched({"/": long}, limit=4096)
    assert response.cut
    assert len(response.body) < 100_000


def test_headers_without_end_are_refused() -> None:
    endless = b"HTTP/1.1 200 OK\r\n" + b"X-A: y\r\n" * 20_000 + b"\r\nbody"
    assert fetched({"/": endless}).failure is Failure.TOO_LARGE


def test_a_page_that_takes_too_long_is_dead_after_a_second_try() -> None:
    with serving({"/": slow(3, ok())}) as server:
        response = run(get(server, server.url(), timeout=0.4))
        assert server.count("/") == 2
    assert (response.reach, response.failure) == (Reach.DEAD, Failure.TIMEOUT)


def test_a_page_slower_than_usual_is_not_dead() -> None:
    assert fetched({"/": slow(0.5, ok())}).reach is Reach.OK


def test_a_connection_closed_without_a_word_is_dead() -> None:
    response = fetched({"/": b""})
    assert (response.reach, response.failure, response.tries) == (Reach.DEAD, Failure.BROKEN, 3)


def test_half_a_page_is_shown_as_browsers_show_it() -> None:
    half = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9000\r\n\r\n<html>half"
    response = fetched({"/": BrokenOff(half)})
    assert (response.reach, response.cut) == (Reach.OK, True)
    assert response.body == b"<html>half"


@contextmanager
def unused_port() -> Any:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


def test_a_port_where_nobody_listens_and_then_no_more_questions() -> None:
    with unused_port() as port:
        home = f"http://www.test.gov.cn:{port}/"
        door = Gate(
            networks=["127.0.0.0/8"], hosts={"www.test.gov.cn": ("127.0.0.1",)}, sites=[home]
        )

        async def go() -> list[Response]:
            async with CurlFetcher(door, QUICK) as fetcher:
                return [await fetcher.get(f"{home}{n}.html") for n in range(4)]

        found = run(go())
    assert [one.failure for one in found] == [Failure.CONNECT] * 4
    assert [one.tries for one in found] == [3, 3, 0, 0]


def test_a_name_nobody_knows_is_asked_side_by_side() -> None:
    async def go() -> list[Response]:
        async with CurlFetcher(Gate(), QUICK) as fetcher:
            urls = [f"http://nobody.invalid/{n}" for n in range(5)]
            return await asyncio.gather(*map(fetcher.get, urls))

    assert {one.failure for one in run(go())} == {Failure.DNS}


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        (socket.EAI_AGAIN, [(Reach.UNTESTED, Failure.NETWORK)] * 2),
        (socket.EAI_NONAME, [(Reach.DEAD, Failure.DNS)] * 2),
    ],
)
def test_a_resolver_that_answers_nothing_is_our_own_trouble(
    monkeypatch: pytest.MonkeyPatch, first: int, expected: list[tuple[Reach, Failure]]
) -> None:
    errors = iter([first, first, first])

    # The machine's own resolver cannot be taken down for a test.
    def resolver(*_words: object, **_more: object) -> None:
        raise socket.gaierror(next(errors, socket.EAI_AGAIN), "no answer")

    monkeypatch.setattr(socket, "getaddrinfo", resolver)

    async def go() -> list[Response]:
        async with CurlFetcher(Gate(), QUICK) as fetcher:
            return [await fetcher.get(f"http://{name}.gov.cn/") for name in ("a", "b")]

    assert [(one.reach, one.failure) for one in run(go())] == expected


def test_a_hosts_file_stands_in_for_a_resolver_that_answers_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def resolver(*_words: object, **_more: object) -> None:
        raise socket.gaierror(socket.EAI_AGAIN, "no answer")

    monkeypatch.setattr(socket, "getaddrinfo", resolver)

    async def go() -> Response:
        gate = Gate(hosts={"www.a.gov.cn": ("192.0.66.1",)})
        async with CurlFetcher(gate, QUICK) as fetcher:
            return await fetcher.get("http://www.b.gov.cn/")

    found = run(go())
    assert (found.reach, found.failure) == (Reach.DEAD, Failure.DNS)


def test_a_visit_to_the_home_page_is_a_single_try() -> None:
    with serving({"/": ok(status="503 x")}) as server:

        async def go() -> Response:
            async with CurlFetcher(gate(server), QUICK) as fetcher:
                return await fetcher.probe(server.url(), timeout=2.0)

        assert run(go()).reach is Reach.DEAD
        assert server.count("/") == 1


def test_no_more_connections_to_a_host_than_planned() -> None:
    at_once: list[int] = []
    running = 0

    def watched(_asked: Asked) -> bytes:
        nonlocal running
        running += 1
        at_once.append(running)
        reply = slow(0.05, ok())(_asked)
        running -= 1
        return reply

    with serving({f"/{n}": watched for n in range(20)}) as server:

        async def go() -> None:
            async with CurlFetcher(gate(server), Plan(rate=0, connections=3)) as fetcher:
                await asyncio.gather(*(fetcher.get(server.url(f"/{n}")) for n in range(20)))

        run(go())
    assert max(at_once) <= 3


def test_the_rate_of_a_host_holds() -> None:
    with serving({f"/{n}": ok() for n in range(6)}) as server:

        async def go() -> float:
            loop = asyncio.get_running_loop()
            start = loop.time()
            async with CurlFetcher(gate(server), Plan(rate=10)) as fetcher:
                await asyncio.gather(*(fetcher.get(server.url(f"/{n}")) for n in range(6)))
            return loop.time() - start

        assert run(go()) >= 0.5
