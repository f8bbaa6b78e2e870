"""异常日期: 发布日期不存在、晚于监测时间点、早得不可能，或列表、标签与文章不一致。

依据: 《政府网站发展指引》（国办发〔2017〕47号）关于内容准确的要求；判定口径为本系统所定。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice

from xuncha.base.dates import DateSeen
from xuncha.base.language import N_
from xuncha.base.text import mask
from xuncha.base.types import Period
from xuncha.checks.contract import Fault, Gathering, indicator
from xuncha.checks.link_bad_attachment import promised
from xuncha.evidence.snapshot import Item, Page, PageKind, Snapshot

_IMPOSSIBLE = N_("日期不存在")
_FUTURE = N_("晚于监测时间点")
_EARLY = N_("早得不可能")
_DIFFERS = N_("列表与文章不一致")
_TAG_DIFFERS = N_("标签与页面不一致")
#: A day to come that a list may well show: of an event, not of its publication.
_EVENT = re.compile(
    r"预告|截止|截至|征集|征求|报名|活动|招标|采购|开标|拍卖|调查|会议|直播|培训|考试|听证|访谈|有效期|挂牌|停[水电气]|公示期|招考"
)
#: A document may be older than any website; its publication may not.
_DOCUMENTS = 1949
_EPOCH = (date(1970, 1, 1), date(1969, 12, 31))
_FULL = re.compile(
    r"\d{4}\D{1,4}\d{1,2}\D{1,4}\d{1,2}|(?<!\d)\d{1,2}\D\d{1,2}\D(?:\d{4}|\d{1,2})(?!\d)|(?<!\d)\d{8}(?!\d)|年.{1,4}月.{1,4}日"
)
_MONTH_DAY = re.compile(r"\D*\d{1,2}\D{1,3}\d{1,2}\D*")
_PUBLISHED = re.compile(
    r"(?:发布|发稿|发表|上网|公开|刊发)(?:时间|日期|于)?[\]】]?\s{0,3}[:：]?\s{0,5}[\[【(（]?$"
)
_OTHER = re.compile(
    r"(?:更新|修改|编辑|生成|产生|成文|发文|印发|公布)(?:时间|日期|于)?\s{0,3}[:：]?\s{0,5}$"
)
#: What a letter is dated with: one of the first before one of the second.
_LETTER = frozenset(("来信", "写信", "留言", "咨询", "提问", "答复", "回复", "受理", "办结"))
_DATED = ("时间", "日期")
_APART = timedelta(days=1)
#: What goes on after a day of which a sentence speaks, and around one in a foreign sentence.
_GOES_ON = re.compile(r"\s{0,2}(?:[起止至前后以之的为到在开，、]|至今|截止)")
_FOREIGN = re.compile(r"[a-z]{2,}[,;]?\s{1,2}\S{0,1}$"), re.compile(r"\S?\s{1,2}[(（]?[a-z]{2,}")


@indicator(
    "date.absurd",
    says={
        "": N_("“{item}”的日期写为{date}：{kind}"),
        "differs": N_("“{item}”列表写{date}，文章写{found}：{kind}"),
        "tag": N_("“{item}”页面写{date}，PubDate标签写{found}：{kind}"),
    },
    gathers=True,
)
def check(site: Snapshot, *, earliest: int, ahead: Period) -> Gathering:
    """Gather the days that articles and lists show, then judge each item once."""
    rule = _Rule(site.as_of.date(), earliest, ahead)
    shown = _Shown(rule)
    while (page := (yield)) is not None:
        shown.add(page)
    return shown.faults()


@dataclass(frozen=True, slots=True)
class _Rule:
    today: date
    earliest: int
    ahead: Period

    def wrong(self, seen: DateSeen | None) -> str:
        """What is wrong with a day as it is shown, "" when nothing is."""
        if seen is None:
            return ""
        if seen.day is None:
            return _IMPOSSIBLE if any(c.isdigit() for c in seen.raw) else ""
        if seen.day > self.today and self._is_ahead(seen.day):
            return _FUTURE
        return _EARLY if seen.day.year < self.earliest else ""

    def _is_ahead(self, day: date) -> bool:
        try:
            return self.ahead.before(day) > self.today
        except (ValueError, OverflowError):
            return True


@dataclass(frozen=True, slots=True)
class _Own:
    """The day an article shows of itself."""

    url: str
    title: str
    seen: DateSeen
    wrong: str
    #: "发布" stands before it; something else does.
    published: bool
    other: bool
    document: bool
    #: What the PubDate tag says instead, where it names another day.
    tag: DateSeen | None


@dataclass(frozen=True, slots=True)
class _Listed:
    """An item's day as a list shows it."""

    item: Item
    seen: DateSeen
    page: str
    wrong: str
    #: The list may speak of days to come.
    event: bool


