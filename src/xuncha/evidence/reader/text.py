"""What a page says: its visible text, the article's own text, its column."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import accumulate

from xuncha.evidence.reader import crumbs
from xuncha.evidence.reader.headline import Headline, bare
from xuncha.evidence.reader.outline import Element, Outline, lines
from xuncha.evidence.snapshot import Meta

#: Longer text than this is kept no further: no check needs more.
MAX_TEXT = 400_000


def visible(outline: Outline) -> str:
    """The visible text, lines apart, white space folded."""
    if not outline.veiled and len(outline.whole) <= MAX_TEXT:
        return "\n".join(outline.lines)
    runs = outline.runs.copy()
    for one in outline.veiled:
        runs[one.run : one.run_end] = [""] * (one.run_end - one.run)
    return "\n".join(lines("".join(runs)[: 2 * MAX_TEXT]))[:MAX_TEXT]


_BLOCKS = frozenset(("div", "td", "article", "section", "dd"))
_PARAGRAPHS = frozenset(("p", "div", "font", "span", "br", "table", "section", "strong", "b"))


def main(outline: Outline, head: Headline | None) -> str:
    """The article's own text: the densest block after the headline, "" when there is none."""
    best: Element | None = None
    weight = 0.0
    start = head.runs[1] if head is not None else 0
    linked = list(accumulate(map(len, outline.anchor_texts), initial=0))
    for one in outline.elements:
        if one.tag in _BLOCKS and one.run_end > start and not one.hidden:
            score = _density(one, outline, start, linked)
            if score > weight and not _is_footer(one, outline):
                best, weight = one, score
    if best is None:
        return ""
    return "\n".join(lines(outline.raw(max(best.run, start), best.run_end)))


#: What a footer says, and how long it is at most; a short text must not lose against it.
_FOOTER = re.compile(r"ICP\s*备|公\s*网\s*安\s*备|网站标识码", re.IGNORECASE)
_FOOT = 600


def _is_footer(one: Element, outline: Outline) -> bool:
    offsets = outline.offsets
    if offsets[one.run_end] - offsets[one.run] > _FOOT:
        return False
    return bool(_FOOTER.search(outline.raw(one.run, one.run_end)))


def _density(one: Element, outline: Outline, start: int, linked: list[int]) -> float:
    """How much text of its own a block has; `linked` counts the text of the anchors before each."""
    offsets = outline.offsets
    first = max(one.run, start)
    text = offsets[one.run_end] - offsets[first]
    own = text - 2 * (linked[one.anchor_end] - linked[one.anchor])
    if own < 20:
        return 0
    named = one.mark.main
    children = outline.children(one)
    if not named and one.run_end - one.run > 40 and not any(c.tag in _PARAGRAPHS for c in children):
        return 0
    # Among nested blocks of equal text the innermost is the article's own.
    below = sum(
        offsets[c.run_end] - offsets[max(c.run, first)]
        for c in children
        if c.tag in ("p", "div", "section") and c.run_end > first
    )
    return (
        own * (1.25 if named else 1.0)
        - (0.9 * max(0, text - below) if below else 0.0)
        - 0.5 * (start - one.run > 0)
    )


_CLASS = re.compile(r"(?:分\s?类|所属栏目|栏目(?:名称)?|频道|类别)\s?[:：]\s*$")


def filed_under(outline: Outline, head: Headline | None) -> str:
    """The column to which a link under the headline leads: 分类：工作动态."""
    if head is None:
        return ""
    for one in outline.anchors:
        if head.runs[1] <= one.run < head.runs[1] + 40:
            before = outline.raw(max(head.runs[1], one.run - 3), one.run)
            if _CLASS.search(before.strip()):
                return outline.text(one)[:40]
    return ""


def column(steps: Sequence[str], metas: tuple[Meta, ...], head: Headline | None) -> str:
    """The column the page says it belongs to: the path that leads here, else its ColumnName tag.

    A tag that names a step of the path is believed: what follows it is a year or a part. `head` is
    the headline of an article, which the path may end in; None for other pages.
    """
    said = _tagged({meta.name: meta.content for meta in reversed(metas)})
    path = list(steps)
    own = bare(head.text) if head is not None else ""
    while path and (crumbs.is_leaf(path[-1]) or (own and _same(bare(path[-1]), own))):
        path.pop()
    if not path or crumbs.is_home(path[-1]):
        return said
    return said if any(bare(step) == bare(said) for step in path) else path[-1]


def _tagged(said: Mapping[str, str]) -> str:
    """What the ColumnName tag says, without the site's name, "" where it says nothing."""
    name, site = " ".join(said.get("columnname", "").split()), said.get("sitename", "").strip()
    if name.lower() in ("null", "undefined") or "{" in name or "<" in name:
        return ""
    return name.removeprefix(site).strip(" -_") if site else name


def _same(step: str, own: str) -> bool:
    cut = step.rstrip(".…")
    return step == own or (len(cut) >= 6 and own.startswith(cut))
