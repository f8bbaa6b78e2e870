"""Servers that mean harm, or are broken as if they did: each visit ends, and gets its verdict."""

from __future__ import annotations

import gzip
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import zstandard
from tests.evidence.loopback import (
    Asked,
    BrokenOff,
    Everywhere,
    Reply,
    Server,
    again_and_again,
    moved,
    ok,
    serving,
)
from tests.evidence.visiting import visited

from xuncha.base.types import Verdict
from xuncha.evidence.plan import Plan
from xuncha.evidence.response import Failure, Reach
from xuncha.evidence.snapshot import Answer, Snapshot
from xuncha.pipeline.one import judge_stored
from xuncha.scoring.results import SiteResult
from xuncha.scoring.standard import load

PLAN = Plan(
    rate=0, visits=1, patience=0.01, longest_pause=0.2, max_pages=60, max_checks=80,
    home_timeout=1.5, page_timeout=1.0, connect_timeout=1.0, max_raw=500_000, max_body=1_000_000,
)  # fmt: skip
#: Seconds that any of these visits may take with the plan above; most take less than one.
SOON = 12.0
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


def inspected(routes: dict[str, Reply], folder: Path, plan: Plan = PLAN) -> Seen:
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


# -- bodies --------------------------------------------------------------------------------------

PUBLISHED = Path(__file__).parents[1] / "data" / "compressed"
BOMBS = {
    name: (PUBLISHED / f"bomb-{name}.bin").read_bytes()
    for name in ("br", "deflate", "gzip", "zstd")
} | {
    "gzip of 60 MB": gzip.compress(bytes(60_000_000)),
    "gzip of gzip": gzip.compress(gzip.compress(bytes(60_000_000))),
    "gzip, gzip": gzip.compress(gzip.compress(bytes(60_000_000))),
    "deflate of 60 MB": zlib.compress(bytes(60_000_000)),
    "zstd of 60 MB": zstandard.ZstdCompressor().compress(bytes(60_000_000)),
}


@pytest.mark.parametrize("coding", BOMBS)
def test_bombs(coding: str, tmp_path: Path) -> None:
    named = coding.partition(" of")[0]
    bomb = ok(BOMBS[coding], headers=f"Content-Encoding: {named}\r\n")
    seen = inspected({"/": home("/bomb.html", "/bomb.pdf"), "/bomb.html": bomb}, tmp_path)
    if coding == "gzip of gzip":
        assert seen.answer("/bomb.html").magic == "gzip"
    elif named == "gzip":
        page = next(one for one in seen.snapshot.pages or () if one.url.endswith("/bomb.html"))
        assert page.size <= PLAN.max_body
    else:
        assert seen.answer("/bomb.html").failure is Failure.ENCODING


@pytest.mark.parametrize("coding", BOMBS)
def test_a_home_page_that_is_a_bomb(coding: str, tmp_path: Path) -> None:
    named = coding.partition(" of")[0]
    inspected({"/": ok(BOMBS[coding], headers=f"Content-Encoding: {named}\r\n")}, tmp_path)


ENDLESS = again_and_again(b"<p>text</p>" * 1000, head=f"{HTML}\r\n".encode())


def test_a_body_without_end(tmp_path: Path) -> None:
    seen = inspected({"/": home("/endless.html"), "/endless.html": ENDLESS}, tmp_path)
    assert "/endless.html" in seen.pages
    assert seen.server.sent < 20_000_000


def test_a_home_page_without_end(tmp_path: Path) -> None:
    assert inspected({"/": ENDLESS}, tmp_path).pages == ["/"]


