"""The words every room shares: kinds of column and site, outcomes, levels and calendar periods."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum


class ColumnType(StrEnum):
    """栏目类别, as the register writes it; it decides how old the newest item may be."""

    NEWS = "动态要闻"
    NOTICE = "通知公告"
    POLICY = "政策文件"
    PERSONNEL = "人事规划"
    INTERACTION = "互动"
    STATIC = "静态"
    OTHER = "其他"


class Outcome(StrEnum):
    """What one indicator may say of one place. "Could not look" is never "failed"."""

    PASS = "pass"  # noqa: S105 (合格, not a password)
    FAULT = "fault"
    SUSPECTED = "suspected"
    UNTESTED = "untested"
    BLOCKED = "blocked"
    ERROR = "error"


class Level(StrEnum):
    """What a finding costs under a standard."""

    VETO = "veto"
    DEDUCT = "deduct"
    BONUS = "bonus"
    NOTICE = "notice"


class Verdict(StrEnum):
    """What an inspection says of a whole site."""

    QUALIFIED = "qualified"
    UNQUALIFIED = "unqualified"
    UNTESTABLE = "untestable"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A span of the calendar: months and days, counted back from a day.

    "6个月" is the same day six months earlier, not 180 days (standards.md §11).
    """

    months: int = 0
    days: int = 0

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read ``"2w"``, ``"6m"``, ``"1y"``, ``"10d"`` or a sum such as ``"1y6m"``.

        Raises ValueError for anything else.
        """
        if not re.fullmatch(r"(?:\d+[dwmy])+", text):
            raise ValueError(f"not a period: {text!r} (write 2w, 6m, 1y or 10d)")
        months = days = 0
        for number, unit in re.findall(r"(\d+)([dwmy])", text):
            count = int(number)
            months += count * {"m": 1, "y": 12}.get(unit, 0)
            days += count * {"d": 1, "w": 7}.get(unit, 0)
        return cls(months, days)

    def before(self, day: date) -> date:
        """The day one period before ``day``; 31 August less 6 months is the end of February."""
        month = day.year * 12 + day.month - 1 - self.months
        year, month = divmod(month, 12)
        last = calendar.monthrange(year, month + 1)[1]
        return date(year, month + 1, min(day.day, last)) - timedelta(days=self.days)

    def __str__(self) -> str:
        """In Chinese, as a bulletin writes it: 2周, 6个月, 1年."""
        years, months = divmod(self.months, 12)
        weeks, days = (self.days // 7, 0) if self.days % 7 == 0 else (0, self.days)
        parts = ((years, "年"), (months, "个月"), (weeks, "周"), (days, "天"))
        return "".join(f"{count}{unit}" for count, unit in parts if count) or "0天"


@dataclass(frozen=True, slots=True)
class Site:
    """One line of the register: who is inspected. Only `home_url` is required of an office."""

    site_code: str
    home_url: str
    name: str = ""
    unit: str = ""
    region: str = ""
    stratum: str = ""
    kind: str = ""
    #: Its office agreed that addresses which should not be public are asked for (暴露路径检查).
    exposure_paths: bool = False


@dataclass(frozen=True, slots=True)
class DeclaredColumn:
    """One line of a site's column register (栏目(系统)基本信息表)."""

    site_code: str
    name: str
    type: ColumnType
    url: str


@dataclass(frozen=True, slots=True)
class Policy:
    """A key policy that sites are expected to reprint (`policies.json`)."""

    id: str
    title: str
    source_url: str
    published_at: datetime
    issuer: str = ""
    deadline_at: datetime | None = None
    scope: tuple[str, ...] = ()
    #: The official text, where the office gave it; the measure of an altered reprint.
    text: str | None = None
