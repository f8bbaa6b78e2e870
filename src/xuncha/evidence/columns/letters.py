"""Citizens' messages: when they were asked, and whether and when they were answered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from xuncha.base import dates
from xuncha.base.dates import DateSeen
from xuncha.evidence.columns import names
from xuncha.evidence.snapshot import Column, Item, Letter, Page, Pages

_ASKED = re.compile(
    r"(?:来信|写信|留言|咨询|提问|提交|投诉|信件|发表|发布|提出|反映|受理|登记|创建|诉求)\s*(?:时间|日期)\s*[:：]?\s*"
)
_ANSWERED = re.compile(
    r"(?:答复|回复|办结|办理|反馈|处理|回复信息|解答)\s*(?:时间|日期)\s*[:：]?\s*"
)
_STATE = re.compile(
    r"(?P<no>未\s*(?:回复|答复|处理|办结|办理|受理|解答)|待\s*(?:回复|答复|处理|办理|受理)|尚未(?:回复|答复)|(?:正在)?(?:处理|办理|受理)中|暂无(?:回复|答复)|(?:回复|答复|办理)(?:内容|情况|结果|意见|信息)?\s*[:：]?\s*(?:暂无|尚无|未(?:回复|答复))|等待(?:回复|处理|答复))"
    r"|(?P<yes>已\s*(?:回复|答复|处理|办结|办理|解答|反馈|采纳)|回复内容\s*[:：]\s*\S|答复内容\s*[:：]\s*\S|处理结果\s*[:：]\s*\S)"
)
_ANSWER_TEXT = re.compile(
    r"(?:回复|答复|办理结果|处理结果|处理意见|回复意见|答复意见|解答)(?:内容|情况|结果|意见|单位|部门|人)?\s*[:：]\s*(\S[^\n]{0,30})"
)
_EMPTY_ANSWER = re.compile(r"^(?:无|暂无|空|-+|等待|未|待|正在)")
MAX_LETTERS = 5_000


def letters(columns: Sequence[Column], pages: Pages, today: date) -> tuple[Letter, ...] | None:
    """Every message of the site's consultation columns; None when no such column was read."""
    talking = [
        c for c in columns if names.has_letters(c.name) and c.items is not None and not c.undecided
    ]
    if not talking:
        return None
    wanted: dict[str, Item] = {}
    listed: dict[str, str] = {}
    for column in talking:
        for item in column.items or ():
            if item.url and not names.is_closed(item.title):
                wanted.setdefault(item.url, item)
    found: dict[str, Letter] = {url: _from_list(item, url) for url, item in wanted.items()}
    homes = {c.url for c in talking}
    for page in pages:
        if page.url in homes:
            listed.update(_states(page, wanted))
        for url in {page.url, page.asked} & found.keys():
            found[url] = _from_page(found[url], page, today)
    for url, state in listed.items():
        if found[url].replied is None:
            found[url] = _with_state(found[url], state)
    return tuple(list(found.values())[:MAX_LETTERS])


def _from_list(item: Item, url: str) -> Letter:
    return Letter(item.title, url, item.date)


def _states(page: Page, wanted: dict[str, Item]) -> dict[str, str]:
    """What the list says of each message: the words after its title, up to the next title."""
    found = {}
    lines = page.text
    for url, item in wanted.items():
        start = lines.find(item.title[:20])
        if start < 0:
            continue
        rest = lines[start + len(item.title) : start + len(item.title) + 120]
        state = _STATE.search(rest)
        following = min(
            (
                p
                for other in wanted.values()
                if other is not item and (p := rest.find(other.title[:12])) >= 0
            ),
            default=len(rest),
        )
        if state and state.start() < following:
            found[url] = state[0]
    return found


def _with_state(letter: Letter, words: str) -> Letter:
    state = _STATE.search(words)
    if state is None:
        return letter
    return Letter(letter.title, letter.url, letter.asked, letter.answered, state["yes"] is not None)


def _from_page(letter: Letter, page: Page, today: date) -> Letter:
    """The message's own page knows best."""
    asked = _dated(_ASKED, page.text, today) or letter.asked or page.published.visible
    answered = _dated(_ANSWERED, page.text, today)
    if answered is not None:
        return Letter(letter.title, letter.url, asked, answered, True)
    state = _STATE.search(page.text)
    replied = (state["yes"] is not None) if state else None
    answer = _ANSWER_TEXT.search(page.text)
    if answer is not None and replied is None:
        replied = not _EMPTY_ANSWER.match(answer[1])
    return Letter(letter.title, letter.url, asked, None, replied)


def _dated(pattern: re.Pattern[str], text: str, today: date) -> DateSeen | None:
    for found in pattern.finditer(text):
        seen = dates.read(
            text[found.end() : found.end() + 24].split("\n")[0]
            or text[found.end() + 1 : found.end() + 24],
            today,
        )
        if seen is not None:
            return seen
    return None
