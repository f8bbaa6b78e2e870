"""An archived page made visible again from the archive alone: no script, no request, no way out.

What the site wrote is taken apart and written anew from a list of harmless elements and attributes;
style sheets and pictures come from the archive and stand inside the page, or they are left out. The
policy it is served under (`POLICY`) is a second wall that stands without the first.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from xuncha.base.text import mask_address
from xuncha.base.urls import canonical, join
from xuncha.evidence.reader.tree import MAX_NODES, bounded
from xuncha.evidence.sheets import cleaned

#: What a browser is told of such a page: it may show it, and nothing else at all.
POLICY: Final = (
    "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'self'"
)
#: Bytes of pictures and style sheets that one page takes in.
_MOST: Final = 4_000_000

_KEPT: Final = frozenset(
    str.split(
        "html head body title style div span p br hr h1 h2 h3 h4 h5 h6 a img ul ol li dl dt dd "
        "table caption colgroup col thead tbody tfoot tr td th b strong i em u s strike del ins "
        "sub sup small big center font pre code kbd samp blockquote q cite address abbr acronym "
        "label fieldset legend input button select option optgroup textarea section article "
        "header footer nav main aside figure figcaption marquee tt var time mark details summary "
        "map area wbr dir menu nobr"
    )
)
_VOID: Final = frozenset(str.split("br hr img input col area wbr"))
#: Gone with all they hold.
_GONE: Final = frozenset(
    str.split(
        "script template svg math object embed applet audio video source track param base meta "
        "noframes noembed canvas portal dialog keygen bgsound"
    )
)
_OTHERWISE: Final = {"form": "div", "frameset": "div", "xmp": "pre", "plaintext": "pre"}
#: Pages within the page: another address, which the archive holds or not, is never shown in it.
_WITHIN: Final = frozenset({"frame", "iframe"})
_ATTRIBUTES: Final = frozenset(
    str.split(
        "class id width height align valign bgcolor border cellpadding cellspacing colspan rowspan "
        "color size face dir lang title alt nowrap hspace vspace start span summary open value "
        "placeholder checked selected rows cols type text clear noshade frame rules"
    )
)
_PICTURES: Final = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"BM", "image/bmp"),
    (b"\x00\x00\x01\x00", "image/x-icon"),
)
#: Beside the site's own rules: what is not in the archive has its place, what is at fault a frame.
_OURS: Final = (
    "img:not([src]){outline:1px dashed #999;background:#f2f2f2;color:#555}"
    "[data-within]{border:1px dashed #999;padding:8px;color:#555;background:#f7f7f7}"
    "[data-fault]{outline:3px solid #c00 !important;outline-offset:2px}"
    "[data-archive]{all:initial;display:block;padding:6px 12px;background:#fff8e1;color:#333;"
    "border-bottom:1px solid #c9a400;font:13px/1.6 sans-serif}"
)


@dataclass(frozen=True, slots=True)
class Part:
    """A style sheet (its text) or a picture (its bytes) that the archive holds."""

    text: str = ""
    raw: bytes = b""


@dataclass(slots=True)
class _Writer:
    base: str
    parts: Mapping[str, Part]
    #: The address at fault, as findings name it: with people's numbers hidden.
    fault: str
    said: str
    #: Said before the address of a page within the page.
    within: str
    out: list[str] = field(default_factory=list)
    spent: int = 0
    found: bool = False

    def walk(self, top: LexborNode) -> None:
        """Write `top` and what it holds, without recursion."""
        node: LexborNode | None = top
        above: list[tuple[LexborNode, str]] = []
        left = MAX_NODES
        while node is not None and left:
            left -= 1
            name = self._begin(node)
            down = node.first_child if name is not None else None
            if down is not None:
                above.append((node, name or ""))
                node = down
                continue
            self._end(name)
            while above and node.next is None:
                node, name = above.pop()
                self._end(name)
            node = node.next if above else None
        for _node, name in reversed(above):
            self._end(name)

    def _end(self, name: str | None) -> None:
        if name and name not in _VOID:
            self.out.append(f"</{name}>")

    def _begin(self, node: LexborNode) -> str | None:
        """Write the beginning of a node: its name, "" for one that is only gone through, None for
        one whose children are not looked at."""
        tag = node.tag or ""
        if tag == "-text":
            self.out.append(escape(node.text_content or ""))
            return None
        if tag == "link":
            self._sheet(node.attributes)
            return None
        if tag == "style":
            self._style(node.text(deep=True) or "", self.base)
            return None
        if tag in _WITHIN:
            self._within(node.attributes)
            return None
        if tag in _GONE or not tag or tag[0] in "-!?":
            return None
        name = _OTHERWISE.get(tag, tag)
        if name not in _KEPT:
            return ""
        self.out.append(f"<{name}{self._attributes(name, node.attributes)}>")
        if name == "head":
            self.out.append(f'<meta charset="utf-8"><style>{_OURS}</style>')
        elif tag in ("body", "frameset") and self.said:
            self.out.append(f"<div data-archive>{escape(self.said)}</div>")
            self.said = ""
        return name

    def _sheet(self, attrs: Mapping[str, str | None]) -> None:
        if "stylesheet" in (attrs.get("rel") or "").lower().split():
            url = self._address(attrs.get("href"))
            part = self.parts.get(url)
            if part is not None and part.text:
                self._style(part.text, url)

    def _style(self, text: str, base: str) -> None:
        self.spent += len(text)
        if self.spent <= _MOST:
            self.out.append(f"<style>{self._css(text, base)}</style>")

    def _css(self, text: str, base: str) -> str:
        return cleaned(text, lambda href: self._picture(join(base, href) or ""))

    def _within(self, attrs: Mapping[str, str | None]) -> None:
        url = self._address(attrs.get("src"))
        self.out.append(f"<div data-within{self._at_fault(url)}>{escape(self.within + url)}</div>")

    def _attributes(self, name: str, attrs: Mapping[str, str | None]) -> str:
        told = [
            f'{key}="{escape(value or "")}"'
            for key, value in attrs.items()
            if key in _ATTRIBUTES and not (name == "input" and key == "type" and _is_file(value))
        ]
        if style := attrs.get("style"):
            told.append(f'style="{escape(self._css(style, self.base))}"')
        if name in ("input", "button", "select", "textarea"):
            told.append("disabled")
        url = self._address(attrs.get("href") or attrs.get("src") or attrs.get("background"))
        if name in ("img", "body", "table", "td", "th") and url:
            told += self._seen(name, attrs, url)
        elif name in ("a", "area") and url and "title" not in attrs:
            told.append(f'title="{escape(mask_address(url))}"')
        # Ours first: of two attributes with one name the first counts.
        return self._at_fault(url) + "".join(f" {one}" for one in told)

    def _seen(self, name: str, attrs: Mapping[str, str | None], url: str) -> list[str]:
        src = attrs.get("src") or ""
        data = src if src.startswith("data:image/") else self._picture(url)
        if not data:
            return []
        return [f'{"src" if name == "img" else "background"}="{escape(data)}"']

    def _at_fault(self, url: str) -> str:
        if not url or not self.fault or mask_address(canonical(url) or url) != self.fault:
            return ""
        first, self.found = not self.found, True
        return ' data-fault id="fault"' if first else " data-fault"

    def _picture(self, url: str) -> str:
        """The picture at an address as an address of its own bytes; "" where it is not there."""
        part = self.parts.get(url)
        if part is None or not (kind := _kind(part.raw)):
            return ""
        self.spent += len(part.raw)
        if self.spent > _MOST:
            return ""
        return f"data:{kind};base64,{base64.b64encode(part.raw).decode('ascii')}"

    def _address(self, href: str | None) -> str:
        return (join(self.base, href) or "") if href else ""


def replica(
    html: str, url: str, parts: Mapping[str, Part], *, said: str, within: str, fault: str = ""
) -> str:
    """The page at `url` as a document that asks for nothing and does nothing.

    `parts` are by address what the archive holds besides; `said` stands above the page, `within`
    before the address of each page within it. What points to `fault` is framed, the first of it
    with the id ``fault``.
    """
    tree = LexborHTMLParser(bounded(html))
    base = tree.css_first("base[href]")
    writer = _Writer(
        (join(url, base.attributes.get("href") or "") if base is not None else None) or url,
        parts,
        fault,
        said,
        within,
    )
    if tree.root is not None:
        writer.walk(tree.root)
    return "<!DOCTYPE html>\n" + "".join(writer.out)


def _is_file(value: str | None) -> bool:
    return (value or "").strip().lower() in ("file", "image", "password")


def _kind(raw: bytes) -> str:
    """What picture bytes are, by themselves; "" for none that is shown."""
    if raw[:4] == b"RIFF" and raw[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for mark, kind in _PICTURES if raw.startswith(mark)), "")
