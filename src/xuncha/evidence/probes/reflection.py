"""Where a page repeats a word of ours, as a browser's parser sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser, LexborNode

from xuncha.evidence.probes import javascript
from xuncha.evidence.reader.tree import bounded

#: Elements whose content is text until their own closing tag.
_RAW = frozenset(str.split("textarea title style xmp iframe noembed noframes noscript plaintext"))
#: Attributes that a browser follows or runs when they hold a script address, by element.
_FOLLOWED = {
    "href": frozenset({"a", "area", "base"}),
    "xlink:href": frozenset({"a"}),
    "action": frozenset({"form"}),
    "formaction": frozenset({"button", "input"}),
    "src": frozenset({"iframe", "frame", "embed"}),
    "data": frozenset({"object"}),
}
#: Attributes that bring a script or a page of somebody else's into this one.
_BROUGHT = {
    "src": frozenset({"script", "embed"}),
    "href": frozenset({"base"}),
    "data": frozenset({"object"}),
}
_NOT_SCRIPT = re.compile(r"json|template|text/html|importmap|ld\+json", re.IGNORECASE)


_CONTROLS = re.compile(r"[\x00-\x20]+(?=[^:]{0,20}:)|^[\x00-\x20]+")


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """One kind of place where a word stands."""

    #: "text", "raw", "comment", "attribute", "event", "address", "source", "document", "script",
    #: "name".
    kind: str
    #: The element or the sign it stands in: "textarea", "'", "//".
    inside: str = ""


def places(html: str, word: str) -> tuple[Place, ...]:
    """The kinds of places where `word` (lower case) stands, easiest to break out of first."""
    found = dict.fromkeys(_places(html, word))
    return tuple(sorted(found, key=lambda one: _EASE.index(one.kind)))


_EASE = (
    *("name", "text", "document", "attribute", "event", "run", "address", "source", "script"),
    *("raw", "comment"),
)


def _places(html: str, word: str) -> Iterator[Place]:
    for node in _nodes(html):
        if node.is_comment_node:
            if word in (node.comment_content or "").lower():
                yield Place("comment")
        elif node.is_element_node:
            yield from _of_element(node, word)
        elif word in (node.text_content or "").lower():
            yield from _of_text(node, word)


def _nodes(html: str) -> Iterator[LexborNode]:
    root = LexborHTMLParser(bounded(html)).root
    if root is not None:
        # Comments may stand before and after everything.
        yield from (root.parent or root).traverse(include_text=True)


def _of_text(node: LexborNode, word: str) -> Iterator[Place]:
    parent = node.parent
    tag = (parent.tag or "") if parent is not None else ""
    if tag == "script" and parent is not None:
        if _is_run(parent):
            for kind in javascript.where(node.text_content or "", word):
                yield Place("script", kind)
        else:
            yield Place("script", "data")
    elif tag in _RAW:
        yield Place("raw", tag)
    else:
        yield Place("text")


def _of_element(node: LexborNode, word: str) -> Iterator[Place]:
    tag = (node.tag or "").lower()
    if word in tag:
        yield Place("name")
    for name, value in node.attributes.items():
        if word in name.lower():
            yield Place("name")
        if value is None or word not in value.lower():
            continue
        yield Place("attribute", name.lower())
        yield from _of_value(tag, name.lower(), value, word)


def _of_value(tag: str, name: str, value: str, word: str) -> Iterator[Place]:
    """What a value means beyond its text: code, an address, a page of its own."""
    if name.startswith("on"):
        for kind in javascript.where(value, word):
            yield Place("event", kind)
    elif name == "srcdoc":
        yield Place("document")
    if tag in _FOLLOWED.get(name, ()):
        if (code := _script_of(value)) is not None:
            for kind in javascript.where(code, word):
                yield Place("run", kind)
        else:
            yield Place("address", "begins" if _begins(value, word) else "within")
    if tag in _BROUGHT.get(name, ()):
        yield Place("source", tag)


def _script_of(value: str) -> str | None:
    """The code of a ``javascript:`` address as a browser runs it, None for other addresses."""
    plain = _CONTROLS.sub("", value)
    if not plain.lower().startswith("javascript:"):
        return None
    return unquote(plain[11:], errors="replace")


def _is_run(script: LexborNode) -> bool:
    return not _NOT_SCRIPT.search(script.attributes.get("type") or "")


def _begins(value: str, word: str) -> bool:
    return value.strip().lower().startswith(word)


def has_element(html: str, name: str, attribute: str = "") -> bool:
    """Whether an element of our own stands in the page, with our attribute where one is named."""
    for node in _nodes(html):
        if node.is_element_node and (node.tag or "").lower() == name:
            names = {key.lower() for key in node.attributes}
            if not attribute or attribute in names:
                return True
    return False


def has_attribute(html: str, start: str) -> bool:
    """Whether some element carries an attribute of ours, named `start` and more."""
    return any(
        key.lower().startswith(start)
        for node in _nodes(html)
        if node.is_element_node
        for key in node.attributes
    )


def runs(html: str, word: str) -> bool:
    """Whether `word` stands as code in a script that browsers run."""
    return any(
        javascript.is_code(node.text_content or "", word)
        for node in _nodes(html)
        if not node.is_element_node
        and not node.is_comment_node
        and node.parent is not None
        and node.parent.tag == "script"
        and _is_run(node.parent)
    )


def reacts(html: str, word: str) -> bool:
    """Whether `word` stands as code in an event handler."""
    return any(
        javascript.is_code(value or "", word)
        for node in _nodes(html)
        if node.is_element_node
        for key, value in node.attributes.items()
        if key.lower().startswith("on")
    )


def runs_in_address(html: str, word: str) -> bool:
    """Whether `word` stands as code in a ``javascript:`` address that a browser follows."""
    return any(
        javascript.is_code(code, word)
        for node in _nodes(html)
        if node.is_element_node
        for key, value in node.attributes.items()
        if (node.tag or "").lower() in _FOLLOWED.get(key.lower(), ())
        if (code := _script_of(value or "")) is not None
    )


def brings(html: str, word: str) -> bool:
    """Whether the page would load a script or a page from a host named `word`."""
    return any(
        (value or "").strip().lower().startswith(f"//{word}.")
        for node in _nodes(html)
        if node.is_element_node
        for key, value in node.attributes.items()
        if (node.tag or "").lower() in _BROUGHT.get(key.lower(), ())
    )


def in_document(html: str, word: str) -> bool:
    """Whether an element of our own stands in a page that an attribute (srcdoc) holds."""
    return any(
        has_element(value or "", word, f"on{word}")
        for node in _nodes(html)
        if node.is_element_node
        for key, value in node.attributes.items()
        if key.lower() == "srcdoc"
    )


def leads_to(html: str, word: str) -> bool:
    """Whether a browser would follow ``javascript:word`` somewhere."""
    for node in _nodes(html):
        if not node.is_element_node:
            continue
        tag = (node.tag or "").lower()
        for key, value in node.attributes.items():
            if tag in _FOLLOWED.get(key.lower(), ()):
                plain = re.sub(r"[\x00-\x20]", "", (value or "").lower())
                if plain.startswith(f"javascript:{word}"):
                    return True
    return False


def bare_comment(html: str, word: str) -> bool:
    """Whether ``word><word`` stands unescaped in a comment."""
    return any(
        f"{word}-><{word}" in (node.comment_content or "").lower()
        for node in _nodes(html)
        if node.is_comment_node
    )
