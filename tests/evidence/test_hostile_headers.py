"""Headers, framing and files that no server should send: each visit ends, and gets its verdict."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.evidence.loopback import Asked, BrokenOff, Everywhere, Reply, again_and_again, ok
from tests.evidence.visiting import HTML, home, inspected

from xuncha.evidence.response import Reach

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
        ("Content-Encoding: gzip", gzip.compress(b"<p>cut off" * 1000, mtime=0)[:-20]),
        ("Content-Encoding: gzip", gzip.compress(b"<p>x", mtime=0) + b"rubbish" * 1000),
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
        ok(gzip.compress(ENTITIES.encode() * 100_000, mtime=0), "application/x-gzip"),
        ok(
            gzip.compress(b"<url/>" * 9_000_000, mtime=0),
            "text/xml",
            headers="Content-Encoding: gzip\r\n",
        ),
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
