"""What was said of the drawn sites, after people looked: one verdict a site, rates by stratum."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TypeVar

from xuncha.base.language import _
from xuncha.base.types import Verdict
from xuncha.campaigns.models import Batch, Campaign, FileKind, Sampled
from xuncha.campaigns.queries import content, last_before
from xuncha.findings.models import Judgement
from xuncha.sampling.confidence import Interval, Seen, interval, total
from xuncha.sampling.published import decode

T = TypeVar("T")
#: Keys asked for at once; SQLite takes no more than some thousand.
_AT_ONCE = 900


def chunks(values: Iterable[T], size: int = _AT_ONCE) -> Iterable[list[T]]:
    """`values` in lists of at most so many."""
    rest = iter(values)
    while one := list(islice(rest, size)):
        yield one


@dataclass(frozen=True, slots=True)
class Said:
    """The judgement of one drawn site that its batch's inspection came to."""

    judgement: int
    verdict: Verdict
    as_of: datetime
    judged_at: datetime


def verdicts(campaign: Campaign) -> dict[int, Said]:
    """By site key: the judgement of each drawn site that was inspected in its batch's run."""
    found: dict[int, Said] = {}
    for batch in Batch.objects.filter(campaign=campaign):
        if batch.as_of is None:
            continue
        sites = Sampled.objects.filter(campaign=campaign, batch=batch.number)
        for keys in chunks(sites.order_by().values_list("site_id", flat=True)):
            found |= _of(batch.as_of, batch.standard, keys)
    return found


def _of(as_of: datetime, standard: str, sites: Sequence[int]) -> dict[int, Said]:
    rows = Judgement.objects.filter(site__in=sites, as_of=as_of, standard=standard).order_by("id")
    return {
        site: Said(pk, Verdict(standing or verdict), as_of, judged_at or as_of)
        for pk, site, verdict, standing, judged_at in rows.values_list(
            "pk", "site_id", "verdict", "standing", "judged_at"
        )
    }


@dataclass(frozen=True, slots=True)
class Rate:
    """One stratum's pass rate as it was seen, and between which rates the whole stratum lies."""

    stratum: str
    #: Sites of the stratum that could be drawn, drawn ones, and those with a verdict.
    population: int
    sampled: int
    decided: int
    qualified: int
    untestable: int
    interval: Interval


def rates(campaign: Campaign, said: Mapping[int, Said] | None = None) -> list[Rate]:
    """The rate of each stratum, then of all together; only what the draw took counts.

    Sites added by hand or looked at again were not drawn by lot, so they tell nothing about the
    rest: they are in no rate here.
    """
    said = verdicts(campaign) if said is None else said
    populations = _populations(campaign)
    rows: dict[str, list[Verdict | None]] = {stratum: [] for stratum in populations}
    drawn = Sampled.objects.filter(campaign=campaign, how="random").order_by("stratum", "rank")
    for site, stratum in drawn.values_list("site_id", "stratum"):
        rows[stratum].append(said[site].verdict if site in said else None)
    found = [_rate(stratum, populations[stratum], seen) for stratum, seen in rows.items()]
    if len(found) > 1:
        found.append(_together(found))
    return found


def _populations(campaign: Campaign) -> dict[str, int]:
    draw = decode(content(campaign, FileKind.DRAW))
    out = {one.site_code for one in draw.exclusions}
    counted = {quota.stratum: 0 for quota in draw.quotas}
    for row in draw.register:
        counted[row.stratum] += row.site_code not in out
    return {stratum: number for stratum, number in counted.items() if number}


def _rate(stratum: str, population: int, seen: Sequence[Verdict | None]) -> Rate:
    good, bad = seen.count(Verdict.QUALIFIED), seen.count(Verdict.UNQUALIFIED)
    return Rate(
        stratum,
        population,
        len(seen),
        good + bad,
        good,
        seen.count(Verdict.UNTESTABLE),
        interval(Seen(population, good + bad, good)),
    )


def _together(rows: Sequence[Rate]) -> Rate:
    return Rate(
        _("合计"),
        sum(one.population for one in rows),
        sum(one.sampled for one in rows),
        sum(one.decided for one in rows),
        sum(one.qualified for one in rows),
        sum(one.untestable for one in rows),
        total(Seen(one.population, one.decided, one.qualified) for one in rows),
    )


def rechecks_for(campaign: Campaign) -> dict[int, str]:
    """Last period's unqualified sites, by key, with what is said of them: they are looked at again.

    standards.md §3: the next quarter must re-check last quarter's fails.
    """
    earlier = last_before(campaign)
    if earlier is None:
        return {}
    why = _("{name}不合格").format(name=earlier.name)
    return {
        site: why for site, one in verdicts(earlier).items() if one.verdict is Verdict.UNQUALIFIED
    }
