"""Builds a page's outline by one walk without recursion, so depth cannot hurt."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from xuncha.evidence.reader import guards, hiding, marks, scripts
from xuncha.evidence.reader.outline import EDGES, Element, Outline

#: Beyond these a page is an attack, not a page; what lies behind is not read.
MAX_NODES = 60_000
MAX_DEPTH = 1_500
MAX_CHARS = 2_000_000
#: So much of a body is decoded: no page needs more bytes for so many characters.
MAX_BYTES = 3 * MAX_CHARS
#: The parser goes through a whole drop-down for each of its entries, and through a whole tag for
#: each of its attributes.
MAX_OPTIONS = 10_000
MAX_ATTRIBUTES = 5_000
#: HTML that scripts write, templates and noframes hold may hold more of the same.
MAX_GRAFTS = 5

#: Elements whose text nobody reads on the page.
_SILENT = frozenset(("script", "style", "noscript", "noframes", "title", "textarea", "template"))
#: Elements that carry an address or an instruction, and those that do with certain attributes.
CARRIERS = frozenset(
    str.split(
        "a area base embed form frame frameset iframe img input link meta object option script "
        "source video audio"
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


_LONG_TAG = re.compile(rf"<[a-zA-Z][^<>]{{{2 * MAX_ATTRIBUTES},}}")


def bounded(html: str) -> str:
    """The page up to where it is more than any real page, in what costs a parser most.

    Parsing is quadratic in depth, in the entries of a drop-down and in the attributes of a tag.
    """
    html = _without_giants(html[:MAX_CHARS])
    if html.count("<") < 2 * MAX_DEPTH:
        return html
    depth = options = opened = 0
    for found in _TAG.finditer(html):
        tag, closes = found[2].lower(), bool(found[1])
        opened += not closes
        options += tag == "option" and not closes
        if tag not in _VOID:
            depth = max(depth + (-1 if closes else 1), 0)
        if depth > MAX_DEPTH or options > MAX_OPTIONS or opened > MAX_NODES:
            return html[: found.start()]
    return html


def _without_giants(html: str) -> str:
    """The page up to a tag with thousands of attributes; a comparison in a script is none."""
    if len(html) < 2 * MAX_ATTRIBUTES:
        return html
    for found in _LONG_TAG.finditer(html):
        if len(found[0].split()) > MAX_ATTRIBUTES:
            before = html[: found.start()].lower()
            if before.rfind("<script") <= before.rfind("</script"):
                return html[: found.start()]
    return html


def grow(html: str) -> Outline:
    """Parse a page once and lay it out flat."""
    html = bounded(html)
    outline = Outline(Element("html", _NO_ATTRS, marks.NONE, None, 0, "", 0, 0))
    builder = _Builder(outline)
    root = LexborHTMLParser(html).root
    if root is not None:
        builder.walk(root, outline.root)
        builder.around(root)
    builder.finish()
    hiding.reveal_tabs(outline)
    return outline


class _Builder:
    def __init__(self, outline: Outline) -> None:
        self.out = outline
        self.rules = hiding.Rules()
        self._wraps = hiding.Wraps()
        self._grafts = 0

    def finish(self) -> None:
        self.out.close(self.out.root)

    def around(self, root: LexborNode) -> None:
        """Take the comments that stand before and behind the document."""
        for way in ("prev", "next"):
            node = getattr(root, way)
            while node is not None:
                if node.tag == "-comment":
                    self.out.remarks += guards.remarks(node.comment_content or "")
                node = getattr(node, way)

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
            elif tag == "-comment":
                out.remarks += guards.remarks(node.comment_content or "")
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
            elif tag == "form":
                out.forms.append(one)
            elif tag == "input" and (attrs.get("type") or "").lower() == "password":
                out.passwords.append(one)
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
            if self._grafts < MAX_GRAFTS:
                self._grafts += 1
                for fragment in node.template_fragments():
                    self.walk(fragment, one)
                self._grafts -= 1
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
                self.out.wrapped += self._wraps.take(shown, len(self.out.elements))
        elif one.tag == "noframes" and text:
            self._graft(text, one)
        return True

    def _graft(self, html: str, one: Element) -> None:
        """Lay out the HTML that a script writes as part of the page where the script stands."""
        if self._grafts >= MAX_GRAFTS:
            return
        body = LexborHTMLParser(bounded(html)).body
        if body is not None:
            self._grafts += 1
            self.walk(body, one)
            self._grafts -= 1


def _folded(text: str) -> str:
    """White space folded as browsers do, one blank kept at either end; not for blanks alone."""
    folded = " ".join(text.split())
    if len(folded) == len(text) or not text:
        return folded
    if text[0].isspace():
        folded = " " + folded
    return folded + " " if text[-1].isspace() else folded