def test_300_megabytes_behind_a_link_and_as_a_page(tmp_path: Path) -> None:
    size = 300_000_000
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {size}\r\nContent-Type: "
    routes: dict[str, Reply] = {
        "/": home("/big.zip", "/big.html", "/big.jsp"),
        "/big.zip": again_and_again(
            b"PK\x03\x04" * 20_000, size, f"{head}application/zip\r\n\r\n".encode()
        ),
        "/big.html": again_and_again(b"<p>x" * 20_000, size, f"{head}text/html\r\n\r\n".encode()),
        "/big.jsp": again_and_again(bytes(80_000), size, f"{head}video/mp4\r\n\r\n".encode()),
    }
    seen = inspected(routes, tmp_path)
    assert (seen.answer("/big.zip").magic, seen.answer("/big.zip").reach) == ("zip", Reach.OK)
    assert "/big.html" in seen.pages
    # What the caps allow, and what the sockets between us hold.
    assert seen.server.sent < 60_000_000


def test_twenty_megabytes_of_text(tmp_path: Path) -> None:
    text = ok("<html><title>全文</title><p>" + "县人民政府工作报告。" * 700_000)
    plan = replace(PLAN, max_raw=30_000_000, max_body=30_000_000, page_timeout=5.0)
    seen = inspected({"/": home("/long.html"), "/long.html": text}, tmp_path, plan)
    assert "/long.html" in seen.pages


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 10_000,
        "<b><i><font>" * 10_000,
        "<table><tr><td>" * 10_000,
        "<ul><li>" * 10_000,
        "<noframes><a href=/x>" * 10_000,
        "<template>" * 10_000,
        "<svg><desc>" * 10_000,
        "<p" + "".join(f" a{n}=1" for n in range(100_000)) + ">",
        "<select>" + "<option>a" * 100_000,
        "\0" * 100_000 + "<a href='/\0x.html'>\0</a>",
        "<script>document.write('" * 10_000,
        "<!--" * 50_000,
    ],
    ids=lambda html: html[:20].replace("\0", "NUL"),
)
def test_pages_that_no_person_wrote(html: str, tmp_path: Path) -> None:
    seen = inspected({"/": home("/odd.html"), "/odd.html": ok(f"<html><body>{html}")}, tmp_path)
    assert seen.pages == ["/", "/odd.html"]


def test_a_hundred_thousand_links(tmp_path: Path) -> None:
    page = ok("".join(f"<a href='/{n}/x.html'>{n}</a>" for n in range(100_000)))
    plan = replace(PLAN, max_raw=10_000_000, max_body=10_000_000)
    seen = inspected({"/": page}, tmp_path, plan)
    assert len(seen.server.asked) < 4 * PLAN.max_pages


# -- time ----------------------------------------------------------------------------------------


def test_headers_that_come_byte_by_byte(tmp_path: Path) -> None:
    slow = again_and_again(b"X", pause=0.2, head=b"HTTP/1.1 200 OK\r\nX-")
    seen = inspected({"/": home("/slow.html"), "/slow.html": slow}, tmp_path)
    assert seen.answer("/slow.html").failure is Failure.TIMEOUT


def test_a_home_page_whose_headers_come_byte_by_byte(tmp_path: Path) -> None:
    seen = inspected({"/": again_and_again(b"X", pause=0.2, head=b"HTTP/1.1 200 OK\r\n")}, tmp_path)
    assert [one.reach for one in seen.snapshot.visits or ()] == [Reach.DEAD]
    assert seen.snapshot.pages is None


def test_a_body_that_comes_byte_by_byte(tmp_path: Path) -> None:
    slow = again_and_again(b"<p>", pause=0.2, head=f"{HTML}\r\n".encode())
    seen = inspected({"/": home("/slow.html"), "/slow.html": slow}, tmp_path)
    assert seen.answer("/slow.html").failure is Failure.TIMEOUT


def test_a_site_on_which_everything_but_the_home_page_hangs(tmp_path: Path) -> None:
    paths = [f"/{n}.html" for n in range(30)] + [f"/{n}.pdf" for n in range(300)]
    routes = Everywhere({"/": home(*paths)}, again_and_again(b"X", pause=0.2))
    plan = replace(PLAN, max_seconds=3.0, max_checks=1000)
    seen = inspected(routes, tmp_path, plan)
    assert seen.pages == ["/"]
    # Nothing is called dead that was not tried.
    dead = [one for one in (seen.snapshot.answers or {}).values() if one.reach is Reach.DEAD]
    asked = {one.path for one in seen.server.asked}
    assert dead
    assert {one.asked.partition(str(seen.server.port))[2] for one in dead} <= asked


