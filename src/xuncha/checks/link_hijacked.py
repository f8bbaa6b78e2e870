"""链接被劫持: 链接所指的网站已变为赌博、色情或出售域名等无关内容。

依据: 国办秘函〔2019〕19号 单项否决第1项（发布或链接反动、暴力、色情等内容）。"""

from __future__ import annotations

import re
from collections.abc import Iterator

from xuncha.base.language import N_
from xuncha.base.text import fold, mask
from xuncha.base.urls import host_of, is_government, registrable, same_site
from xuncha.checks.contract import Fault, indicator
from xuncha.checks.trades import Table, Trade, table
from xuncha.evidence.response import Reach
from xuncha.evidence.snapshot import Answer, Page, Snapshot

#: Of a home page no more is read: who has taken it over says so at once.
_BEGINNING = 2_000


@indicator(
    "link.hijacked",
    needs=("pages", "answers"),
    says={
        "": N_("链接“{text}”所指的网站（{host}）内容为{why}：{quote}"),
        "home": N_("网站首页（{host}）内容为{why}：{quote}"),
    },
)
def check(target: Answer | Page, site: Snapshot) -> Iterator[Fault]:
    """Weigh the words of what stands outside the site, or in place of its home page."""
    if isinstance(target, Page):
        if site.home is not None and target.url == site.home.url:
            text = target.text[:_BEGINNING]
            yield from _weigh(target.asked, target.url, target.title, text, "home")
        return
    landed = target.answered
    if target.reach is Reach.OK and landed is not None and not same_site(landed, site.home_url):
        yield from _weigh(target.asked, landed, target.title or "", target.text or "", "")


def _weigh(where: str, landed: str, title: str, text: str, sentence: str) -> Iterator[Fault]:
    title, text, host = fold(title), fold(text), host_of(landed)
    all_words = table()
    spared = is_government(host) or registrable(host) in all_words.known
    for trade in all_words.trades:
        words, score = _score(trade, title, text, host)
        if score < (all_words.plain if spared else trade.needed):
            continue
        if _is_against(trade, all_words, title, text):
            continue
        yield Fault(
            where=where,
            seen={"why": trade.name, "quote": words[:8], "title": mask(title[:80]), "host": host},
            root=f"host:{host}",
            sentence=sentence,
            suspected=score < all_words.plain,
        )
        return


def _score(trade: Trade, title: str, text: str, host: str) -> tuple[list[str], int]:
    """The trade's words and what they weigh; 0 where its own words are too few.

    Each word counts once; one in the title counts again, since a site names its own trade there.
    """
    whole = f"{title}\n{text}"
    own = _found(trade.own, whole)
    titled = _found(trade.own, title)
    # Only who sells a domain shows its name as the goods.
    goods = trade.by_name and registrable(host) in whole.lower()
    if len(own) + goods < 2 and not titled:
        return [], 0
    also = {word for word in _found(trade.also, whole) if not any(word in one for one in own)}
    score = 2 * len(own) + 2 * len(titled) + len(also) + 2 * goods
    return [*sorted(own), *sorted(also)], score


def _is_against(trade: Trade, all_words: Table, title: str, text: str) -> bool:
    """Whether the page speaks of the trade as police and press do.

    A stolen site keeps the words of its old pages, but not in its title.
    """
    if len(_found(trade.own, title)) >= 2 and not all_words.against.search(title):
        return False
    return len(_found(all_words.against, f"{title}\n{text}")) >= 2


def _found(pattern: re.Pattern[str], text: str) -> set[str]:
    return {" ".join(found[0].lower().split()) for found in pattern.finditer(text)}
