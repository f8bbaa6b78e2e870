"""A page as one flat outline: elements in document order, each knowing which text runs, anchors and
descendants are its own as ranges. Built by one walk without recursion, so depth cannot hurt."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from operator import attrgetter

import msgspec
from selectolax.lexbor import LexborHTMLParser, LexborNode

from xuncha.evidence.reader import hiding, marks, scripts

#: Beyond these a page is an attack, not a page; what lies behind is not read.
MAX_NODES = 120_000
MAX_DEPTH = 1_500
MAX_CHARS = 4_000_000
#: How many steps of its path tell where an element stands in the template.
PLACE_STEPS = 7

#: What stands between an element's text and its neighbours'.
_EDGES = dict.fromkeys(
    str.split(
        "address article aside blockquote body br caption center dd details dir div dl dt fieldset "
        "figure figcaption footer form frameset h1 h2 h3 h4 h5 h6 header hr legend li main menu "
        "nav noframes ol option p pre section select summary table tbody tfoot thead tr ul"
    ),
    "\n",
) | {"td": " ", "th": " "}
#: Elements whose text nobody reads on the page.
_SILENT = frozenset(("script", "style", "noscript", "noframes", "title", "textarea", "template"))
#: Elements that carry an address or an instruction, and those that do with certain attributes.
CARRIERS = frozenset(
    str.split(
        "a area base embed frame frameset iframe img input link meta object option script source "
        "video audio"
    )
)
_ANCHORS = frozenset(("a", "area"))
SOMETIMES = frozenset(str.split("body button div li span table td th tr"))
_NO_ATTRS: dict[str, str | None] = {}
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_VOID = frozenset(
    str.split(
        "area base br col embed frame hr img input link meta param source track wbr "
        # Closed by what follows them, so that nobody has to.
        "p li dt dd td th tr tbody thead tfoot colgroup option optgroup"
    )
)


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
    title: str = ""
    #: Elements hidden by their own style, outermost only.
    veiled: list[Element] = field(default_factory=list)
    #: Indexes of the panels of tab strips.
    panels: set[int] = field(default_factory=set)
    _children: dict[int, list[Element]] = field(default_factory=dict)
    _paths: dict[int, tuple[str, ...]] = field(default_factory=dict)

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
        edge = _EDGES.get(one.tag)
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
        climbed = [one]
        above = one.parent
        while above is not None and above.tag != "html" and above.index not in self._paths:
            climbed.append(above)
            above = above.parent
        path = self._paths.get(above.index, ()) if above is not None else ()
        for each in reversed(climbed):
            path = (*path[1 - PLACE_STEPS :], each.tag + each.mark.step)
            self._paths[each.index] = path
        return ">".join(path)


def lines(text: str) -> list[str]:
    """The lines of joined runs that are not empty, without white space around them."""
    return [
        " ".join(line.split()) if "  " in line else line
        for line in map(str.strip, text.split("\n"))
        if line
    ]


def shallow(html: str) -> str:
    """The page up to where it nests deeper than any real page: parsing is quadratic in depth."""
    if html.count("<") < 2 * MAX_DEPTH:
        return html
    depth = 0
    for found in _TAG.finditer(html):
        if found[2].lower() in _VOID:
            continue
        depth += -1 if found[1] else 1
        if depth > MAX_DEPTH:
            return html[: found.start()]
        depth = max(depth, 0)
    return html


def grow(html: str) -> Outline:
    """Parse a page once and lay it out flat."""
    html = shallow(html[:MAX_CHARS])
    outline = Outline(Element("html", _NO_ATTRS, marks.NONE, None, 0, "", 0, 0))
    builder = _Builder(outline)
    root = LexborHTMLParser(html).root
    if root is not None:
        builder.walk(root, outline.root)
    builder.finish()
    hiding.reveal_tabs(outline)
    return outline


class _Builder:
    def __init__(self, outline: Outline) -> None:
        self.out = outline
        self.rules = hiding.Rules()

    def finish(self) -> None:
        self.out.close(self.out.root)

    def walk(self, top: LexborNode, into: Element) -> None:
        """Lay out the children of `top` under `into`, without recursion."""
        out, elements, runs = self.out, self.out.elements, self.out.runs
        if not elements:
            elements.append(into)
        node, parent = top.first_child, into
        stack: list[LexborNode] = []
        while node is not None:
            tag = node.tag
            if tag == "-text":
                text = node.text_content or ""
                runs.append(" " if text.isspace() else _folded(text))
            elif tag is not None and tag[0] not in "-!?":
                one = self._open(tag, node, parent)
                down = None if tag in _SILENT and self._silent(one, node) else node.first_child
                if down is not None and len(elements) < MAX_NODES:
                    stack.append(node)
                    node, parent = down, one
                    continue
                out.close(one)
            following = node.next
            while following is None and stack:
                node = stack.pop()
                out.close(parent)
                parent = parent.parent or into
                following = node.next
            node = following

    def _open(self, tag: str, node: LexborNode, parent: Element) -> Element:
        out = self.out
        attrs: dict[str, str | None] = node.attributes
        mark = marks.mark_of(attrs) if attrs else marks.NONE
        edge = _EDGES.get(tag)
        if edge:
            out.runs.append(edge)
        hidden, anchors = parent.hidden, out.anchors
        one = Element(
            tag, attrs, mark, parent, len(out.elements), hidden, len(out.runs), len(anchors)
        )
        out.elements.append(one)
        if tag in CARRIERS:
            out.carriers.append(one)
            if tag in _ANCHORS:
                anchors.append(one)
        elif attrs and tag in SOMETIMES and ("onclick" in attrs or "background" in attrs):
            out.carriers.append(one)
        if attrs and not hidden:
            one.hidden = self.rules.hides(one)
            if one.hidden:
                out.veiled.append(one)
        return one

    def _silent(self, one: Element, node: LexborNode) -> bool:
        """Take what a silent element holds; True when its children must not be laid out."""
        if one.tag == "noscript":
            # Its links are real, its words are only for browsers without scripts.
            one.hidden = one.hidden or "noscript"
            self.out.veiled.append(one)
            return False
        if one.tag == "template":
            one.hidden = one.hidden or "template"
            self.out.veiled.append(one)
            for fragment in node.template_fragments():
                self.walk(fragment, one)
            return True
        text = node.text(deep=True) or ""
        if one.tag == "title" and not self.out.title:
            self.out.title = " ".join(text.split())
        elif one.tag == "style":
            self.rules.learn(text)
        elif one.tag == "script" and text:
            self.out.scripts.append((one, text))
            shown = scripts.written(text, one.get("type").lower())
            if shown:
                self._graft(shown, one)
        elif one.tag == "noframes" and text:
            self._graft(text, one)
        return True

    def _graft(self, html: str, one: Element) -> None:
        """Lay out the HTML that a script writes as part of the page where the script stands."""
        body = LexborHTMLParser(shallow(html)).body
        if body is not None:
            self.walk(body, one)


def _folded(text: str) -> str:
    """White space folded as browsers do, one blank kept at either end; not for blanks alone."""
    folded = " ".join(text.split())
    if len(folded) == len(text) or not text:
        return folded
    if text[0].isspace():
        folded = " " + folded
    return folded + " " if text[-1].isspace() else folded
