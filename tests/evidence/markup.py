"""Reads a piece of markup as a page of an example site."""

from __future__ import annotations

from datetime import UTC, date, datetime

from xuncha.evidence.reader import addresses, read
from xuncha.evidence.response import Reach, Response
from xuncha.evidence.snapshot import LinkKind, Page

TODAY = date(2017, 12, 5)
SITE = "http://www.example.gov.cn"
WHEN = datetime(2017, 12, 5, 2, tzinfo=UTC)


def response(html: str | bytes, url: str = "/zwgk/index.html", kind: str = "text/html") -> Response:
    """An answer with this body; a path stands on the example site."""
    body = html.encode() if isinstance(html, str) else html
    url = url if "://" in url else SITE + url
    return Response(
        url, url, Reach.OK, WHEN, status=200, headers=(("content-type", kind),), body=body
    )


def page(
    html: str | bytes,
    url: str = "/zwgk/index.html",
    *,
    home: bool = False,
    depth: int = 1,
    kind: str = "text/html",
) -> Page:
    """The markup, read."""
    return read(response(html, url, kind), depth=depth, today=TODAY, home=home)


def leads(html: str | bytes, url: str = "/zwgk/index.html") -> dict[str, LinkKind]:
    """Where the markup leads; the site's own addresses as paths.

    Checks on the way that a link check finds what a reading finds.
    """
    found = addresses(response(html, url))
    links = page(html, url).links
    assert set(found) == {link.url for link in links}
    return {url.removeprefix(SITE): kind for url, kind in found.items()}


def path(url: str | None) -> str | None:
    """An address of the example site as a path."""
    return url.removeprefix(SITE) if url is not None else None
