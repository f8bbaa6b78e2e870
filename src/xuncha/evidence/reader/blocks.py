"""The block around a list: heading, 更多 link, the pager's count; and blocks that are empty."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from xuncha.evidence.reader import words
from xuncha.evidence.reader.leads import Linker
from xuncha.evidence.reader.outline import Element, Outline
from xuncha.evidence.reader.pagers import totals
from xuncha.evidence.reader.titles import Titles
from xuncha.evidence.reader.voids import CONTAINERS, PICTURES, Voids
from xuncha.evidence.snapshot import ItemList

#: A heading is a few words; longer text is content.
MAX_HEADING = 24
#: How far above a list its heading may stand.
LEVELS = 5
_MORE_WORDS = re.compile(
    r"[>》»›＞+·.…|\[【]*(?:(?:查看|点击)?更多|more|列表)[>》»›＞+·.…|\]】]*|[>》»›＞…\[\]【】·|+]+",
    re.IGNORECASE,
)
_MORE_TAIL = re.compile(
    r"(?:[>》»+\[【·|\-]{0,4}(?:查看)?(?:更多|more)[>》»+\]】·…]*|[>》»]+)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Heading:
    """The words above a list and where they, or 更多, lead."""

    text: str = ""
    more: str | None = None


class Blocks:
    """Looks around the lists of one page."""

    def __init__(self, outline: Outline, titles: Titles, linker: Linker, starts: list[int]) -> None:
        self._crumbs = titles.crumbs
        self._out = outline
        self._titles = titles
        self._linker = linker
        self._starts = starts
        self._voids = Voids(outline, titles)
        self._totals = totals(outline)
        self._used: set[int] = set()

    def total(self, run: int) -> int | None:
        """What the pager after a list counts, None where no pager speaks."""
        later = [s for s in self._starts if s > run]
        until = later[0] if later else len(self._out.runs)
        return next((count for at, count in self._totals if run - 2 <= at < until), None)

    def heading(self, container: Element, run: int, run_end: int) -> Heading:
        """The heading of the list whose text is `[run:run_end]`."""
        found, bar = self._inner(container, run)
        if not found:
            found, bar = self._above(container, run)
        return Heading(found, self._more(bar, container, run_end))

    def _inner(self, container: Element, run: int) -> tuple[str, Element | None]:
        """Words inside the container but before its first row."""
        text = self._words(container.run, run)
        if 2 <= len(text) <= MAX_HEADING:
            return text, container
        return "", None

    def _above(self, container: Element, run: int) -> tuple[str, Element | None]:
        one = container
        for _ in range(LEVELS):
            above = one.parent
            if above is None or above.tag in ("body", "html"):
                break
            siblings, at = self._out.siblings(one)
            for other in reversed(siblings[max(0, at - 4) : at]):
                if self._crumbs.column and self._crumbs.first in range(other.run, other.run_end):
                    # Below the path stands the column's own list.
                    return self._crumbs.column, None
                text = self._label(other, one)
                if text:
                    return text, other
                if self._has_list(other) or self._titles.count(other) > 12:
                    return "", None
            text = self._words(above.run, min(run, one.run))
            if 2 <= len(text) <= MAX_HEADING:
                return text, above
            if len(text) > MAX_HEADING * 4:
                break
            one = above
        return "", None

    def _label(self, bar: Element, below: Element) -> str:
        """What a bar above a list calls it, "" when the bar is no heading."""
        if bar.tag in ("script", "style", "form") or bar.hidden or self._has_list(bar):
            return ""
        tab = self._tab(bar, below)
        if tab:
            return tab
        text = self._words(bar.run, bar.run_end)
        if not text:
            pictures = [e for e in (bar, *self._out.inside(bar)) if e.tag == "img" and e.get("alt")]
            text = pictures[0].get("alt") if pictures else ""
        if words.CRUMB.search(text):
            text = re.split(r"[>＞»›→/\\]|-{2,}", text)[-1].strip()
        return text if 2 <= len(text) <= MAX_HEADING and not words.TOTAL.search(text) else ""

    def _tab(self, bar: Element, below: Element) -> str:
        """With a strip of tabs above, the label of the tab whose panel this is."""
        labels = [
            e for e in self._out.inside(bar) if e.tag in ("li", "a", "span", "h3", "h2", "dt", "td")
        ]
        named = [(e, t) for e in labels if 2 <= len(t := self._words(e.run, e.run_end)) <= 12]
        named = [(e, t) for i, (e, t) in enumerate(named) if i == 0 or not named[i - 1][0].holds(e)]
        if len(named) < 2 or below.parent is None:
            return ""
        panels = [
            c
            for c in self._out.children(below.parent)
            if c.tag == below.tag and c.mark.kin == below.mark.kin
        ]
        at = next((i for i, c in enumerate(panels) if c is below), -1)
        return named[at][1] if len(panels) == len(named) and at >= 0 else ""

    def _words(self, first: int, last: int) -> str:
        text = self._out.between(first, last) if last - first < 80 else ""
        if not text:
            return ""
        if "更多" in text or "ore" in text or "ORE" in text or ">" in text or "》" in text[-2:]:
            text = _trim(text)
        return text.strip(" ·•|>»◆■●:：[]【】-—")

    def _has_list(self, one: Element) -> bool:
        at = bisect_left(self._starts, one.run)
        return at < len(self._starts) and self._starts[at] < one.run_end

    def _more(self, bar: Element | None, container: Element, run_end: int) -> str | None:
        if bar is None:
            return None
        block = bar.parent if bar is not container and bar.parent is not None else bar
        later = [s for s in self._starts if s >= run_end]
        until = later[0] if later else len(self._out.runs)
        for anchor in self._titles.more:
            if (
                block.holds(anchor)
                and bar.run <= anchor.run < until
                and anchor.index not in self._used
            ):
                self._used.add(anchor.index)
                return self._titles.targets[anchor.index]
        for anchor in self._out.anchors[bar.anchor : bar.anchor_end]:
            if anchor.run < run_end and self._titles.targets[anchor.index]:
                if bar is container and anchor.run >= (self._starts[0] if self._starts else 0):
                    break
                return self._titles.targets[anchor.index]
        return None

    def empty(self) -> list[tuple[int, ItemList]]:
        """Blocks that promise a list and hold nothing, each with the run where it stands."""
        found: list[tuple[int, ItemList]] = []
        seen: set[str] = set()
        for one in self._out.elements:
            # What nobody sees promises nothing.
            if one.tag not in CONTAINERS or one.hidden or not self._voids.is_bare(one):
                continue
            heading, bar = self._above(one, one.run)
            scripted = self._voids.is_filled(one)
            if not heading and not (scripted and one.mark.listish):
                continue
            if heading in seen or (
                one.tag in ("div", "td") and not scripted and not self._voids.says_nothing(one)
            ):
                continue
            seen.add(heading)
            more = self._more(bar, one, one.run_end)
            found.append((one.run, self._void(heading, one, more, scripted)))
        found += self._bars_without_body(seen)
        return found

    def _void(self, heading: str, one: Element, more: str | None, scripted: bool) -> ItemList:
        return ItemList(
            heading,
            (),
            self._out.place(one),
            more,
            bool(one.hidden),
            scripted,
            None if scripted else self.total(one.run),
        )

    def _bars_without_body(self, seen: set[str]) -> list[tuple[int, ItemList]]:
        """A heading with 更多 under which nothing stands."""
        found = []
        for anchor in self._titles.more:
            if anchor.index in self._used:
                continue
            bar = self._bar(anchor)
            if bar is None:
                continue
            text = self._words(bar.run, bar.run_end)
            body = self._body(bar)
            if text in seen or body is None:
                continue
            seen.add(text)
            scripted = any(e.tag == "script" or self._voids.is_filled(e) for e in body)
            where = body[0] if body else bar
            found.append(
                (bar.run, self._void(text, where, self._titles.targets[anchor.index], scripted))
            )
        return found

    def _bar(self, anchor: Element) -> Element | None:
        """The heading bar a 更多 link stands in."""
        one: Element | None = anchor
        while one is not None and one.tag != "body":
            text = self._words(one.run, one.run_end)
            if text:
                return one if 2 <= len(text) <= 16 and self._titles.count(one) <= 1 else None
            one = one.parent
        return None

    def _body(self, bar: Element) -> list[Element] | None:
        """What stands under a heading bar; None when there is something to see in it."""
        one = bar
        for _ in range(3):
            if one.parent is None or one.parent.tag == "body":
                return None
            siblings, at = self._out.siblings(one)
            after = siblings[at + 1 :]
            if after:
                break
            one = one.parent
        else:
            return None
        for each in after:
            if self._out.text(each) and not self._voids.says_nothing(each):
                return None
            if any(e.tag in PICTURES for e in (each, *self._out.inside(each))):
                return None
        return after


def _trim(text: str) -> str:
    """A heading without its 更多."""
    return (
        " ".join(w for w in text.split() if not _MORE_WORDS.fullmatch(w))
        if " " in text
        else _cut(text)
    )


def _cut(text: str) -> str:
    return _MORE_TAIL.sub("", text)
