"""Who is drawn into which batch, and who must come out unqualified.

The draw is the program's own, from the register and a seed. The faults that disqualify are then
put where they give the bulletin's figures: 90, 80 and 100 % of the provincial departments (mean
90 %, pooled 31 of 34), 75, 85 and 80 % of the prefectures (mean 80 %, pooled 122 of 152).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from xuncha.base.types import Site
from xuncha.demo.dice import Dice
from xuncha.demo.places import PREFECTURES, PROVINCE, Office
from xuncha.sampling.rules import Draw, Quota, draw

AS_OF = datetime(2017, 12, 5, 10, tzinfo=timezone(timedelta(hours=8)))
STANDARD = "census-2015"
CAMPAIGN = "2017年第四季度全省政府网站抽查"
#: Announced before the draw, as a lottery's number is; chosen so that the sites which the bulletin
#: names fall into batches whose rates allow it.
SEED = "双色球2017131期"

#: Sites of each batch, and how many of them qualify.
BATCHES: Mapping[str, tuple[tuple[int, int], ...]] = {
    PROVINCE: ((10, 9), (10, 8), (14, 14)),
    PREFECTURES: ((52, 39), (60, 51), (40, 32)),
}

#: Sites that the bulletin names as 问题突出, by unit, and what is wrong with them here.
NAMED: Mapping[str, str] = {
    "青海省监狱管理局": "down",
    "青海省人民防空办公室": "stale",
    "共和县国土资源局": "home",
    "黄南州国土资源局": "score",
    "海南州国土资源局": "blank",
    "果洛州文化体育局": "other",
    "海西州住房公积金管理中心": "letters",
}
#: Named for something that does not disqualify.
SPARED = frozenset({"青海省水利厅", "格尔木市行政审批服务局"})
#: What is wrong with the others, in turn.
_RECIPES = ("home", "stale", "score", "letters", "blank", "home", "down", "stale", "other", "home")


@dataclass(frozen=True, slots=True)
class Lot:
    """The draw and, by site code, what disqualifies a site; "" for those that qualify."""

    draw: Draw
    recipes: Mapping[str, str]


def site_of(office: Office, port: int) -> Site:
    """The office's line of the register."""
    return Site(
        site_code=office.code,
        home_url=f"http://{office.host}:{port}/",
        name=office.name,
        unit=office.unit,
        region=office.region,
        stratum=office.stratum,
        kind="门户网站" if office.portal else "部门网站",
    )


def cast_lots(offices: Sequence[Office], port: int, seed: str = SEED) -> Lot:
    """Draw all offices and choose who fails."""
    quotas = [
        Quota(stratum, sum(size for size, _ in rows), batches=tuple(size for size, _ in rows))
        for stratum, rows in BATCHES.items()
    ]
    drawn = draw(
        [site_of(one, port) for one in offices], campaign=CAMPAIGN, seed=seed, quotas=quotas
    )
    batches = drawn.sample()
    recipes: dict[str, str] = {}
    for stratum, rows in BATCHES.items():
        for batch, (size, qualified) in enumerate(rows, 1):
            members = [o for o in offices if o.stratum == stratum and batches[o.code] == batch]
            recipes |= _failing(members, size - qualified, f"{stratum}{batch}")
    turn = 0
    for code in sorted(recipes):
        if not recipes[code]:
            recipes[code] = _RECIPES[turn % len(_RECIPES)]
            turn += 1
    return Lot(drawn, recipes)


def _failing(members: Iterable[Office], count: int, words: str) -> dict[str, str]:
    """So many of the members, the named ones first; raises ValueError where that cannot be."""
    named = {one.code: NAMED[one.unit] for one in members if one.unit in NAMED}
    if len(named) > count:
        raise ValueError(f"{words}: {len(named)} named sites, {count} may fail")
    others = [o.code for o in members if o.unit not in NAMED and o.unit not in SPARED]
    chosen = Dice("failing", words).some(sorted(others), count - len(named))
    return named | dict.fromkeys(chosen, "")


def some(offices: Sequence[Office], lot: Lot, count: int) -> list[Office]:
    """A smaller province with the same people in it: the named ones, then every n-th."""
    if not 0 < count <= len(offices):
        raise ValueError(f"1 to {len(offices)} sites")
    first = [o for o in offices if o.unit in NAMED or o.unit in SPARED]
    rest = [o for o in offices if o not in first]
    order = Dice("some").some(rest, len(rest))
    chosen = {o.code for o in (*first, *order)[:count]}
    return [o for o in offices if o.code in chosen and o.code in lot.draw.sample()]


def redraw(offices: Sequence[Office], lot: Lot, port: int) -> Draw:
    """The draw of a smaller province: everybody stays in the batch of the whole one.

    The order within a stratum does not depend on who else is in it, so the sizes alone decide.
    """
    batches = lot.draw.sample()
    quotas = []
    for stratum in dict.fromkeys(sorted(o.stratum for o in offices)):
        placed = [batches[o.code] for o in offices if o.stratum == stratum]
        sizes = tuple(placed.count(batch) for batch in range(1, len(BATCHES[stratum]) + 1))
        quotas.append(Quota(stratum, len(placed), batches=sizes))
    sites = [site_of(one, port) for one in offices]
    return draw(sites, campaign=lot.draw.campaign, seed=lot.draw.seed, quotas=quotas)