def test_a_server_that_asks_for_patience_without_end(tmp_path: Path) -> None:
    wait = ok(b"", status="503 Busy", headers="Retry-After: 86400\r\n")
    routes = Everywhere({"/": home(*(f"/{n}.html" for n in range(30)))}, wait)
    inspected(routes, tmp_path, replace(PLAN, max_seconds=3.0))


def test_a_robots_file_that_asks_for_a_pause_without_end(tmp_path: Path) -> None:
    robots = ok("User-agent: *\nCrawl-delay: 999999999\n", "text/plain")
    routes = {"/": home("/1.html", "/2.html"), "/robots.txt": robots, "/1.html": home()}
    inspected(routes, tmp_path, replace(PLAN, max_seconds=1.0))


# -- addresses without end -------------------------------------------------------------------------


def test_redirects_in_a_circle_across_hosts(tmp_path: Path) -> None:
    def onward(asked: Asked) -> bytes:
        """To the other host and back, with another cookie and another address each time."""
        host, _, port = asked.headers["host"].partition(":")
        other = "other" if host.startswith("www") else "www"
        target = f"http://{other}.test.gov.cn:{port}/circle.html?n={time.monotonic_ns()}"
        return moved(target, headers=f"Set-Cookie: a={asked.before}{time.monotonic_ns()}\r\n")

    seen = inspected(Everywhere({"/": home("/circle.html")}, onward), tmp_path)
    assert seen.answer("/circle.html").failure is Failure.REDIRECTS
    assert len(seen.answer("/circle.html").hops) <= PLAN.redirects


def test_an_entrance_that_leads_on_for_ever(tmp_path: Path) -> None:
    def onward(asked: Asked) -> bytes:
        number = int(asked.path.partition("=")[2] or 0)
        return ok(f'<meta http-equiv="refresh" content="0; url=/?n={number + 1}">')

    seen = inspected(Everywhere({}, onward), tmp_path)
    assert len(seen.server.asked) < 3 * PLAN.max_pages


DAY = 86400


def calendar(asked: Asked) -> bytes:
    """Each day leads to the next in three spellings, and each shows other words."""
    number = int("".join(filter(str.isdigit, asked.path)) or 20171201) + 1
    day = f"{number // 10000}-{number // 100 % 100:02}-{number % 100:02}"
    hrefs = (f"/rili/{day.replace('-', '/')}/", f"/cal.jsp?date={day}", f"/day-{number}.html")
    return ok("".join(f"<a href='{h}'>{h}</a>" for h in hrefs) + f"<p>{number}</p>")


def session(asked: Asked) -> bytes:
    """A new session for each visitor, carried by every link."""
    mark = f"{time.monotonic_ns():x}"
    names = ("sid", "token", "visitor")
    links = "".join(f"<a href='/list.jsp?{name}={mark}{name}'>信息</a>" for name in names)
    return ok(f"<html><body>{links}<a href='/{mark}/index.html'>首页</a></body></html>")


def deeper(asked: Asked) -> bytes:
    """Relative links that never leave their folder."""
    path = asked.path.rstrip("/")
    return ok(f"<a href='{path}/a/'>a</a><iframe src='{path}/b/'></iframe><p>{asked.path}</p>")


@pytest.mark.parametrize("trap", [calendar, session, deeper])
def test_spaces_without_end(trap: Reply, tmp_path: Path) -> None:
    seen = inspected(Everywhere({}, trap), tmp_path)
    assert 1 < len(seen.pages) <= PLAN.max_pages
    assert len(seen.server.asked) < 3 * PLAN.max_pages


