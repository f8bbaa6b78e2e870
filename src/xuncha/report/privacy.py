"""Personal data hidden before anything is written down, whichever check let it through."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from xuncha.base.text import mask
from xuncha.scoring.results import Finding, Inspection, SiteResult


def masked(inspection: Inspection) -> Inspection:
    """`inspection` with identity, card and mobile numbers unreadable in every text.

    Addresses stay as they are: an inspector must be able to open them.
    """
    return replace(inspection, sites=tuple(map(_site, inspection.sites)))


def _site(site: SiteResult) -> SiteResult:
    return replace(
        site,
        findings=tuple(map(_finding, site.findings)),
        untested=tuple(replace(one, why=mask(one.why)) for one in site.untested),
        errors=tuple((indicator, mask(what)) for indicator, what in site.errors),
    )


def _finding(finding: Finding) -> Finding:
    return replace(
        finding,
        message=mask(finding.message),
        column=mask(finding.column) if finding.column else finding.column,
        observed={key: _value(value) for key, value in finding.observed.items()},
        root=_value(finding.root),
    )


def _value(value: Any) -> Any:
    if isinstance(value, str):
        return value if value.startswith(("http://", "https://")) else mask(value)
    if isinstance(value, list):
        return [_value(one) for one in value]
    return value
