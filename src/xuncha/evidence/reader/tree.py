"""Builds a page's outline by one walk without recursion, so depth cannot hurt."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from xuncha.evidence.reader import hiding, marks, scripts
from xuncha.evidence.reader.outline import EDGES, Element, Outline

#: Beyond these a page is an attack, not a page; what lies behind is not read.
MAX_NODES = 120_000
MAX_DEPTH = 1_500
MAX_CHARS = 4_000_000

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
        edge = EDGES.get(tag)
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
