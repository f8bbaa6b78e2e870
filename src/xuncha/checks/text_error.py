"""文字差错: 页面出现词表所列的错误写法。

依据: 抽查实务；由人工判定，机器只列疑似。"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import ahocorasick

from xuncha.base.language import N_
from xuncha.base.text import excerpt, mask
from xuncha.checks.contract import Fault, indicator
from xuncha.evidence.snapshot import Page, Snapshot


@indicator("text.error", mode="semi", says=N_("疑似将“{right}”写作“{wrong}”：{quote}"))
def check(page: Page, site: Snapshot, *, lexicon: Mapping[str, str]) -> Iterator[Fault]:  # noqa: ARG001
    """Search the visible text once for every wrong writing, and tell each once a page."""
    if not lexicon or not page.text:
        return
    said: set[str] = set()
    for end, (wrong, right) in _machine(tuple(lexicon.items())).iter(page.text):
        start = end - len(wrong) + 1
        if wrong in said or _is_part_of_right(page.text, start, right):
            continue
        said.add(wrong)
        quote = mask(excerpt(page.text, start, 40))
        yield Fault(
            where=f"{page.url}#{wrong}",
            url=page.url,
            suspected=True,
            # The same line on page after page is the template's.
            root=f"text:{wrong}:{quote}",
            seen={"wrong": wrong, "right": right, "quote": quote},
        )


def _is_part_of_right(text: str, start: int, right: str) -> bool:
    """Whether the right writing stands there after all, as in 人大常委会 for 人大常委."""
    near = text[max(0, start - len(right)) : start + 2 * len(right)]
    at = near.find(right)
    while at >= 0:
        begin = max(0, start - len(right)) + at
        if begin <= start < begin + len(right):
            return True
        at = near.find(right, at + 1)
    return False


@lru_cache(maxsize=8)
def _machine(lexicon: tuple[tuple[str, str], ...]) -> Any:
    """One automaton for the whole lexicon; built once a standard."""
    machine = ahocorasick.Automaton()
    for wrong, right in lexicon:
        machine.add_word(wrong, (wrong, right))
    machine.make_automaton()
    return machine
