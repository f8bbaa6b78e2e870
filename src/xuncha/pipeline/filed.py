"""A site inside an approved filing's window is not inspected: 未检, for that reason."""

from __future__ import annotations

from datetime import datetime

from xuncha.base.types import Verdict
from xuncha.cases.kinds.outage.effects import said
from xuncha.cases.kinds.outage.queries import filings_covering
from xuncha.findings.models import Judgement
from xuncha.pipeline.claims import Claim, finish
from xuncha.pipeline.keeping import Visit, write_result
from xuncha.pipeline.models import InspectionItem
from xuncha.registry.models import Site, SiteKind
from xuncha.scoring.results import SiteResult, Untested


def put_by(claim: Claim, site: Site, now: datetime) -> bool:
    """End a claimed item without a visit where its site filed that it is away; whether it did."""
    covering = filings_covering(site, now)
    if not covering:
        return False
    result = _untested(site, said(covering[0]))

    def write(item: InspectionItem) -> Judgement:
        visit = Visit(
            item=item.pk,
            as_of=item.run.as_of,
            standard=item.run.standard,
            folder="",
            proof="",
            whole=False,
            now=now,
            retests=item.retests,
        )
        return write_result(item.site, result, visit)

    finish(claim, now, pages=0, write=write)
    return True


def _untested(site: Site, why: str) -> SiteResult:
    """A verdict that says nothing of the site but why it was not looked at."""
    return SiteResult(
        site_code=site.site_code or "",
        name=site.name,
        unit=site.sponsor,
        region=site.region,
        home_url=site.home_url,
        stratum=site.stratum,
        kind=str(SiteKind(site.kind).label),
        verdict=Verdict.UNTESTABLE,
        score=None,
        vetoes=(),
        pages=0,
        links=0,
        blocked=0,
        untested=(Untested("site.unreachable", why, "home"),),
        findings=(),
    )
