"""What a site offers, by the words of its columns, menus, headings and page titles.

Titles of news are no offers: an article about a 咨询活动 is not a place to ask.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from xuncha.base.language import N_
from xuncha.base.text import fold
from xuncha.checks.front import front, has_frames
from xuncha.evidence.response import Reach
from xuncha.evidence.snapshot import LinkKind, Page, PageKind, Snapshot

NO_HOME = N_("没有读到首页")
SCRIPTED = N_("首页内容由脚本生成，静态页面无法判断")
UNREAD = N_("首页的部分内容（框架或二级页面）没有读到")

#: A menu word is shorter than a headline, the more so beside lists of headlines.
_LONGEST, _MENU = 16, 8
_TITLE_CUT = re.compile(r"\s*[-_—–|·»>]{1,2}\s*")


@dataclass(slots=True)
class Entries:
    """The words under which the site offers something, each with an address."""

    site: Snapshot
    names: dict[str, str] = field(default_factory=dict)
    #: Short lines of the pages in front that are perhaps no links.
    lines: set[str] = field(default_factory=set)
    _fronts: frozenset[str] = frozenset()
    _read: set[str] = field(default_factory=set)
    _scripted: bool = False

    def __post_init__(self) -> None:
        self._fronts = front(self.site)
        for column in self.site.columns or ():
            self._add(column.name, column.url)

    def take(self, page: Page) -> None:
        """Read one page; what it is decides which of its words count."""
        self._add(page.column, page.url)
        if page.kind is not PageKind.ARTICLE:
            for word in (page.heading, *_TITLE_CUT.split(page.title)):
                self._add(word, page.url)
            self._menu(page, _MENU)
        names = {page.url, page.asked}
        if not names.isdisjoint(self._fronts):
            self._read |= names
            self._scripted = self._scripted or page.scripted
            self._front(page)

    def _menu(self, page: Page, longest: int) -> None:
        news = {i.title for one in page.lists for i in one.items if i.date is not None}
        for link in page.links:
            if link.kind in (LinkKind.PAGE, LinkKind.FRAME) and link.text not in news:
                self._add(link.text if len(link.text) <= longest else "", link.url)

    def _front(self, page: Page) -> None:
        self._menu(page, _LONGEST)
        for block in page.lists:
            self._add(block.heading, block.more or page.url)
        self.lines |= {line for line in page.text.split("\n") if 2 <= len(line) <= _LONGEST}

    def _add(self, word: str, url: str) -> None:
        word = fold(word).replace(" ", "")
        if 2 <= len(word) <= _LONGEST:
            self.names.setdefault(word, url)

    def of(self, wanted: re.Pattern[str], other: re.Pattern[str]) -> Iterator[str]:
        """The words that fit `wanted` and not `other`."""
        return (word for word in self.names if wanted.search(word) and not other.search(word))

    def why_not(self) -> str:
        """Why what is missing here cannot be called missing, "" when it can."""
        home = self.site.home
        if home is None:
            return NO_HOME
        if self._scripted or home.scripted:
            return SCRIPTED
        unread = self._fronts - self._read if has_frames(home) or not home.lists else ()
        return UNREAD if any(self._unseen(url) for url in unread) else ""

    def _unseen(self, url: str) -> bool:
        answer = (self.site.answers or {}).get(url)
        return answer is None or answer.reach in (Reach.BLOCKED, Reach.UNTESTED)


def first(words: Iterable[str], most: int = 5) -> list[str]:
    """The first few of some words, for a sentence."""
    return list(dict.fromkeys(words))[:most]
