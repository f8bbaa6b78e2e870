"""Every link of a page: where it leads, what it says, where it stands, whether it is seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from xuncha.evidence.reader.hiding import taken_away
from xuncha.evidence.reader.leads import Linker, kind_of, leads, of_script
from xuncha.evidence.reader.outline import Element, Outline
from xuncha.evidence.reader.packed import revealed
from xuncha.evidence.snapshot import Link, LinkKind

#: A page with more links than this is a trap; the rest is not read.
MAX_LINKS = 20_000
#: The last step of the place of an address that a script only names: it leads nowhere by itself.
NAMED = "literal"
#: Links with longer addresses are not remembered.
_LONG = 500


def links(outline: Outline, linker: Linker, targets: Mapping[int, str | None]) -> tuple[Link, ...]:
    """All links in document order, then those that only scripts name.

    `targets` says where each anchor leads, by its index.
    """
    found: list[Link] = []
    away = _taken_away(outline)
    for one in outline.carriers:
        if len(found) >= MAX_LINKS:
            break
        gone = _why_gone(one, away) if away else ""
        if one.index in targets:
            url = targets[one.index]
            if url:
                found.append(_link(one, url, kind_of(url), outline, gone))
        else:
            for url, kind in leads(one.tag, one.attrs, linker):
                found.append(_link(one, url, kind, outline, gone))
    found += _of_scripts(outline, linker, {link.url for link in found})
    return tuple(found)


def _taken_away(outline: Outline) -> list[tuple[str, int, int]]:
    """Why what scripts of the page hide as soon as they run is not seen, and its elements."""
    names = {name for _, text in outline.scripts for name in taken_away(text)}
    if not names:
        return outline.wrapped
    hit = (one for one in outline.elements if one.get("id") in names)
    return [*outline.wrapped, *(("display:none", one.index, one.end) for one in hit)]


def _why_gone(one: Element, away: list[tuple[str, int, int]]) -> str:
    return next((why for why, first, end in away if first <= one.index < end), "")


def _of_scripts(outline: Outline, linker: Linker, known: set[str]) -> Iterator[Link]:
    """What scripts name and is not known yet, and whatever they hide."""
    for element, text in outline.scripts:
        for url, at_once in of_script(text, linker):
            if url not in known and len(known) < 2 * MAX_LINKS:
                known.add(url)
                place = outline.place(element)
                yield Link(url, kind_of(url), "", place if at_once else f"{place}>{NAMED}")
        for one in revealed(text):
            if lead := linker.written(one.address):
                yield Link(lead, one.kind, "", outline.place(element), one.how)


def label(one: Element, outline: Outline) -> str:
    """What a person reads on a link: its text, else its picture's or its own title."""
    text = outline.anchor_texts[one.anchor] if one.tag == "a" else outline.text(one)
    if text or one.end == one.index + 1:
        return text or one.get("title") or one.get("alt")
    for inner in outline.inside(one):
        if inner.tag == "img" and (inner.get("alt") or inner.get("title")):
            return inner.get("alt") or inner.get("title")
    return one.get("title") or one.get("alt")


def _link(one: Element, url: str, kind: LinkKind, outline: Outline, gone: str = "") -> Link:
    hidden = gone if one.hidden in ("", "noscript", "template") else one.hidden
    new = _remembered if len(url) <= _LONG else Link
    return new(url, kind, label(one, outline)[:200], outline.place(one), hidden)


#: The links of a template are the same on every page of the site.
_remembered = lru_cache(maxsize=2048)(Link)
