"""Every address a page leads to: elements, meta refresh, handlers, literals of scripts."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache

from xuncha.base import urls
from xuncha.evidence.reader import scripts
from xuncha.evidence.reader.tree import Element, Outline
from xuncha.evidence.snapshot import Link, LinkKind

#: A page with more links than this is a trap; the rest is not read.
MAX_LINKS = 20_000

#: Longer addresses are not remembered, so that a hostile page cannot fill the memory.
_LONG = 500

_DOCUMENT = frozenset(
    str.split(
        "pdf doc docx wps xls xlsx et csv ppt pptx dps zip rar 7z gz tar txt rtf ofd ceb cebx exe "
        "apk mp3 mp4 avi wmv flv rmvb rm mov wma swf xml"
    )
)
_IMAGE = frozenset(str.split("jpg jpeg png gif bmp webp svg ico tif tiff"))
_ENDING = re.compile(r"\.([a-zA-Z0-9]{1,5})(?:[?#]|$)")
_REFRESH = re.compile(
    r"^\s*(\d*)[\d.]*\s*[;,]?\s*(?:url\s*=)?\s*[\"']?\s*([^\"'\s][^\"']*)", re.IGNORECASE
)
#: Attribute and kind by element. None: the address's ending decides.
_SOURCES: dict[str, tuple[tuple[str, LinkKind | None], ...]] = {
    "a": (("href", None),),
    "area": (("href", None),),
    "img": (("src", LinkKind.IMAGE),),
    "script": (("src", LinkKind.SCRIPT),),
    "iframe": (("src", LinkKind.FRAME),),
    "frame": (("src", LinkKind.FRAME),),
    "embed": (("src", LinkKind.ATTACHMENT),),
    "object": (("data", LinkKind.ATTACHMENT),),
    "source": (("src", LinkKind.ATTACHMENT),),
    "video": (("src", LinkKind.ATTACHMENT), ("poster", LinkKind.IMAGE)),
    "audio": (("src", LinkKind.ATTACHMENT),),
    "input": (("src", LinkKind.IMAGE),),
    "body": (("background", LinkKind.IMAGE),),
    "table": (("background", LinkKind.IMAGE),),
    "tr": (("background", LinkKind.IMAGE),),
    "td": (("background", LinkKind.IMAGE),),
    "th": (("background", LinkKind.IMAGE),),
}
_LAZY = ("data-src", "data-original", "data-url", "lay-src", "data-lazy")
_NO_ADDRESS = ("javascript:", "mailto:", "tel:", "#", "data:", "about:", "ftp:", "tencent:", "sms:")


def kind_of(url: str) -> LinkKind:
    """What the ending of an address promises."""
    return (_kind_of if len(url) <= _LONG else _kind_of.__wrapped__)(url)


@lru_cache(maxsize=8192)
def _kind_of(url: str) -> LinkKind:
    path = url.split("?", 1)[0].split("#", 1)[0]
    found = _ENDING.search(path.rpartition("/")[2])
    ending = found[1].lower() if found else ""
    if ending in _DOCUMENT:
        return LinkKind.ATTACHMENT
    return LinkKind.IMAGE if ending in _IMAGE else LinkKind.PAGE


class Linker:
    """Resolves a page's addresses against its base, each wording once."""

    def __init__(self, outline: Outline, base: str, charset: str) -> None:
        self._out = outline
        self._charset = charset
        self._known: dict[str, str | None] = {}
        self.base = base
        for one in outline.carriers:
            if one.tag == "base" and one.get("href"):
                self.base = urls.join(base, one.get("href"), charset) or base
                break

    def to(self, href: str) -> str | None:
        """The canonical address of one wording, None when it leads nowhere on the web."""
        known = self._known.get(href, "")
        if known != "":
            return known
        found = urls.join(self.base, href, self._charset) if href else None
        self._known[href] = found
        return found

    @cached_property
    def targets(self) -> dict[int, str | None]:
        """Where pressing each anchor leads, by its index in the outline."""
        return {one.index: self._target(one) for one in self._out.anchors}

    def _target(self, anchor: Element) -> str | None:
        """Where pressing an anchor leads: its href, or what its handler opens."""
        href = anchor.get("href")
        low = href[:11].lower()
        if href and ((":" not in low and low[0] != "#") or not low.startswith(_NO_ADDRESS)):
            return None if _unwritten(href) else self.to(href)
        if low.startswith(("mailto:", "tel:")):
            return None
        handler = anchor.get("onclick") or (href if low.startswith("javascript:") else "")
        opened = scripts.opened(handler) if handler else ""
        return self.to(opened) if opened and not _unwritten(opened) else None


