"""What a page is for: home, column, article or other."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from xuncha.evidence.reader import words
from xuncha.evidence.reader.text import Headline
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
    crumbs: list[str],
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
    if _HOME_PATH.match(parts.path) and not parts.query and not crumbs:
        return PageKind.HOME
    # What nobody sees, and what stands beside every page, does not say what this one is for.
    lists = tuple(one for one in lists if not one.hidden and not words.ASIDE.search(one.heading))
    entries = max((len(one.items) for one in lists if _is_dated(one)), default=0)
    dated = when.visible is not None or when.meta is not None
    shown = {i.date for one in lists if _is_dated(one) for i in one.items}
    # A short list's own dates do not make its page an article.
    own = when.meta is not None or when.visible not in shown
    # Articles carry their column's name too; one that shows its own day is no column.
    article = dated and own and head is not None and entries < 3
    if "columnname" in said and "pubdate" not in said and not article:
        return PageKind.COLUMN
    if head is not None and dated and ((entries < 3 and own) or len(main) > 300):
        return PageKind.ARTICLE
    if any(len(one.items) >= 3 for one in lists) or any(not one.items for one in lists):
        return PageKind.COLUMN
    if "columnname" in said or any(one.items for one in lists):
        return PageKind.COLUMN
    return PageKind.ARTICLE if head is not None and len(main) >= MIN_ARTICLE else PageKind.OTHER


def _is_dated(one: ItemList) -> bool:
    """Whether more than half of a list's items carry a date."""
    return sum(item.date is not None for item in one.items) * 2 > len(one.items)
