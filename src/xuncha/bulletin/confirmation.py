"""What a person confirmed before publication: a suspicion that decides a verdict made certain."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from xuncha.base.errors import InputError
from xuncha.base.language import _
from xuncha.base.types import Level, Outcome
from xuncha.scoring.results import Finding, Inspection, SiteResult


def confirm(inspection: Inspection, codes: Collection[str]) -> Inspection:
    """The inspection with what decides the verdicts of these sites confirmed.

    Only that: a suspicion that decides nothing stays one. Raises InputError for a site that was not
    inspected or has nothing to confirm.
    """
    sites = {site.site_code: site for site in inspection.sites if site.site_code}
    for code in codes:
        if code not in sites:
            raise InputError(
                f"--confirmed {code}",
                _("检查结果里没有这个网站标识码"),
                _("请核对检查结果里的网站标识码"),
            )
        if not any(_decides(sites[code], one) for one in sites[code].findings):
            raise InputError(
                f"--confirmed {code}",
                _("该网站没有决定结论的疑似问题"),
                _("请去掉这一项"),
            )
    return replace(
        inspection,
        sites=tuple(_sure(one) if one.site_code in codes else one for one in inspection.sites),
    )


def _decides(site: SiteResult, one: Finding) -> bool:
    veto = one.level is Level.VETO and one.indicator in site.vetoes
    return one.outcome is Outcome.SUSPECTED and (veto or one.points > 0)


def _sure(site: SiteResult) -> SiteResult:
    return replace(
        site,
        findings=tuple(
            replace(one, outcome=Outcome.FAULT) if _decides(site, one) else one
            for one in site.findings
        ),
    )
