"""An inspection as large and as ugly as a real quarter's."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

from xuncha.base.types import Level, Outcome, Verdict
from xuncha.scoring.rates import rates
from xuncha.scoring.results import Finding, Inspection, SiteResult, Untested

REGIONS = ("西宁市", "海东市", "海西州", "海南州", "海北州", "黄南州", "果洛州", "玉树州")
BUREAUS = ("国土资源局", "财政局", "教育局", "卫生和计划生育局", "林业局", "水务局", "统计局")
HOSTILE = '</script><img src=x onerror="window.hurt=1">{{7*7}}\'"&'
SHA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def finding(indicator: str, level: Level = Level.DEDUCT, **more: Any) -> Finding:
    """One finding with usual values."""
    usual: dict[str, Any] = {
        "outcome": Outcome.FAULT,
        "where": "site",
        "url": None,
        "source_url": None,
        "column": None,
        "observed": {},
        "message": f"{indicator} 有问题",
        "points": Decimal(0),
    }
    return Finding(indicator=indicator, level=level, **{**usual, **more})


def site(code: str = "6325210001", **more: Any) -> SiteResult:
    """One site with usual values."""
    usual: dict[str, Any] = {
        "name": "共和县国土资源局网站",
        "unit": "共和县国土资源局",
        "region": "海南州",
        "home_url": "http://www.a.gov.cn/",
        "stratum": "市州",
        "kind": "部门网站",
        "verdict": Verdict.QUALIFIED,
        "score": Decimal(100),
        "vetoes": (),
        "pages": 143,
        "links": 2210,
        "blocked": 0,
        "untested": (),
        "findings": (),
    }
    return SiteResult(site_code=code, **{**usual, **more})


def inspection(*sites: SiteResult) -> Inspection:
    """A run over these sites."""
    return Inspection(
        as_of="2017-12-05T10:00:00+08:00",
        standard="census-2015",
        tool="xuncha 0.1.0",
        sites=sites,
        strata=rates(sites),
    )


def hostile() -> Inspection:
    """A run whose every word was chosen by an attacker."""
    bad = finding(
        "link.dead",
        where=HOSTILE,
        url="javascript:window.hurt=1",
        source_url='http://www.a.gov.cn/"onmouseover="window.hurt=1',
        column=HOSTILE,
        observed={"text": HOSTILE, HOSTILE: "=1+1"},
        message=HOSTILE,
        points=Decimal("0.1"),
        evidence=("sha256:../../x", f"sha256:{SHA}"),
        root=HOSTILE,
    )
    return inspection(
        site(
            HOSTILE,
            name=HOSTILE,
            unit="=cmd|' /C calc'!A0",
            region=HOSTILE,
            stratum=HOSTILE,
            home_url="javascript:window.hurt=1",
            kind=HOSTILE,
            score=Decimal("99.9"),
            untested=(Untested("security.sqli", HOSTILE, HOSTILE),),
            findings=(bad,),
            errors=(("tag.missing", HOSTILE),),
        ),
        site(),
    )


def quarter(sites: int = 186, most: int = 200) -> Inspection:
    """A run of the size of the reference bulletin's, the same every time."""
    dice = random.Random(20171205)
    return inspection(*(_one(dice, n, most) for n in range(sites)))


