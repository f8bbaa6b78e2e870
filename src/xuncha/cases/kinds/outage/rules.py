"""What a filing covers, whether it came in time, what it may become: pure decisions.

standards.md §4 and §11 R02: verdicts are set aside inside the window only, and only as far as the
filing was told in time. Figures that no rule fixes are each office's own (figures.toml).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Final
from zoneinfo import ZoneInfo

from xuncha.base.calendar import Calendar
from xuncha.base.language import N_, _
from xuncha.cases.rules import Machine, Side, Step
from xuncha.people.rules import Verb
from xuncha.registry.rules import Figure

OFFICE_TIME = ZoneInfo("Asia/Shanghai")
_DAY = timedelta(days=1)

_REVIEWED = Step(Side.OFFICE, verb=Verb.REVIEW_REQUEST)
_ASKED = Step(Side.EITHER, verb=Verb.REQUEST_CHANGE)

MACHINE: Final = Machine(
    name=N_("报备"),
    prefix="BB",
    states={
        "draft": N_("草稿"),
        "reviewing": N_("审批中"),
        "returned": N_("退回修改"),
        "approved": N_("已批准"),
        "overrun": N_("超时未恢复"),
        "restored": N_("已恢复"),
        "withdrawn": N_("已撤回"),
    },
    start="draft",
    opening=_ASKED,
    steps={
        ("draft", "reviewing"): _ASKED,
        ("returned", "reviewing"): _ASKED,
        ("draft", "withdrawn"): _ASKED,
        ("returned", "withdrawn"): _ASKED,
        ("reviewing", "withdrawn"): _ASKED,
        # One level agreed, the next has it.
        ("reviewing", "reviewing"): _REVIEWED,
        ("reviewing", "returned"): Step(Side.OFFICE, verb=Verb.REVIEW_REQUEST, opinion=True),
        ("reviewing", "approved"): _REVIEWED,
        ("approved", "restored"): _ASKED,
        # The clock's own step: the window is over, and nobody said that the site is back.
        ("approved", "overrun"): Step(Side.SYSTEM),
        ("overrun", "restored"): _ASKED,
    },
    ended=frozenset({"restored", "withdrawn"}),
)


class FilingKind(StrEnum):
    """Why a site is away."""

    OUTAGE = "outage"
    POWER = "power"
    MAINTENANCE = "maintenance"
    REDESIGN = "redesign"
    OFFLINE = "offline"


KIND_NAMES: Final[Mapping[FilingKind, str]] = {
    FilingKind.OUTAGE: N_("故障"),
    FilingKind.POWER: N_("停电"),
    FilingKind.MAINTENANCE: N_("维护"),
    FilingKind.REDESIGN: N_("改版"),
    FilingKind.OFFLINE: N_("临时下线"),
}
#: What can be known before it begins, and so is told before.
PLANNED: Final = frozenset({FilingKind.MAINTENANCE, FilingKind.REDESIGN, FilingKind.OFFLINE})


# ── figures ──────────────────────────────────────────────────────────────────


#: What each figure of figures.toml is called.
FIGURE_NAMES: Final[Mapping[str, str]] = {
    "maintenance_ahead": N_("维护：提前报备（工作日）"),
    "redesign_ahead": N_("改版：提前报备（工作日）"),
    "offline_ahead": N_("临时下线：提前报备（工作日）"),
    "outage_after": N_("故障：发生后补报（工作日）"),
    "power_after": N_("停电：发生后补报（工作日）"),
    "longest_days": N_("故障、停电、维护、改版：一次报备最长（天）"),
    "most_a_quarter": N_("一季度内报备次数的提示线"),
    "review_days": N_("每级审批时限（工作日）"),
    "silent_hours": N_("无法访问多久仍未报备即提示（小时）"),
}


@cache
def shipped_figures() -> Mapping[str, Figure]:
    """The figures of figures.toml by name."""
    text = (resources.files("xuncha.cases.kinds.outage") / "figures.toml").read_text("utf-8")
    return {
        name: Figure(name, FIGURE_NAMES[name], row["value"], row["citation"], row["confidence"])
        for name, row in tomllib.loads(text).items()
    }


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers in force at one office."""

    maintenance_ahead: int
    redesign_ahead: int
    offline_ahead: int
    outage_after: int
    power_after: int
    longest_days: int
    most_a_quarter: int
    review_days: int
    silent_hours: int
    #: The register's own (registry/figures.toml).
    offline_days: int
    offline_times: int

    @classmethod
    def of(cls, own: Mapping[str, int], *, offline_days: int, offline_times: int) -> Figures:
        """The shipped figures, an office's own in their place."""
        values = {name: own.get(name, one.value) for name, one in shipped_figures().items()}
        return cls(**values, offline_days=offline_days, offline_times=offline_times)

    def longest(self, kind: FilingKind) -> int:
        """The days a filing of this kind may last."""
        return self.offline_days if kind is FilingKind.OFFLINE else self.longest_days


