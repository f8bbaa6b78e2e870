"""Where a site reprinted a key policy, found in one reading of its pages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache

from xuncha.base.text import containment, fold, shingles
from xuncha.base.types import Policy, Site
from xuncha.base.urls import canonical
from xuncha.evidence.snapshot import Page, PageKind, Snapshot

#: This much of a text found on another page is the same text.
SAME = 0.6
#: Pieces of a text that are looked for before the whole is compared, and how long they are.
_PIECES, _PIECE = 12, 10
_PUNCTUATION = re.compile(r"[\s\W_]+")
#: Words before a reprint's title, or after it.
_AROUND = re.compile(
    r"^(?:转载|转发|【[^】]{1,8}】|\[[^\]]{1,8}\])|(?:-|_|—)?(?:转载|来源.*|全文)$"
)


@dataclass(frozen=True, slots=True)
class Reprint:
    """One page, or one link, that carries the policy."""

    url: str
    day: date | None
    #: The text it shows, "" where only a link leads to the original.
    text: str


@dataclass(slots=True)
class Search:
    """Takes the pages one by one and remembers where each policy was found."""

    policies: tuple[Policy, ...]
    found: dict[str, list[Reprint]] = field(default_factory=dict)

    def take(self, page: Page) -> None:
        """Look at one page."""
        if not self.policies:
            return
        titles = {_key(page.title), _key(page.heading)} - {""}
        for policy in self.policies:
            if page.kind is PageKind.ARTICLE and _is_reprint(page, titles, _wanted(policy)):
                self._note(policy, Reprint(page.url, page.published.used, page.main))
            elif (link := _link_to(page, _wanted(policy))) is not None:
                self._note(policy, Reprint(page.url, link, ""))

    def _note(self, policy: Policy, reprint: Reprint) -> None:
        self.found.setdefault(policy.id, []).append(reprint)

    def best(self, policy: Policy) -> Reprint | None:
        """The earliest full reprint, else the earliest link to the original; None without any."""
        found = self.found.get(policy.id, [])
        return min(found, key=lambda one: (not one.text, one.day or date.max), default=None)


def asked_of(site: Snapshot) -> tuple[Policy, ...]:
    """The policies this site is to reprint, by their scope, once they are due."""
    return tuple(one for one in site.policies or () if _in_scope(one, site.site))


def due(policy: Policy, hours: int) -> datetime:
    """Until when it must be there: its own deadline, or `hours` after its publication."""
    return policy.deadline_at or policy.published_at + timedelta(hours=hours)


def _in_scope(policy: Policy, site: Site) -> bool:
    own = {site.site_code, site.stratum, site.kind, site.region} - {""}
    return not policy.scope or bool(own & set(policy.scope))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A policy as it is looked for."""

    title: str
    source: str | None
    shingles: frozenset[str]
    pieces: tuple[str, ...]


@lru_cache(maxsize=256)
def _wanted(policy: Policy) -> _Wanted:
    text = "".join((policy.text or "").split())
    step = max(len(text) // _PIECES, _PIECE)
    pieces = tuple(text[at : at + _PIECE] for at in range(0, len(text) - _PIECE, step))
    source = canonical(policy.source_url)
    return _Wanted(_key(policy.title), source, shingles(policy.text or ""), pieces)


def _is_reprint(page: Page, titles: Iterable[str], wanted: _Wanted) -> bool:
    title = wanted.title
    if title and any(title == one or _carries(one, title) for one in titles):
        return True
    bare = "".join(page.main.split())
    # Most pages are ruled out without comparing all of their text.
    if not any(piece in bare for piece in wanted.pieces):
        return False
    return containment(wanted.shingles, shingles(page.main)) >= SAME


def _carries(title: str, wanted: str) -> bool:
    """A title that holds the policy's, with little around it: an interpretation says more."""
    rest = title.replace(wanted, "", 1)
    return wanted in title and not _ABOUT.search(rest) and len(wanted) >= 8


_ABOUT = re.compile(
    r"解读|图解|问答|学习|贯彻|落实|座谈|会议|培训|答记者问|发布会|实施方案|实施意见"
)


def _link_to(page: Page, wanted: _Wanted) -> date | None:
    """The day a page's list shows beside a link to the original; date.max for one without a day.

    A site may reprint by linking to the original.
    """
    if not any(link.url == wanted.source for link in page.links):
        return None
    items = (item for block in page.lists for item in block.items if item.url == wanted.source)
    days = [item.date.day for item in items if item.date is not None and item.date.day]
    return min(days, default=date.max)


def _key(title: str) -> str:
    return _PUNCTUATION.sub("", _AROUND.sub("", fold(title)))
