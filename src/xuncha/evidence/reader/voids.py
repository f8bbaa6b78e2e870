"""Containers that hold nothing to read: blank ones, and those that a script fills."""

from __future__ import annotations

import re

from xuncha.evidence.reader import scripts, words
from xuncha.evidence.reader.outline import Element, Outline
from xuncha.evidence.reader.titles import Titles

#: What is seen without being read.
PICTURES = frozenset(
    ("img", "iframe", "video", "embed", "object", "form", "input", "canvas", "frame")
)
_BINDING = re.compile(r"\{\{|\bv-for|\bv-html|ng-repeat|\$\{|data-bind")
#: What may hold a list.
CONTAINERS = frozenset(("ul", "ol", "dl", "tbody", "table", "div", "td"))


class Voids:
    """Tells the empty containers of one page."""

    def __init__(self, outline: Outline, titles: Titles) -> None:
        """`titles` are the links that may be entries."""
        self._out = outline
        self._titles = titles
        self._filled = frozenset(
            name for _, text in outline.scripts for name in scripts.fills(text)
        )

    def is_bare(self, one: Element) -> bool:
        """A container with nothing to read in it, or only words that say so."""
        if one.run_end - one.run > 60 or self._titles.count(one) or one.hidden:
            return False
        inside = self._out.inside(one)
        if self._is_head_alone(one):
            return True
        if any(e.tag in PICTURES or e.tag in CONTAINERS for e in inside):
            return False
        if one.tag in ("div", "td") and not one.attrs:
            return False
        if self._in_furniture(one):
            return False
        text = self._out.text(one)
        return (
            not text
            or (len(text) <= 40 and bool(words.NOTHING.search(text)))
            or bool(_BINDING.search(text))
        )

    def _is_head_alone(self, one: Element) -> bool:
        """A table with nothing below the names of its columns."""
        if one.tag != "table":
            return False
        heads = [each for each in self._out.inside(one) if each.tag == "th"]
        return len(heads) > 1 and " ".join(map(self._out.text, heads)) == self._out.text(one)

    def _in_furniture(self, one: Element) -> bool:
        return any(
            a.tag in ("nav", "header", "footer") or a.mark.furniture
            for a in (one, *one.ancestors())
            if a.attrs or a.tag in ("nav", "header", "footer")
        )

    def says_nothing(self, one: Element) -> bool:
        return bool(words.NOTHING.search(self._out.text(one)))

    def is_filled(self, one: Element) -> bool:
        """Whether a script fills a container: it names it, stands in it, or it is a template."""
        if any(e.tag == "script" for e in self._out.inside(one)):
            return True
        if _BINDING.search(self._out.text(one)) or any(
            k.startswith(("v-", ":", "@", "ng-")) for k in one.attrs
        ):
            return True
        for each in (one, *(a for a, _ in zip(one.ancestors(), range(3), strict=False))):
            names = {each.get("id"), *each.get("class").split()} - {""}
            if names & self._filled:
                return True
        return False