# -- headers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        "X-Long: " + "a" * 1_000_000 + "\r\n",
        "".join(f"X-{n}: {'a' * 100}\r\n" for n in range(10_000)),
        "Content-Type: text/html;" + "a" * 60_000 + "\r\n",
        "Location: /" + "a" * 60_000 + "\r\n",
        "".join(f"Set-Cookie: a{n}={'b' * 50}\r\n" for n in range(900)),
        "X-Nul: a\0b\r\nSet-Cookie: a\0=b\0c\r\n",
        "Set-Cookie: a=b\rX-Injected: 1\r\n",
        "Set-Cookie: user=\xd6\xd0\xce\xc4; path=/\r\nSet-Cookie: b=2\r\n",
        "Location: \xd6\xd0\xce\xc4\r\nX-\xd6\xd0: \xd6\xd0\r\n",
        "\r\r\r: x\r\n: :\r\nno colon at all\r\n",
        "Content-Length: -5\r\n",
        "Content-Length: 99999999999999999999999\r\n",
        "Content-Length: 5\r\nContent-Length: 7\r\n",
        "Transfer-Encoding: gzip, chunked\r\n",
        "Content-Encoding: " + "gzip, " * 500 + "gzip\r\n",
    ],
    ids=lambda headers: headers[:20].replace("\0", "NUL"),
)
@pytest.mark.parametrize("path", ["/", "/odd.html"])
def test_odd_headers(headers: str, path: str, tmp_path: Path) -> None:
    body = b"<html><title>t</title><body><a href='/next.html'>next</a></body></html>"
    routes: dict[str, Reply] = {
        "/": home("/odd.html"),
        path: BrokenOff(f"HTTP/1.1 200 OK\r\n{headers}\r\n".encode("latin-1") + body),
        "/next.html": ok(),
    }
    seen = inspected(routes, tmp_path)
    for one in seen.server.asked:
        assert "x-injected" not in one.headers
        assert sum(map(len, one.headers.values())) < 10_000


def test_a_cookie_jar_that_fills_up_does_not_close_the_site(tmp_path: Path) -> None:
    def cookies(asked: Asked) -> bytes:
        many = "".join(f"Set-Cookie: c{n}x{asked.before}={'v' * 1900}\r\n" for n in range(30))
        if sum(len(value) for value in asked.headers.values()) > 8_000:
            return ok(b"", status="431 Request Header Fields Too Large")
        return ok(f"<a href='/b.html'>b</a>{asked.path}", headers=many)

    seen = inspected(Everywhere({}, cookies), tmp_path)
    assert seen.pages == ["/", "/b.html"]


@pytest.mark.parametrize(
    "location",
    [
        "http://www.test.gov.cn/%0d%0aX-Injected:%201",
        "/a\rX-Injected: 1",
        "/a b c?d=\xff\xfe",
        "//",
        "http://",
        "http:///",
        "http://[::1",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "gopher://127.0.0.1:25/x",
        "http://127.0.0.1:22/",
        "/" + "x" * 50_000,
    ],
    ids=lambda location: location[:30],
)
def test_odd_redirects(location: str, tmp_path: Path) -> None:
    raw = ok(b"", status="302 Found", headers=f"Location: {location}\r\n")
    seen = inspected({"/": home("/odd.html"), "/odd.html": raw}, tmp_path)
    assert all("x-injected" not in one.headers for one in seen.server.asked)


def informal(_asked: Asked) -> Iterator[bytes]:
    while True:
        yield b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 100


def test_interim_answers_without_end(tmp_path: Path) -> None:
    seen = inspected({"/": home("/odd.html"), "/odd.html": informal}, tmp_path)
    assert seen.answer("/odd.html").reach is Reach.DEAD


