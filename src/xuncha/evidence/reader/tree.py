"""A page as one flat outline: elements in document order, each knowing which text runs, anchors and
descendants are its own as ranges. Built by one walk without recursion, so depth cannot hurt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from xuncha.evidence.reader import hiding, scripts

#: Beyond these a page is an attack, not a page; what lies behind is not read.
MAX_NODES = 120_000
MAX_DEPTH = 1_500
MAX_CHARS = 4_000_000
#: How many steps of its path tell where an element stands in the template.
PLACE_STEPS = 7

_BLOCKS = frozenset(
    str.split(
        "address article aside blockquote body br caption center dd details dir div dl dt fieldset "
        "figure figcaption footer form frameset h1 h2 h3 h4 h5 h6 header hr legend li main menu "
        "nav noframes ol option p pre section select summary table tbody tfoot thead tr ul"
    )
)
_CELLS = frozenset(("td", "th"))
#: Elements whose text nobody reads on the page.
_SILENT = frozenset(("script", "style", "noscript", "noframes", "title", "textarea", "template"))
_CARRIERS = frozenset(
    str.split(
        "a area base body div embed form frame iframe img input li link meta object option script "
        "source span table td th tr button param video audio"
    )
)
_NO_ATTRS: dict[str, str | None] = {}
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_VOID = frozenset(
    str.split("area base br col embed frame hr img input link meta param source track wbr p li")
)


class Element:
    """One element; `[run:run_end]`, `[anchor:anchor_end]` and `[index:end]` are what it holds."""

    __slots__ = (
        "anchor",
        "anchor_end",
        "attrs",
        "children",
        "end",
        "hidden",
        "index",
        "parent",
        "place",
        "run",
        "run_end",
        "tag",
    )

    def __init__(self, tag: str, attrs: dict[str, str | None], parent: Element | None) -> None:
        self.tag = tag
        self.attrs = attrs
        self.parent = parent
        self.children: list[Element] = []
        self.hidden: str = parent.hidden if parent is not None else ""
        self.index = self.end = self.run = self.run_end = self.anchor = self.anchor_end = 0
        self.place = ""

    def get(self, name: str) -> str:
        """An attribute's value, stripped; "" where it is absent or empty."""
        return (self.attrs.get(name) or "").strip()

    @property
    def marks(self) -> str:
        """Class and id in lower case: what the template's author called this."""
        attrs = self.attrs
        if not attrs:
            return ""
        return f"{attrs.get('class') or ''} {attrs.get('id') or ''}".lower()

    def ancestors(self) -> Iterator[Element]:
        """Its parent, its parent's parent, and so on."""
        one = self.parent
        while one is not None:
            yield one
            one = one.parent

    def holds(self, other: Element) -> bool:
        """Whether `other` is this element or stands inside it."""
        return self.index <= other.index < self.end


@dataclass(slots=True)
class Outline:
    """The whole page, flat."""

    root: Element
    elements: list[Element] = field(default_factory=list)
    #: Pieces of text in reading order; "\n" and " " between blocks and cells.
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

    def text(self, one: Element) -> str:
        """The text of an element with white space folded, hidden parts included."""
        return " ".join("".join(self.runs[one.run : one.run_end]).split())

    def between(self, first: int, last: int) -> str:
        """The text of a range of runs, white space folded."""
        return " ".join("".join(self.runs[first:last]).split())

    def inside(self, one: Element) -> list[Element]:
        """An element's descendants in document order."""
        return self.elements[one.index + 1 : one.end]

    def place(self, one: Element) -> str:
        """Where in the template an element stands: the last steps of its tag.class path."""
        if not one.place:
            steps = [_step(one)]
            for above in one.ancestors():
                if len(steps) == PLACE_STEPS or above.tag == "html":
                    break
                steps.append(_step(above))
            one.place = ">".join(reversed(steps))
        return one.place


def _step(one: Element) -> str:
    attrs = one.attrs
    if not attrs:
        return one.tag
    name = attrs.get("class")
    if name:
        return f"{one.tag}.{'.'.join(name.split())}"
    name = attrs.get("id")
    # Numbered ids name the entry, not the place.
    if name and not any(c.isdigit() for c in name):
        return f"{one.tag}#{name}"
    return one.tag


def _shallow(html: str) -> str:
    """The page up to where it nests deeper than any real page: parsing is quadratic in depth."""
    if html.count("<") < MAX_DEPTH:
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
    html = html[:MAX_CHARS]
    if html.count("<div") - html.count("</div") > MAX_DEPTH // 3 or len(html) > MAX_CHARS // 8:
        html = _shallow(html)
    outline = Outline(Element("html", _NO_ATTRS, None))
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
        self._close(self.out.root)

    def walk(self, top: LexborNode, into: Element) -> None:
        """Lay out the children of `top` under `into`, without recursion."""
        out, elements = self.out, self.out.elements
        if not elements:
            elements.append(into)
        node, parent = top.first_child, into
        stack: list[LexborNode] = []
        while node is not None:
            tag = node.tag
            down = None
            if tag == "-text":
                out.runs.append(_folded(node.text_content or ""))
            elif tag is not None and not tag.startswith("-") and tag[0] not in "!?":
                one = self._open(tag, node, parent)
                down = None if tag in _SILENT and self._silent(one, node) else node.first_child
                if down is None:
                    self._close(one)
                else:
                    parent = one
            if down is not None and len(elements) < MAX_NODES:
                stack.append(node)
                node = down
                continue
            if down is not None:
                self._close(parent)
                parent = parent.parent or into
            following = node.next
            while following is None and stack:
                node = stack.pop()
                self._close(parent)
                parent = parent.parent or into
                following = node.next
            node = following

    def _open(self, tag: str, node: LexborNode, parent: Element) -> Element:
        out = self.out
        attrs: dict[str, str | None] = node.attributes or _NO_ATTRS
        one = Element(tag, attrs, parent)
        one.index = len(out.elements)
        out.elements.append(one)
        parent.children.append(one)
        if tag in _BLOCKS:
            out.runs.append("\n")
        elif tag in _CELLS:
            out.runs.append(" ")
        one.run = len(out.runs)
        one.anchor = len(out.anchors)
        if tag in _CARRIERS:
            out.carriers.append(one)
            if tag in ("a", "area"):
                out.anchors.append(one)
        if not one.hidden and (attrs or tag == "marquee"):
            one.hidden = self.rules.hides(one)
            if one.hidden:
                out.veiled.append(one)
        return one

    def _close(self, one: Element) -> None:
        out = self.out
        one.end = len(out.elements)
        one.run_end = len(out.runs)
        one.anchor_end = len(out.anchors)
        if one.tag in _BLOCKS:
            out.runs.append("\n")
        elif one.tag in _CELLS:
            out.runs.append(" ")

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
        body = LexborHTMLParser(_shallow(html)).body
        if body is not None:
            self.walk(body, one)


def _folded(text: str) -> str:
    """White space folded as a browser does, one blank kept at either end where there was any."""
    words = text.split()
    if not words:
        return " " if text else ""
    folded = " ".join(words)
    if text[0].isspace():
        folded = " " + folded
    return folded + " " if text[-1].isspace() else folded
