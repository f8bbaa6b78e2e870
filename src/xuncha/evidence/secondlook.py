"""A second look with a browser at what static HTML cannot decide: lists and pages scripts build."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, Protocol

from xuncha.base.urls import same_site
from xuncha.evidence.browser import find_browser
from xuncha.evidence.held import Holding
from xuncha.evidence.response import Fetcher, Reach, Response
from xuncha.evidence.snapshot import Column, LinkKind, Page, Snapshot

if TYPE_CHECKING:
    from xuncha.evidence.render import Rendered

When = Literal["auto", "never", "always"]

#: Pages of one site that are looked at again at most: a page costs hundreds of times what reading
#: it costs.
MOST = 30


class Browser(Protocol):
    """What shows a page as a visitor's browser builds it."""

    async def render(self, url: str) -> Rendered | None:
        """`url` as its scripts leave it, None when the browser cannot do it."""
        ...


async def look_again(
    snapshot: Snapshot,
    browser: Browser,
    read: Callable[[Response, int], Page],
    *,
    when: When,
) -> Mapping[str, Page]:
    """The pages that scripts changed, by address; what the browser could not show is left out."""
    wanted = _wanted(snapshot, when)
    pages = {page.url: page for page in snapshot.pages or () if page.url in wanted}
    changed = {}
    for url, page in pages.items():
        shown = await browser.render(url)
        if shown is not None:
            changed[url] = _decided(read(_response(page, shown), page.depth), page)
    return changed


async def look_at(
    response: Response,
    fetcher: Fetcher,
    read: Callable[[Response, int], Page],
    *,
    when: When,
) -> Page:
    """One page as it is read, with a browser where that is asked for or static HTML cannot decide.

    The browser is given `response` for the page itself; all else comes through `fetcher`.
    """
    page = read(response, 0)
    program = find_browser() if when != "never" else None
    doubtful = page.scripted or any(one.scripted or not one.items for one in page.lists)
    if program is None or not (doubtful or when == "always"):
        return page
    # What drives a browser takes long to load, and most runs have no use for it.
    from xuncha.evidence.render import Budget, Renderer

    async with Renderer(Holding(response, fetcher), program, Budget(tabs=1)) as browser:
        shown = await browser.render(page.url)
    return page if shown is None else _decided(read(_response(page, shown), 0), page)


def _wanted(snapshot: Snapshot, when: When) -> frozenset[str]:
    return frozenset(list(dict.fromkeys(_doubtful(snapshot, when)))[:MOST])


def _doubtful(snapshot: Snapshot, when: When) -> Iterator[str]:
    home = snapshot.home
    if home is None:
        return
    if when == "always" or home.scripted or any(one.scripted for one in home.lists):
        yield home.url
    for column in snapshot.columns or ():
        if column.reach is Reach.OK and (when == "always" or _in_doubt(column, home)):
            yield column.url if same_site(column.url, home.url) else home.url


def _in_doubt(column: Column, home: Page) -> bool:
    """A script fills it; or it is blank, which is rendered before it is said."""
    if column.undecided == "script":
        return True
    return bool(column.blank) and _has_scripts(home)


def _has_scripts(page: Page) -> bool:
    return any(link.kind is LinkKind.SCRIPT for link in page.links)


def _response(page: Page, shown: Rendered) -> Response:
    return Response(
        asked=page.asked,
        answered=page.answered,
        reach=Reach.OK,
        when=datetime.now(UTC),
        status=page.status,
        headers=(("content-type", "text/html; charset=utf-8"),),
        body=shown.html.encode("utf-8", "replace"),
    )


def _decided(seen: Page, static: Page) -> Page:
    """What the browser shows is what there is: no script is waited for any more.

    Size, hash and charset stay those of what the server sent, since that is what the archive holds.
    """
    return replace(
        seen,
        url=static.url,
        asked=static.asked,
        answered=static.answered,
        kind=static.kind if seen.kind == "other" else seen.kind,
        when=static.when,
        headers=static.headers,
        seconds=static.seconds,
        size=static.size,
        sha256=static.sha256,
        charset=static.charset,
        charset_from=static.charset_from,
        scripted=False,
        lists=tuple(replace(one, scripted=False) for one in seen.lists),
    )
