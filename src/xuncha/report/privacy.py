"""What is taken out of a run before it is written down: personal data, and how to attack a site."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from xuncha.base.language import N_, _
from xuncha.scoring import privacy
from xuncha.scoring.results import Finding, Inspection, SiteResult, Untested

#: Indicators whose faults are holes in a running system. Nothing that leaves the office may tell
#: more than that there are so many (工信部联网安〔2021〕66号 第九条第二项).
PROBED = frozenset({"security.sqli", "security.xss"})
RISK = N_("存在安全隐患")


@dataclass(frozen=True, slots=True)
class Published(Inspection):
    """An inspection that tells no parameter, payload or proof, made by `published` alone.

    Pages, workbooks and bulletins take nothing else, so that what they could leak never reaches
    them; the whole inspection goes into inspection.json only.
    """


def masked(inspection: Inspection) -> Inspection:
    """`inspection` with identity, card and mobile numbers unreadable in every text."""
    return replace(inspection, sites=tuple(map(privacy.masked, inspection.sites)))


def published(inspection: Inspection) -> Published:
    """`inspection` with holes that only count; doing it twice changes nothing."""
    facts = {one.name: getattr(inspection, one.name) for one in fields(Inspection)}
    return Published(**facts | {"sites": tuple(map(_site, inspection.sites))})


def _site(site: SiteResult) -> SiteResult:
    return replace(
        site,
        findings=tuple(map(_finding, site.findings)),
        untested=tuple(map(_untested, site.untested)),
    )


def _finding(finding: Finding) -> Finding:
    if finding.indicator not in PROBED:
        return finding
    return replace(
        finding,
        where="site",
        url=None,
        source_url=None,
        column=None,
        observed={},
        message=_(RISK),
        evidence=(),
        root="",
        sentence="",
    )


def _untested(one: Untested) -> Untested:
    return replace(one, where="") if one.indicator in PROBED else one