@dataclass(slots=True)
class _Shown:
    rule: _Rule
    own: dict[str, _Own] = field(default_factory=dict)
    listed: dict[str, _Listed] = field(default_factory=dict)

    def add(self, page: Page) -> None:
        seen = page.published.visible
        if seen is not None and page.kind not in (PageKind.HOME, PageKind.COLUMN):
            own = _own(page, seen, self.rule.wrong(seen))
            self.own[page.url] = self.own[page.asked] = own
        # Beside an article stand its own files and what the columns show anyway.
        for block in page.lists if page.kind is not PageKind.ARTICLE else ():
            for item in () if block.hidden else block.items:
                # A file under a text has the text's day.
                if item.date is not None and not (seen == item.date and promised(item.url or "")):
                    event = _EVENT.search(f"{item.title} {block.heading} {page.column}")
                    self._list(item, item.date, page, event is not None)

    def _list(self, item: Item, seen: DateSeen, page: Page, event: bool) -> None:
        key = item.url or f"{page.url}#{item.title}"
        known = self.listed.get(key)
        wrong = self.rule.wrong(seen)
        if wrong and _is_told(seen.raw, page.text):
            return
        if known is None or (wrong and not known.wrong):
            self.listed[key] = _Listed(item, seen, page.url, wrong, event)

    def faults(self) -> Iterator[Fault]:
        """One fault for each item, told of its article where that is wrong too."""
        told: set[str] = set()
        for own in self.own.values():
            if own.wrong and own.url not in told and not self._is_document(own):
                told.add(own.url)
                yield _of_article(own)
        for key, listed in self.listed.items():
            article = self.own.get(key)
            if (article.url if article else key) in told:
                continue
            if listed.wrong:
                if not self._is_event(listed):
                    yield _of_list(key, listed)
            elif article is not None and _differ(listed.seen, article):
                told.add(article.url)
                yield _of_both(key, listed, article)
        for own in self.own.values():
            if own.tag is not None and own.url not in told:
                told.add(own.url)
                yield _of_tag(own, own.tag)

    @staticmethod
    def _is_document(own: _Own) -> bool:
        """Whether an old day is the document's, which the page gives in its catalogue entry."""
        day = own.seen.day
        return own.wrong == _EARLY and own.document and day is not None and day.year >= _DOCUMENTS

    def _is_event(self, listed: _Listed) -> bool:
        day = listed.seen.day
        near = day is not None and (day - self.rule.today).days <= 366
        return listed.wrong == _FUTURE and near and listed.event


def _is_told(raw: str, text: str) -> bool:
    """Whether a day stands only in sentences, so that it is nobody's day of publication."""
    places = [found.span() for found in islice(re.finditer(re.escape(raw), text), 50)]
    return bool(places) and all(
        _GOES_ON.match(text, end)
        or (_FOREIGN[0].search(text, max(0, start - 20), start) and _FOREIGN[1].match(text, end))
        for start, end in places
    )


