"""Small standards, snapshots and faults for the tests of scoring and report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from xuncha.base.types import ColumnType, Period, Site
from xuncha.checks.contract import Fault, Indicator
from xuncha.checks.examination import Examined
from xuncha.evidence.snapshot import Page, PageKind, Snapshot
from xuncha.scoring.law import Standard
from xuncha.scoring.standard import load

NOW = datetime(2017, 12, 5, 2, tzinfo=UTC)


def _plain(site: Snapshot) -> Iterator[Fault]:
    yield from ()


def _aged(site: Snapshot, *, max_age: Mapping[ColumnType, Period]) -> Iterator[Fault]:
    yield from ()


def _visited(site: Snapshot, *, seconds: int, percent: int) -> Iterator[Fault]:
    yield from ()


def _fresh(site: Snapshot, *, within: Period, at_least: int) -> Iterator[Fault]:
    yield from ()


def _named(site: Snapshot, *, elements: tuple[str, ...]) -> Iterator[Fault]:
    yield from ()


def _guided(
    site: Snapshot, *, missing: int, classes: Mapping[str, tuple[str, ...]]
) -> Iterator[Fault]:
    yield from ()


def indicator(code: str, check: Callable[..., Iterator[Any]], says: str = "") -> Indicator:
    """An indicator of a test's own."""
    return Indicator(
        code=code,
        name=code,
        meaning="",
        basis="",
        needs=(),
        mode="auto",
        says={"": says or f"{code}有问题"},
        check=check,
        each_page=False,
    )


INDICATORS = {
    one.code: one
    for one in (
        indicator("site.unreachable", _visited),
        indicator("home.stale", _fresh, "首页14天内新信息{count}条"),
        indicator("column.stale", _aged, "“{column}”栏目{days}天未更新"),
        indicator("column.blank", _plain),
        indicator("link.dead", _plain),
        indicator("element.missing", _named),
        indicator("service.guide_incomplete", _guided),
    )
}

LAW = """
id = "test"
title = "试行评分表"
document = "测试〔2017〕1号"
pass_mark = 60

[row.U01]
module = "单项否决"
name = "站点无法访问"
level = "veto"
rule = "…"
citation = "…"
confidence = "official"
[row.C03]
module = "单项否决"
name = "栏目不更新"
level = "veto"
count = 3
rule = "…"
citation = "…"
confidence = "official"
[row.C06]
module = "更新"
name = "动态要闻"
level = "deduct"
points = 3
rule = "…"
citation = "…"
confidence = "second-hand"
[row.L01]
module = "链接"
name = "首页链接"
level = "deduct"
points = 1
cap = 2.5
cap_group = "链接"
rule = "…"
citation = "…"
confidence = "memory"
[row.L02]
module = "链接"
name = "其他链接"
level = "deduct"
points = 0.1
cap = 2.5
cap_group = "链接"
rule = "…"
citation = "…"
confidence = "memory"
[row.H01]
module = "加分"
name = "加分"
level = "bonus"
human = true
rule = "…"
citation = "…"
confidence = "memory"
[row.E01]
module = "单项否决"
name = "严重错误"
level = "veto"
human = true
rule = "…"
citation = "…"
confidence = "official"
[row.N01]
module = "提示"
name = "底部标识"
level = "notice"
rule = "…"
citation = "…"
confidence = "memory"

[indicator."site.unreachable"]
thresholds = { seconds = 15, percent = 1 }
suspected_counts = true
rows = [{ row = "U01", when = { percent = { at_least = 5 } } }]
[indicator."column.stale"]
thresholds = { max_age = { "动态要闻" = "2w", "其他" = "1y" } }
rows = [{ row = "C03" }, { row = "C06", when = { type = ["动态要闻"] } }]
[indicator."link.dead"]
rows = [{ row = "L01", when = { page = ["home"] } }, { row = "L02" }]
[indicator."element.missing"]
thresholds = { elements = ["网站标识码"] }
rows = [{ row = "N01" }]
"""


def written(folder: Path, text: str = LAW, name: str = "law.toml") -> str:
    """The path of a standard's file with that text."""
    path = folder / name
    path.write_text(text, "utf-8")
    return str(path)


def standard(folder: Path, text: str = LAW) -> Standard:
    """The standard that text describes, over the test's own indicators."""
    return load(written(folder, text), INDICATORS)


def snapshot(*, home: bool = True, kind: str = "") -> Snapshot:
    """A snapshot with or without a home page."""
    url = "http://www.a.gov.cn/"
    page = Page(url=url, asked=url, answered=url, status=200, when=NOW, kind=PageKind.HOME)
    return Snapshot(
        site=Site("6325210001", url, name="甲局网站", stratum="市州", kind=kind),
        home_url=url,
        as_of=NOW,
        started=NOW,
        pages=(page,) if home else (),
        home=page if home else None,
    )


def examined(*faults: tuple[str, Fault]) -> Examined:
    """What the checks said: these faults and nothing else."""
    return Examined(faults=faults, untested=(), errors=())


def stale(n: int, type_: str = "动态要闻", **more: Any) -> tuple[str, Fault]:
    """A column not updated."""
    where = f"column:http://www.a.gov.cn/{type_}/{n}/"
    return "column.stale", Fault(where, {"type": type_, "column": f"栏目{n}", "days": 99}, **more)


def dead(n: int, page: str = "home", **more: Any) -> tuple[str, Fault]:
    """A dead link."""
    return "link.dead", Fault(f"http://www.a.gov.cn/{page}{n}.htm", {"page": page}, **more)
