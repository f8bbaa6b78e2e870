"""A page as one flat outline: elements in document order, each knowing which text runs, anchors and
descendants are its own as ranges."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from operator import attrgetter

import msgspec

from xuncha.evidence.reader import marks

#: How many steps of its path tell where an element stands in the template.
PLACE_STEPS = 7
#: What stands between an element's text and its neighbours'.
EDGES = dict.fromkeys(
    str.split(
        "address article aside blockquote body br caption center dd details dir div dl dt fieldset "
        "figure figcaption footer form frameset h1 h2 h3 h4 h5 h6 header hr legend li main menu "
        "nav noframes ol option p pre section select summary table tbody tfoot thead tr ul"
    ),
    "\n",
) | {"td": " ", "th": " "}


class Element(msgspec.Struct, eq=False, gc=False):
    """One element; `[run:run_end]`, `[anchor:anchor_end]` and `[index:end]` are what it holds.

    It knows its parent but not its children: without circles the memory is free at once.
    """

    tag: str
    attrs: dict[str, str | None]
    mark: marks.Mark
    parent: Element | None
    index: int
    hidden: str
    run: int
    anchor: int
    end: int = 0
    run_end: int = 0
    anchor_end: int = 0

    def get(self, name: str) -> str:
        """An attribute's value, stripped; "" where it is absent or empty."""
        return (self.attrs.get(name) or "").strip()

    def ancestors(self) -> Iterator[Element]:
        """Its parent, its parent's parent, and so on."""
        one = self.parent
        while one is not None:
            yield one
            one = one.parent

    def holds(self, other: Element) -> bool:
        """Whether `other` is this element or stands inside it."""
        return self.index <= other.index < self.end


@dataclass
class Outline:
    """The whole page, flat."""

    root: Element
    elements: list[Element] = field(default_factory=list)
    #: Pieces of text in reading order, white space folded; "\n" and " " between blocks and cells.
    runs: list[str] = field(default_factory=list)
    #: Elements that may be pressed: `a` and `area`.
    anchors: list[Element] = field(default_factory=list)
    #: Every element that may carry an address or an instruction.
    carriers: list[Element] = field(default_factory=list)
    scripts: list[tuple[Element, str]] = field(default_factory=list)
    #: `form` elements, and `input` elements of kind "password".
    forms: list[Element] = field(default_factory=list)
    passwords: list[Element] = field(default_factory=list)
    #: Comments of the source that may tell what is nobody's business.
    remarks: list[str] = field(default_factory=list)
    title: str = ""
    #: Elements hidden by their own style, outermost only.
    veiled: list[Element] = field(default_factory=list)
    #: Why what scripts wrap is not seen, and the indexes of its first element and of the one behind
    #: its last: one script opens what another closes.
    wrapped: list[tuple[str, int, int]] = field(default_factory=list)
    #: Indexes of the panels of tab strips.
    panels: set[int] = field(default_factory=set)
    _children: dict[int, list[Element]] = field(default_factory=dict)
    #: The path of each element asked for, by its index; the elements of one make share one path.
    _paths: dict[int, _Path] = field(default_factory=dict)
    _beginning: _Path = field(default_factory=lambda: _Path(()))

    @cached_property
    def whole(self) -> str:
        """All runs together."""
        return "".join(self.runs)

    @cached_property
    def offsets(self) -> list[int]:
        """Where each run begins in `whole`, and where the last one ends."""
        return list(accumulate(map(len, self.runs), initial=0))

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the page that are not empty, hidden ones among them."""
        return lines(self.whole)

    @cached_property
    def anchor_texts(self) -> list[str]:
        """The text of each anchor, in their order."""
        return [self.text(one) for one in self.anchors]

    @property
    def base(self) -> str:
        """What the page says its addresses are relative to, "" when it does not."""
        said = (one.get("href") for one in self.carriers if one.tag == "base")
        return next((href for href in said if href), "")

    def raw(self, first: int, last: int) -> str:
        """The text of a range of runs as it stands."""
        offsets = self.offsets
        return self.whole[offsets[first] : offsets[min(last, len(self.runs))]]

    def text(self, one: Element) -> str:
        """The text of an element with white space folded, hidden parts included."""
        return self.between(one.run, one.run_end)

    def between(self, first: int, last: int) -> str:
        """The text of a range of runs, white space folded."""
        if last == first + 1:
            return self.runs[first].strip()
        return " ".join(self.raw(first, last).split()) if last > first else ""

    def close(self, one: Element) -> None:
        """The element ends here."""
        one.end = len(self.elements)
        one.run_end = len(self.runs)
        one.anchor_end = len(self.anchors)
        edge = EDGES.get(one.tag)
        if edge:
            self.runs.append(edge)

    def inside(self, one: Element) -> list[Element]:
        """An element's descendants in document order."""
        return self.elements[one.index + 1 : one.end]

    def children(self, one: Element) -> list[Element]:
        """An element's children in document order."""
        known = self._children.get(one.index)
        if known is not None:
            return known
        found = self._children[one.index] = []
        at, elements = one.index + 1, self.elements
        while at < one.end:
            child = elements[at]
            found.append(child)
            at = child.end
        return found

    def siblings(self, one: Element) -> tuple[list[Element], int]:
        """An element and its siblings, and the place it has among them."""
        if one.parent is None:
            return [one], 0
        children = self.children(one.parent)
        return children, bisect_left(children, one.index, key=attrgetter("index"))

    def place(self, one: Element) -> str:
        """Where in the template an element stands: the last steps of its tag.class path."""
        paths = self._paths
        climbed: list[Element] = []
        above: Element | None = one
        while above is not None and above.index not in paths:
            if above.tag == "html" and climbed:
                break
            climbed.append(above)
            above = above.parent
        known = paths.get(above.index) if above is not None else None
        path = known or self._beginning
        for each in reversed(climbed):
            path = paths[each.index] = path.step(each.tag + each.mark.step)
        return path.text


class _Path:
    """The last steps of a tag.class path, and the paths that go on from there."""

    __slots__ = ("_further", "_steps", "_text")

    def __init__(self, steps: tuple[str, ...]) -> None:
        self._steps = steps
        self._further: dict[str, _Path] = {}
        self._text: str | None = None

    @property
    def text(self) -> str:
        """The path as one word."""
        if self._text is None:
            self._text = ">".join(self._steps)
        return self._text

    def step(self, name: str) -> _Path:
        """The path one step further, the same for every element of that name."""
        known = self._further.get(name)
        if known is None:
            known = self._further[name] = _Path((*self._steps[1 - PLACE_STEPS :], name))
        return known


def lines(text: str) -> list[str]:
    """The lines of joined runs that are not empty, without white space around them."""
    return [
        " ".join(line.split()) if "  " in line else line
        for line in map(str.strip, text.split("\n"))
        if line
    ]