# -- framing -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ("Transfer-Encoding: chunked", b"ZZ\r\n<p>broken</p>\r\n"),
        ("Transfer-Encoding: chunked", b"ffffffffffffffffffff\r\n<p>broken</p>"),
        ("Transfer-Encoding: chunked", b"-5\r\n<p>broken</p>"),
        ("Transfer-Encoding: chunked", b"5\r\n<p>br"),
        ("Transfer-Encoding: chunked", b"5\r\n<p>br\r\n0\r\n" + b"X-Trailer: 1\r\n" * 20_000),
        ("Transfer-Encoding: chunked", b"5;" + b"ext" * 100_000 + b"\r\n<p>br\r\n0\r\n\r\n"),
        ("Transfer-Encoding: chunked\r\nContent-Length: 3", b"5\r\n<p>br\r\n0\r\n\r\n"),
        ("Content-Length: 100000", b"<p>less than promised"),
        ("Content-Length: 3", b"<p>more than promised" * 1000),
        ("Content-Encoding: gzip", gzip.compress(b"<p>cut off" * 1000)[:-20]),
        ("Content-Encoding: gzip", gzip.compress(b"<p>x") + b"rubbish" * 1000),
        ("Content-Encoding: gzip", b"\x1f\x8b\x08\x00rubbish"),
        ("Content-Encoding: gzip", b"<p>not gzip"),
        ("X-Nothing: 1", b""),
        ("X-Nul: 1", b"\0" * 1000),
    ],
)
@pytest.mark.parametrize("path", ["/", "/odd.html"])
def test_broken_framing(headers: str, body: bytes, path: str, tmp_path: Path) -> None:
    routes: dict[str, Reply] = {"/": home("/odd.html")}
    routes[path] = BrokenOff(f"{HTML}{headers}\r\n\r\n".encode() + body)
    inspected(routes, tmp_path)


# -- other files -----------------------------------------------------------------------------------


def test_a_robots_file_of_50_megabytes(tmp_path: Path) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nUser-agent: *\nDisallow: /secret/\n"
    robots = again_and_again(b"Disallow: /*a*b*c*d\n" * 1000, 50_000_000, head)
    routes = {"/": home("/1.html", "/secret/2.html"), "/robots.txt": robots, "/1.html": home()}
    seen = inspected(routes, tmp_path)
    assert seen.pages == ["/", "/1.html"]
    assert seen.answer("/secret/2.html").reach is Reach.BLOCKED
    assert seen.server.sent < 10_000_000


def test_a_robots_file_that_never_comes(tmp_path: Path) -> None:
    routes = {
        "/": home("/1.html"),
        "/robots.txt": again_and_again(b"#", pause=0.2),
        "/1.html": home(),
    }
    assert inspected(routes, tmp_path).pages == ["/", "/1.html"]


ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {n} "{f"&{m};" * 10}">' for m, n in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + '<!ENTITY f SYSTEM "file:///etc/passwd">]><urlset><url><loc>&i;&f;</loc></url></urlset>'
)


@pytest.mark.parametrize(
    "sitemap",
    [
        ok(ENTITIES, "text/xml"),
        ok(ENTITIES, "application/xhtml+xml"),
        ok(gzip.compress(ENTITIES.encode() * 100_000), "application/x-gzip"),
        ok(gzip.compress(b"<url/>" * 9_000_000), "text/xml", headers="Content-Encoding: gzip\r\n"),
    ],
)
def test_a_site_map_that_is_a_bomb(sitemap: bytes, tmp_path: Path) -> None:
    names = ("/sitemap.xml", "/sitemap.html", "/sitemap.xml.gz")
    seen = inspected(dict.fromkeys(names, sitemap) | {"/": home(*names)}, tmp_path)
    assert b"root:" not in b"".join(
        path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()
    )
    assert seen.snapshot.home is not None


def test_bytes_that_no_address_and_no_page_has(tmp_path: Path) -> None:
    hrefs = ("/a\0b.html", "/%00.html", "/%ff%fe.html", "/\ud7ff.html", "/x.html#\0", "/?\x7f")
    page = home(*hrefs).replace("信息".encode(), b"\0\xff\xfe\x80")
    inspected(Everywhere({"/": page}, ok(bytes(range(256)) * 40)), tmp_path)
