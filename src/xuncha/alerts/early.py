"""Early warning: what is about to fall under a veto, decided on figures that are there already."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

from xuncha.base.language import N_


@dataclass(frozen=True, slots=True)
class Level:
    """One line of `levels.toml`."""

    name: str
    unit: str
    warn: Decimal
    veto: Decimal


#: The names of the file again, so that they have their English.
NAMES = (
    N_("首页打不开的比例（近一周）"),
    N_("首页未见新信息"),
    N_("空白栏目"),
    N_("更新不及时的栏目"),
    N_("天"),
    N_("个"),
)


@cache
def levels() -> Mapping[str, Level]:
    """The levels that ship, by code."""
    text = (resources.files("xuncha.alerts") / "levels.toml").read_text("utf-8")
    return read_levels(tomllib.loads(text))


def read_levels(table: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Level]:
    """Levels from a table; raises ValueError where a warning would come after its veto."""
    found = {
        code: Level(one["name"], one["unit"], Decimal(str(one["warn"])), Decimal(str(one["veto"])))
        for code, one in table.items()
    }
    for code, level in found.items():
        if not 0 < level.warn <= level.veto:
            raise ValueError(f"{code}: a warning comes before its veto")
    return found


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a site; None where nothing was looked at."""

    #: Failed of all accesses of the official week, as a percentage.
    failed: Decimal | None = None
    #: The newest item anywhere on the site.
    newest: date | None = None
    blank: int | None = None
    overdue: int | None = None


def warned(facts: Facts, table: Mapping[str, Level], today: date) -> dict[str, Decimal]:
    """Which levels are reached, and the value of each; those not looked at are not among them."""
    values: dict[str, Decimal | None] = {
        "unreachable": facts.failed,
        "home_stale": None if facts.newest is None else Decimal((today - facts.newest).days),
        "blank": None if facts.blank is None else Decimal(facts.blank),
        "overdue": None if facts.overdue is None else Decimal(facts.overdue),
    }
    return {
        code: value
        for code, level in table.items()
        if (value := values.get(code)) is not None and value >= level.warn
    }
