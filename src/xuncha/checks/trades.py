"""Trades that have no business on an office's site: their words, their hosts, and who is spared.

One table, `trades.toml`, serves every check. Words count in their context, not alone: news about
打击赌博 is not gambling.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from xuncha.base.language import N_
from xuncha.base.urls import is_government, registrable

#: What the table calls those that take a site over, for the catalogue.
_NAMES = (N_("赌博"), N_("色情"), N_("出售或停放域名"))
#: Matches nothing.
_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Trade:
    """One trade, as a page that was taken over shows it."""

    name: str
    #: What a page must reach to be the trade's.
    needed: int
    #: One phrase tells it, and the name of the domain beside it.
    by_name: bool
    #: The trade's own words, and those others use too.
    own: re.Pattern[str]
    also: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Table:
    """The whole of `trades.toml`."""

    #: Those that take over pages; some only sell in links.
    trades: tuple[Trade, ...]
    #: What makes a hidden link spam by its words, and what makes it only odd.
    spam: re.Pattern[str]
    bought: re.Pattern[str]
    host: re.Pattern[str]
    odd_host: re.Pattern[str]
    #: Words of those who fight the trades, in pages and in the few words of a link.
    against: re.Pattern[str]
    official: re.Pattern[str]
    known: frozenset[str]
    #: What a page of an office or of a known host must reach.
    plain: int


@cache
def table() -> Table:
    """The table, read once."""
    raw = tomllib.loads((resources.files("xuncha.checks") / "trades.toml").read_text("utf-8"))
    trades = raw["trade"]
    # A domain for sale is no reason to hide a link.
    sold = [one for one in trades if not one.get("by_name")]
    return Table(
        trades=tuple(_trade(one) for one in trades if "needed" in one),
        spam=_any(word for one in sold for word in (*one.get("own", ()), *one["link"])),
        bought=_any(raw["bought"]),
        host=_any(raw["host"]),
        odd_host=_any(raw["odd_host"]),
        against=_any(raw["against"]),
        official=_any(raw["official"]),
        known=frozenset(raw["known"]),
        plain=raw["plain"],
    )


def _trade(one: dict[str, Any]) -> Trade:
    return Trade(
        name=one["name"],
        needed=one["needed"],
        by_name=one.get("by_name", False),
        own=_any(one["own"]),
        also=_any((*one.get("link", ()), *one["also"])),
    )


def _any(words: Iterable[str]) -> re.Pattern[str]:
    pattern = "|".join(f"(?:{word})" for word in words)
    return re.compile(pattern, re.IGNORECASE) if pattern else _NEVER


def spam_words(text: str) -> frozenset[str]:
    """The words in `text` that only gambling, pornography and their like use of themselves."""
    return frozenset(
        " ".join(found[0].lower().split())
        for trade in table().trades
        if not trade.by_name
        for found in trade.own.finditer(text)
    )


def fights(text: str) -> bool:
    """Whether a text speaks of the trades as police and press do."""
    return len({found[0] for found in table().against.finditer(text)}) >= 2


def is_spam(text: str, host: str) -> bool:
    """Whether a link's words or its host offer gambling, pornography or forged papers."""
    if is_spam_host(host):
        return True
    bare, all_words = _bare(text), table()
    if not all_words.spam.search(bare):
        return False
    return not (all_words.against.search(bare) or all_words.official.search(bare))


def is_spam_host(host: str) -> bool:
    """Whether a host's name is that of a casino and its like."""
    return bool(table().host.search(host))


def is_odd(text: str, host: str) -> bool:
    """Whether a link looks bought; one alone may have a good reason to be there."""
    return bool(table().odd_host.search(host) or table().bought.search(_bare(text)))


def _bare(text: str) -> str:
    """Without the spaces and signs that spread a word: "六 合-彩"."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text[:200]))


def is_trusted(host: str) -> bool:
    """Whether nobody would hide a bought link to this host: offices, schools, common services."""
    host = host.lower()
    return (
        is_government(host)
        or host.endswith((".edu.cn", ".mil.cn"))
        or registrable(host) in table().known
    )
