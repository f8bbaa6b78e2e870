"""The list that a page is about, among menus, sidebars and blocks."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from xuncha.base.text import fold
from xuncha.evidence.reader import words
from xuncha.evidence.snapshot import Item, ItemList, Page, PageKind

_DIGITS = re.compile(r"\d+")


def items_of(page: Page) -> ItemList | None:
    """The page's own main list; None where the page has no list and no container of one.

    On a home page it is everything its blocks list; an article has none.
    """
    if page.kind is PageKind.ARTICLE:
        return None
    if page.kind is PageKind.HOME:
        return _whole(page.lists)
    return main_list(page.lists, page.column)


def _whole(lists: Sequence[ItemList]) -> ItemList | None:
    seen: dict[tuple[str, str | None], Item] = {}
    for one in lists:
        if not one.hidden:
            for item in one.items:
                seen.setdefault((item.title, item.url), item)
    if not lists:
        return None
    scripted = not seen and any(one.scripted for one in lists)
    return ItemList("", tuple(seen.values()), scripted=scripted)


def main_list(
    lists: Sequence[ItemList], column: str, template: Container[int] = ()
) -> ItemList | None:
    """The list of a column page that is its own; `template` are marks of lists to pass over."""
    own = [one for one in lists if mark(one) not in template]
    full = [one for one in own if one.items and not one.hidden]
    if full:
        best = max(full, key=lambda one: _weight(one, column))
        return _continued(best, own)
    hidden = next((one for one in own if one.items), None)
    if hidden is not None:
        return hidden
    empty = [one for one in own if not words.LEADS_AWAY.search(one.heading)]
    return max(empty, key=lambda one: (one.scripted, one.total == 0), default=None)


def mark(one: ItemList) -> int:
    """The same number for the same entries at the same place of a template.

    What nobody sees has no heading, so what stands above it by chance does not matter.
    """
    if one.hidden:
        return hash(tuple(item.url or item.title for item in one.items))
    return hash((one.place, one.heading, tuple(item.url or item.title for item in one.items)))


def _weight(one: ItemList, column: str) -> float:
    dated = sum(1 for item in one.items if item.date is not None)
    length = sum(min(len(item.title), 30) for item in one.items) / len(one.items)
    weight = 3 * dated + len(one.items) * (0.3 + length / 30)
    if one.total is not None:
        weight *= 1.5
    if column and fold(one.heading) == fold(column):
        weight *= 1.6
    elif words.ASIDE.search(one.heading):
        weight *= 0.15
    elif one.more is not None:
        weight *= 0.8
    return weight


def _continued(best: ItemList, lists: Sequence[ItemList]) -> ItemList:
    """A list cut into several containers, put together: what follows has no heading of its own."""
    at = next(i for i, one in enumerate(lists) if one is best)
    items = list(best.items)
    stem = _DIGITS.sub("", best.place)
    for one in lists[at + 1 :]:
        if one.heading or one.hidden or _DIGITS.sub("", one.place) != stem:
            break
        items += one.items
    for one in reversed(lists[:at]):
        if one.hidden or _DIGITS.sub("", one.place) != stem or best.heading:
            break
        items = [*one.items, *items]
        best = replace(best, heading=one.heading)
    return best if len(items) == len(best.items) else replace(best, items=tuple(items))


def newest(items: Iterable[Item], today: date) -> date | None:
    """The newest possible date: a day after tomorrow is a mistake, never an update."""
    limit = today + timedelta(days=1)
    return max(
        (
            i.date.day
            for i in items
            if i.date is not None and i.date.day is not None and i.date.day <= limit
        ),
        default=None,
    )
