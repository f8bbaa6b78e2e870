"""What a page is for: home, column, article or other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from xuncha.base.text import fold
from xuncha.evidence.reader import dates, words
from xuncha.evidence.reader.headline import Headline
from xuncha.evidence.snapshot import ItemList, Meta, PageKind, Published

_HOME_PATH = re.compile(r"^/(?:(?:index|default|main|home)\.\w{2,5})?$", re.IGNORECASE)
_ARTICLE_META = frozenset(("articletitle", "pubdate", "contentsource"))
#: What servers call the list of a folder's files.
_LISTING = re.compile(r"Index of /|Directory Listing For |.{1,80} - /$")
#: Shorter text under a headline may be a caption or a hint, not an article.
MIN_ARTICLE = 60


def kind(
    url: str,
    title: str,
    home: bool,
    metas: tuple[Meta, ...],
    head: Headline | None,
    main: str,
    lists: tuple[ItemList, ...],
    when: Published,
    steps: Sequence[str],
) -> PageKind:
    """Judge by what the page declares, then by what it holds."""
    if home:
        return PageKind.HOME
    if _LISTING.match(title):
        return PageKind.OTHER
    said = {m.name for m in metas if m.content.strip()}
    if "articletitle" in said or ("pubdate" in said and "columnname" not in said):
        return PageKind.ARTICLE
    parts = urlsplit(url)
    if _HOME_PATH.match(parts.path) and not parts.query and not steps:
        return PageKind.HOME
    # What nobody sees does not say what a page is for.
    hidden = any(one.hidden and _is_under_its_name(one, steps) for one in lists)
    lists = tuple(one for one in lists if not one.hidden)
    titled = head is not None and not head.column and not _is_listed(head.text, lists)
    if titled and _is_article(main, lists, when, "columnname" in said):
        return PageKind.ARTICLE
    if "columnname" in said:
        return PageKind.COLUMN
    own = [one for one in lists if not _is_aside(one, steps)]
    # What a script fills is a list of the column's only where the page belongs to one.
    if any(steps or one.items or not one.scripted for one in own) or (hidden and not titled):
        return PageKind.COLUMN
    # A text with nothing but 最新信息 beside it lists nothing of its own.
    if len(main) < MIN_ARTICLE:
        return PageKind.COLUMN if any(one.items for one in lists) else PageKind.OTHER
    return PageKind.ARTICLE if titled else PageKind.OTHER


def _is_article(main: str, lists: tuple[ItemList, ...], when: Published, in_column: bool) -> bool:
    """Whether a page with a headline shows a day of its own and says more than it lists."""
    if when.visible is None and when.meta is None:
        return False
    dated = [one for one in lists if _is_dated(one)]
    if dates.stands_under(when) and (len(main) >= MIN_ARTICLE or not dated):
        return True
    # A short list's own dates do not make its page an article.
    shown = {item.date for one in dated for item in one.items}
    own = when.meta is not None or when.visible not in shown
    if own and all(len(one.items) < 3 for one in dated):
        return True
    # Articles carry their column's name too; a column's list may say much.
    return len(main) > 300 and not (in_column and when.meta is None)


def _is_aside(one: ItemList, steps: Sequence[str]) -> bool:
    """Whether a list recurs beside the texts of a site: 最新信息, 热点, 相关稿件."""
    return bool(words.ASIDE.search(one.heading)) and not _is_under_its_name(one, steps)


def _is_under_its_name(one: ItemList, steps: Sequence[str]) -> bool:
    """Whether a list stands under the name that the path to the page gives: a column's own."""
    return any(fold(one.heading) == fold(step) for step in steps)


def _is_listed(headline: str, lists: tuple[ItemList, ...]) -> bool:
    """Whether what looks like a headline is an entry of a list of dated entries."""
    wanted = fold(headline)
    return any(
        fold(item.title) == wanted
        for one in lists
        if _is_dated(one) and (len(one.items) >= 3 or not words.ASIDE.search(one.heading))
        for item in one.items
    )


def _is_dated(one: ItemList) -> bool:
    """Whether more than half of a list's items carry a date."""
    return sum(item.date is not None for item in one.items) * 2 > len(one.items)
