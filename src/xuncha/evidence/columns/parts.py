"""The sub-columns of a column whose own page only leads to them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from xuncha.evidence.columns.items import is_block
from xuncha.evidence.snapshot import Column, LinkKind, Page, PageKind

if TYPE_CHECKING:
    from xuncha.evidence.columns.sheets import Sheet, Sheets

#: The page that stands for a folder.
_INDEX = re.compile(r"/(?:(?:index|default|list)\.\w{2,5})?$", re.IGNORECASE)
#: Fewer links at one place are no menu; most of a menu of sub-columns lead to columns.
_MENU, _MOST = 2, 0.6


def menus(page: Page) -> tuple[frozenset[str], ...]:
    """The addresses that stand together at one place of a page's template."""
    places: dict[str, set[str]] = {}
    for link in page.links:
        if link.kind is LinkKind.PAGE and link.text and not link.hidden:
            places.setdefault(link.place, set()).add(link.url)
    return tuple(frozenset(urls) for urls in places.values() if len(urls) >= _MENU)


def below(sheet: Sheet, sheets: Sheets) -> tuple[str, ...]:
    """Columns that stand below this one in the tree of addresses and that it links to."""
    split = urlsplit(sheet.url)
    if split.query or not _INDEX.search(split.path):
        return ()
    stem = sheet.url.rpartition("/")[0] + "/"
    under = (u for u in sorted(sheet.leads) if u.startswith(stem) and "/" in u[len(stem) :])
    return tuple(_columns(under, sheets))


def in_menus(sheet: Sheet, sheets: Sheets, of_home: Collection[frozenset[str]]) -> tuple[str, ...]:
    """The columns of a menu that is the page's own.

    The menus of the home page are the site's; one that holds the page itself is of its siblings.
    """
    found: list[str] = []
    for menu in sheet.menus:
        if sheet.url in menu or menu in of_home:
            continue
        columns = _columns(sorted(menu), sheets)
        if len(columns) >= max(_MENU, _MOST * len(menu)):
            found += columns
    return tuple(dict.fromkeys(found))


def of_blocks(column: Column, sheet: Sheet, landed: Callable[[str], str]) -> list[str]:
    """The columns to which the blocks of a page lead, by their 更多."""
    leads = [one.more for one in sheet.lists if one.more and is_block(one, column.name)]
    found = [f"column:{landed(url)}" for url in leads]
    return [one for one in dict.fromkeys(found) if one != column.identity]


def own_leads(sheet: Sheet, sheets: Sheets) -> list[str]:
    """Pages that only this page and hardly another links to."""
    return [
        url
        for url in sheet.leads
        if sheets.linked[url] <= 1 and url != sheet.url and not sheets.is_later(url)
    ]


def _columns(urls: Iterable[str], sheets: Sheets) -> list[str]:
    found = []
    for url in urls:
        sheet = None if sheets.is_later(url) else sheets.find(url)
        if sheet is not None and sheet.kind is PageKind.COLUMN:
            found.append(f"column:{sheet.url}")
    return found
