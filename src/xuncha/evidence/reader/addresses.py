"""Where a page leads and nothing else: a link check needs no more, and it costs far less."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

from xuncha.base import charset
from xuncha.evidence.reader import scripts
from xuncha.evidence.reader.leads import Linker, kind_of, leads, of_script
from xuncha.evidence.reader.links import MAX_LINKS
from xuncha.evidence.reader.packed import revealed
from xuncha.evidence.reader.tree import CARRIERS, MAX_BYTES, MAX_GRAFTS, SOMETIMES, bounded
from xuncha.evidence.response import Response
from xuncha.evidence.snapshot import LinkKind


def addresses(response: Response) -> dict[str, LinkKind]:
    """Every address an answered HTML response leads to, with what it promises, each once.

    The same addresses as `read` finds, those that scripts write and name among them.
    """
    cut = response.cut or len(response.body) > MAX_BYTES
    body = response.body[:MAX_BYTES]
    decoded = charset.decode(body, response.header("content-type"), cut=cut)
    found = _Found(response.answered or response.asked, decoded.charset)
    found.take(bounded(decoded.text), pressed=_is_pressed(body))
    return found.addresses


class _Found:
    def __init__(self, url: str, charset: str) -> None:
        self._linker = Linker(url, charset)
        self._url, self._charset = url, charset
        self._level = 0
        self.addresses: dict[str, LinkKind] = {}

    def take(self, html: str, *, pressed: bool) -> None:
        """Everything a page, or a piece that a script writes, leads to.

        `pressed`: elements may lead somewhere that are not made for it.
        """
        parser = LexborHTMLParser(html)
        if "<base" in html or "<BASE" in html:
            self._rebase(parser)
        if parser.root is not None:
            self._walk(parser.root, pressed)
        if "<template" in html:
            for template in parser.css("template"):
                for fragment in template.template_fragments():
                    self._walk(fragment, pressed)

    def _rebase(self, parser: LexborHTMLParser) -> None:
        for one in parser.css("base"):
            base = (one.attributes.get("href") or "").strip()
            if base:
                self._linker = Linker(self._url, self._charset, base)
                return

    def _walk(self, top: LexborNode, pressed: bool) -> None:
        known, target = self.addresses, self._linker.target
        for node in top.traverse():
            tag = node.tag
            if tag == "a":
                url = target(node.attributes)
                if url and url not in known:
                    known[url] = kind_of(url)
            elif tag in CARRIERS:
                self._take_one(tag, node)
            elif pressed and tag in SOMETIMES:
                attrs = node.attributes
                if "onclick" in attrs or "background" in attrs:
                    self._take_one(tag, node)
            if len(known) > MAX_LINKS:
                return

    def _take_one(self, tag: str, node: LexborNode) -> None:
        attrs = node.attributes
        for url, kind in leads(tag, attrs, self._linker):
            self.addresses.setdefault(url, kind)
        if tag != "script":
            return
        text = node.text(deep=True) or ""
        for url, _ in of_script(text, self._linker) if text else ():
            self.addresses.setdefault(url, kind_of(url))
        for one in revealed(text) if text else ():
            if lead := self._linker.written(one.address):
                self.addresses.setdefault(lead, one.kind)
        shown = scripts.written(text, (attrs.get("type") or "").strip().lower()) if text else ""
        if shown and self._level < MAX_GRAFTS:
            self._level += 1
            self.take(bounded(shown), pressed=True)
            self._level -= 1


def _is_pressed(body: bytes) -> bool:
    """Whether some element may carry an onclick or a background."""
    low = body.lower()
    return b"onclick" in low or b"background=" in low or b"background =" in low or b"\0" in low
