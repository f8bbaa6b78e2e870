"""bulletin-annex.xlsx: the lists behind the text, nothing that computes and nothing suspected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from xuncha.bulletin import queries
from xuncha.bulletin.annexes import reasons
from xuncha.bulletin.facts import name_of
from xuncha.bulletin.models import Bulletin, Sources
from xuncha.bulletin.rules import STANDINGS, certain, kind_of, standing
from xuncha.bulletin.wording import day_of, plain
from xuncha.report.sheets import Sheet, Value, encode
from xuncha.report.words import LEVELS
from xuncha.scoring.causes import problems
from xuncha.scoring.rates import half_up
from xuncha.scoring.results import Finding, SiteResult

_WITHHELD = "（安全类问题不公开位置）"


def xlsx(bulletin: Bulletin, s: Sources) -> bytes:
    """The workbook's bytes."""
    s = replace(s, names_holes=bulletin.letter.names_holes)
    return encode(
        _sheets(bulletin, s),
        title=bulletin.title[:255],
        creator=bulletin.letter.issuer[:255],
        keywords=f"sha256:{bulletin.sha256}",
    )


def annexes_xlsx(bulletin: Bulletin) -> bytes:
    """A workbook of nothing but the bulletin's own annexes and figures, as they were frozen."""
    sheets = [
        _about(bulletin),
        *(
            _sheet(
                annex.title[-31:],
                tuple(zip(annex.head, (max(6, 2 * one) for one in annex.widths), strict=True)),
                annex.rows,
            )
            for annex in bulletin.annexes
        ),
        _figures(bulletin),
    ]
    return encode(
        sheets,
        title=bulletin.title[:255],
        creator=bulletin.letter.issuer[:255],
        keywords=f"sha256:{bulletin.sha256}",
    )


def _sheets(bulletin: Bulletin, s: Sources) -> Iterator[Sheet]:
    yield _about(bulletin)
    yield _all_sites(s)
    bad = queries.standing_so(s, "unqualified")
    yield _sheet(
        "不合格网站",
        (*_SITE, ("主要问题", 60)),
        [(*_site(s, site), reasons(s, site)) for site in bad],
    )
    yield _sheet(
        "不合格网站问题",
        _FINDING,
        [_finding(s, site, one) for site in bad for one in certain(site)],
    )
    yield _figures(bulletin)


def _figures(bulletin: Bulletin) -> Sheet:
    figures = [(name, figure.shown, str(figure.value)) for name, figure in bulletin.figures.items()]
    return _sheet("数字来源", (("查询", 60), ("所示", 12), ("精确值", 14)), figures)


_SITE = (
    ("网站标识码", 14),
    ("网站名称", 34),
    ("主办单位", 28),
    ("层级", 14),
    ("地区", 12),
    ("批次", 8),
    ("结论", 10),
    ("得分", 8),
)
_FINDING = (
    ("网站标识码", 14),
    ("网站名称", 34),
    ("问题类别", 20),
    ("指标编码", 20),
    ("指标名称", 20),
    ("级别", 10),
    ("问题", 60),
    ("栏目", 18),
    ("问题地址", 50),
    ("最新日期", 12),
    ("扣分", 8),
    ("证据", 30),
)


def _sheet(title: str, head: Sequence[tuple[str, int]], rows: Sequence[Sequence[Value]]) -> Sheet:
    """A sheet whose `head` gives the name and the width of each column."""
    return Sheet(title, [name for name, _ in head], rows, [width for _, width in head], "A2")


def _about(bulletin: Bulletin) -> Sheet:
    rows: list[Sequence[Value]] = [
        ("标题", bulletin.title),
        ("数据指纹（SHA-256）", bulletin.sha256),
        ("监测时间点", bulletin.as_of),
        ("评分标准", bulletin.standard),
        ("程序", bulletin.tool),
        ("说明", "只列已确定的问题；疑似问题待人工复核，不列网站。"),
    ]
    rows += [(f"来源 {plain(name, 100)}", sha) for name, sha in bulletin.files.items()]
    return _sheet("说明", (("项目", 24), ("内容", 80)), rows)


def _all_sites(s: Sources) -> Sheet:
    """Every inspected site; how many certain problems each has."""
    return _sheet(
        "网站及结果",
        (*_SITE, ("问题数", 10)),
        [(*_site(s, site), len(problems(certain(site)))) for site in s.inspection.sites],
    )


def _site(s: Sources, site: SiteResult) -> Sequence[Value]:
    where = standing(site, s.law)
    shown = where in ("qualified", "unqualified") and site.score is not None
    return (
        plain(site.site_code),
        plain(site.name),
        plain(site.unit),
        plain(site.stratum),
        plain(site.region),
        s.batches.get(site.site_code),
        STANDINGS[where],
        half_up(site.score) if shown and site.score is not None else None,
    )


def _finding(s: Sources, site: SiteResult, one: Finding) -> Sequence[Value]:
    kind = kind_of(one.indicator)
    return (
        plain(site.site_code),
        plain(site.name),
        kind.title,
        plain(one.indicator),
        name_of(one.indicator, s.law, holes=s.names_holes),
        LEVELS[one.level],
        plain(one.message) if kind.places else _WITHHELD,
        plain(one.column or ""),
        plain(one.url or one.where) if kind.places else _WITHHELD,
        day_of(one.observed.get("newest")),
        half_up(one.points),
        " ".join(map(plain, one.evidence)),
    )
