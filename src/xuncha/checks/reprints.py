"""Where a site reprints the policies it is expected to reprint, and how faithfully.

A copy is known by its title, or by the official text in it. What only speaks about a policy (解读,
学习贯彻, 座谈) is no copy. A link to the policy on an official site is one too, as the rule allows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache

from xuncha.base.language import N_
from xuncha.base.text import containment, fold, shingles
from xuncha.base.types import Policy, Site
from xuncha.base.urls import canonical, host_of, is_government, same_site
from xuncha.evidence.response import Reach
from xuncha.evidence.snapshot import LinkKind, Page, PageKind, Snapshot

NO_HOME = N_("没有读到首页")
SCRIPTED = N_("首页内容由脚本生成，静态页面无法判断")

#: So much of the official text makes a page a copy, whatever its title.
SAME_TEXT = 0.6
#: A page with only a part of the title and hardly any of the text is another document.
OTHER_TEXT = 0.3
#: Shorter titles must agree as a whole; parts of a title must be so long.
_SHORT, _PART = 8, 10
_PROBES, _PROBE = 16, 12

_NOT_WORD = re.compile(r"[\W_]+")
_QUOTED = re.compile(r"《([^《》]{8,})》")
_TITLE_CUT = re.compile(r"\s*[-_|]{1,2}\s*")
#: What is said around a title by those who write about the document.
_ABOUT = re.compile(
    r"解读|图解|图说|读懂|看懂|问答|答记者问|座谈|学习|贯彻|落实|会议?$|召开|宣传|宣讲|培训|调研|讨论|研究|部署|细则|实施(?:意见|方案|办法)"
    r"|情况|心得|评论|述评|专家|反馈|征求|起草|说明|启示|系列|摘要|亮点|发布会"
)
#: A site's own document around the policy.
_FORWARDED = "转发"
_SENTENCE = re.compile(r"[。；;！!？?\n]+")
_NUMBERED = re.compile(r"^\s*[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）、.．]\s*")


@dataclass(frozen=True, slots=True)
class Copy:
    """One place where a policy stands on the site."""

    url: str
    title: str
    day: date | None
    #: The page that shows it; for a link, the one that carries it.
    shown_on: str
    #: Share of the official text that it has, None where there was nothing to compare.
    share: float | None = None
    #: The first official sentence that it has otherwise or not at all.
    changed: str = ""
    #: The text may stand elsewhere too (a file, a next page), or be the site's own around it.
    unsure: bool = False


def due(site: Snapshot) -> tuple[Policy, ...]:
    """The policies that this site has to reprint and that were published by then."""
    return tuple(
        policy
        for policy in site.policies or ()
        if policy.published_at <= site.as_of and _in_scope(policy, site.site)
    )


def _in_scope(policy: Policy, site: Site) -> bool:
    own = {site.site_code, site.stratum, site.kind, site.region} - {""}
    return not policy.scope or any(
        word in own or (bool(word) and site.region.startswith(word)) for word in policy.scope
    )


def deadline(policy: Policy, hours: int) -> datetime:
    """Until when the policy had to be there."""
    return policy.deadline_at or policy.published_at + timedelta(hours=hours)


def day_of(moment: datetime, site: Snapshot) -> date:
    """The day of a moment where the site is inspected."""
    return moment.astimezone(site.as_of.tzinfo).date()


# -- titles ------------------------------------------------------------------------------------


def squeeze(text: str) -> str:
    """The folded text without spaces, punctuation and quotes."""
    return _NOT_WORD.sub("", fold(text)).lower()


#: Whole pages; the three indicators see each page one after the other.
_whole = lru_cache(maxsize=4)(squeeze)
_short = lru_cache(maxsize=4_096)(squeeze)


class _Title:
    """One policy's title, to be found in others' titles."""

    def __init__(self, title: str) -> None:
        self.whole = squeeze(title)
        quoted = _QUOTED.findall(title)
        self.names = [self.whole, *(squeeze(one) for one in quoted if len(quoted) == 1)]

    def fits(self, text: str) -> int:
        """2 where `text` is or contains the title, 1 where it is a part of it, else 0."""
        other = _short(text)
        for name in self.names:
            if name in other and (len(name) >= _SHORT or name == other):
                return 0 if _ABOUT.search(other.replace(name, "", 1)) else 2
        return int(self._is_part(other, cut=text.rstrip().endswith(("…", "..."))))

    def _is_part(self, other: str, *, cut: bool) -> bool:
        if len(other) < _PART:
            return False
        if cut:
            return self.whole.startswith(other)
        # The issuer is often left out: 关于……的通知.
        return self.whole.endswith(other) and len(other) >= 0.6 * len(self.whole)


def titles(page: Page) -> Iterator[str]:
    """Everything a page may call its article."""
    yield page.heading
    yield page.meta("ArticleTitle") or ""
    yield page.title
    yield from _TITLE_CUT.split(page.title)


# -- texts -------------------------------------------------------------------------------------


class _Text:
    """One policy's official text, to be found in pages."""

    def __init__(self, text: str) -> None:
        self.shingles = shingles(squeeze(text))
        whole = squeeze(text)
        step = max(1, len(whole) // _PROBES)
        self._probes = [whole[at : at + _PROBE] for at in range(0, len(whole) - _PROBE + 1, step)]
        bare = (_NUMBERED.sub("", one) for one in _SENTENCE.split(fold_lines(text)))
        self._sentences = [(one.strip(), squeeze(one)) for one in bare if len(squeeze(one)) >= 8]

    def may_be_in(self, squeezed: str) -> bool:
        """A cheap look that spares the comparison of almost every page."""
        hits = sum(probe in squeezed for probe in self._probes)
        return bool(self._probes) and 3 * hits >= len(self._probes)

    def compare(self, page: Page) -> tuple[float, str]:
        """Share of the text that the page has, and the first sentence that it has not."""
        main, whole = _whole(page.main), _whole(page.text)
        share = max(containment(self.shingles, shingles(one)) for one in (main, whole))
        lost = (raw for raw, bare in self._sentences if bare not in whole and bare not in main)
        return share, next(lost, "")


def fold_lines(text: str) -> str:
    """The folded text, its lines kept."""
    return "\n".join(fold(line) for line in text.split("\n"))


# -- gathering ---------------------------------------------------------------------------------


@dataclass(slots=True)
class _Wanted:
    policy: Policy
    title: _Title
    text: _Text | None
    sources: frozenset[str]
    copies: list[Copy] = field(default_factory=list)
    #: Links that name it, by address: title, day and page.
    links: dict[str, Copy] = field(default_factory=dict)


class Reprints:
    """Gathers the copies of every policy that is due, page by page."""

    def __init__(self, site: Snapshot, policies: Iterable[Policy]) -> None:
        self._site = site
        self._wanted = [_wanted(policy) for policy in policies]
        self._read: set[str] = set()
        self._known: dict[str, tuple[int, ...]] = {}

    def take(self, page: Page) -> None:
        """Look at one page, its links and its lists."""
        self._read |= {page.url, page.asked}
        for wanted in self._wanted:
            copy = self._copy(wanted, page)
            if copy is not None:
                wanted.copies.append(copy)
        self._links(page)

    def of(self, policy: Policy) -> tuple[Copy, ...]:
        """Where the policy stands: pages that were read, and links to what was not."""
        wanted = next(one for one in self._wanted if one.policy is policy)
        linked = (one for url, one in wanted.links.items() if self._counts(url, wanted))
        return (*wanted.copies, *linked)

    def why_not(self) -> str:
        """Why what is missing here cannot be called missing, "" when it can."""
        home = self._site.home
        return NO_HOME if home is None else SCRIPTED if home.scripted else ""

    def is_cut_short(self) -> bool:
        """Whether pages of the site were left unread, where the policy may stand."""
        return any(
            answer.reach in (Reach.UNTESTED, Reach.BLOCKED)
            and same_site(answer.asked, self._site.home_url)
            for answer in (self._site.answers or {}).values()
        )

    def _copy(self, wanted: _Wanted, page: Page) -> Copy | None:
        if page.kind is PageKind.HOME or page.status != 200:
            return None
        fit = max((wanted.title.fits(one) for one in titles(page) if one), default=0)
        text = wanted.text
        if text is None:
            return _page_copy(page, wanted.policy) if fit else None
        if not fit and not text.may_be_in(_whole(page.text)):
            return None
        share, changed = text.compare(page)
        if share < SAME_TEXT and (page.kind is not PageKind.ARTICLE or not page.main):
            # A topic of that name, or a page of pictures, has no text of it to compare.
            return _page_copy(page, wanted.policy) if fit == 2 else None
        if share >= SAME_TEXT or fit == 2 or (fit and share >= OTHER_TEXT):
            return _page_copy(page, wanted.policy, share, changed)
        return None

    def _links(self, page: Page) -> None:
        days = {i.url: i.date.day for one in page.lists for i in one.items if i.url and i.date}
        for link in page.links:
            if link.kind not in (LinkKind.PAGE, LinkKind.ATTACHMENT):
                continue
            for number in self._named(link.text, link.url):
                self._wanted[number].links.setdefault(
                    link.url, Copy(link.url, link.text, days.get(link.url), page.url)
                )

    def _named(self, text: str, url: str) -> tuple[int, ...]:
        """Which policies a link names, by its text or its address."""
        found = self._known.get(text)
        if found is None:
            fits = (n for n, one in enumerate(self._wanted) if one.title.fits(text) == 2)
            found = self._known[text] = tuple(fits) if len(text) >= 4 else ()
        by_address = (n for n, one in enumerate(self._wanted) if url in one.sources)
        return tuple(dict.fromkeys((*found, *by_address)))

    def _counts(self, url: str, wanted: _Wanted) -> bool:
        """A page that was read speaks for itself; a dead link leads to no copy."""
        answer = (self._site.answers or {}).get(url)
        if url in self._read or (answer is not None and answer.reach is Reach.DEAD):
            return False
        return (
            url in wanted.sources
            or same_site(url, self._site.home_url)
            or is_government(host_of(url))
        )


def _wanted(policy: Policy) -> _Wanted:
    source = canonical(policy.source_url) or policy.source_url
    bare = source.partition("://")[2]
    text = _Text(policy.text) if policy.text and policy.text.strip() else None
    return _Wanted(
        policy, _Title(policy.title), text, frozenset((f"http://{bare}", f"https://{bare}"))
    )


def _page_copy(page: Page, policy: Policy, share: float | None = None, changed: str = "") -> Copy:
    title = page.heading or page.title
    rest = any(link.kind is LinkKind.ATTACHMENT or link.text == "下一页" for link in page.links)
    return Copy(
        url=page.url,
        title=title,
        day=page.published.used,
        shown_on=page.url,
        share=share,
        changed=changed,
        unsure=rest or (_FORWARDED in title and _FORWARDED not in policy.title),
    )
