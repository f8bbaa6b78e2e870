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
    blocks = [one for one in own if is_block(one, column)]
    full = [one for one in own if one.items and not one.hidden]
    best = max(full, key=lambda one: _weight(one, column), default=None)
    if best is not None and not _is_beside(best, own, column):
        if len(blocks) >= 2 and any(best is one for one in blocks):
            # A page of sub-columns: everything its blocks show is its own.
            return replace(best, items=tuple(dict.fromkeys(i for b in blocks for i in b.items)))
        return _continued(best, own)
    hidden = next((one for one in own if one.items and one.hidden), None)
    if hidden is not None:
        return hidden
    empty = [one for one in own if not words.LEADS_AWAY.search(one.heading)]
    return max(empty, key=lambda one: (one.scripted, one.total == 0), default=None)


def _is_beside(best: ItemList, lists: Sequence[ItemList], column: str) -> bool:
    """Whether the fullest list stands beside the column's own, which is empty."""
    if _is_aside(best, column):
        return _promised(lists, column)
    if fold(best.heading) == fold(column) or any(item.date is not None for item in best.items):
        return False
    return any(not one.items and column and fold(one.heading) == fold(column) for one in lists)


def _is_aside(one: ItemList, column: str) -> bool:
    """Whether a list stands beside the column's own: 最新信息, 热点."""
    return bool(words.ASIDE.search(one.heading)) and fold(one.heading) != fold(column)


def _promised(lists: Sequence[ItemList], column: str) -> bool:
    """Whether an empty list is the column's own: called so, or without another name."""
    names = ("", fold(column))
    return any(
        not one.items and (fold(one.heading) in names or one.total == 0 or one.scripted)
        for one in lists
    )


def is_block(one: ItemList, column: str) -> bool:
    """A list that leads to a column of its own."""
    named = one.items and one.heading and one.more and not one.hidden
    return bool(named) and fold(one.heading) != fold(column) and not _is_aside(one, column)


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
    elif _is_aside(one, column):
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