def _one(dice: random.Random, n: int, most: int) -> SiteResult:
    provincial = n < 34
    region = "省直" if provincial else REGIONS[n % len(REGIONS)]
    unit = f"{'青海省' if provincial else region}{BUREAUS[n % len(BUREAUS)]}"
    home = f"http://www.s{n}.gov.cn/"
    usual = {"unit": unit, "region": region, "home_url": home, "kind": "部门网站"}
    usual |= {"name": f"{unit}网站", "stratum": "省直部门" if provincial else "市州"}
    code = f"63{n:04d}{n:04d}"
    if n == 40:
        return site(code, **usual, verdict=Verdict.UNTESTABLE, score=None, pages=0, blocked=1)
    if n == 41:
        down = finding(
            "site.unreachable",
            Level.VETO,
            outcome=Outcome.SUSPECTED,
            where="home",
            url=home,
            observed={"visits": 20, "failed": 20, "percent": 100},
            message="首页20次访问有20次打不开（100%）",
        )
        return site(
            code,
            **usual,
            verdict=Verdict.UNQUALIFIED,
            score=None,
            vetoes=("site.unreachable",),
            findings=(down,),
            pages=0,
        )
    found = [*_links(dice, home, most), *_notices(dice, home)]
    stale = dice.choice((0, 0, 0, 1, 2)) if dice.random() < 0.85 else 6
    vetoed = stale >= 5
    found = [*(_stale(home, i, vetoed) for i in range(stale)), *found]
    score = Decimal(100) - sum(f.points for f in found)
    bad = vetoed or score < 60
    return site(
        code,
        **usual,
        verdict=Verdict.UNQUALIFIED if bad else Verdict.QUALIFIED,
        score=None if vetoed else score,
        vetoes=("column.stale",) if vetoed else (),
        pages=dice.randint(60, 160),
        links=dice.randint(900, 4000),
        blocked=dice.choice((0, 0, 0, 3)),
        findings=tuple(found),
        untested=(
            Untested("security.sqli", "未获授权"),
            Untested("security.xss", "未获授权"),
            Untested("date.backdated", "没有以往的检查记录"),
            Untested("column.blank", "列表由脚本生成", f"column:{home}tzgg/"),
        ),
        errors=(("tag.missing", "KeyError: 'content'"),) if n == 60 else (),
    )


def _stale(home: str, n: int, vetoed: bool) -> Finding:
    name = ("工作动态", "通知公告", "政策法规", "要闻", "人物", "音频")[n % 6]
    return finding(
        "column.stale",
        Level.VETO if vetoed else Level.DEDUCT,
        where=f"column:{home}c{n}/",
        url=f"{home}c{n}/",
        source_url=home,
        column=name,
        observed={"column": name, "type": "动态要闻", "newest": "2016-10-08", "days": 423},
        message=f"“{name}”栏目最新一条为2016年10月8日，423天未更新，超过2周",
        points=Decimal(0 if vetoed else 3),
        evidence=(f"sha256:{SHA}",),
    )


def _links(dice: random.Random, home: str, most: int) -> list[Finding]:
    number = dice.randint(0, most) if dice.random() < 0.6 else 0
    return [
        finding(
            "link.dead" if i % 9 else "link.soft404",
            where=f"{home}art/2017/{i}/art_{i}_{dice.randint(1000, 9999)}.html",
            url=f"{home}art/2017/{i}/art_{i}.html",
            source_url=f"{home}col/col{i % 7}/index.html",
            observed={"status": 404, "text": f"关于做好第{i}项工作的通知", "page": "other"},
            message=f"链接“关于做好第{i}项工作的通知”打不开（404）",
            points=Decimal("0.1"),
            evidence=(f"sha256:{SHA}",),
            root=f"ul.list-{i % 3} li a" if i % 2 else "",
        )
        for i in range(number)
    ]


def _notices(dice: random.Random, home: str) -> list[Finding]:
    found = [
        finding(
            "element.missing",
            Level.NOTICE,
            where="home",
            url=home,
            observed={"element": element},
            message=f"首页未见{element}",
        )
        for element in ("公安备案", "找错入口", "站点地图")
        if dice.random() < 0.4
    ]
    if dice.random() < 0.3:
        found.append(
            finding(
                "text.error",
                Level.NOTICE,
                outcome=Outcome.SUSPECTED,
                where=f"{home}art/9.html",
                url=f"{home}art/9.html",
                observed={"wrong": "国务员", "right": "国务院", "quote": "……国务员办公厅……"},
                message="疑将“国务院”误写为“国务员”",
            )
        )
    return found
