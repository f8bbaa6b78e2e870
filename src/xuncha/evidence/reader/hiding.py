"""What a page hides from people: by inline style, by a style block, or by being too small to see.

Style sheets are not fetched, so only what the page itself says counts.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xuncha.evidence.reader.marks import Mark
    from xuncha.evidence.reader.outline import Element, Outline

_OFF = re.compile(r"(?:left|top|right|bottom|text-indent|margin-left|margin-top):-(\d{3,})")
_ZERO = re.compile(
    r"(?:^|;)(?:width|height|font-size|max-height|max-width):[01](?:px|pt|em|%)?(?:;|!|$)"
)
_FAINT = re.compile(r"(?:^|;)opacity:0(?:\.0\d*)?(?:;|!|$)")
_COLOUR = re.compile(r"(?:^|;)color:([^;!]+)")
_GROUND = re.compile(r"(?:^|;)background(?:-color)?:([^;!]+)")
#: `#name{…}` and `.name{…}` of a style block; bounded, so no input makes it slow.
_RULE = re.compile(r"([#.][\w-]{1,60})\s*\{([^{}]{1,400})\}")
#: A script that takes an element away as soon as it runs: the commonest way to hide bought links.
_TAKES_AWAY = re.compile(
    r"""getElementById\(\s*["']([\w-]{1,80})["']\s*\)\s*\.\s*style\s*\.\s*(?:display\s*=\s*["']none["']|visibility\s*=\s*["']hidden["'])"""
    r"""|(?:\$|jQuery)\(\s*["']#([\w-]{1,80})["']\s*\)\s*\.\s*(?:hide\(\s*\)|css\(\s*["']display["']\s*,\s*["']none["']\s*\)|remove\(\s*\))"""
)
#: Longer scripts are libraries.
_LONG_SCRIPT = 3_000
#: Longer styles are not remembered.
_LONG_STYLE = 300
#: Cut down to a point.
_CUT = re.compile(r"clip:rect\((?:0(?:px)?|1px)[,)]")
#: So small is a frame that nobody sees.
_POINT = frozenset("012345")
#: A box without any size, and a place that old browsers work out far outside the page.
_NO_BOX = (
    re.compile(r"(?:^|;)width:0(?:px)?(?:;|!|$)"),
    re.compile(r"(?:^|;)height:0(?:px)?(?:;|!|$)"),
)
_WORKED_OUT = re.compile(r"(?:left|top|right):expression\(\w{1,9}-\d{3,}\)")
_WHITE = frozenset(("#fff", "#ffffff", "white", "rgb(255,255,255)"))


def reason(style: str) -> str:
    """Why an inline style hides its element, "" when it does not."""
    said = "".join(style.lower().split())
    if "display:none" in said:
        return "display:none"
    if "visibility:hidden" in said:
        return "display:none"
    off = _OFF.search(said)
    if off and ("position:" in said or "text-indent" in said or "margin" in said):
        return "off-screen"
    if _FAINT.search(said) or (
        _ZERO.search(said) and ("overflow:hidden" in said or "font-size:0" in said)
    ):
        return "zero-size"
    if _CUT.search(said) or all(one.search(said) for one in _NO_BOX):
        return "zero-size"
    if "expression(" in said and _WORKED_OUT.search(said):
        return "off-screen"
    colour, ground = _COLOUR.search(said), _GROUND.search(said)
    if (
        colour
        and ground
        and (colour[1] == ground[1].split("url(")[0] or {colour[1], ground[1]} <= _WHITE)
    ):
        return "same-colour"
    return ""


#: A site writes the same few styles on every page.
_remembered = lru_cache(maxsize=4096)(reason)


def _tiny_frame(one: Element) -> bool:
    """Whether a frame is a point that nobody sees."""
    return all(one.get(name).removesuffix("px") in _POINT for name in ("width", "height"))


def _tiny_marquee(one: Element) -> bool:
    sizes = (one.get("width"), one.get("height"))
    small = any(size.rstrip("px%") in ("0", "1", "2", "3", "4", "5") for size in sizes if size)
    speed = one.get("scrollamount")
    return small or (speed.isdigit() and int(speed) >= 1000)


#: Elements whose attributes say how large they are.
_SIZED = {"marquee": _tiny_marquee, "iframe": _tiny_frame}


class Rules:
    """The hiding rules of the page's own style blocks, learnt as the walk meets them."""

    def __init__(self) -> None:
        self._by_name: dict[str, str] = {}
        #: What `_by_name` says of each mark met since it last learnt.
        self._by_mark: dict[Mark, str] = {}

    def learn(self, css: str) -> None:
        """Keep the rules for one class or id that hide their element."""
        if "none" not in css and "-" not in css and "hidden" not in css:
            return
        self._by_mark.clear()
        for name, body in _RULE.findall(css[:200_000]):
            why = reason(body)
            if why:
                self._by_name[name] = why
            elif "display:" in body:
                self._by_name.pop(name, None)

    def hides(self, one: Element) -> str:
        """Why an element is not seen, "" when it is."""
        attrs = one.attrs
        style = attrs.get("style")
        if style:
            why = (reason if len(style) > _LONG_STYLE else _remembered)(style)
            if why:
                return why
        if "hidden" in attrs:
            return "display:none"
        if one.tag in _SIZED and _SIZED[one.tag](one):
            return "zero-size"
        if self._by_name and not (style and "display:" in style):
            return self._by_rule(one.mark)
        return ""

    def _by_rule(self, mark: Mark) -> str:
        known = self._by_mark.get(mark)
        if known is None:
            known = next((self._by_name[n] for n in mark.names if n in self._by_name), "")
            self._by_mark[mark] = known
        return known


