"""What a page says: its visible text, its headline, the article's own text, its column."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from xuncha.evidence.reader import words
from xuncha.evidence.reader.outline import Element, Outline, lines
from xuncha.evidence.snapshot import Meta

#: Longer text than this is kept no further: no check needs more.
MAX_TEXT = 400_000
_SEPARATORS = re.compile(r"\s*[>＞»›→≫》]+\s*|\s+/\s+|\s*-{2,}>?\s*|\s*::\s*|\s+\|\s+|\s*\\\s*")
_HOME = re.compile(r"^(?:网站|本站|返回|政府网|门户)?(?:首\s*页|主页|home)$|首页$", re.IGNORECASE)
_NOT_COLUMN = re.compile(
    r"^(?:正文|内容|详细(?:内容|信息|页)?|信息(?:内容|详情|列表)?|列表|浏览(?:文章|信息)?|文章(?:内容|正文)?|查看信息|新闻详情|详情页?|更多)$"
)
_TITLE_CUT = re.compile(r"\s*[-_—–|·»>]{1,2}\s*|\s*::\s*")


def visible(outline: Outline) -> str:
    """The visible text, lines apart, white space folded."""
    if not outline.veiled and len(outline.whole) <= MAX_TEXT:
        return "\n".join(outline.lines)
    runs = outline.runs.copy()
    for one in outline.veiled:
        runs[one.run : one.run_end] = [""] * (one.run_end - one.run)
    return "\n".join(lines("".join(runs)[: 2 * MAX_TEXT]))[:MAX_TEXT]


_PLACE = re.compile("位置|當前|当前")
_HEADINGS = frozenset(("h1", "h2", "h3"))
#: Elements that may hold a headline without being called so, and those that never do.
_UNCALLED = frozenset(("td", "div", "p", "span", "strong", "b", "font", "h4", "h5", "th"))
_NO_HEADLINES = frozenset(("a", "li", "body", "html", "ul"))
_BLOCKS = frozenset(("div", "td", "article", "section", "dd"))
_PARAGRAPHS = frozenset(("p", "div", "font", "span", "br", "table", "section", "strong", "b"))


@dataclass(frozen=True, slots=True)
class Headline:
    """The headline of an article and the range of runs it stands in."""

    text: str
    runs: tuple[int, int]


def headline(outline: Outline, title: str, named: str) -> Headline | None:
    """The headline an article shows: the text that its `<title>` or its ArticleTitle tag names.

    `named` is the ArticleTitle tag. Without either, the first h1 or an element called a title.
    """
    wanted = [
        w for w in (_bare(named), *(_bare(part) for part in _title_parts(title))) if len(w) >= 4
    ][:2]
    best: tuple[int, int, Element] | None = None
    for one in _candidates(outline, wanted):
        rank = _rank(one, outline, wanted)
        if rank:
            this = (rank, one.index if rank >= 4 else -one.index)
            if best is None or this > best[:2]:
                best = (*this, one)
    if best is None:
        return None
    one = best[2]
    return Headline(outline.text(one), (one.run, one.run_end))


def _candidates(outline: Outline, wanted: list[str]) -> Iterator[Element]:
    """Elements that may be a headline: called one, or as long as what the title says."""
    offsets = outline.offsets
    shortest = min((min(len(want), 30) for want in wanted), default=MAX_TEXT)
    for one in outline.elements:
        if one.run_end - one.run > 16 or one.hidden or one.anchor_end > one.anchor + 1:
            continue
        called = one.tag in _HEADINGS or one.mark.headline
        if not called and one.tag not in _UNCALLED:
            continue
        length = offsets[one.run_end] - offsets[one.run]
        if length >= (4 if called else shortest) and one.tag not in _NO_HEADLINES:
            yield one


def _bare(text: str) -> str:
    return "".join(text.split()).strip("\"'“”")


def _title_parts(title: str) -> list[str]:
    """`<title>` holds headline, column and site name in any order; the longest part leads."""
    parts = [title, *_TITLE_CUT.split(title)]
    return sorted({p.strip() for p in parts if p.strip()}, key=len, reverse=True)[:4]


def _rank(one: Element, outline: Outline, wanted: list[str]) -> int:
    """How surely an element is the headline: 0 not at all, 7 called one and saying the title."""
    text = _bare(outline.raw(one.run, one.run_end))
    if not 4 <= len(text) <= 160:
        return 0
    called = one.tag in _HEADINGS or one.mark.headline
    for at, want in enumerate(wanted):
        if text == want or (
            len(want) >= 8 and (text.startswith(want[:30]) and abs(len(text) - len(want)) < 40)
        ):
            # A text may begin with its headline's words.
            rank = (6 if called else 4) + (text == want)
            return rank if at == 0 or len(want) >= 8 else 3
    if not called or one.anchor_end > one.anchor:
        return 0
    return {"h1": 2}.get(one.tag, 1) if len(text) >= 8 else 0


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


def column(steps: list[str], metas: tuple[Meta, ...], head: Headline | None) -> str:
    """The column the page says it belongs to: its ColumnName tag, else the breadcrumb."""
    said = next((m.content for m in metas if m.name == "columnname" and m.content.strip()), "")
    if said and said.lower() not in ("null", "undefined") and "{" not in said and "<" not in said:
        return " ".join(said.split())
    steps = steps.copy()
    own = _bare(head.text) if head is not None else ""
    while steps and (_NOT_COLUMN.match(steps[-1]) or (own and _same(_bare(steps[-1]), own))):
        steps.pop()
    return steps[-1] if steps and not _HOME.search(steps[-1]) else ""


def _same(step: str, own: str) -> bool:
    cut = step.rstrip(".…")
    return step == own or (len(cut) >= 6 and own.startswith(cut))


def breadcrumb(outline: Outline) -> list[str]:
    """The steps of 当前位置, the home page first; [] where the page shows none."""
    told = -1
    for place in _PLACE.finditer(outline.whole):
        at = bisect_right(outline.offsets, place.start()) - 1
        if at == told:
            continue
        told, run = at, outline.runs[at].strip()
        if len(run) <= 120 and words.CRUMB.search(run):
            steps = _steps(outline.raw(at, at + 60))
            if steps:
                return steps
    return _by_name(outline)


def _steps(text: str) -> list[str]:
    rest = words.CRUMB.sub("", text, count=1)
    lines = [line for line in (" ".join(part.split()) for part in rest.split("\n")) if line]
    joined = ""
    for line in lines[:12]:
        if joined and not (_ends_open(joined) or _SEPARATORS.match(line) or len(lines) == 1):
            break
        joined += (" " if joined else "") + line
    return [
        s
        for s in (step.strip(" :：·[]【】") for step in _SEPARATORS.split(joined))
        if s and len(s) <= 60
    ]


def _ends_open(text: str) -> bool:
    return text.rstrip()[-1:] in ">＞»›→≫》:：/|\\-" or bool(_HOME.search(text.strip()))


def _by_name(outline: Outline) -> list[str]:
    for one in outline.elements:
        if one.mark.crumbs and one.anchor_end > one.anchor and one.run_end - one.run < 60:
            text = outline.text(one)
            if "首页" in text[:12] or "主页" in text[:12]:
                return [
                    s
                    for s in (p.strip(" :：") for p in _SEPARATORS.split(text))
                    if s and len(s) <= 60
                ]
    return []
