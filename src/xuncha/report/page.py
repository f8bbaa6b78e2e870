"""report.html: what an inspector opens first; one file that needs no network and no server."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from xuncha.base import language
from xuncha.base.language import N_, _
from xuncha.base.types import Level, Verdict
from xuncha.report import figures, words
from xuncha.report.island import Numbers, island, numbers_of, site_island, word_lists
from xuncha.report.privacy import Published
from xuncha.scoring.causes import Problem, problems
from xuncha.scoring.rates import half_up, percent
from xuncha.scoring.results import Inspection, SiteResult

#: Worst first: what fails, then what could not be looked at.
_ORDER = (Verdict.UNQUALIFIED, Verdict.UNTESTABLE, Verdict.QUALIFIED)
_LEVELS = (Level.VETO, Level.DEDUCT, Level.NOTICE, Level.BONUS)
#: Indicators named in a row of the table; all of them stand below it.
_NAMED = 3

#: What the page's script says; kept here so that it is translated like everything else.
_SCRIPT: Mapping[str, str] = {
    "shown": N_("显示 {shown} 家（共 {all} 家），问题 {faults} 个，疑似 {doubtful} 个"),
    "none": N_("没有符合条件的网站。请放宽或清除筛选条件。"),
    "places": N_("{n} 处"),
    "problems": N_("{n} 个问题"),
    "doubtful": N_("疑似 {n} 个"),
    "points": N_("扣 {n} 分"),
    "more": N_("再显示 {n} 处（还有 {left} 处）"),
    "where": N_("问题地址"),
    "source": N_("来源页"),
    "column": N_("栏目"),
    "proof": N_("证据"),
    "picture": N_("截图"),
    "basis": N_("依据"),
    "vetoed": N_("单项否决：{names}"),
    "clean": N_("没有发现问题。"),
    "untested": N_("未检 {n} 项"),
    "errors": N_("检测出错 {n} 项"),
    "filtered": N_("只展开了所筛选的问题；其余问题可点开查看。"),
    "sort": N_("按“{name}”排序"),
    "separator": N_("、"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator of one site, in a line."""

    number: int
    name: str
    level: str
    #: How many problems, how many of them only suspected, and in how many places.
    count: int
    doubtful: int
    places: int
    points: str


@dataclass(frozen=True, slots=True)
class Row:
    """One site in the table."""

    place: int
    site: SiteResult
    sign: str
    verdict: str
    score: str
    reasons: str
    faults: int
    suspected: int
    lines: tuple[Line, ...]
    island: Markup


def encode(inspection: Published) -> bytes:
    """The page's bytes."""
    count = figures.count(inspection)
    numbers = numbers_of(inspection)
    rows = [
        _row(place, site, inspection, numbers) for place, site in enumerate(_sorted(inspection))
    ]
    script, style = _script(), _asset("report.css")
    page = (
        _environment()
        .get_template("report.html")
        .render(
            language=language.current(),
            csp=_policy(script, style),
            script=Markup(script),  # noqa: S704 (our own file)
            style=Markup(style),  # noqa: S704 (our own file)
            inspection=inspection,
            when=_when(inspection.as_of),
            standard=words.standard_title(inspection.standard),
            figures=count,
            rows=rows,
            verdicts=[(one, *_said(words.VERDICTS, one)) for one in _ORDER],
            strata=_names(site.stratum for site in inspection.sites),
            regions=_names(site.region for site in inspection.sites),
            families=_families(inspection),
            name=lambda code: words.indicator_name(code, inspection.standard),
            numbers=numbers.indicators,
            meta=_meta(inspection, numbers),
        )
    )
    return page.encode("utf-8", "replace")


def _sorted(inspection: Inspection) -> list[SiteResult]:
    def worst(site: SiteResult) -> tuple[int, bool, Any, int]:
        score = 0 if site.score is None else site.score
        return _ORDER.index(site.verdict), not site.vetoes, score, -len(site.findings)

    return sorted(inspection.sites, key=worst)


def _row(place: int, site: SiteResult, inspection: Inspection, numbers: Numbers) -> Row:
    lines = _lines(site, inspection, numbers)
    named = [line for line in lines if line.level == Level.VETO] or lines
    sign, verdict = _said(words.VERDICTS, site.verdict)
    return Row(
        place=place,
        site=site,
        sign=sign,
        verdict=verdict,
        score="" if site.score is None else str(half_up(site.score)),
        reasons=_("、").join(f"{line.name} {line.count}" for line in named[:_NAMED]),
        faults=sum(line.count - line.doubtful for line in lines),
        suspected=sum(line.doubtful for line in lines),
        lines=lines,
        island=site_island(site, numbers),
    )


def _lines(site: SiteResult, inspection: Inspection, numbers: Numbers) -> tuple[Line, ...]:
    """The site's problems by indicator and level, the gravest first."""
    groups: dict[tuple[Level, str], list[Problem]] = {}
    for problem in problems(site.findings):
        first = problem.findings[0]
        groups.setdefault((first.level, first.indicator), []).append(problem)
    points = {
        key: sum((f.points for one in group for f in one.findings), Decimal(0))
        for key, group in groups.items()
    }
    return tuple(
        Line(
            number=numbers.indicators[key[1]],
            name=words.indicator_name(key[1], inspection.standard),
            level=key[0].value,
            count=len(groups[key]),
            doubtful=sum(not one.is_certain for one in groups[key]),
            places=sum(one.places for one in groups[key]),
            points=str(half_up(points[key])) if points[key] else "",
        )
        for key in sorted(
            groups,
            key=lambda key: (_LEVELS.index(key[0]), -points[key], -len(groups[key]), key[1]),
        )
    )


def _families(inspection: Inspection) -> list[tuple[str, list[tuple[str, str]]]]:
    """The indicators that were found, by family, for the filter."""
    found = {one.indicator for site in inspection.sites for one in site.findings}
    groups: dict[str, list[tuple[str, str]]] = {name: [] for name in words.families()}
    for code in sorted(found):
        groups[words.family(code)].append((code, words.indicator_name(code, inspection.standard)))
    return [(name, entries) for name, entries in groups.items() if entries]


def _meta(inspection: Inspection, numbers: Numbers) -> Markup:
    return island(
        {
            **word_lists(inspection, numbers),
            "families": [
                [name, [numbers.indicators[code] for code, _name in entries]]
                for name, entries in _families(inspection)
            ],
            "words": {key: _(text) for key, text in _SCRIPT.items()},
        }
    )


def _names(names: Iterable[str]) -> list[tuple[str, int]]:
    """Each name with its number of sites, in the order they first appear; "" left out."""
    return [(name, number) for name, number in Counter(names).items() if name]


def _said(table: Mapping[Any, tuple[str, str]], key: Any) -> tuple[str, str]:
    sign, word = table[key]
    return sign, _(word)


def _when(text: str) -> str:
    """``"2017年12月5日 10:00"``; the text itself where it is no time."""
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return text
    return _("{year}年{month}月{day}日 {time}").format(
        year=when.year, month=when.month, day=when.day, time=f"{when:%H:%M}"
    )


def _policy(script: str, style: str) -> str:
    """Nothing may be loaded, and nothing may run but our own script."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'sha256-{_digest(script)}'",
            f"style-src 'sha256-{_digest(style)}'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _script() -> str:
    return '"use strict";\n{\n' + _asset("details.js") + _asset("report.js") + "}\n"


def _asset(name: str) -> str:
    return (resources.files("xuncha.report") / "templates" / name).read_text("utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("xuncha.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(_=_, percent=percent, share=figures.share)
    environment.filters["thousands"] = "{:,}".format
    return environment