_OPENED = re.compile(r"<(div|span|p|ul|td|font|marquee)\b([^<>]{0,300})>", re.IGNORECASE)
_STYLE = re.compile(r"style\s*=\s*[\"']([^\"'<>]{1,300})", re.IGNORECASE)


class Wraps:
    """What scripts hide by writing the beginning and the end of an element around it."""

    def __init__(self) -> None:
        self._open: tuple[str, str, int] | None = None

    def take(self, written: str, index: int) -> list[tuple[str, int, int]]:
        """Note what a script writes before the element of that index; what it closes."""
        low = written.lower()
        if self._open is not None and f"</{self._open[0]}" in low:
            _tag, why, first = self._open
            self._open = None
            return [(why, first, index)]
        for found in _OPENED.finditer(written):
            tag, style = found[1].lower(), _STYLE.search(found[2])
            why = reason(style[1]) if style else ""
            if why and low.count(f"<{tag}") > low.count(f"</{tag}"):
                self._open = (tag, why, index)
        return []


def taken_away(script: str) -> frozenset[str]:
    """The ids of the elements that a short script hides at once, not when something happens."""
    if len(script) > _LONG_SCRIPT or ("none" not in script and "hid" not in script):
        return frozenset()
    return frozenset(
        found[1] or found[2]
        for found in _TAKES_AWAY.finditer(script)
        if script.count("{", 0, found.start()) == script.count("}", 0, found.start())
    )


def reveal_tabs(outline: Outline) -> None:
    """Take back "hidden" from the panels of a tab strip: a person opens them with one click.

    A panel is an element with display:none that has a shown sibling of the same make, or several
    hidden siblings of the same make under one strip.
    """
    still = []
    strips: dict[int, Counter[tuple[str, str]]] = {}
    for one in outline.veiled:
        if one.hidden == "display:none" and _is_panel(one, outline, strips):
            outline.panels.add(one.index)
            for each in (one, *outline.inside(one)):
                if each.hidden == "display:none":
                    each.hidden = ""
        else:
            still.append(one)
    outline.veiled = still


def _is_panel(one: Element, outline: Outline, strips: dict[int, Counter[tuple[str, str]]]) -> bool:
    above = one.parent
    if above is None or one.tag in ("a", "span", "img", "input"):
        return False
    strip = strips.get(above.index)
    if strip is None:
        children = outline.children(above)
        strip = strips[above.index] = Counter(_kin(each) for each in children if _is_open(each))
    alike = strip[_kin(one)] - _is_open(one)
    if alike and not _is_open(one):
        # From now on it is shown, and speaks for its neighbours.
        strip[_kin(one)] += 1
    return alike > 0


def _is_open(one: Element) -> bool:
    return not one.hidden or one.end > one.index + 1


def _kin(one: Element) -> tuple[str, str]:
    """Tag and first class or id stem: the panels of one tab strip share them."""
    return one.tag, one.mark.kin