def _unwritten(href: str) -> bool:
    """A template's placeholder that a script still has to fill is no address."""
    if "{" not in href and "<" not in href and "'" not in href:
        return False
    return "{{" in href or "${" in href or "<%" in href or "' +" in href or "'+" in href


def links(outline: Outline, linker: Linker) -> tuple[Link, ...]:
    """All links in document order, then those that only scripts name."""
    found: list[Link] = []
    for one in outline.carriers:
        if len(found) >= MAX_LINKS:
            break
        found.extend(_of(one, outline, linker))
    found.extend(_of_scripts(outline, linker, {link.url for link in found}))
    return tuple(found)


def _of(one: Element, outline: Outline, linker: Linker) -> list[Link]:
    if one.tag in ("a", "area"):
        url = linker.targets[one.index]
        return [_link(one, url, kind_of(url), outline)] if url else []
    found = []
    for name, kind in _SOURCES.get(one.tag, ()):
        value = one.get(name)
        if one.tag == "img":
            value = _picture(one, value)
        if one.tag == "input" and one.get("type").lower() != "image":
            continue
        url = (
            linker.to(value)
            if value and not value.startswith("data:") and not _unwritten(value)
            else None
        )
        if url and not value.lower().startswith(_NO_ADDRESS):
            found.append(_link(one, url, kind or kind_of(url), outline))
    return found + _special(one, outline, linker)


def _picture(one: Element, value: str) -> str:
    """A lazily loaded picture stands in another attribute; its src is only a place holder."""
    for name in _LAZY:
        if one.attrs.get(name):
            return one.get(name)
    return value


def _special(one: Element, outline: Outline, linker: Linker) -> list[Link]:
    value, kind = "", LinkKind.PAGE
    if one.tag == "link":
        rel = one.get("rel").lower()
        if "stylesheet" in rel or "icon" in rel:
            value, kind = one.get("href"), LinkKind.STYLE if "style" in rel else LinkKind.IMAGE
    elif one.tag == "meta":
        value = refresh(one)
    elif one.tag == "option":
        # A drop-down of friendly links carries the address as its value.
        value = one.get("value")
        value = value if value.lower().startswith(("http://", "https://")) else ""
    elif one.attrs.get("onclick") and one.tag != "form":
        value = scripts.opened(one.get("onclick"))
    url = linker.to(value) if value and not _unwritten(value) else None
    if url is None:
        return []
    return [_link(one, url, kind_of(url) if kind is LinkKind.PAGE else kind, outline)]


def refresh(meta: Element) -> str:
    """Where a meta refresh sends, "" when it only reloads the page."""
    if meta.get("http-equiv").lower() != "refresh":
        return ""
    content = meta.get("content")
    found = _REFRESH.match(content)
    return found[2].strip() if found and ("url" in content.lower() or "/" in content) else ""


def label(one: Element, outline: Outline) -> str:
    """What a person reads on a link: its text, else its picture's or its own title."""
    text = outline.anchor_texts[one.anchor] if one.tag == "a" else outline.text(one)
    if text:
        return text
    for inner in outline.inside(one):
        if inner.tag == "img" and (inner.get("alt") or inner.get("title")):
            return inner.get("alt") or inner.get("title")
    return one.get("title") or one.get("alt")


def _link(one: Element, url: str, kind: LinkKind, outline: Outline) -> Link:
    hidden = "" if one.hidden in ("noscript", "template") else one.hidden
    new = _remembered if len(url) <= _LONG else Link
    return new(url, kind, label(one, outline)[:200], outline.place(one), hidden)


#: The links of a template are the same on every page of the site.
_remembered = lru_cache(maxsize=4096)(Link)


def _of_scripts(outline: Outline, linker: Linker, known: set[str]) -> list[Link]:
    found = []
    for element, text in outline.scripts:
        for value in (scripts.redirect(text), *scripts.addresses(text)):
            if not value or value.lower().startswith(_NO_ADDRESS) or _unwritten(value):
                continue
            url = linker.to(value)
            if url and url not in known:
                known.add(url)
                found.append(Link(url, kind_of(url), "", outline.place(element)))
    return found[:MAX_LINKS]
