"""What each site of a made-up register is like: pure, and the same for the same number."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from xuncha.base.types import ColumnType

#: Shares of states in a register that has seen years: most run, one in ten is gone.
STATES: Final = {
    "active": 860, "exempt": 20, "offline": 6, "migrating": 2, "closing": 6, "closed": 80,
    "moved": 12, "draft": 3, "reviewing": 8, "returned": 3,
}  # fmt: skip
#: Share of the running sites that one quarter's spot checks draw, of a hundred.
DRAWN: Final = 30
#: Indicator, level, points, weight, and the sentence of its findings.
FAULTS: Final[tuple[tuple[str, str, str, int, str], ...]] = (
    ("link.dead", "deduct", "0.1", 40, "链接打不开"),
    ("link.bad_attachment", "deduct", "0.1", 6, "附件打不开"),
    ("column.stale", "deduct", "3", 14, "栏目未及时更新"),
    ("column.blank", "veto", "0", 3, "栏目空白"),
    ("element.missing", "deduct", "1", 8, "首页缺少底部标识"),
    ("tag.missing", "deduct", "0.2", 12, "页面标签缺失"),
    ("text.error", "deduct", "0.1", 8, "疑似错别字"),
    ("privacy.leak", "notice", "0", 3, "疑似泄露个人信息"),
    ("security.transport", "notice", "0", 4, "未使用加密连接"),
    ("home.stale", "veto", "0", 1, "首页未更新"),
    ("interaction.overdue", "veto", "0", 1, "留言超过三个月未答复"),
)
COLUMN_NAMES: Final = (
    ("工作动态", ColumnType.NEWS), ("通知公告", ColumnType.NOTICE), ("政策文件", ColumnType.POLICY),
    ("人事任免", ColumnType.PERSONNEL), ("规划计划", ColumnType.PERSONNEL),
    ("领导信箱", ColumnType.INTERACTION), ("在线咨询", ColumnType.INTERACTION),
    ("机构职能", ColumnType.STATIC), ("领导信息", ColumnType.STATIC), ("图片新闻", ColumnType.NEWS),
    ("公示公告", ColumnType.NOTICE), ("政策解读", ColumnType.POLICY),
    ("专题专栏", ColumnType.OTHER), ("数据发布", ColumnType.OTHER),
    ("办事指南", ColumnType.STATIC), ("下载中心", ColumnType.OTHER),
    ("基层动态", ColumnType.NEWS), ("招标采购", ColumnType.OTHER),
    ("征集调查", ColumnType.INTERACTION),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Visit:
    """One inspection of a site."""

    quarter: int
    at: datetime
    verdict: str
    score: str | None


@dataclass(frozen=True, slots=True)
class Fault:
    """One finding of a site, seen from one visit to another."""

    #: Place in FAULTS, and which page it stands on.
    kind: int
    page: int
    first: int
    last: int
    state: str


@dataclass(frozen=True, slots=True)
class Fate:
    """Everything that happens to one site."""

    state: str
    visits: tuple[Visit, ...]
    faults: tuple[Fault, ...]

    @property
    def live(self) -> list[Fault]:
        """The faults that stand open."""
        return [one for one in self.faults if one.state in ("open", "confirmed")]


def fate(seed: int, number: int, now: datetime, years: int) -> Fate:
    """The fate of the site of a number."""
    dice = random.Random(f"{seed}:{number}")  # noqa: S311 (nothing secret)
    state = dice.choices(list(STATES), list(STATES.values()))[0]
    if state in ("draft", "reviewing", "returned"):
        return Fate(state, (), ())
    visits = tuple(_visits(dice, now, years))
    return Fate(state, visits, tuple(_faults(dice, visits)) if visits else ())


def _visits(dice: random.Random, now: datetime, years: int) -> list[Visit]:
    found = []
    for quarter in range(years * 4):
        if dice.randrange(100) >= DRAWN:
            continue
        back = timedelta(days=91 * (years * 4 - 1 - quarter) + dice.randrange(60))
        bad = dice.random()
        verdict = "unqualified" if bad < 0.07 else "untestable" if bad < 0.09 else "qualified"
        score = f"{100 - dice.randrange(380) / 10:.1f}" if verdict == "qualified" else None
        found.append(Visit(quarter, now - back, verdict, score))
    return found


def _faults(dice: random.Random, visits: Sequence[Visit]) -> list[Fault]:
    found, taken = [], set[tuple[int, int]]()
    weights = [one[3] for one in FAULTS]
    for _one in range(min(int(dice.expovariate(1 / 8)), 120)):
        kind, page = dice.choices(range(len(FAULTS)), weights)[0], dice.randrange(400)
        if (kind, page) in taken:
            continue
        taken.add((kind, page))
        first = dice.randrange(len(visits))
        last = min(first + int(dice.expovariate(0.7)), len(visits) - 1)
        here = last == len(visits) - 1 and dice.random() < 0.6
        states, weights_of = ("open", "confirmed", "false_alarm", "removed"), (60, 28, 10, 2)
        state = dice.choices(states, weights_of)[0] if here else "gone"
        found.append(Fault(kind, page, first, last, state))
    return found
