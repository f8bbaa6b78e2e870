"""What the survey keeps of each page while the pages stream by: little, so 20,000 of them fit."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from xuncha.base.text import fold
from xuncha.evidence.columns import parts
from xuncha.evidence.columns.items import mark
from xuncha.evidence.reader import words
from xuncha.evidence.reader.words import CRUMB
from xuncha.evidence.snapshot import ItemList, LinkKind, Page, PageKind

#: A page with more text than this is not blank.
MAX_SHORT = 6000
#: Of one list no more entries are kept: the newest stand first, pinned ones before them.
MAX_ITEMS = 120
_LATER = re.compile(
    r"^[\[【<\s]*(?:下[一1]?\s?页|后一?页|尾\s?页|末\s?页|最后一?页|next|last|[2-9]|[1-9]\d{1,3})[\]】>»›\s]*$",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?<=/)(index|default|list|node)[_-]\d{1,4}(?=\.\w{2,5}$)")
_PAGE_QUERY = re.compile(
    r"[?&](?:page|p|pg|pageno|pageindex|pagenum|currentpage|curpage|page_no|cur_page|pagenumber)=(?!1(?:&|$))\d+",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Sheet:
    """A page that may be a column, reduced to what decides about it."""

    url: str
    kind: PageKind
    name: str
    meta: str
    title: str
    depth: int
    lists: tuple[ItemList, ...]
    scripted: bool
    #: Length of the visible text and the words in it that say nothing is here.
    length: int
    nothing: str
    closed: bool
    #: Same-site pages it links to, and the addresses of its frames.
    leads: tuple[str, ...]
    frames: tuple[str, ...]
    main: int = 0
    #: Its lines, as numbers, with their lengths; () where it is too long to be blank.
    lines: tuple[tuple[int, int], ...] = ()
    #: The menus of a page that lists nothing.
    menus: tuple[frozenset[str], ...] = ()


@dataclass(slots=True)
class Sheets:
    """Everything the survey needs of a site's pages."""

    home_url: str
    #: Addresses of the site's register of columns.
    declared: frozenset[str]
    columns: dict[str, Sheet] = field(default_factory=dict)
    #: Publication day by address, of every page that shows one; pages without have None.
    published: dict[str, date | None] = field(default_factory=dict)
    #: Addresses as linked to the page they led to.
    landed: dict[str, str] = field(default_factory=dict)
    #: Later pages of a list, as pagers link them.
    later: set[str] = field(default_factory=set)
    #: How many column pages link to an address: menus link everywhere.
    linked: Counter[str] = field(default_factory=Counter)
    #: How many column pages show a line.
    lines: Counter[int] = field(default_factory=Counter)
    #: Names of the columns on whose pages a list stands at one place, by the list's mark.
    _listing: dict[int, set[str]] = field(default_factory=dict)

    def take(self, page: Page) -> None:
        """Keep of one page what is needed; pages may come while the visit still goes on."""
        for address in (page.asked, page.answered):
            if address != page.url:
                self.landed[address] = page.url
        self.published[page.url] = page.published.used
        if page.kind is PageKind.ARTICLE and not self.declared & {page.url, page.asked}:
            return
        sheet = _sheet(page)
        self.columns[page.url] = sheet
        self.later.update(
            link.url
            for link in page.links
            if link.kind is LinkKind.PAGE and link.url != page.url and _LATER.match(link.text)
        )
        if page.url != self.home_url:
            self.linked.update(set(sheet.leads))
            self.lines.update({number for number, _ in sheet.lines})
            for one in page.lists:
                if one.items:
                    self._listing.setdefault(mark(one), set()).add(sheet.name or sheet.url)

    def template(self) -> frozenset[int]:
        """Marks of lists that recur at one place on the pages of several columns."""
        return frozenset(number for number, names in self._listing.items() if len(names) >= 2)

    def find(self, url: str) -> Sheet | None:
        """The sheet of a page by any address that leads to it."""
        return self.columns.get(url) or self.columns.get(self.landed.get(url, ""))

    def is_later(self, url: str) -> bool:
        """Whether an address is the second or a further page of a list."""
        return url in self.later or bool(_NUMBERED.search(url)) or bool(_PAGE_QUERY.search(url))


def _sheet(page: Page) -> Sheet:
    nothing = words.NOTHING.search(page.text)
    lists = tuple(
        one
        if len(one.items) <= MAX_ITEMS
        else ItemList(
            one.heading,
            one.items[:MAX_ITEMS],
            one.place,
            one.more,
            one.hidden,
            one.scripted,
            one.total,
        )
        for one in page.lists
    )
    return Sheet(
        url=page.url,
        kind=page.kind,
        name=page.column,
        meta=(page.meta("columnname") or "").strip(),
        title=page.title,
        depth=page.depth,
        lists=lists,
        scripted=page.scripted,
        length=len(page.text),
        nothing=nothing[0] if nothing else "",
        closed=_is_closed(page),
        leads=tuple({link.url for link in page.links if link.kind is LinkKind.PAGE}),
        frames=tuple(link.url for link in page.links if link.kind is LinkKind.FRAME),
        main=len(page.main),
        lines=_lines(page),
        menus=() if any(one.items for one in lists) else parts.menus(page),
    )


def _lines(page: Page) -> tuple[tuple[int, int], ...]:
    if len(page.text) > MAX_SHORT:
        return ()
    lines = filter(None, (fold(line) for line in page.text.splitlines()))
    names = {fold(page.column), fold(page.title), fold(page.heading)}
    # The column's own name, alone or in the path that leads here, says nothing of its content.
    return tuple(
        (hash(line), len(line))
        for line in lines
        if line not in names and not CRUMB.search(line) and not _is_path(line)
    )


def _is_path(line: str) -> bool:
    return len(line) < 80 and bool(_PATH.search(line))


#: 首页 > 政务公开 > 领导信息
_PATH = re.compile(r"首页\s*[>»›/→\-|]|^(?:位置|您的位置)")


def _is_closed(page: Page) -> bool:
    """Whether the page says of itself that it is archived; a link says it of another."""
    found = _CLOSED.search(page.text[:20_000])
    if found is None:
        return False
    linked = {fold(link.text) for link in page.links if _CLOSED.search(link.text)}
    lines = (fold(line) for line in page.text[:20_000].splitlines() if _CLOSED.search(line))
    return any(not any(text in line for text in linked) for line in lines)


_CLOSED = re.compile(r"(?:专题|栏目)[^\n]{0,8}(?:已归档|已结束|已关闭|停止更新|不再更新)|已归档")
