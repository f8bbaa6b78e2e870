"""What the page's script shows of one site, as data that cannot end its own element.

Lists instead of objects: a quarter has tens of thousands of findings, and names would double them.
The script (`templates/report.js`) reads the same places by the same order.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from xuncha.base.language import _
from xuncha.report.words import indicator_name, observed_name, observed_value, root_name
from xuncha.scoring.rates import half_up
from xuncha.scoring.results import Finding, Inspection, SiteResult

#: The only evidence that may become a file name.
_SHA256 = re.compile(r"sha256:([0-9a-f]{64})")
#: Written as escapes, so that no text can close the element, open a comment or end a line.
_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&'\u2028\u2029"}


def island(value: object) -> Markup:
    """`value` as JSON for ``<script type="application/json">``."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    # Half a surrogate pair cannot be written as UTF-8.
    text = text.encode("utf-8", "replace").decode()
    return Markup(text.translate(_ESCAPES))  # noqa: S704 (escaped in the line above)


def link(url: str | None) -> str:
    """`url` where a click on it can only open a page, else ""."""
    return url if url and url.lower().startswith(("http://", "https://")) else ""


def codes(inspection: Inspection) -> dict[str, int]:
    """Every indicator that this run speaks of, with its number in the page's list."""
    found: dict[str, None] = {}
    for site in inspection.sites:
        found.update(dict.fromkeys(one.indicator for one in site.findings))
        found.update(dict.fromkeys(one.indicator for one in site.untested))
        found.update(dict.fromkeys(code for code, _what in site.errors))
        found.update(dict.fromkeys(site.vetoes))
    return {code: number for number, code in enumerate(found)}


def site_island(site: SiteResult, numbers: Mapping[str, int]) -> Markup:
    """Everything about one site that is shown on demand."""
    return island(
        [
            [
                [_("单位"), site.unit, ""],
                [_("首页"), site.home_url, link(site.home_url)],
                [_("网站标识码"), site.site_code, ""],
                [_("网站类型"), site.kind, ""],
                [_("页面"), f"{site.pages:,}", ""],
                [_("链接"), f"{site.links:,}", ""],
                [_("受阻"), f"{site.blocked:,}" if site.blocked else "", ""],
            ],
            [_finding(one, numbers) for one in site.findings],
            [[numbers[one.indicator], _(one.why), _place(one.where)] for one in site.untested],
            [[numbers[code], what] for code, what in site.errors],
        ]
    )


def _finding(one: Finding, numbers: Mapping[str, int]) -> list[Any]:
    return [
        numbers[one.indicator],
        one.level.value,
        one.outcome.value,
        one.message,
        str(half_up(one.points)) if one.points else "",
        one.url or _place(one.where),
        one.source_url if one.source_url and one.source_url != one.url else "",
        one.column or "",
        [[observed_name(key), observed_value(key, v)] for key, v in one.observed.items()],
        [match[1] for name in one.evidence if (match := _SHA256.fullmatch(name))],
        root_name(one.root) if one.root else "",
    ]


def _place(where: str) -> str:
    """A finding's place as it is shown where it has no address of its own."""
    return {"site": _("全站"), "home": _("首页")}.get(where, where.removeprefix("column:"))


def indicator_rows(inspection: Inspection, numbers: Mapping[str, int]) -> list[list[str]]:
    """Code and name of every indicator, by number."""
    return [[code, indicator_name(code, inspection.standard)] for code in numbers]
