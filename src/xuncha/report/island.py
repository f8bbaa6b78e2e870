"""What the page's script shows of one site, as data that cannot end its own element.

Lists instead of objects: a quarter has tens of thousands of findings, and names would double them.
The script (`templates/details.js`) reads the same places by the same order.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from xuncha.base.language import N_, _
from xuncha.base.types import Level, Outcome
from xuncha.report.words import (
    LEVELS,
    OUTCOMES,
    indicator_clause,
    indicator_name,
    observed_name,
    observed_value,
    root_name,
)
from xuncha.scoring.causes import places
from xuncha.scoring.rates import half_up
from xuncha.scoring.results import Finding, Inspection, SiteResult

#: The only evidence that may become a file name.
_SHA256 = re.compile(r"sha256:([0-9a-f]{64}(?:\.png)?)")
#: What the first list of an island says, in its order.
FACTS = (
    N_("单位"),
    N_("首页"),
    N_("网站标识码"),
    N_("网站类型"),
    N_("页面"),
    N_("链接"),
    N_("受阻"),
    N_("因上限未看"),
)
_LEVELS: list[Level] = list(LEVELS)
_OUTCOMES: list[Outcome] = list(OUTCOMES)
#: Written as escapes, so that no text can close the element, open a comment or end a line.
_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&'\u2028\u2029"}


def island(value: object) -> Markup:
    """`value` as JSON for ``<script type="application/json">``."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    # Half a surrogate pair cannot be written as UTF-8.
    text = text.encode("utf-8", "replace").decode()
    return Markup(text.translate(_ESCAPES))  # noqa: S704 (escaped in the line above)


@dataclass(frozen=True, slots=True)
class Numbers:
    """Words that stand once in the page and as numbers in the islands.

    It keeps the page small, and a search in an island finds the site's words only.
    """

    indicators: Mapping[str, int]
    observed: Mapping[str, int]


def numbers_of(inspection: Inspection) -> Numbers:
    """A number for every indicator and every key of `observed` that this run speaks of."""
    keys = dict.fromkeys(
        key for site in inspection.sites for one in site.findings for key in one.observed
    )
    return Numbers(_codes(inspection), {key: number for number, key in enumerate(keys)})


def _codes(inspection: Inspection) -> dict[str, int]:
    found: dict[str, None] = {}
    for site in inspection.sites:
        found.update(dict.fromkeys(one.indicator for one in site.findings))
        found.update(dict.fromkeys(one.indicator for one in site.untested))
        found.update(dict.fromkeys(code for code, _what in site.errors))
        found.update(dict.fromkeys(site.vetoes))
    return {code: number for number, code in enumerate(found)}


def site_island(site: SiteResult, numbers: Numbers) -> Markup:
    """Everything about one site that is shown on demand."""
    return island(
        [
            [
                site.unit,
                site.home_url,
                site.site_code,
                site.kind,
                f"{site.pages:,}",
                f"{site.links:,}",
                f"{site.blocked:,}" if site.blocked else "",
                f"{site.left_out:,}" if site.left_out else "",
            ],
            [_finding(one, numbers) for one in site.findings],
            [
                [numbers.indicators[one.indicator], _(one.why), _place(one.where)]
                for one in site.untested
            ],
            [[numbers.indicators[code], what] for code, what in site.errors],
        ]
    )


def _finding(one: Finding, numbers: Numbers) -> list[Any]:
    return [
        numbers.indicators[one.indicator],
        _LEVELS.index(one.level),
        _OUTCOMES.index(one.outcome),
        one.message,
        str(half_up(one.points)) if one.points else "",
        one.url or _place(one.where),
        one.source_url if one.source_url and one.source_url != one.url else "",
        one.column or "",
        [[numbers.observed[key], observed_value(key, v)] for key, v in one.observed.items()],
        [match[1] for name in one.evidence if (match := _SHA256.fullmatch(name))],
        root_name(one.root) if one.root else "",
        places(one),
    ]


def _place(where: str) -> str:
    """A finding's place as it is shown where it has no address of its own."""
    return {"site": _("全站"), "home": _("首页")}.get(where, where.removeprefix("column:"))


def word_lists(inspection: Inspection, numbers: Numbers) -> dict[str, object]:
    """What the numbers of the islands stand for."""
    return {
        "facts": [_(name) for name in FACTS],
        "indicators": [
            [
                code,
                indicator_name(code, inspection.standard),
                *indicator_clause(code, inspection.standard),
            ]
            for code in numbers.indicators
        ],
        "observed": [observed_name(key) for key in numbers.observed],
        "levels": [[level.value, _(LEVELS[level])] for level in _LEVELS],
        "outcomes": [[one.value, OUTCOMES[one][0], _(OUTCOMES[one][1])] for one in _OUTCOMES],
    }
