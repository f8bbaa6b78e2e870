"""Problems and the places they show in: one dead entry of a menu stands on every page.

Scoring follows the standard, which prices findings; people mend causes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from xuncha.base.types import Level, Outcome
from xuncha.scoring.results import Finding

#: What a check saw of how many pages show one fault.
_PAGES = ("sources", "pages")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is mended at one place: findings of one indicator with one root, or a single one."""

    findings: tuple[Finding, ...]

    @property
    def lead(self) -> Finding:
        """The finding that speaks for all: the first that is more than suspected."""
        sure = (one for one in self.findings if one.outcome is not Outcome.SUSPECTED)
        return next(sure, self.findings[0])

    @property
    def is_certain(self) -> bool:
        """Whether anything in it is more than suspected."""
        return any(one.outcome is not Outcome.SUSPECTED for one in self.findings)

    @property
    def places(self) -> int:
        """In how many places it shows."""
        return sum(map(places, self.findings))


def problems(findings: Iterable[Finding]) -> tuple[Problem, ...]:
    """The problems of one site, in the order of their first findings."""
    groups: dict[object, list[Finding]] = {}
    for number, one in enumerate(findings):
        key: tuple[str, Level, str] | int = number
        if one.root:
            key = (one.indicator, one.level, one.root)
        groups.setdefault(key, []).append(one)
    return tuple(Problem(tuple(group)) for group in groups.values())


def places(finding: Finding) -> int:
    """On how many pages a finding shows, one where nothing was counted."""
    counted = (finding.observed.get(key) for key in _PAGES)
    return max((n for n in counted if isinstance(n, int) and n > 0), default=1)
