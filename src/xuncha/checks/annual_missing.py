"""年度报表未公开: 上一年度的政府网站工作年度报表没有在首页公开。

依据: 国办函〔2018〕12号: 每年1月31日前在本网站首页显著位置发布。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from xuncha.base.language import N_
from xuncha.base.text import fold
from xuncha.checks.contract import Fault, Gathering, NotTested, Said, indicator
from xuncha.checks.entries import NO_HOME, SCRIPTED, UNREAD
from xuncha.checks.front import front, has_frames
from xuncha.evidence.response import Reach
from xuncha.evidence.snapshot import LinkKind, Page, PageKind, Snapshot

#: How sites call the report, or the column it stands in.
_REPORT = re.compile(
    r"网站(?:监管|工作)?年度?(?:工作)?报(?:表|告)|网站年报|^(?:工作|监管)?年度报表$"
)
#: Reports of another kind that share the words.
_OTHER = re.compile(r"信息公开(?:工作)?年度?报|法治|预算|决算|统计")
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_UNREAD = N_("年度报表栏目没有读到")


@indicator(
    "annual.missing",
    mode="semi",
    says={
        "": N_("首页没有{year}年度的政府网站年度报表"),
        "column": N_("年度报表栏目里没有{year}年度的报表"),
        "hidden": N_("{year}年度的政府网站年度报表不在首页"),
    },
    gathers=True,
)
def check(site: Snapshot, *, first_year: int, month: int, day: int) -> Gathering:
    """Look on the pages in front, and in the column they lead to, for last year's report."""
    year = _year_due(site.as_of.date(), month, day)
    due = year >= first_year
    sight = _Sight(year, front(site))
    while (page := (yield)) is not None:
        if due:
            sight.take(page)
    return _judge(site, sight) if due else ()


def _year_due(today: date, month: int, day: int) -> int:
    """The last year whose report is due: by the day itself it may still come."""
    return today.year - (1 if (today.month, today.day) > (month, day) else 2)


@dataclass(slots=True)
class _Sight:
    """Where a report, or a column of reports, is linked; which years were seen where."""

    year: int
    fronts: frozenset[str]
    on_front: bool = False
    #: Addresses of columns of reports that the pages in front lead to.
    columns: set[str] = field(default_factory=set)
    #: By address: does the page hold the year's report?
    holds: dict[str, bool] = field(default_factory=dict)
    elsewhere: str = ""
    read: set[str] = field(default_factory=set)
    scripted: bool = False

    def take(self, page: Page) -> None:
        names = {page.url, page.asked}
        ahead = not names.isdisjoint(self.fronts)
        if ahead:
            self.read |= names
            self.scripted = self.scripted or page.scripted
        holds = False
        for words, url, dated in _offers(page):
            if self._is_it(words, dated):
                self.on_front = self.on_front or ahead
                holds = True
                self.elsewhere = self.elsewhere or url
            elif ahead and _is_report(words) and not _YEAR.search(words) and dated is None:
                self.columns.add(url)
        if page.kind is PageKind.ARTICLE and self._is_it(page.heading or page.title, None):
            holds = True
        for name in names:
            # In a column of reports an entry may be called by its year alone.
            self.holds[name] = holds or self._names_year(page)

    def _is_it(self, words: str, dated: date | None) -> bool:
        if not _is_report(words):
            return False
        years = {int(one) for one in _YEAR.findall(words)}
        if years:
            return self.year in years
        # Without a year in its title: published in the year after.
        return dated is not None and dated.year == self.year + 1

    def _names_year(self, page: Page) -> bool:
        said = f"{self.year}年"
        return any(said in item.title for block in page.lists for item in block.items) or any(
            said in link.text and len(link.text) <= 40 for link in page.links
        )


def _is_report(words: str) -> bool:
    plain = fold(words).replace(" ", "")
    return bool(_REPORT.search(plain)) and not _OTHER.search(plain)


def _offers(page: Page) -> Iterator[tuple[str, str, date | None]]:
    """What the page links to: the words, the address, and the day beside them."""
    for block in page.lists:
        for item in block.items:
            if item.url:
                yield item.title, item.url, item.date.day if item.date else None
    listed = {item.url for block in page.lists for item in block.items}
    for link in page.links:
        if (
            link.kind in (LinkKind.PAGE, LinkKind.ATTACHMENT, LinkKind.FRAME)
            and link.url not in listed
        ):
            yield link.text, link.url, None


def _judge(site: Snapshot, sight: _Sight) -> Iterator[Said]:
    if site.home is None:
        yield NotTested(NO_HOME)
        return
    if sight.on_front:
        return
    seen = [sight.holds[url] for url in sight.columns if url in sight.holds]
    if any(seen):
        return
    if sight.columns and len(seen) < len(sight.columns) and not seen:
        yield NotTested(_UNREAD)
        return
    why = _why_not(site, sight)
    if why:
        yield NotTested(why)
        return
    sentence = "column" if seen else "hidden" if sight.elsewhere else ""
    yield Fault(
        where=f"annual:{sight.year}",
        url=next(iter(sorted(sight.columns)), "") or sight.elsewhere or site.home.url,
        source_url=site.home.url,
        seen={"year": sight.year},
        # A picture without words may lead there: a person looks.
        suspected=True,
        sentence=sentence,
    )


def _why_not(site: Snapshot, sight: _Sight) -> str:
    home = site.home
    if sight.scripted or (home is not None and home.scripted):
        return SCRIPTED
    unread = sight.fronts - sight.read if home is not None and has_frames(home) else ()
    return UNREAD if any(_unseen(site, url) for url in unread) else ""


def _unseen(site: Snapshot, url: str) -> bool:
    answer = (site.answers or {}).get(url)
    return answer is None or answer.reach in (Reach.BLOCKED, Reach.UNTESTED)
