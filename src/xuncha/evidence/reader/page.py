"""One page read: the parts of this room put together."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date

from xuncha.base import charset
from xuncha.evidence.reader import dates, guards, scripts, text
from xuncha.evidence.reader.crumbs import Crumbs, breadcrumb
from xuncha.evidence.reader.elements import elements
from xuncha.evidence.reader.headline import Around, Headline, bare, headline
from xuncha.evidence.reader.kind import kind
from xuncha.evidence.reader.leads import Linker
from xuncha.evidence.reader.links import links
from xuncha.evidence.reader.lists import lists
from xuncha.evidence.reader.outline import Element, Outline
from xuncha.evidence.reader.titles import Titles
from xuncha.evidence.reader.tree import MAX_BYTES, grow
from xuncha.evidence.response import Response
from xuncha.evidence.snapshot import Meta, Page, PageKind

_SHELL = re.compile(r"^(?:app|root|__nuxt|__next|main|container|vue-app)$")
#: A name of so many characters is a headline's, not a column's.
LONG = 14
#: What a script has yet to fill in.
_BOUND = re.compile(r"\{\{[^{}]{1,60}\}\}")
#: A shell's own words ("loading", "请启用JavaScript") are shorter than this.
_SHELL_TEXT = 60


def read(response: Response, *, depth: int, today: date, home: bool = False) -> Page:
    """Read an answered HTML response.

    `depth` is the number of clicks from the home page, `today` what year-less and relative dates
    count from, `home` says that this is the site's home page. Never raises for what a page holds.
    """
    cut = response.cut or len(response.body) > MAX_BYTES
    body = response.body[:MAX_BYTES]
    decoded = charset.decode(body, response.header("content-type"), cut=cut)
    outline = grow(decoded.text)
    url = response.answered or response.asked
    linker = Linker(url, decoded.charset, outline.base)
    targets = {one.index: linker.target(one.attrs) for one in outline.anchors}
    metas = _metas(outline)
    crumbs = breadcrumb(outline)
    titles = Titles(outline, targets, crumbs, url)
    # A page that shows nothing may still speak, in a box: "您要查看的信息不存在".
    shown = text.visible(outline) or next(filter(None, map(_told, outline.scripts)), "")
    found, rows = lists(outline, linker, titles, today)
    head = _headline(outline, metas, crumbs, targets, rows)
    runs = head.runs if head else None
    listed = next((run for run, _ in rows if runs and run >= runs[1]), len(outline.runs))
    when = dates.published(outline, metas, url, runs, listed, today)
    main = text.main(outline, head)
    leads = links(outline, linker, targets)
    sort = kind(url, outline.title, home, metas, head, main, found, when, crumbs.steps)
    if sort in (PageKind.COLUMN, PageKind.HOME):
        when = dates.of_list(when)
    return Page(
        url=url,
        asked=response.asked,
        answered=url,
        status=response.status or 0,
        when=response.when,
        kind=sort,
        title=outline.title,
        heading=head.text if head else "",
        headers=response.headers,
        seconds=response.seconds,
        depth=depth,
        size=len(response.body),
        sha256=hashlib.sha256(response.body).hexdigest(),
        charset=decoded.charset,
        charset_from=decoded.source,
        metas=metas,
        published=when,
        text=shown,
        main=main if sort == PageKind.ARTICLE else "",
        column=""
        if sort == PageKind.HOME
        else _column(outline, crumbs, metas, head if sort == PageKind.ARTICLE else None),
        links=leads,
        lists=found,
        elements=elements(outline, leads, linker, metas, shown),
        scripted=_scripted(outline, shown),
        forms=guards.forms(outline, linker),
        remarks=tuple(outline.remarks[: guards.MOST]),
        signs=guards.signs(outline, decoded.text, linker),
    )


def _headline(
    outline: Outline,
    metas: tuple[Meta, ...],
    crumbs: Crumbs,
    targets: Mapping[int, str | None],
    rows: list[tuple[int, int]],
) -> Headline | None:
    said = {m.name: m.content for m in reversed(metas)}
    # A path may end in the headline, which is longer than any column's name.
    steps = [
        step
        for at, step in enumerate(crumbs.steps, 1)
        if at < len(crumbs.steps) or len(step) < LONG
    ]
    columns = {bare(step) for step in (*steps, said.get("columnname", ""))}
    around = Around(columns, bare(said.get("sitename", "")), targets, rows, crumbs.last)
    return headline(outline, said.get("articletitle", ""), around)


def _column(
    outline: Outline, crumbs: Crumbs, metas: tuple[Meta, ...], head: Headline | None
) -> str:
    return text.column(crumbs.steps, metas, head) or text.filed_under(outline, head)


def _told(script: tuple[Element, str]) -> str:
    return scripts.told(script[1])


def _metas(outline: Outline) -> tuple[Meta, ...]:
    found = []
    for one in outline.carriers:
        if one.tag == "meta":
            name = one.get("name") or one.get("property") or one.get("itemprop")
            name = name.lower() or _policy(one.get("http-equiv").lower())
            if name:
                found.append(Meta(name, one.get("content")))
    return tuple(found)


def _policy(equivalent: str) -> str:
    """The one header in a page's source that a check asks for, "" for all others."""
    return equivalent if equivalent == "content-security-policy" else ""


def _scripted(outline: Outline, shown: str) -> bool:
    """Whether a script builds the page: an empty shell, or hardly a word beside bindings."""
    if len(shown) > 4 * _SHELL_TEXT or any(
        one.tag in ("frameset", "iframe") for one in outline.carriers
    ):
        return False
    if not outline.scripts and not any(one.tag == "script" for one in outline.carriers):
        return False
    if _BOUND.search(shown):
        return True
    shell = any(
        one.tag == "div" and one.end == one.index + 1 and _SHELL.match(one.get("id"))
        for one in outline.elements
    )
    return shell or (len(shown) < _SHELL_TEXT and any(scripts.asks(t) for _, t in outline.scripts))
