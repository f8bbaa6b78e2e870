"""When somebody is told, and in which words: pure decisions over wishes, notices and *now*."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

from xuncha.base.calendar import Calendar
from xuncha.base.language import _

OFFICE_TIME: Final = ZoneInfo("Asia/Shanghai")
NORMAL, HIGH, CRITICAL = 1, 2, 3
#: What happens within so long is told as one: the sites of a failing server fall one by one.
SETTLE: Final = timedelta(minutes=2)
#: Office hours of a working day, as silence is counted: eight of them.
OPENS, CLOSES = time(9, 0), time(17, 0)
#: A delivery is given up after so many tries, three days after the first.
MOST_TRIES: Final = 42
LEASE: Final = timedelta(minutes=3)
_LONGEST_PAUSE = timedelta(hours=2)
_DAY = timedelta(days=1)
#: Lines of one group that are spelt out in a message.
_SPELT = 12


@dataclass(frozen=True, slots=True)
class Wishes:
    """When a listener wants to hear; times in office time."""

    digest: bool = False
    digest_at: time = time(8, 30)
    quiet_from: time | None = None
    quiet_to: time | None = None
    quiet_days_off: bool = False
    every: timedelta = timedelta(0)


def wants(kind: str, muted: Collection[str]) -> bool:
    """Whether a kind is heard by somebody who muted these kinds and families."""
    return kind not in muted and kind.partition(".")[0] not in muted


def usual_muted(role: str) -> list[str]:
    """What a person of a role does not hear until they ask for it.

    A leader hears what is published and the weekly page; the keeper, what the machine needs.
    """
    everything = ("site", "monitor", "finding", "case", "report", "request", "bulletin", "digest")
    if role == "leader":
        return [one for one in everything if one not in ("bulletin", "digest")] + ["system"]
    return list(everything) if role == "keeper" else ["system"]


def told_at(
    wishes: Wishes, urgency: int, since: datetime, last: datetime | None, calendar: Calendar
) -> datetime:
    """When a notice that is there since a moment goes out; `last` is the last message's time."""
    if wishes.digest and urgency < HIGH:
        at = _next(since, wishes.digest_at)
    else:
        at = since if urgency >= CRITICAL else since + SETTLE
    if last is not None:
        at = max(at, last + wishes.every)
    return at if urgency >= CRITICAL else after_quiet(wishes, at, calendar)


def after_quiet(wishes: Wishes, at: datetime, calendar: Calendar) -> datetime:
    """`at`, or when the quiet around it ends."""
    there = at.astimezone(OFFICE_TIME)
    for _turn in range(40):
        if wishes.quiet_days_off and not calendar.is_working(there.date()):
            there = datetime.combine(there.date() + _DAY, time(), OFFICE_TIME)
            continue
        end = _quiet_end(wishes, there)
        if end is None:
            break
        there = end
    return there


def _quiet_end(wishes: Wishes, at: datetime) -> datetime | None:
    """When the hours of quiet around `at` end; None outside them."""
    begins, ends = wishes.quiet_from, wishes.quiet_to
    if begins is None or ends is None or begins == ends:
        return None
    clock = at.time()
    if begins < ends:
        quiet, tomorrow = begins <= clock < ends, False
    else:
        quiet, tomorrow = clock >= begins or clock < ends, clock >= begins
    day = at.date() + _DAY if tomorrow else at.date()
    return datetime.combine(day, ends, OFFICE_TIME) if quiet else None


def _next(since: datetime, at: time) -> datetime:
    there = since.astimezone(OFFICE_TIME)
    day = there.date() if there.time() <= at else there.date() + _DAY
    return datetime.combine(day, at, OFFICE_TIME)


def working_hours(begins: datetime, ends: datetime, calendar: Calendar) -> float:
    """Office hours between two moments: nine to five on working days."""
    first, last = begins.astimezone(OFFICE_TIME), ends.astimezone(OFFICE_TIME)
    seconds, day = 0.0, first.date()
    while day <= last.date():
        if calendar.is_working(day):
            opens = max(datetime.combine(day, OPENS, OFFICE_TIME), first)
            closes = min(datetime.combine(day, CLOSES, OFFICE_TIME), last)
            seconds += max((closes - opens).total_seconds(), 0.0)
        day += _DAY
    return seconds / 3600


def next_try(now: datetime, attempt: int) -> datetime:
    """When a delivery that failed `attempt` times is tried again: in 1, 2, 4 … 120 minutes."""
    return now + min(timedelta(minutes=2 ** min(attempt - 1, 10)), _LONGEST_PAUSE)


@dataclass(frozen=True, slots=True)
class Heard:
    """One event as a message tells it."""

    kind: str
    #: The kind in words.
    name: str
    title: str
    office: str
    at: datetime
    urgency: int = NORMAL
    over: bool = False
    group: str = ""
    text: str = ""
    #: The whole address, or "".
    link: str = ""
    escalated_from: str = ""


def subject(heard: Sequence[Heard]) -> str:
    """One line: the title of the only one, or how many of what."""
    if len(heard) == 1:
        return _headed(heard[0])[:200]
    ordered = sorted(heard, key=_order)
    counts = [
        _("{name}{n}项").format(name=_name(first), n=1 + sum(1 for _one in rest))
        for first, rest in ((next(g), g) for _key, g in groupby(ordered, key=_cause))
    ]
    return (_("、").join(counts[:4]) + (_("等") if len(counts) > 4 else ""))[:200]


def body(heard: Sequence[Heard]) -> str:
    """The whole message as plain text: one paragraph for each cause, the most urgent first."""
    parts = []
    for _key, found in groupby(sorted(heard, key=_order), key=_cause):
        parts.append(_paragraph(list(found)))
    return "\n\n".join(parts)


def _paragraph(ones: Sequence[Heard]) -> str:
    if len(ones) == 1:
        one = ones[0]
        lines = [f"● {_headed(one)}", f"  {one.office} · {_moment(one.at)}"]
        lines += [f"  {line}" for line in one.text.splitlines()]
        return "\n".join([*lines, *([f"  {one.link}"] if one.link else [])])
    lines = [_("● {name}，共 {n} 项").format(name=_name(ones[0]), n=len(ones))]
    for one in ones[:_SPELT]:
        place = f"{one.office} · {_moment(one.at)}"
        lines.append(_("  – {title}（{place}）").format(title=_headed(one), place=place))
    if len(ones) > _SPELT:
        lines.append(_("  – 另有 {n} 项，见收件箱").format(n=len(ones) - _SPELT))
    return "\n".join([*lines, *([f"  {ones[0].link}"] if ones[0].link else [])])


def _headed(one: Heard) -> str:
    title = _("已恢复：{title}").format(title=one.title) if one.over else one.title
    if one.escalated_from:
        return _("{office}尚未处理：{title}").format(office=one.escalated_from, title=title)
    return title


def _name(one: Heard) -> str:
    return _("{name}（已恢复）").format(name=one.name) if one.over else one.name


def _order(one: Heard) -> tuple[int, str, bool, str, datetime]:
    return (-one.urgency, one.kind, one.over, one.group, one.at)


def _cause(one: Heard) -> tuple[int, str, bool, str]:
    return _order(one)[:4]


def _moment(at: datetime) -> str:
    return f"{at.astimezone(OFFICE_TIME):%Y-%m-%d %H:%M}"
