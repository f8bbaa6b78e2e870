"""What the register decides: who reviews, what may become what, by when, which code is next."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Final

from xuncha.base.calendar import Calendar
from xuncha.base.language import N_, _


@dataclass(frozen=True, slots=True)
class Effect:
    """What one kind of request asks of a site: from which states, and to which (None: it stays)."""

    from_states: frozenset[str]
    to_state: str | None = None
    #: Must the request say why?
    needs_reason: bool = True


_RUNNING = frozenset({"active", "exempt", "offline"})
#: 草稿 and what became of it; such a site is not in the register yet.
UNREGISTERED: Final = frozenset({"draft", "reviewing", "returned"})
#: Sites that answer to readers, or should.
OPEN: Final = frozenset({"active", "exempt", "offline", "migrating", "closing"})
ENDED: Final = frozenset({"closed", "moved"})

#: standards.md §5, "Recommended machine states". What the office calls "已申请" (offline applied,
#: closing applied) is the open request itself: until the last level approves, the site runs on.
EFFECTS: Final[Mapping[str, Effect]] = {
    "register": Effect(UNREGISTERED, "active", needs_reason=False),
    "supplement": Effect(UNREGISTERED, "active", needs_reason=False),
    "change": Effect(OPEN),
    "columns": Effect(OPEN, needs_reason=False),
    "exempt": Effect(frozenset({"active"}), "exempt"),
    "resume": Effect(frozenset({"exempt"}), "active"),
    "offline": Effect(frozenset({"active"}), "offline"),
    "online": Effect(frozenset({"offline"}), "active", needs_reason=False),
    "close": Effect(_RUNNING, "migrating"),
    "move": Effect(_RUNNING, "migrating"),
}

#: Where a site may go from where it stands; anything else is refused, whoever asks.
NEXT_STATES: Final[Mapping[str, frozenset[str]]] = {
    "": frozenset({"draft", "active", "exempt", "offline", "closed", "moved"}),
    "draft": frozenset({"reviewing"}),
    "reviewing": frozenset({"returned", "active", "draft"}),
    "returned": frozenset({"reviewing", "draft"}),
    "active": frozenset({"exempt", "offline", "migrating"}),
    "exempt": frozenset({"active", "migrating"}),
    "offline": frozenset({"active", "migrating"}),
    "migrating": frozenset({"closing"}),
    "closing": frozenset({"closed", "moved"}),
    "closed": frozenset(),
    "moved": frozenset(),
}


def may_become(before: str, after: str) -> bool:
    """Whether a site may go from one state to the other; "" is a site not there yet."""
    return after in NEXT_STATES.get(before, frozenset())


# ── who reviews ──────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Desk:
    """An office as a level of review."""

    path: str
    vertical: bool = False
    closed: bool = False


def review_chain(own: Desk, above: Sequence[Desk]) -> tuple[str, ...]:
    """The paths of the offices that review what `own` asks, the nearest first.

    `above` are the offices over it, the root first. Every one of them reads it, level by level
    (国办发〔2017〕47号: 逐级); a vertical office goes up its own line and ends at the root, which
    is the province's or the ministry's office. The root itself has nobody above and decides by
    another pair of eyes of its own.
    """
    open_ = [desk for desk in above if not desk.closed]
    if own.vertical:
        open_ = [desk for desk in open_ if desk.vertical or desk is above[0]]
    return tuple(desk.path for desk in reversed(open_)) or (own.path,)


def next_desk(chain: Sequence[str], at: str) -> str | None:
    """The level after `at`, None after the last; the next one still there if `at` was closed."""
    if at in chain:
        place = chain.index(at) + 1
        return chain[place] if place < len(chain) else None
    higher = [path for path in chain if len(path) < len(at)]
    return higher[0] if higher else None


def review_refusal(
    *, at: str | None, reviewer: str, reviewer_id: int, writers: Set[int]
) -> str | None:
    """Why somebody of the office at `reviewer` may not decide what lies at `at`; None: they may."""
    if at is None:
        return _("该申请已不在审核中，请刷新页面查看结果")
    if reviewer != at:
        return _("该申请现由另一级单位审核，不能越级，也不能重复审核")
    if reviewer_id in writers:
        return _("申请人不能审核自己的申请，请由本单位其他审核人员办理")
    return None


# ── figures and deadlines ────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the rules: where it stands and how sure it is."""

    name: str
    label: str
    value: int
    citation: str
    #: official, second-hand, memory, or office (no rule: the office's own)
    confidence: str


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers in force."""

    #: Working days each level has.
    review_days: int
    #: Days a site may be temporarily offline, and how often in a calendar year.
    offline_days: int
    offline_times: int
    #: Days a closing notice stands at least.
    notice_days: int
    #: An indicator of which fewer than so many in a hundred were right, of at least so many that
    #: people judged, waits for a person.
    precision_floor: int
    precision_judged: int
    #: Working days after a change within which the register is told.
    change_days: int


@cache
def shipped_figures() -> Mapping[str, Figure]:
    """The figures of figures.toml by name."""
    text = (resources.files("xuncha.registry") / "figures.toml").read_text("utf-8")
    return {
        name: Figure(name, row["name"], row["value"], row["citation"], row["confidence"])
        for name, row in tomllib.loads(text).items()
    }


def figures_in_force(own: Mapping[str, int]) -> Figures:
    """The shipped figures, an office's own in their place."""
    return Figures(**{name: own.get(name, one.value) for name, one in shipped_figures().items()})


def review_due(since: date, days: int, calendar: Calendar) -> date:
    """The last working day for a level that has had a request since `since` (§10)."""
    return calendar.add(since, days)


def overdue_since(today: date, days: int, calendar: Calendar) -> date:
    """The last day that, had a request come to a level on it, would make it overdue `today`."""
    day = today - timedelta(days=days)
    while review_due(day, days, calendar) >= today:
        day -= timedelta(days=1)
    return day


def offline_problem(
    first: date, last: date, today: date, earlier: Sequence[date], figures: Figures
) -> str | None:
    """Why a site may not be offline from `first` to `last`; `earlier` are the days it went before.

    国办发〔2017〕47号: 每年不超过1次，每次不超过30天.
    """
    if last < first:
        return _("临时下线的截止日期早于开始日期")
    if last < today:
        return _("临时下线的截止日期已过")
    if (last - first).days + 1 > figures.offline_days:
        return _("临时下线最长 {days} 天").format(days=figures.offline_days)
    if sum(day.year == first.year for day in earlier) >= figures.offline_times:
        return _("{year} 年内临时下线已达 {times} 次").format(
            year=first.year, times=figures.offline_times
        )
    return None


def closing_day(notice_on: date, figures: Figures) -> date:
    """The first day on which a site whose notice began on `notice_on` may be closed."""
    return notice_on + timedelta(days=figures.notice_days)


# ── codes ────────────────────────────────────────────────────────────────────

MOST_SERIALS: Final = 9999


def site_code(prefix: str, serial: int) -> str | None:
    """The 网站标识码 of a prefix and a serial; None when the prefix's serials are used up."""
    return f"{prefix}{serial:04d}" if serial <= MOST_SERIALS else None


#: What an opinion decided.
DECISIONS: Final[Mapping[str, str]] = {
    "submit": N_("提交"),
    "approve": N_("同意"),
    "return": N_("退回修改"),
    "withdraw": N_("撤回"),
}