def nearest(changes: Iterable[tuple[str, str, int]], path: str) -> dict[str, int]:
    """The figures set for an office at `path`: of (office path, name, value), oldest first, the
    last word of the nearest office at or above it."""
    found: dict[str, tuple[int, int]] = {}
    for where, name, value in changes:
        if path.startswith(where) and len(where) >= found.get(name, (0, 0))[0]:
            found[name] = (len(where), value)
    return {name: value for name, (_near, value) in found.items()}


# ── in time? ─────────────────────────────────────────────────────────────────


class Timeliness(StrEnum):
    """When a filing was told."""

    AHEAD = "ahead"
    #: Before it began, yet later than the rule asks.
    SHORT = "short"
    #: After it began, within the allowed time.
    IN_TIME = "in_time"
    LATE = "late"


TIMELINESS_NAMES: Final[Mapping[Timeliness, str]] = {
    Timeliness.AHEAD: N_("提前报备"),
    Timeliness.SHORT: N_("提前时间不足"),
    Timeliness.IN_TIME: N_("按时补报"),
    Timeliness.LATE: N_("逾期报备"),
}


def latest_to_file(
    kind: FilingKind, begins: datetime, figures: Figures, calendar: Calendar
) -> datetime:
    """The last moment at which what began at `begins` can still be told in time.

    A planned absence: before it begins. Any other: to the end of the last allowed working day
    after the day it began (standards.md §10).
    """
    if kind in PLANNED:
        return begins
    days = figures.power_after if kind is FilingKind.POWER else figures.outage_after
    last = calendar.add(begins.astimezone(OFFICE_TIME).date(), days)
    return datetime.combine(last + _DAY, time.min, OFFICE_TIME)


def timeliness(
    kind: FilingKind,
    begins: datetime,
    told: datetime,
    figures: Figures,
    calendar: Calendar,
) -> Timeliness:
    """Whether a filing told at `told` came in time."""
    if told < begins:
        ahead = {
            FilingKind.MAINTENANCE: figures.maintenance_ahead,
            FilingKind.REDESIGN: figures.redesign_ahead,
            FilingKind.OFFLINE: figures.offline_ahead,
        }.get(kind, 0)
        first, last = (one.astimezone(OFFICE_TIME).date() for one in (told, begins))
        return Timeliness.AHEAD if calendar.between(first, last) >= ahead else Timeliness.SHORT
    if told < latest_to_file(kind, begins, figures, calendar):
        return Timeliness.IN_TIME
    return Timeliness.LATE


# ── what it covers ───────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Span:
    """From one moment up to, and without, another."""

    begins: datetime
    ends: datetime

    def holds(self, at: datetime) -> bool:
        """Whether a moment lies within."""
        return self.begins <= at < self.ends

    def meets(self, begins: datetime, ends: datetime) -> bool:
        """Whether it has a moment in common with another span."""
        return self.begins < ends and begins < self.ends


def covered(span: Span, told: datetime, when: Timeliness, restored: datetime | None) -> Span | None:
    """The part of an approved filing's window in which nothing counts; None: none at all.

    What was told too late covers only what came after it was told, and a site that was said to
    be back is looked at again.
    """
    begins = max(span.begins, told) if when is Timeliness.LATE else span.begins
    ends = min(span.ends, restored) if restored is not None else span.ends
    return Span(begins, ends) if begins < ends else None


def is_over(span: Span, restored: datetime | None, now: datetime) -> bool:
    """Whether a window has passed without anybody saying that the site is back."""
    return restored is None and now >= span.ends


# ── what stands against it ───────────────────────────────────────────────────

#: Further ahead than this nobody plans; a typing error of a year is caught.
_FARTHEST = timedelta(days=400)


def problems(
    kind: FilingKind,
    span: Span,
    now: datetime,
    earlier: Sequence[Span],
    figures: Figures,
) -> dict[str, str]:
    """What stands against a filing, by field; `earlier` are the site's days offline before it.

    国办发〔2017〕47号: 临时下线每年不超过1次，每次不超过30天.
    """
    found: dict[str, str] = {}
    longest = figures.longest(kind)
    if span.ends <= span.begins:
        found["ends"] = _("结束时间不晚于开始时间，请核对")
    elif span.ends - span.begins > timedelta(days=longest):
        found["ends"] = _("“{kind}”一次最长 {days} 天，请缩短，或改报其他种类").format(
            kind=_(KIND_NAMES[kind]), days=longest
        )
    if abs(span.begins - now) > _FARTHEST:
        found["begins"] = _("开始时间离今天超过 {days} 天，请核对年份").format(days=_FARTHEST.days)
    if kind is FilingKind.OFFLINE:
        year = span.begins.astimezone(OFFICE_TIME).year
        times = sum(one.begins.astimezone(OFFICE_TIME).year == year for one in earlier)
        if times >= figures.offline_times:
            found["begins"] = _("{year} 年内临时下线已有 {times} 次，每年最多 {most} 次").format(
                year=year, times=times, most=figures.offline_times
            )
    return found
