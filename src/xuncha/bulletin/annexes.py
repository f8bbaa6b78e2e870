"""附件: the unqualified sites with their reasons, and every inspected site with its verdict."""

from __future__ import annotations

from collections.abc import Iterator

from xuncha.bulletin import queries
from xuncha.bulletin.facts import fact, name_of
from xuncha.bulletin.models import Annex, Letter, Sources
from xuncha.bulletin.ratios import numeral, points
from xuncha.bulletin.rules import (
    KINDS,
    STANDINGS,
    certain,
    certain_vetoes,
    costs,
    standing,
)
from xuncha.bulletin.wording import plain
from xuncha.scoring.results import SiteResult

_PENDING_NOTE = "“待复核”的网站初判不合格，但所依据的问题尚属疑似，复核前不公布。"


def annexes(s: Sources, letter: Letter) -> Iterator[Annex]:
    """The list of unqualified sites, where there are any, and the list of all."""
    quarter = f"{letter.year}年第{numeral(letter.quarter)}季度"
    bad = queries.standing_so(s, "unqualified")
    if bad:
        yield Annex(
            title=f"{quarter}抽查不合格网站名单",
            head=("序号", "地区", "网站名称", "主办单位", "网站标识码", "主要问题"),
            widths=(7, 9, 17, 15, 18, 34),
            centred=(0, 1, 4),
            rows=tuple(_bad_row(s, n, site) for n, site in enumerate(bad, start=1)),
        )
    yield Annex(
        title=f"{quarter}抽查网站及结果",
        head=("序号", "层级", "批次", "网站名称", "网站标识码", "结论", "得分"),
        widths=(7, 13, 10, 32, 18, 11, 9),
        centred=(0, 1, 2, 4, 5, 6),
        rows=tuple(_row(s, n, site) for n, site in enumerate(s.inspection.sites, start=1)),
        note=_PENDING_NOTE if queries.standing_so(s, "pending") else "",
    )


def reasons(s: Sources, site: SiteResult) -> str:
    """Why a site is unqualified: its certain vetoes, else its score and what cost points."""
    vetoes = certain_vetoes(site)
    kinds = [
        kind
        for kind in KINDS
        if any(one.indicator in vetoes if vetoes else costs(one) for one in certain(site, kind))
    ]
    said = [fact(site, kind, s.today, s.law, holes=s.names_holes).words for kind in kinds]
    if vetoes:
        names = "、".join(name_of(code, s.law, holes=s.names_holes) for code in vetoes)
        return f"{'；'.join(said)}（单项否决：{names}）"
    score = f"得分{points(site.score)}，低于合格线" if site.score is not None else "得分低于合格线"
    return "：".join(filter(None, (score, "；".join(said))))


def _bad_row(s: Sources, number: int, site: SiteResult) -> tuple[str, ...]:
    return (
        str(number),
        plain(site.region, 20),
        plain(site.name, 60),
        plain(site.unit, 60),
        plain(site.site_code, 20),
        reasons(s, site),
    )


def _row(s: Sources, number: int, site: SiteResult) -> tuple[str, ...]:
    batch = s.batches.get(site.site_code)
    where = standing(site, s.law)
    score = site.score if where in ("qualified", "unqualified") else None
    return (
        str(number),
        plain(site.stratum, 20),
        f"第{numeral(batch)}批" if batch is not None else "–",
        plain(site.name, 60),
        plain(site.site_code, 20),
        STANDINGS[where],
        points(score) if score is not None else "–",
    )
