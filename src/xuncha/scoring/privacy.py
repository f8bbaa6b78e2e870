"""Personal data hidden as findings are made, whichever check let it through.

What is written down from here on, the verdict of a site first, never held it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from xuncha.base.text import mask, mask_address
from xuncha.scoring.results import Finding, SiteResult


def masked(site: SiteResult) -> SiteResult:
    """`site` with identity, card and mobile numbers unreadable; doing it twice changes nothing.

    Addresses can still be opened, but for those that hold such a number themselves.
    """
    return replace(
        site,
        findings=tuple(map(_finding, site.findings)),
        untested=tuple(
            replace(one, why=mask(one.why), where=shown(one.where)) for one in site.untested
        ),
        errors=tuple((indicator, mask(what)) for indicator, what in site.errors),
    )


def shown(text: str) -> str:
    """A text, or an address whatever word stands before it ("column:http://…"), masked."""
    before, scheme, _rest = text.partition("://")
    is_address = scheme and before.rpartition(":")[2] in ("http", "https") and " " not in before
    return mask_address(text) if is_address else mask(text)


def _finding(finding: Finding) -> Finding:
    return replace(
        finding,
        where=shown(finding.where),
        url=mask_address(finding.url) if finding.url else finding.url,
        source_url=mask_address(finding.source_url) if finding.source_url else finding.source_url,
        message=mask(finding.message),
        column=mask(finding.column) if finding.column else finding.column,
        observed={key: _value(value) for key, value in finding.observed.items()},
        root=shown(finding.root),
    )


def _value(value: Any) -> Any:
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, list):
        return [_value(one) for one in value]
    return value
