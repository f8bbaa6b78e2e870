"""What an inspection says: the public contract ``xuncha.inspection/1`` as types.

`inspection.json` is exactly these classes written down; change them only with a new schema number.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xuncha.base.types import Level, Outcome, Verdict

SCHEMA = "xuncha.inspection/1"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of one site as a standard prices it."""

    indicator: str
    level: Level
    outcome: Outcome
    where: str
    url: str | None
    source_url: str | None
    column: str | None
    observed: dict[str, Any]
    message: str
    #: Points deducted after caps; 0 for a notice and for a veto.
    points: Decimal
    evidence: tuple[str, ...] = ()
    #: What the fault comes from; findings with one root are one problem in many places.
    root: str = ""
    #: Which of the indicator's sentences `message` is, so that it can be said in either language.
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Untested:
    """Something that was not looked at, and why."""

    indicator: str
    why: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class SiteResult:
    """One site's verdict with everything it rests on."""

    site_code: str
    name: str
    unit: str
    region: str
    home_url: str
    stratum: str
    kind: str
    verdict: Verdict
    #: None where a veto or an untestable site leaves nothing to score.
    score: Decimal | None
    vetoes: tuple[str, ...]
    pages: int
    links: int
    blocked: int
    untested: tuple[Untested, ...]
    findings: tuple[Finding, ...]
    #: (indicator, what went wrong) of checks that broke.
    errors: tuple[tuple[str, str], ...] = ()
    #: Addresses not looked at because a cap (--max-pages, depth, bytes, time) was reached.
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class StratumRate:
    """The pass rate of one stratum; untestable sites are in neither number."""

    stratum: str
    inspected: int
    qualified: int
    #: "80.3%", rounded half up; "–" where nothing was inspected.
    rate: str
    untestable: int = 0


@dataclass(frozen=True, slots=True)
class Inspection:
    """A whole run."""

    as_of: str
    standard: str
    tool: str
    sites: tuple[SiteResult, ...]
    strata: tuple[StratumRate, ...]
    schema: str = SCHEMA
