"""What a page says: its visible text, the article's own text, its column."""

from __future__ import annotations

import re
from collections.abc import Sequence
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
            if score > weight:
                best, weight = one, score
    if best is None:
        return ""
    return "\n".join(lines(outline.raw(max(best.run, start), best.run_end)))


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
    """The column the page says it belongs to: its ColumnName tag, else the path that leads here.

    `head` is the headline of an article, which the path may end in; None for other pages.
    """
    said = next((m.content for m in metas if m.name == "columnname" and m.content.strip()), "")
    if said and said.lower() not in ("null", "undefined") and "{" not in said and "<" not in said:
        return " ".join(said.split())
    steps = list(steps)
    own = bare(head.text) if head is not None else ""
    while steps and (crumbs.is_leaf(steps[-1]) or (own and _same(bare(steps[-1]), own))):
        steps.pop()
    return steps[-1] if steps and not crumbs.is_home(steps[-1]) else ""


def _same(step: str, own: str) -> bool:
    cut = step.rstrip(".…")
    return step == own or (len(cut) >= 6 and own.startswith(cut))
