"""首页不更新: 首页（仅为导航入口的，所有二级页面）在规定期限内更新的信息少于规定条数。

依据: 国办发〔2015〕15号“网站不更新”“首页栏目”；国办秘函〔2019〕19号“首页不更新”。"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from xuncha.base.language import N_
from xuncha.base.text import fold
from xuncha.base.types import Period
from xuncha.base.urls import same_site
from xuncha.checks.contract import Fault, Gathering, NotTested, Said, indicator
from xuncha.checks.front import front
from xuncha.evidence.response import Reach
from xuncha.evidence.snapshot import Item, Page, Snapshot

_NO_HOME = N_("没有读到首页")
_SCRIPTED = N_("首页内容由脚本生成，静态页面无法判断")
_UNREAD = N_("首页的部分内容（框架或二级页面）没有读到")
_UNDATED = N_("首页信息未注明日期，文章页面也没有读到")
_NO_ITEMS = N_("首页没有识别出信息列表")

_YEAR = re.compile(r"\d{4}|\d\D+\d+\D+\d|年|前|天")


@indicator(
    "home.stale",
    says={
        "": N_("首页{limit}内只更新{count}条信息，最新一条为{newest}（{days}天前）"),
        "none": N_("首页{limit}内没有更新，最新一条为{newest}（{days}天前）"),
        "undated": N_("首页信息和文章均未注明发布时间，视为{limit}内没有更新"),
    },
    gathers=True,
)
def check(site: Snapshot, *, within: Period, at_least: int) -> Gathering:
    """Gather the items in front and the days of every page, then count."""
    fronts = front(site)
    entries = _Entries()
    read: set[str] = set()
    while (page := (yield)) is not None:
        entries.note(page)
        if {page.url, page.asked} & fronts:
            read |= {page.url, page.asked}
            entries.add(page)
    if site.home is None:
        return (NotTested(_NO_HOME, "home"),)
    return _judge(site, site.home, entries, fronts - read, within, at_least)


@dataclass(slots=True)
class _Entries:
    """Items in front, each once, and when every page was published."""

    #: By address, else by title: the days that lists show for it.
    items: dict[str, list[Item]] = field(default_factory=dict)
    days: dict[str, date | None] = field(default_factory=dict)
    scripted: bool = False

    def note(self, page: Page) -> None:
        self.days[page.url] = page.published.used
        self.days[page.asked] = page.published.used

    def add(self, page: Page) -> None:
        self.scripted = self.scripted or page.scripted
        for block in page.lists:
            if block.hidden:
                continue
            self.scripted = self.scripted or block.scripted
            for item in block.items:
                self.items.setdefault(item.url or fold(item.title), []).append(item)

    def dated(self, today: date) -> Iterator[date]:
        """The day of each item that is not in the future, by its list or its own page."""
        for key, shown in self.items.items():
            seen = [one.date for one in shown if one.date is not None]
            # A day without a year was given the latest year it can have; its article knows better.
            told = self.days.get(key) or today
            days = [
                one.day if _YEAR.search(one.raw) else min(told, one.day) for one in seen if one.day
            ]
            day = max((day for day in days if day <= today), default=None) or self.days.get(key)
            if day is not None and day <= today:
                yield day


def _judge(
    site: Snapshot,
    home: Page,
    entries: _Entries,
    missing: Iterable[str],
    within: Period,
    at_least: int,
) -> Iterator[Said]:
    today = site.as_of.date()
    days = list(entries.dated(today))
    count = sum(day >= within.before(today) for day in days)
    if count >= at_least:
        return
    if home.scripted or entries.scripted:
        yield NotTested(_SCRIPTED, "home")
    elif any(_unseen(site, url) for url in missing):
        yield NotTested(_UNREAD, "home")
    elif not entries.items:
        yield NotTested(_NO_ITEMS, "home")
    else:
        unknown = sum(_is_unknown(site, home, key, entries) for key in entries.items)
        if not days and unknown:
            yield NotTested(_UNDATED, "home")
            return
        yield _fault(home, days, count, today, within, count + unknown >= at_least)


def _fault(
    home: Page, days: list[date], count: int, today: date, within: Period, suspected: bool
) -> Fault:
    newest = max(days, default=None)
    return Fault(
        where="home",
        url=home.url,
        seen={
            "count": count,
            "newest": newest.isoformat() if newest else None,
            "days": (today - newest).days if newest else None,
            "limit": str(within),
        },
        suspected=suspected,
        sentence="undated" if newest is None else "" if count else "none",
    )


def _unseen(site: Snapshot, url: str) -> bool:
    """Whether what stands there was not looked at, or kept us out; the dead show nothing new."""
    answer = (site.answers or {}).get(url)
    return answer is None or answer.reach in (Reach.BLOCKED, Reach.UNTESTED)


def _is_unknown(site: Snapshot, home: Page, key: str, entries: _Entries) -> bool:
    """Whether an item without a date leads to a page of the site that was not read."""
    if any(one.date is not None for one in entries.items[key]) or key in entries.days:
        return False
    return "://" in key and same_site(key, home.url) and _unseen(site, key)
