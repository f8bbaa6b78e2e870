"""Repeated list blocks of a page: rows that are entries, not menus; and empty promises."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from xuncha.base import urls
from xuncha.evidence.reader.blocks import Blocks
from xuncha.evidence.reader.leads import Linker, kind_of
from xuncha.evidence.reader.outline import Element, Outline
from xuncha.evidence.reader.rows import RowReader
from xuncha.evidence.reader.titles import Row, Titles, rows
from xuncha.evidence.snapshot import Item, ItemList, LinkKind

#: More entries than any real list page shows.
MAX_ITEMS = 500
#: Shorter titles without dates are menu words (政务公开, 领导信息).
MENU_LENGTH = 8
#: Entries of the register that footers link to.
_RECORDED = re.compile(r"ICP\s*[备证]|公\s*网\s*安\s*备", re.IGNORECASE)
#: More runs of text than this are no single entry's.
_COMPACT = 24
#: Nor more than this of an entry with a summary.
_SUMMARY = 60
#: Several titles as long as this are no menu's.
_HEADLINES = 12
_BLOCKS = frozenset(("div", "table", "section", "footer", "header", "nav", "aside", "form"))
_LISTS = frozenset(("ul", "ol", "dl", "table", "tbody"))


@dataclass(slots=True, eq=False)
class Group:
    """Rows that stand under one container, or under several that are one list."""

    rows: list[Row]
    containers: list[Element]

    @property
    def first(self) -> Element:
        """The first container, where the list stands in the template."""
        return self.containers[0]

    @property
    def run(self) -> int:
        """Where its text begins."""
        return self.rows[0].element.run

    @property
    def run_end(self) -> int:
        """Where its text ends."""
        return self.containers[-1].run_end


def lists(
    outline: Outline, linker: Linker, titles: Titles, today: date
) -> tuple[tuple[ItemList, ...], list[tuple[int, int]]]:
    """Every item list of the page in reading order, empty and script-filled ones among them.

    With them the range of runs of each row of those that have several.
    """
    reader = RowReader(outline, today)
    groups = []
    for group in _groups(rows(titles), outline):
        group.rows = group.rows[:MAX_ITEMS]
        reader.read(group.rows, group.run_end)
        if _is_list(group, linker.base):
            groups.append(group)
    blocks = Blocks(outline, titles, linker, [g.run for g in groups])
    found = [(g.run, _as_list(g, blocks, outline)) for g in groups]
    found += blocks.empty()
    spans = [span for group in groups for span in _spans(group)]
    return tuple(one for _, one in sorted(found, key=lambda pair: pair[0])), sorted(spans)


def _spans(group: Group) -> list[tuple[int, int]]:
    """The range of runs of each row, where the rows are surely entries of a list."""
    longest = {1: 0, 2: _COMPACT}.get(len(group.rows), _SUMMARY)
    spans = [(row.element.run, row.element.run_end) for row in group.rows]
    return [(run, end) for run, end in spans if end - run <= longest]


def _groups(all_rows: list[Row], outline: Outline) -> list[Group]:
    by_container: dict[int, Group] = {}
    for row in all_rows:
        container = row.element.parent
        if container is None:
            continue
        if container.index not in by_container:
            by_container[container.index] = Group([], [container])
        by_container[container.index].rows.append(row)
    groups = [part for group in by_container.values() for part in _parted(group)]
    return _joined([_opened(group, outline) for group in groups], outline)


def _parted(group: Group) -> list[Group]:
    """Blocks of the page that hold one title each are no rows of one list."""
    kinds = {(row.element.tag, row.element.mark.kin) for row in group.rows}
    if len(kinds) < len(group.rows) or any(tag not in _BLOCKS for tag, _ in kinds):
        return [group]
    return [Group([row], group.containers) for row in group.rows]


def _opened(group: Group, outline: Outline) -> Group:
    """A list of one entry: its row reached up to the whole list, so come down to the list."""
    if len(group.rows) > 1:
        return group
    row = group.rows[0]
    while row.element.tag not in ("li", "tr", "dt", "dd", "a"):
        inner = next((c for c in outline.children(row.element) if c.holds(row.anchor)), None)
        if inner is None or inner is row.anchor:
            return group
        if row.element.tag in _LISTS and inner.tag in ("li", "tr", "dd", "dt"):
            group.containers = [row.element]
            row.element = inner
            return group
        if inner.run_end - inner.run < row.element.run_end - row.element.run and not _wraps(
            row.element, outline
        ):
            return group
        row.element = inner
    return group


def _wraps(one: Element, outline: Outline) -> bool:
    children = outline.children(one)
    return len(children) == 1 or any(e.tag in _LISTS for e in children)


def _joined(groups: list[Group], outline: Outline) -> list[Group]:
    """Put neighbouring containers of one make together: one list is often cut into several."""
    groups.sort(key=lambda g: g.first.index)
    joined: list[Group] = []
    for group in groups:
        last = joined[-1] if joined else None
        if last is not None and _continues(last, group, outline):
            last.rows += group.rows
            last.containers += group.containers
        else:
            joined.append(group)
    return joined


def _continues(last: Group, group: Group, outline: Outline) -> bool:
    one, two = last.containers[-1], group.first
    if one.parent is not two.parent or one.tag != two.tag or one.hidden != two.hidden:
        return False
    if last.rows[-1].element.tag != group.rows[0].element.tag:
        # A menu beside a list, not its first half.
        return False
    if one.index in outline.panels or two.index in outline.panels:
        return False
    if _stem(one) != _stem(two) or outline.between(one.run_end, two.run):
        return False
    between = outline.elements[one.end : two.index]
    return all(e.tag not in ("a", "h1", "h2", "h3", "h4", "img") for e in between)


def _stem(one: Element) -> str:
    return (one.get("class").split() or [""])[0].rstrip("0123456789_-")


def _is_list(group: Group, page_url: str) -> bool:
    """Whether rows are entries (信息) rather than a menu, a pager or links to elsewhere."""
    dated = sum(1 for row in group.rows if row.date is not None)
    first, count = group.first, len(group.rows)
    marks = [first.mark, *(a.mark for a, _ in zip(first.ancestors(), range(5), strict=False))]
    if any(_RECORDED.search(row.title) for row in group.rows):
        return False
    if count > 1 and len({row.title for row in group.rows}) == 1:
        # The pictures of one article, all called as it is.
        return False
    if dated * 2 > count:
        return count > 2 or all(_is_compact(row) for row in group.rows)
    length = sum(len(row.title) for row in group.rows) / count
    if length < MENU_LENGTH or first.mark.furniture or _in_furniture(first):
        return False
    # Some systems call what stands around a column's list a menu too.
    called = first.mark.listish or group.rows[0].element.tag == "article"
    headlines = called and count > 2 and length >= _HEADLINES
    if not headlines and any(mark.furniture or mark.pager for mark in marks):
        return False
    if _inside_article(first) or _files(group):
        return False
    outside = sum(1 for row in group.rows if row.url and not urls.same_site(row.url, page_url))
    if outside * 2 > count and length < 2 * MENU_LENGTH:
        return False
    return count > 1 or (group.first.tag in _LISTS and length >= 10)


def _is_compact(row: Row) -> bool:
    """One or two rows are entries only where little but title and date stands in them."""
    one = row.element
    # The column's name in a breadcrumb is none, though the day of the article follows it; nor is
    # the site map in a footer, though the day of a short article stands before it.
    beside = one.mark.crumbs or one.mark.furniture or _in_furniture(one)
    return one.run_end - one.run <= _COMPACT and len(row.title) >= 4 and not beside


def _in_furniture(one: Element) -> bool:
    return any(a.tag in ("nav", "header", "footer", "select") for a in one.ancestors())


def _inside_article(one: Element) -> bool:
    return one.tag in ("p", "span", "strong") or any(
        above.mark.body for above in (one, *one.ancestors())
    )


def _files(group: Group) -> bool:
    """Undated links to documents alone are the attachments of an article."""
    return all(row.url and kind_of(row.url) is LinkKind.ATTACHMENT for row in group.rows)


def _as_list(group: Group, blocks: Blocks, outline: Outline) -> ItemList:
    heading = blocks.heading(group.containers[0], group.run, group.run_end)
    items = tuple(Item(row.title, row.url, row.date, row.pinned) for row in group.rows)
    hidden = all(row.anchor.hidden for row in group.rows)
    return ItemList(
        heading=heading.text,
        items=items,
        place=outline.place(group.first),
        more=heading.more,
        hidden=hidden,
        total=blocks.total(group.run_end),
    )
