"""Which address an element carries: by its tag and attributes alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from xuncha.base import urls
from xuncha.evidence.reader import scripts
from xuncha.evidence.snapshot import LinkKind

Attributes = Mapping[str, str | None]
Lead = tuple[str, LinkKind]

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
#: Elements that lead nowhere else.
_PLAIN_SOURCES = frozenset(("img", "script", "iframe", "frame"))
#: What a plain href begins with, beside letters.
_FIRST = frozenset("./0123456789%")
_NO_ADDRESS = ("javascript:", "mailto:", "tel:", "#", "data:", "about:", "ftp:", "tencent:", "sms:")


def kind_of(url: str) -> LinkKind:
    """What the ending of an address promises."""
    return (_kind_of if len(url) <= _LONG else _kind_of.__wrapped__)(url)


@lru_cache(maxsize=2048)
def _kind_of(url: str) -> LinkKind:
    path = url.split("?", 1)[0].split("#", 1)[0]
    found = _ENDING.search(path.rpartition("/")[2])
    ending = found[1].lower() if found else ""
    if ending in _DOCUMENT:
        return LinkKind.ATTACHMENT
    return LinkKind.IMAGE if ending in _IMAGE else LinkKind.PAGE


class Linker:
    """Resolves a page's addresses against its base."""

    def __init__(self, url: str, charset: str, base: str = "") -> None:
        """`base` is what the page's `<base href>` says, if it has one."""
        self.base = (urls.join(url, base, charset) or url) if base else url
        self._join = urls.Joiner(self.base, charset)
        self._charset = charset

    def to(self, href: str) -> str | None:
        """The canonical address of one wording, None when it leads nowhere on the web."""
        return self._join(href) if href else None

    def written(self, value: str) -> str | None:
        """The same of what may be no address at all: a script's call, a placeholder."""
        if value.lower().startswith(_NO_ADDRESS) or _is_unwritten(value):
            return None
        return self.to(value)

    def target(self, attrs: Attributes) -> str | None:
        """Where pressing an anchor leads: its href, or what its handler opens."""
        href = attrs.get("href") or ""
        if href[:1] > "?" or href[:1] in _FIRST:
            join = self._join
            place = join.origin if href[0] == "/" or "://" in href[:8] else join.folder
            url = (_lead if len(href) <= _LONG else _lead.__wrapped__)(place, href, self._charset)
            if url != "":
                return url
        href = href.strip()
        low = href[:11].lower()
        if href and not low.startswith(_NO_ADDRESS):
            return None if _is_unwritten(href) else self._join(href)
        if low.startswith(("mailto:", "tel:")):
            return None
        handler = get(attrs, "onclick") or (href if low.startswith("javascript:") else "")
        opened = scripts.opened(handler) if handler else ""
        return self.to(opened) if opened and not _is_unwritten(opened) else None


@lru_cache(maxsize=4096)
def _lead(place: str, href: str, charset: str) -> str | None:
    """Where a plain href leads, "" where it is none: a site's menus stand on every page."""
    if ":" in href[:11] and href[:11].lower().startswith(_NO_ADDRESS):
        return ""
    return None if _is_unwritten(href) else urls.resolve(place, href.strip(), charset)


def get(attrs: Attributes, name: str) -> str:
    """An attribute's value, stripped; "" where it is absent or empty."""
    return (attrs.get(name) or "").strip()


def _is_unwritten(href: str) -> bool:
    """A template's placeholder that a script still has to fill is no address."""
    if "{" not in href and "<" not in href and "'" not in href:
        return False
    return "{{" in href or "${" in href or "<%" in href or "' +" in href or "'+" in href


def leads(tag: str, attrs: Attributes, linker: Linker) -> Sequence[Lead]:
    """Where an element leads, and what stands there."""
    if tag in ("a", "area"):
        url = linker.target(attrs)
        return ((url, kind_of(url)),) if url else ()
    found: list[Lead] = []
    for name, kind in _SOURCES.get(tag, ()):
        value = get(attrs, name)
        if tag == "img":
            value = _picture(attrs, value)
        elif tag == "input" and get(attrs, "type").lower() != "image":
            continue
        url = linker.written(value) if value else None
        if url:
            found.append((url, kind or kind_of(url)))
    if tag not in _PLAIN_SOURCES or attrs.get("onclick"):
        found += _special(tag, attrs, linker)
    return found


def _picture(attrs: Attributes, value: str) -> str:
    """A lazily loaded picture stands in another attribute; its src is only a place holder."""
    for name in _LAZY:
        if attrs.get(name):
            return get(attrs, name)
    return value


def _special(tag: str, attrs: Attributes, linker: Linker) -> Sequence[Lead]:
    value, kind = "", LinkKind.PAGE
    if tag == "link":
        rel = get(attrs, "rel").lower()
        if "stylesheet" in rel or "icon" in rel:
            value, kind = get(attrs, "href"), LinkKind.STYLE if "style" in rel else LinkKind.IMAGE
    elif tag == "meta":
        value = refresh(attrs)
    elif tag == "option":
        # A drop-down of friendly links carries the address as its value.
        value = get(attrs, "value")
        value = value if value.lower().startswith(("http://", "https://")) else ""
    elif attrs.get("onclick"):
        value = scripts.opened(get(attrs, "onclick"))
    url = linker.to(value) if value and not _is_unwritten(value) else None
    if url is None:
        return ()
    return ((url, kind_of(url) if kind is LinkKind.PAGE else kind),)


def refresh(attrs: Attributes) -> str:
    """Where a meta refresh sends, "" when it only reloads the page."""
    if get(attrs, "http-equiv").lower() != "refresh":
        return ""
    content = get(attrs, "content")
    found = _REFRESH.match(content)
    return found[2].strip() if found and ("url" in content.lower() or "/" in content) else ""


def of_script(text: str, linker: Linker) -> Sequence[tuple[str, bool]]:
    """The addresses that a script's literals name, in their order.

    With each whether the script sends every visitor there at once.
    """
    onward = scripts.redirect(text)
    named = ((onward, True), *((one, False) for one in scripts.addresses(text)))
    found = ((linker.written(one), at_once) for one, at_once in named)
    return [(url, at_once) for url, at_once in found if url]