def _own(page: Page, seen: DateSeen, wrong: str) -> _Own:
    at = page.text.find(seen.raw)
    before = page.text[max(0, at - 20) : at] if at >= 0 else ""
    other = bool(_OTHER.search(before) or _is_letter(page.text))
    tag = None if wrong or other or page.kind is not PageKind.ARTICLE else _other_tag(page)
    return _Own(
        url=page.url,
        title=page.heading or page.title,
        seen=seen,
        wrong=wrong,
        published=bool(_PUBLISHED.search(before)),
        other=other,
        document=bool(_OTHER.search(before)),
        tag=tag,
    )


def _is_letter(text: str) -> bool:
    """Whether a page dates a citizen's message."""
    for word in _DATED:
        at = text.find(word)
        while at >= 0:
            if text[max(0, at - 2) : at] in _LETTER:
                return True
            at = text.find(word, at + 2)
    return False


def _other_tag(page: Page) -> DateSeen | None:
    """The day of the PubDate tag where it is another than the page shows; people see the page."""
    shown, tag = page.published.visible, page.published.meta
    if shown is None or shown.day is None or tag is None or tag.day is None:
        return None
    if tag.raw not in (page.meta("pubdate") or "") or not _FULL.search(shown.raw):
        return None
    return tag if abs(shown.day - tag.day) > _APART else None


def _differ(seen: DateSeen, own: _Own) -> bool:
    """Whether list and article name days more than one day apart, as far as both name a day."""
    if seen.day is None or own.seen.day is None or own.wrong or own.other:
        return False
    if not _FULL.search(own.seen.raw):
        return False
    if _FULL.search(seen.raw):
        return abs(seen.day - own.seen.day) > _APART
    if not _MONTH_DAY.fullmatch(seen.raw):
        return False
    # A list without years: the article's year, or the one beside it at the turn of the year.
    return all(abs(day - own.seen.day) > _APART for day in _years(seen.day, own.seen.day.year))


def _years(day: date, year: int) -> Iterator[date]:
    for one in (year - 1, year, year + 1):
        if (day.month, day.day) != (2, 29):
            yield day.replace(year=one)


def _of_article(own: _Own) -> Fault:
    return Fault(
        where=own.url,
        source_url=own.url,
        seen={"kind": own.wrong, "date": own.seen.raw, "item": mask(own.title[:100])},
    )


def _of_list(key: str, listed: _Listed) -> Fault:
    day = listed.seen.day
    old = day is not None and listed.wrong == _EARLY
    return Fault(
        where=key,
        source_url=listed.page,
        seen={
            "kind": listed.wrong,
            "date": listed.seen.raw,
            "item": mask(listed.item.title[:100]),
            "quote": mask(f"{listed.item.title[:100]} {listed.seen.raw}"),
        },
        # A list of laws may show when each was passed.
        suspected=old and day is not None and day.year >= _DOCUMENTS and day not in _EPOCH,
    )


def _of_both(key: str, listed: _Listed, own: _Own) -> Fault:
    return Fault(
        where=key,
        source_url=listed.page,
        seen={
            "kind": _DIFFERS,
            "date": listed.seen.raw,
            "found": own.seen.raw,
            "item": mask(listed.item.title[:100]),
            "quote": mask(f"{listed.seen.raw} ≠ {own.seen.raw}"),
        },
        # Without a label the article's may be the day of something else.
        suspected=not own.published,
        sentence="differs",
    )


def _of_tag(own: _Own, tag: DateSeen) -> Fault:
    return Fault(
        where=own.url,
        source_url=own.url,
        seen={
            "kind": _TAG_DIFFERS,
            "date": own.seen.raw,
            "found": tag.raw,
            "item": mask(own.title[:100]),
            "quote": f"{own.seen.raw} ≠ PubDate {tag.raw}",
        },
        suspected=True,
        # A template that fills the tag wrongly does so on every page.
        root="tag:PubDate",
        sentence="tag",
    )
