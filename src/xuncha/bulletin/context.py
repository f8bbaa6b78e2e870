"""What a bulletin knows beside one inspection: the running sites, earlier periods, what was done.

None is "not known", so nothing is said of it; an empty count is "none there were".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Earlier:
    """The same spot check at another time."""

    #: "上季度" or "去年同期".
    label: str
    #: Sites drawn, and sites they were drawn from.
    sampled: int
    registered: int
    qualified: int
    decided: int


@dataclass(frozen=True, slots=True)
class Likely:
    """Between how many qualified sites of all the truth lies, at 95 %."""

    low: int
    high: int
    population: int


@dataclass(frozen=True, slots=True)
class Recheck:
    """Last period's unqualified sites, looked at again."""

    unqualified: int
    again: int
    qualified: int


@dataclass(frozen=True, slots=True)
class Rectification:
    """The notices of the period (整改通知单), and what became of them."""

    issued: int
    passed: int
    open: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Register:
    """How true the register was found to be."""

    missed: int
    supplemented: int
    #: Site states or addresses that differ from the world.
    mismatched: int
    closed: int


@dataclass(frozen=True, slots=True)
class Reports:
    """The yearly reports due by 31 January (国办函〔2018〕12号)."""

    due: int
    published: int


@dataclass(frozen=True, slots=True)
class Context:
    """All of it."""

    #: Running sites by stratum, as the register has them.
    running: Mapping[str, int] | None = None
    earlier: tuple[Earlier, ...] = ()
    likely: Likely | None = None
    recheck: Recheck | None = None
    rectification: Rectification | None = None
    #: 约谈, 书面检查, 通报批评 … and how many of each.
    accountability: Mapping[str, int] = field(default_factory=dict)
    register: Register | None = None
    reports: Reports | None = None
    #: Good practice and further requests, in the office's own words.
    praise: tuple[str, ...] = ()
    requests: tuple[str, ...] = ()
