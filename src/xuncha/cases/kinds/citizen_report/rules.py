"""How a citizen's report goes, what is spam, which checks speak to it: pure decisions.

Terms: handed on within one working day, closed within three (青海 two), by jurisdiction
(standards.md §11 M01). The yearly assessment counts what is open, and what took over a month
(standards.md §1.5).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlsplit

from xuncha.base.calendar import Calendar
from xuncha.base.language import N_
from xuncha.base.urls import canonical, caseless, host_of
from xuncha.cases.rules import Machine, Side, Step

WAITING, REFUSED, PASSED, WORKING = "waiting", "refused", "passed", "working"
CHECKING, CLOSED, REDO = "checking", "closed", "redo"

MACHINE = Machine(
    name=N_("网民纠错"),
    prefix="JC",
    states={
        WAITING: N_("待受理"),
        REFUSED: N_("不予受理"),
        PASSED: N_("已转办"),
        WORKING: N_("处理中"),
        CHECKING: N_("待审核"),
        CLOSED: N_("已办结"),
        REDO: N_("退回重办"),
    },
    start=WAITING,
    opening=Step(Side.SYSTEM),
    steps={
        # Whoever dispatches has the case itself; those above may do it for them.
        (WAITING, REFUSED): Step(Side.EITHER, opinion=True),
        (WAITING, PASSED): Step(Side.EITHER),
        (PASSED, WORKING): Step(Side.UNIT),
        # Not ours: back to who dispatched it, its day unchanged.
        (PASSED, WAITING): Step(Side.EITHER, opinion=True),
        (WORKING, WAITING): Step(Side.EITHER, opinion=True),
        (WORKING, CHECKING): Step(Side.UNIT, opinion=True),
        (CHECKING, CLOSED): Step(Side.OFFICE, opinion=True),
        (CHECKING, REDO): Step(Side.OFFICE, opinion=True),
        (REDO, CHECKING): Step(Side.UNIT, opinion=True),
    },
    ended=frozenset({REFUSED, CLOSED}),
)

#: Which indicators speak to a category, asked of the one page that is reported.
PAGE_CHECKS: Final = frozenset(
    {"page.abnormal", "link.soft404", "date.absurd", "text.error", "security.hidden_link"}
    | {"security.injected_script", "security.defaced", "privacy.leak", "service.guide_incomplete"}
)
MATCHING: Final[Mapping[str, frozenset[str]]] = {
    "unreachable": frozenset({"page.abnormal", "link.soft404"}),
    "stale": frozenset({"date.absurd"}),
    "inaccurate": frozenset({"date.absurd", "page.abnormal", "service.guide_incomplete"}),
    "unanswered": frozenset(),
    "typo": frozenset({"text.error"}),
    "forged": frozenset(
        {"security.hidden_link", "security.injected_script", "security.defaced", "date.absurd"}
    ),
    "other": PAGE_CHECKS,
}
#: Which known findings of the site a report may be about, by the beginning of the indicator.
_FAMILIES: Final[Mapping[str, tuple[str, ...]]] = {
    "unreachable": ("site.", "link.", "page."),
    "stale": ("home.", "column."),
    "inaccurate": ("date.", "page.", "element.", "service."),
    "unanswered": ("interaction.",),
    "typo": ("text.",),
    "forged": ("security.", "date.backdated", "link.hijacked"),
    "other": ("",),
}


def concerns(category: str, indicator: str) -> bool:
    """Whether a finding of `indicator` may be what a report of `category` means."""
    return indicator.startswith(_FAMILIES.get(category, ()))


def address(url: str) -> str | None:
    """The canonical address a citizen typed, its scheme added where left out; None: no address."""
    typed = url.strip()
    if "://" not in typed[:10]:
        typed = f"http://{typed}"
    found = canonical(typed)
    return found if found and "." in host_of(found) else None


def same(url: str) -> str:
    """By what two reports are about one page: host without www, path, in one case."""
    found = address(url)
    if found is None:
        return " ".join(url.split()).lower()
    parts = urlsplit(caseless(found))
    place = parts.path.rstrip("/") + (f"?{parts.query}" if parts.query else "")
    return parts.netloc.removeprefix("www.") + place


def nearest(url: str, homes: Iterable[tuple[int, str]]) -> int | None:
    """Whose page `url` is: of the sites (id, home page) on its host the one deepest in its path."""
    path = urlsplit(url).path
    best: tuple[int, int] | None = None
    for site, home in homes:
        folder = urlsplit(home).path.rpartition("/")[0] + "/"
        if path.startswith(folder) or folder == "/":
            best = max(best or (-1, site), (len(folder), site), key=lambda one: one[0])
    return best[1] if best else None


# ── spam ─────────────────────────────────────────────────────────────────────

_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
_HAN = re.compile("[\u4e00-\u9fff]")
_MOST_LINKS = 5


def spam(url: str, text: str, trap: str) -> str:
    """Why a report is likely spam: "trap", "links", "noise"; "" for an honest one.

    Such a report is kept and marked, not thrown away: a person may still read it.
    """
    if trap:
        return "trap"
    if len(_LINK.findall(text)) > _MOST_LINKS:
        return "links"
    letters = [one for one in text if one.isalpha()]
    # Nobody's language: one and the same character over and over.
    if len(letters) >= 20 and len(set(letters)) <= 3:
        return "noise"
    if address(url) is None and not _HAN.search(text):
        return "noise"
    return ""


# ── figures ──────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Course:
    """How one case went, in days of the office."""

    received: date
    #: Handed to its unit; None while it lies with who dispatches.
    passed: date | None
    closed: date | None
    refused: bool
    #: The last days, as they were set; None where none is.
    transfer_by: date | None
    close_by: date | None
    category: str = ""
    site_code: str = ""
    site_name: str = ""
    satisfaction: str = ""
    number: str = ""
    #: Reports that said the same and were merged into it.
    merged: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """Every metric of 网民纠错留言办理; counts of cases (件), duplicates apart.

    办结率 is `closed` of `accepted`, 按期办结率 is `closed_in_time` of `accepted`: two rates, and
    neither ever stands for the other (standards.md §6).
    """

    #: Messages that came in: the cases and what was merged into them.
    received: int
    merged: int
    #: 受理: everything but 不予受理.
    accepted: int
    refused: int
    closed: int
    closed_in_time: int
    closed_late: int
    open: int
    open_late: int
    passed: int
    passed_in_time: int
    #: Working days from hand-over to closing: of the slowest, and on average; None: none closed.
    slowest: int | None
    slowest_number: str
    mean: float | None
    rated: int
    satisfied: int
    by_category: tuple[tuple[str, int], ...]
    #: (site code, name, how many late), most first.
    late_sites: tuple[tuple[str, str, int], ...]

    @property
    def closing_rate(self) -> float | None:
        """办结率; None where nothing was accepted."""
        return self.closed / self.accepted if self.accepted else None

    @property
    def in_time_rate(self) -> float | None:
        """按期办结率; None where nothing was accepted."""
        return self.closed_in_time / self.accepted if self.accepted else None


def is_late(one: Course, today: date) -> bool:
    """Whether it was closed after its last day, or stands open after it."""
    return one.close_by is not None and (one.closed or today) > one.close_by


def figures(courses: Iterable[Course], today: date, calendar: Calendar) -> Figures:
    """What the courses of a period add up to, as it stands on `today`."""
    every = list(courses)
    taken = [one for one in every if not one.refused]
    closed = [one for one in taken if one.closed]
    late = [one for one in taken if is_late(one, today)]
    took = [
        (calendar.between(one.passed or one.received, one.closed or today), one.number)
        for one in closed
    ]
    slowest = max(took, default=None, key=lambda one: one[0])
    passed = [one for one in taken if one.passed]
    rated = [one for one in closed if one.satisfaction]
    return Figures(
        received=len(every) + sum(one.merged for one in every),
        merged=sum(one.merged for one in every),
        accepted=len(taken),
        refused=len(every) - len(taken),
        closed=len(closed),
        closed_in_time=sum(not is_late(one, today) for one in closed),
        closed_late=sum(is_late(one, today) for one in closed),
        open=len(taken) - len(closed),
        open_late=sum(one.closed is None for one in late),
        passed=len(passed),
        passed_in_time=sum(
            one.transfer_by is None or (one.passed or today) <= one.transfer_by for one in passed
        ),
        slowest=slowest[0] if slowest else None,
        slowest_number=slowest[1] if slowest else "",
        mean=sum(days for days, _number in took) / len(took) if took else None,
        rated=len(rated),
        satisfied=sum(one.satisfaction in ("good", "fair") for one in rated),
        by_category=_counted(one.category for one in taken if one.category),
        late_sites=_late_sites(late),
    )


def _counted(words: Iterable[str]) -> tuple[tuple[str, int], ...]:
    counts: dict[str, int] = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    return tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def _late_sites(late: Iterable[Course]) -> tuple[tuple[str, str, int], ...]:
    counts: dict[tuple[str, str], int] = {}
    for one in late:
        key = (one.site_code, one.site_name)
        counts[key] = counts.get(key, 0) + 1
    order = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return tuple((code, name, number) for (code, name), number in order)


@dataclass(frozen=True, slots=True)
class Assessment:
    """The two lines of the yearly assessment of the regulator (standards.md §1.5)."""

    #: Messages of the year that are still open: 3 points each.
    open: int
    #: Messages that took longer than a month: 2 points each.
    over_a_month: int

    @property
    def points(self) -> int:
        """What both cost."""
        return 3 * self.open + 2 * self.over_a_month


def assess(courses: Iterable[Course]) -> Assessment:
    """The lines over the messages of one year; what was not taken up counts for neither."""
    taken = [one for one in courses if not one.refused]
    return Assessment(
        open=sum(one.closed is None for one in taken),
        over_a_month=sum(
            one.closed is not None and one.closed > a_month_after(one.received) for one in taken
        ),
    )


def a_month_after(day: date) -> date:
    """The same day of the next month, or its last: a calendar month, not thirty days."""
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    raise AssertionError(day)
