"""The entries of lists: which links are titles, and how far the row of each reaches."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass

from xuncha.base.dates import DateSeen
from xuncha.evidence.reader import words
from xuncha.evidence.reader.crumbs import Crumbs
from xuncha.evidence.reader.links import label
from xuncha.evidence.reader.outline import Element, Outline

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_ROWS = frozenset(("li", "tr", "dd", "dl", "dt", "p", "article"))
#: Official signs and records, whose pictures say 党政机关 or 政府网站找错.
_SIGNS = ("conac.cn", ".beian.", "/exposure/")
_HINT_TITLE = re.compile(r"(?:文章)?标\s*题\s*[:：]\s*([^\r\n]{2,200})")
#: What blogs say of links that lead to who wrote an entry and where it is filed.
_SERVING = frozenset(("author", "tag", "category"))
#: A name that ends like a file's is an attachment, wherever a script finds it.
_FILE = re.compile(r"\.(?:docx?|xlsx?|pptx?|pdf|wps|et|zip|rar|txt|ofd)$", re.IGNORECASE)
_CUT = ("...", "…", "..", "。。。", "．．．")


@dataclass(slots=True, eq=False)
class Row:
    """One candidate entry: the element that holds one title and nothing else's."""

    element: Element
    anchor: Element
    url: str | None
    title: str
    hint: str
    date: DateSeen | None = None
    pinned: bool = False


def _title_in(anchor: Element, outline: Outline) -> str:
    """What a link calls what it leads to: the heading in it, where it holds a summary as well."""
    if anchor.end > anchor.index + 2:
        for one in outline.inside(anchor):
            if one.tag in _HEADINGS and len(text := outline.text(one)) >= 4:
                return text
    return label(anchor, outline)


class Titles:
    """The anchors of a page that may be titles, counted by range in constant time."""

    def __init__(
        self, outline: Outline, targets: Mapping[int, str | None], crumbs: Crumbs, url: str
    ) -> None:
        """`targets` says where each anchor leads, `url` where the page itself stands."""
        self.out = outline
        self.crumbs = crumbs
        self._url = url
        self.targets = targets
        self.labels = {a.index: _title_in(a, outline) for a in outline.anchors}
        self.more: list[Element] = []
        #: Whether 上一篇 or the like may stand on the page at all.
        self._neighbours = any(word in outline.whole for word in words.NEIGHBOURING)
        titles = [a for a in outline.anchors if self._may_be_title(a)]
        titles = self._without_doubles(titles)
        self._settle(titles)
        self._settle(self._without_categories(titles))

    def _settle(self, titles: list[Element]) -> None:
        self.titles = titles
        self._places = [a.index for a in titles]

    def count(self, one: Element) -> int:
        """How many titles an element holds."""
        return bisect_left(self._places, one.end) - bisect_left(self._places, one.index)

    def of(self, one: Element) -> list[Element]:
        """The titles an element holds."""
        return self.titles[
            bisect_left(self._places, one.index) : bisect_left(self._places, one.end)
        ]

    def _may_be_title(self, anchor: Element) -> bool:
        text = self.labels[anchor.index]
        if anchor.hidden in ("noscript", "template"):
            return False
        if self.crumbs.first <= anchor.run < self.crumbs.last:
            return False
        role, hint = words.role(text), anchor.get("title")
        if role == "more" or (hint and hint != text and words.role(hint) == "more"):
            self.more.append(anchor)
            return False
        if not text:
            # An old-style "more" is a picture whose only word is its file name.
            if any(
                "more" in e.get("src").lower() for e in self.out.inside(anchor) if e.tag == "img"
            ):
                self.more.append(anchor)
            return False
        if role or (self._neighbours and self._is_neighbour(anchor)) or _serves(anchor):
            return False
        url = self.targets[anchor.index]
        if url is not None:
            # The column's own name before each entry leads to this very page.
            return url != self._url and not any(sign in url for sign in _SIGNS)
        return (
            len(text) >= 6
            and not _FILE.search(text)
            and (
                bool(anchor.get("onclick")) or anchor.get("href").lower().startswith("javascript:")
            )
        )

    def _is_neighbour(self, anchor: Element) -> bool:
        """Whether 上一篇 or the like stands before it."""
        before = self.out.raw(max(0, anchor.run - 4), anchor.run)
        return ("一" in before or "1" in before) and bool(words.NEIGHBOUR.search(before.rstrip()))

    def _without_doubles(self, titles: list[Element]) -> list[Element]:
        """Picture and words of one entry lead to one address: the words are its title."""
        kept: list[Element] = []
        for one in titles:
            last = kept[-1] if kept else None
            url = self.targets[one.index]
            if last is None or url is None or self.targets[last.index] != url:
                kept.append(one)
            elif self._worth(one) > self._worth(last):
                kept[-1] = one
        return kept

    def _worth(self, anchor: Element) -> tuple[bool, bool, int]:
        text = self.out.text(anchor)
        # A long text is the summary, the title is the shorter link before it.
        return (bool(text), len(text) <= 60, len(text) if len(text) <= 60 else 0)

    def _without_categories(self, titles: list[Element]) -> list[Element]:
        """In a row with one long title and short companions, the companions are its column."""
        dropped: set[int] = set()
        for one in self.out.elements:
            if one.tag not in _ROWS or one.anchor_end - one.anchor < 2:
                continue
            own = self.of(one)
            if not 2 <= len(own) <= 4:
                continue
            lengths = sorted(len(self.labels[a.index]) for a in own)
            if lengths[-1] >= 6 and lengths[-2] <= min(8, lengths[-1] // 2 + 1):
                longest = max(own, key=lambda a: len(self.labels[a.index]))
                dropped.update(a.index for a in own if a is not longest)
        return [a for a in titles if a.index not in dropped]


def _serves(anchor: Element) -> bool:
    rel = anchor.attrs.get("rel")
    return bool(rel) and not _SERVING.isdisjoint(anchor.get("rel").lower().split())


def rows(titles: Titles) -> list[Row]:
    """One row for each title: the largest element that holds this title alone."""
    found = []
    places = [-1, *(a.index for a in titles.titles), len(titles.out.elements)]
    for at, anchor in enumerate(titles.titles):
        before, after = places[at], places[at + 2]
        one, above = anchor, anchor.parent
        while (
            above is not None
            and above.index > before
            and above.end <= after
            and above.tag not in ("body", "html")
        ):
            one, above = above, above.parent
        found.append(Row(one, anchor, titles.targets[anchor.index], *_title(anchor, titles)))
    return found


def _title(anchor: Element, titles: Titles) -> tuple[str, str]:
    """The title in full, and the tooltip, which old systems fill with the date as well."""
    text, hint = titles.labels[anchor.index], anchor.get("title")
    if not hint or hint == text:
        return text, hint
    named = _HINT_TITLE.search(hint)
    full = named[1].strip() if named else " ".join(hint.split())
    bare = text.rstrip("….。． ")
    if (
        full
        and text != full
        and (text.endswith(_CUT) or len(full) > len(bare))
        and full.startswith(bare[:6])
    ):
        text = full
    return text, hint
