"""The charset a page declares about itself, found as browsers find it before decoding."""

from __future__ import annotations

import re
from collections.abc import Iterator

#: Browsers promise to look at 1,024 bytes and start again at a later `<meta>`; many templates put
#: scripts and comments before it.
_LOOK = 16_384

_XML = re.compile(
    rb"""<\?xml[^>]{0,200}?\sencoding\s{0,9}=\s{0,9}["']([A-Za-z][\w.:-]{1,39})["']"""
)
_NEXT = re.compile(rb"<(?:!--|meta[\s/]|/?[a-z]|[!/?])", re.IGNORECASE)
_SPACE = rb"\t\n\f\r "
_ATTRIBUTE = re.compile(
    rb"[%(s)s/]*([^%(s)s/>=][^%(s)s/>=]*)(?:[%(s)s]*=[%(s)s]*(?:\"([^\"]*)\"|'([^']*)'|([^%(s)s>\"'][^%(s)s>]*)))?"
    % {b"s": _SPACE}
)
_CHARSET = re.compile(
    rb"charset[%(s)s]*=[%(s)s]*(?:\"([^\"]*)\"|'([^']*)'|([^%(s)s;\"'][^%(s)s;]*))"
    % {b"s": _SPACE},
    re.IGNORECASE,
)


def declared(body: bytes) -> Iterator[str]:
    """The labels in the page's XML declaration and each `<meta>` that names a charset.

    The first one that stands for a charset holds, as in browsers.
    """
    head = body[:_LOOK]
    if found := _XML.match(head):
        yield found[1].decode("ascii")
    at = 0
    while found := _NEXT.search(head, at):
        start = found[0].lower()
        if start == b"<!--":
            # "<!-->" is a whole comment, as the HTML Standard has it.
            end = head.find(b"-->", found.end() - 2)
            at = end + 3 if end >= 0 else len(head)
        elif start.startswith(b"<meta"):
            attributes, at = _attributes(head, found.end() - 1)
            # A tag that does not end is none.
            if at < len(head) and (label := _label(attributes)):
                yield label
        elif start in (b"<!", b"</", b"<?"):
            end = head.find(b">", found.end())
            at = end + 1 if end >= 0 else len(head)
        else:
            _, at = _attributes(head, found.end())


def _attributes(head: bytes, at: int) -> tuple[dict[bytes, bytes], int]:
    """The attributes of a tag from ``at`` on, the first of each name, and where they end."""
    found: dict[bytes, bytes] = {}
    while match := _ATTRIBUTE.match(head, at):
        value = match[2] or match[3] or match[4] or b""
        found.setdefault(match[1].lower(), value)
        at = match.end()
    return found, at


def _label(attributes: dict[bytes, bytes]) -> str | None:
    if label := attributes.get(b"charset"):
        return label.decode("latin-1").strip()
    if attributes.get(b"http-equiv", b"").lower() != b"content-type":
        return None
    if found := _CHARSET.search(attributes.get(b"content", b"")):
        return (found[1] or found[2] or found[3] or b"").decode("latin-1").strip()
    return None
