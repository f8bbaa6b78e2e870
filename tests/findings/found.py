"""Visits as the pipeline writes them down, for tests of what people make of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from tests.people import NOW

from xuncha.base.types import Level, Outcome
from xuncha.checks.contract import Fault
from xuncha.findings.models import Finding, Judgement
from xuncha.pipeline.keeping import Visit, write_result
from xuncha.registry.models import Site, SiteKind
from xuncha.scoring.judge import conclude
from xuncha.scoring.results import Finding as Found
from xuncha.scoring.results import SiteResult
from xuncha.scoring.standard import load

STANDARD = "census-2015"


def blank(number: int, **more: Any) -> Found:
    """A blank column: five of them are a veto."""
    address = f"http://gtj.gonghe.gov.cn/lm{number}/"
    more = {"level": Level.VETO, "observed": {"column": f"栏目{number}"}} | more
    return found("column.blank", f"column:{address}", **more)


def dead(number: int, root: str = "nav:1", **more: Any) -> Found:
    """A dead link, one of many that one menu shows."""
    address = f"http://gtj.gonghe.gov.cn/dead{number}.html"
    return found("link.dead", address, root=root, **more)


def found(indicator: str, where: str, **more: Any) -> Found:
    """One priced fault."""
    values: dict[str, Any] = {
        "level": Level.DEDUCT,
        "outcome": Outcome.FAULT,
        "url": where.removeprefix("column:"),
        "source_url": None,
        "column": None,
        "observed": {},
        "message": f"{indicator} {where}",
        "points": Decimal(1),
        **more,
    }
    return Found(indicator=indicator, where=where, **values)


def visited(site: Site, faults: Sequence[Found], now: datetime = NOW) -> Judgement:
    """Write down that an inspection saw these faults, with the verdict they come to."""
    kind = str(SiteKind(site.kind).label)
    said = conclude(
        load(STANDARD),
        kind,
        (
            (
                one.indicator,
                Fault(one.where, one.observed, suspected=one.outcome is Outcome.SUSPECTED),
            )
            for one in faults
        ),
        seen=True,
    )
    result = SiteResult(
        site_code="6325210001",
        name=site.name,
        unit=site.sponsor,
        region=site.region,
        home_url=site.home_url,
        stratum="",
        kind=kind,
        verdict=said.verdict,
        score=said.score,
        vetoes=said.vetoes,
        pages=40,
        links=200,
        blocked=0,
        untested=(),
        findings=tuple(faults),
    )
    visit = Visit(None, now, STANDARD, "", "inspections/test", whole=True, now=now)
    return write_result(site, result, visit)


def of(site: Site, indicator: str) -> list[Finding]:
    """The site's findings of an indicator, in the order of their numbers."""
    rows = Finding.objects.filter(site=site, indicator=indicator)
    return sorted(rows, key=lambda one: (len(one.where), one.where))
