"""What a spot check decides: who takes no part, what is committed to, whether a quota is met."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from xuncha.base.language import N_
from xuncha.base.types import Site
from xuncha.sampling.models import RULE, USUAL_PERCENT, Quota
from xuncha.sampling.rules import Draw

COMMITMENT_SCHEMA: Final = "xuncha.commitment/1"

#: The states a register's site takes no part in, and how the published list says so. What is not
#: registered yet (a draft) does not stand in the list at all.
LEFT_OUT: Final[Mapping[str, str]] = {
    "exempt": N_("例外"),
    "offline": N_("临时下线"),
    "migrating": N_("正在关停迁移"),
    "closing": N_("关停公告中"),
    "closed": N_("关停"),
    "moved": N_("已迁移"),
}

#: Which states may follow which; a draw that was made public is never undone.
NEXT: Final[Mapping[str, frozenset[str]]] = {
    "": frozenset({"draft"}),
    "draft": frozenset({"announced", "withdrawn"}),
    "announced": frozenset({"drawn", "withdrawn"}),
    "drawn": frozenset(),
    "withdrawn": frozenset(),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the register as it is frozen."""

    pk: int
    path: str
    site_code: str
    name: str
    stratum: str
    state: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything a draw rests on but the seed, frozen before anybody can know the seed."""

    campaign: str
    seed_source: str
    seed_on: date
    register: tuple[Site, ...]
    exclusions: Mapping[str, str]
    quotas: tuple[Quota, ...]
    percent: int
    batches: int
    rechecks: Mapping[str, str]
    manual: Mapping[str, str]

    def commitment(self) -> bytes:
        """The file that is published with the announcement; its SHA-256 is the commitment."""
        said = {
            "schema": COMMITMENT_SCHEMA,
            "rule": RULE,
            "campaign": self.campaign,
            "seed_source": self.seed_source,
            "seed_on": self.seed_on.isoformat(),
            "percent": self.percent,
            "batches": self.batches,
            "quotas": [asdict(one) for one in self.quotas],
            "register": [
                {"site_code": one.site_code, "name": one.name, "stratum": one.stratum}
                for one in self.register
            ],
            "exclusions": dict(sorted(self.exclusions.items())),
            "rechecks": dict(sorted(self.rechecks.items())),
            "manual": dict(sorted(self.manual.items())),
        }
        return json.dumps(said, ensure_ascii=False, indent=1).encode() + b"\n"


def read_commitment(content: bytes) -> Plan:
    """The plan in a commitment file; raises ValueError or KeyError for what is none."""
    said: dict[str, Any] = json.loads(content)
    if said["schema"] != COMMITMENT_SCHEMA:
        raise ValueError(said["schema"])
    return Plan(
        campaign=said["campaign"],
        seed_source=said["seed_source"],
        seed_on=date.fromisoformat(said["seed_on"]),
        register=tuple(
            Site(one["site_code"], "", name=one["name"], stratum=one["stratum"])
            for one in said["register"]
        ),
        exclusions=said["exclusions"],
        quotas=tuple(
            Quota(one["stratum"], one["count"], one["percent"], tuple(one["batches"]))
            for one in said["quotas"]
        ),
        percent=said["percent"],
        batches=said["batches"],
        rechecks=said["rechecks"],
        manual=said["manual"],
    )


def digest(content: bytes) -> str:
    """SHA-256, hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def quota_rows(quotas: Mapping[str, str], strata: Iterable[str]) -> tuple[Quota, ...]:
    """The quotas people wrote, for the strata there are; raises DrawError for a bad amount."""
    present = set(strata)
    return tuple(
        Quota.parse(f"{stratum}={amount}")
        for stratum, amount in sorted(quotas.items())
        if stratum in present and amount
    )


def strata_of(lines: Sequence[Line], by: str, parts: Mapping[str, str], own: str) -> dict[str, str]:
    """The stratum of each site code: the register's own, or the name of the part it lies in.

    ``parts`` are the paths of the offices directly below and their names.
    """
    if by != "office":
        return {one.site_code: one.stratum for one in lines}
    width = len(next(iter(parts), ""))
    return {one.site_code: parts.get(one.path[:width], own) for one in lines}


@dataclass(frozen=True, slots=True)
class Meter:
    """How far one office has met its share in a period."""

    name: str
    path: str
    running: int
    sampled: int
    floor: int

    @property
    def needed(self) -> int:
        """The least number of sites that meets the share."""
        return -(-self.running * self.floor // 100)

    @property
    def met(self) -> bool:
        """Whether the share is met; of nothing it is."""
        return self.sampled >= self.needed


#: The periods a share may be set for, by their months.
PERIODS: Final[Mapping[int, str]] = {
    1: N_("每月"),
    3: N_("每季度"),
    6: N_("每半年"),
    12: N_("每年"),
}


class Share(NamedTuple):
    """The least share of its sites an office looks at, and in how many months."""

    percent: int
    months: int


def floor_at(path: str, floors: Mapping[str, Share]) -> Share:
    """The share that counts at ``path``: that of the nearest office above with one of its own."""
    held = [one for one in floors if path.startswith(one)]
    return floors[max(held, key=len)] if held else Share(USUAL_PERCENT, 3)


def period_begin(day: date, months: int) -> date:
    """The first day of the period of so many months (1, 3, 6 or 12) that ``day`` lies in."""
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def quarter_of(day: date) -> tuple[int, int]:
    """Year and quarter of a day."""
    return day.year, (day.month + 2) // 3


def quarters_before(day: date, many: int) -> date:
    """The first day of the quarter that lies so many quarters before the one of ``day``."""
    year, quarter = quarter_of(day)
    number = year * 4 + quarter - 1 - many
    return date(number // 4, number % 4 * 3 + 1, 1)


def sizes(draw: Draw) -> dict[int, int]:
    """How many sites each batch holds, those that were added with the drawn ones."""
    found: dict[int, int] = {}
    for batch in draw.sample().values():
        found[batch] = found.get(batch, 0) + 1
    return dict(sorted(found.items()))
