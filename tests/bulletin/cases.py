"""Small quarters whose figures are worked out by hand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from tests.report.cases import finding, inspection, site

from xuncha.base.types import Level, Outcome, Verdict
from xuncha.bulletin.composition import compose
from xuncha.bulletin.models import Bulletin, Letter, Sources
from xuncha.scoring.results import Finding, SiteResult

LETTER = Letter(
    year=2017,
    quarter=4,
    day=date(2017, 12, 12),
    issuer="青海省人民政府办公厅",
    begin=date(2017, 11, 10),
    end=date(2017, 12, 5),
)
#: (stratum, batch, qualified, sites): the rates are 90, 80, 100 % and 75, 85, 80 %.
BATCHES = (
    ("省直部门", 1, 9, 10),
    ("省直部门", 2, 8, 10),
    ("省直部门", 3, 14, 14),
    ("市州", 1, 39, 52),
    ("市州", 2, 51, 60),
    ("市州", 3, 32, 40),
)


def stale(days: int = 423, newest: str = "2016-10-08", **more: Any) -> Finding:
    """A column that is not kept up."""
    column = more.pop("column", "工作动态")
    usual: dict[str, Any] = {
        "where": f"column:http://www.a.gov.cn/{column}/",
        "column": column,
        "observed": {"column": column, "type": "动态要闻", "newest": newest, "days": days},
        "points": Decimal(3),
    }
    return finding("column.stale", **{**usual, **more})


def failed(code: str, *findings: Finding, **more: Any) -> SiteResult:
    """A site under a veto for what was found."""
    vetoes = tuple(dict.fromkeys(f.indicator for f in findings if f.level is Level.VETO))
    usual: dict[str, Any] = {"verdict": Verdict.UNQUALIFIED, "score": None, "vetoes": vetoes}
    return site(code, findings=findings, **{**usual, **more})


def by_batches(groups: Iterable[tuple[str, int, int, int]] = BATCHES) -> Sources:
    """A quarter with so many sites of each stratum and batch, so many of them qualified."""
    sites, batches = [], {}
    for stratum, batch, good, number in groups:
        for n in range(number):
            code = f"63{len(sites):08d}"
            batches[code] = batch
            more = {"name": f"{stratum}{code}网站", "unit": "", "stratum": stratum}
            bad = failed(code, stale(level=Level.VETO), **more)
            sites.append(site(code, **more) if n < good else bad)
    return Sources(inspection(*sites), batches=batches)


def sources(*sites: SiteResult, **more: Any) -> Sources:
    """A quarter of these sites."""
    return Sources(inspection(*sites), **more)


def text(s: Sources, letter: Letter = LETTER) -> str:
    """The whole text, one paragraph a line."""
    return prose(compose(s, letter))


def prose(bulletin: Bulletin) -> str:
    """The paragraphs of a bulletin, one a line."""
    return "\n".join(one.lead + one.text for one in bulletin.paragraphs)


SUSPECTED = Outcome.SUSPECTED
