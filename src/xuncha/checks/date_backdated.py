"""旧文新发: 同一内容换成了较新的日期，或信息在所标日期之后很久才出现。

依据: 国办秘函〔2019〕19号 单项否决第1项第5种情形（弄虚作假，如伪造发稿日期）。"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from xuncha.base.language import N_
from xuncha.base.text import containment, fold, mask, shingles
from xuncha.base.types import Period
from xuncha.checks.contract import Fault, Gathering, NotTested, indicator
from xuncha.evidence.snapshot import Column, Item, Page, Snapshot

_REDATED = N_("换成较新日期")
_REPOSTED = N_("旧文重发")
_LATE = N_("补发旧日期")
#: The same words in shorter texts prove nothing: notices of every year read alike.
_LEAST = 120
_SAME = 0.95
#: A few days may pass between a first and a corrected edition.
_GRACE = 3


@indicator(
    "date.backdated",
    needs=("pages", "history"),
    mode="semi",
    says={
        "": N_("“{item}”原标日期{found}，现标{date}，内容相同"),
        "late": N_("“{item}”标日期{date}，{found}检查时栏目中还没有"),
    },
    gathers=True,
)
def check(site: Snapshot, *, after: Period) -> Gathering:
    """Compare what stands here now with what earlier visits saw."""
    history = [one for one in site.history or () if one.as_of < site.as_of]
    past = _Past()
    for one in history:
        past.add(one)
    suspects: list[_Suspect] = []
    while (page := (yield)) is not None:
        suspects.extend(past.suspects(page))
    if not history:
        return (NotTested(N_("尚无历次快照")),)
    return (
        *_redated(suspects, history),
        *_late(site, history, past, after),
    )


@dataclass(frozen=True, slots=True)
class _Suspect:
    """A page of today, and the earlier address that may hold the same with an older day."""

    url: str
    title: str
    day: date
    text: str
    before: str
    before_day: date


@dataclass(slots=True)
class _Past:
    """What earlier visits knew: only addresses, titles and days, so that many fit."""

    days: dict[str, date] = field(default_factory=dict)
    #: By headline, the address that first had it.
    titles: dict[str, str] = field(default_factory=dict)

    def add(self, site: Snapshot) -> None:
        for page in site.pages or ():
            day = _day(page)
            if day is not None and day <= site.as_of.date():
                self.days.setdefault(page.url, day)
            self.titles.setdefault(_headline(page), page.url)

    def suspects(self, page: Page) -> Iterator[_Suspect]:
        day = _day(page)
        if day is None or len(page.main) < _LEAST:
            return
        before = page.url if page.url in self.days else self.titles.get(_headline(page), "")
        old = self.days.get(before)
        if old is not None and (day - old).days > _GRACE:
            title = page.heading or page.title
            yield _Suspect(page.url, title, day, page.main, before, old)

    def knows(self, item: Item) -> bool:
        """Whether an earlier visit saw that item anywhere on the site."""
        return item.url in self.days or fold(item.title) in self.titles


def _headline(page: Page) -> str:
    return fold(page.heading or page.title)


def _day(page: Page) -> date | None:
    """The day a page shows; one that only its tags carry deceives nobody."""
    seen = page.published.visible
    return seen.day if seen is not None else None


def _redated(suspects: list[_Suspect], history: list[Snapshot]) -> Iterator[Fault]:
    texts = _texts(history, {one.before for one in suspects})
    for one in suspects:
        old = texts.get(one.before, "")
        if len(old) < _LEAST or not _same(one.text, old):
            continue
        moved = one.before != one.url
        yield Fault(
            where=one.url,
            source_url=one.url,
            seen={
                "kind": _REPOSTED if moved else _REDATED,
                "item": mask(one.title[:100]),
                "date": one.day.isoformat(),
                "found": one.before_day.isoformat(),
            },
            suspected=True,
        )


def _texts(history: list[Snapshot], wanted: set[str]) -> Mapping[str, str]:
    """The earliest text of each wanted address."""
    texts: dict[str, str] = {}
    for site in history if wanted else ():
        for page in site.pages or ():
            if page.url in wanted:
                texts.setdefault(page.url, page.main)
    return texts


def _same(one: str, two: str) -> bool:
    here, there = shingles(one), shingles(two)
    return containment(here, there) >= _SAME and containment(there, here) >= _SAME


# -- items that come too late ------------------------------------------------------------------


def _late(site: Snapshot, history: list[Snapshot], past: _Past, after: Period) -> Iterator[Fault]:
    last = history[-1]
    before = {one.identity: one for one in last.columns or ()}
    told: set[str] = set()
    for column in site.columns or ():
        old = before.get(column.identity)
        if old is None or not _is_read(old) or not _is_read(column):
            continue
        for item in _new(column, old, past, after.before(last.as_of.date())):
            where = item.url or f"{column.url}#{item.title}"
            if where not in told:
                told.add(where)
                yield _late_fault(where, item, column, last.as_of.date())


def _is_read(column: Column) -> bool:
    return bool(column.items) and not column.undecided


def _new(column: Column, old: Column, past: _Past, limit: date) -> Iterator[Item]:
    """Items that the list should have shown last time, had they been there.

    An earlier list is cut at its first page: only between its own days can it be missed in.
    """
    shown = old.items or ()
    days = [day for item in shown if (day := _item_day(item)) is not None]
    if not days:
        return
    known = {item.url for item in shown if item.url} | {fold(item.title) for item in shown}
    for item in column.items or ():
        day = _item_day(item)
        if day is None or not min(days) < day <= max(days) or day >= limit:
            continue
        if item.url not in known and fold(item.title) not in known and not past.knows(item):
            yield item


def _item_day(item: Item) -> date | None:
    return item.date.day if item.date is not None else None


def _late_fault(where: str, item: Item, column: Column, last: date) -> Fault:
    day = _item_day(item)
    return Fault(
        where=where,
        source_url=column.url,
        column=column.name,
        seen={
            "kind": _LATE,
            "item": mask(item.title[:100]),
            "date": day.isoformat() if day else None,
            "found": last.isoformat(),
        },
        suspected=True,
        sentence="late",
    )
