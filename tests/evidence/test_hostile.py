"""Servers that mean harm, or are broken as if they did: each visit ends, and gets its verdict."""

from __future__ import annotations

import gzip
import subprocess
import sys
import time
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
import zstandard
from tests.evidence.loopback import Asked, Everywhere, Reply, again_and_again, moved, ok, serving
from tests.evidence.visiting import HTML, SMALL, home, inspected

from xuncha.evidence.response import Failure, Reach

# -- bodies --------------------------------------------------------------------------------------

PUBLISHED = Path(__file__).parents[1] / "data" / "compressed"
BOMBS = {
    name: (PUBLISHED / f"bomb-{name}.bin").read_bytes()
    for name in ("br", "deflate", "gzip", "zstd")
} | {
    "gzip of 60 MB": gzip.compress(bytes(60_000_000), mtime=0),
    "gzip of gzip": gzip.compress(gzip.compress(bytes(60_000_000), mtime=0)),
    "gzip, gzip": gzip.compress(gzip.compress(bytes(60_000_000), mtime=0)),
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
        assert page.size <= SMALL.max_body
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
    plan = replace(SMALL, max_raw=30_000_000, max_body=30_000_000, page_timeout=5.0)
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
    plan = replace(SMALL, max_raw=10_000_000, max_body=10_000_000)
    seen = inspected({"/": page}, tmp_path, plan)
    assert len(seen.server.asked) < 4 * SMALL.max_pages


# -- memory --------------------------------------------------------------------------------------

#: What costs most for its bytes, each five million of them or more.
HEAVY: dict[str, Reply] = {
    "gzip of tags": ok(
        gzip.compress(b"<p>x" * 15_000_000, mtime=0), headers="Content-Encoding: gzip\r\n"
    ),
    "gzip of text": ok(
        gzip.compress("\U0001f600".encode() * 8_000_000, mtime=0),
        headers="Content-Encoding: gzip\r\n",
    ),
    "paragraphs": ok(b"<p>a" * 1_250_000),
    "links": ok("".join(f"<a href='/{n}/x.html'>{n}</a>" for n in range(150_000))),
    "lists": ok("".join(f"<ul><li><a href='/{n}/x.html'>{n}</a></ul>" for n in range(100_000))),
    "depth": ok(b"<div>" * 1_000_000),
    "attributes": ok(b"<p a=b c=d>" * 400_000),
    "GBK": ok("政府工作报告".encode("gbk") * 400_000, "text/html; charset=gbk"),
    "styles": ok(b"<style>" + b".a{display:none}" * 300_000),
    "scripts": ok(b"<script>" + b'var a="/a/b.html";' * 250_000),
    "endless": ENDLESS,
}


@pytest.mark.parametrize("alone", [True, False], ids=["4 of each", "one of each"])
def test_no_site_takes_200_megabytes(alone: bool, tmp_path: Path) -> None:
    """With the usual caps, in a process of its own."""
    kinds = [{name: HEAVY[name]} for name in ("links", "lists", "GBK")] if alone else [HEAVY]
    for number, heavy in enumerate(kinds):
        pages = {
            f"/{n}/{copy}.html": reply
            for n, reply in enumerate(heavy.values())
            for copy in range(4 if alone else 1)
        }
        folder = tmp_path / str(number)
        folder.mkdir()
        gone = ok("none", status="404 Not Found")
        with serving(Everywhere({"/": home(*pages)} | pages, gone)) as server:
            words = [sys.executable, "-m", "tests.evidence.alone", str(server.port), str(folder)]
            done = subprocess.run(words, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        assert int(done.stdout) < 200


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
    plan = replace(SMALL, max_seconds=3.0, max_checks=1000)
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
    inspected(routes, tmp_path, replace(SMALL, max_seconds=3.0))


def test_a_robots_file_that_asks_for_a_pause_without_end(tmp_path: Path) -> None:
    robots = ok("User-agent: *\nCrawl-delay: 999999999\n", "text/plain")
    routes = {"/": home("/1.html", "/2.html"), "/robots.txt": robots, "/1.html": home()}
    inspected(routes, tmp_path, replace(SMALL, max_seconds=1.0))


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
    assert len(seen.answer("/circle.html").hops) <= SMALL.redirects


def test_an_entrance_that_leads_on_for_ever(tmp_path: Path) -> None:
    def onward(asked: Asked) -> bytes:
        number = int(asked.path.partition("=")[2] or 0)
        return ok(f'<meta http-equiv="refresh" content="0; url=/?n={number + 1}">')

    seen = inspected(Everywhere({}, onward), tmp_path)
    assert len(seen.server.asked) < 3 * SMALL.max_pages


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
    assert 1 < len(seen.pages) <= SMALL.max_pages
    assert len(seen.server.asked) < 3 * SMALL.max_pages
