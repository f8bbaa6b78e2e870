"""疑似错别字: 页面出现词表所列的错误写法，由人工判定。

依据: 抽查实务；词表见评分表 text.error 的 lexicon，可以编辑。"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import ahocorasick

from xuncha.base.language import N_
from xuncha.base.text import excerpt, holds, mask
from xuncha.base.traditional import simplified
from xuncha.checks.contract import Fault, indicator
from xuncha.evidence.snapshot import Page, Snapshot

#: Words of those who write about a slip instead of making it, and how near they stand.
_TOLD = re.compile(r"错别字|错字|误写|误作|误为|错写|写成|错为|应为|更正|勘误|纠正为|改为")
_NEAR = 20
_QUOTE = 60
#: A short lexicon's words are looked for one by one first: an automaton reads the whole text.
_FEW = 60


@indicator(
    "text.error",
    mode="semi",
    says=N_("疑似错别字“{wrong}”，应为“{right}”：{quote}"),
)
def check(page: Page, _site: Snapshot, *, lexicon: Mapping[str, str]) -> Iterator[Fault]:
    """Name each wrong wording of the page once, where it stands first."""
    text = simplified(page.text)
    if len(lexicon) <= _FEW and not any(holds(text, wrong) for wrong in lexicon):
        return
    named: set[str] = set()
    # The sentence is quoted as the page writes it, where a place in both texts is the same.
    shown = page.text if len(text) == len(page.text) else text
    for slip in _slips(text, _searcher(tuple(sorted(lexicon.items())))):
        if slip.wrong not in named:
            named.add(slip.wrong)
            yield _fault(page, slip, shown)


class _Slip(NamedTuple):
    start: int
    end: int
    wrong: str
    right: str


@lru_cache(maxsize=8)
def _searcher(lexicon: tuple[tuple[str, str], ...]) -> Any:
    """An automaton of both wordings: what is right may hold what is wrong."""
    searcher = ahocorasick.Automaton()
    for _, right in lexicon:
        if right:
            searcher.add_word(right, (right, right))
    for wrong, right in lexicon:
        if wrong and wrong != right:
            searcher.add_word(wrong, (wrong, right))
    searcher.make_automaton()
    return searcher


def _slips(text: str, searcher: Any) -> Iterator[_Slip]:
    """The wrong wordings in reading order that no longer hit covers."""
    if not len(searcher):
        return
    hits = [
        _Slip(last + 1 - len(wrong), last + 1, wrong, right)
        for last, (wrong, right) in searcher.iter(text)
    ]
    covered = 0
    for hit in sorted(hits, key=lambda one: (one.start, -one.end)):
        if hit.end <= covered:
            continue
        covered = hit.end
        if hit.wrong != hit.right and not _is_told(text, hit):
            yield hit


def _is_told(text: str, hit: _Slip) -> bool:
    before = text[max(_line_start(text, hit.start), hit.start - _NEAR) : hit.start]
    after = text[hit.end : hit.end + _NEAR].partition("\n")[0]
    return bool(_TOLD.search(before) or _TOLD.search(after))


def _fault(page: Page, slip: _Slip, text: str) -> Fault:
    begin = _line_start(text, slip.start)
    line = text[begin:].partition("\n")[0]
    quote = mask(excerpt(line, slip.start - begin, _QUOTE))
    return Fault(
        where=f"{page.url}#{slip.wrong}",
        url=page.url,
        source_url=page.url,
        seen={"wrong": slip.wrong, "right": slip.right, "quote": quote},
        suspected=True,
        # One line that many pages show, a menu or a headline in lists, is one problem.
        root=f"text:{slip.wrong}:{quote}",
    )


def _line_start(text: str, at: int) -> int:
    """Where the line begins in which a place stands."""
    return text.rfind("\n", 0, at) + 1
