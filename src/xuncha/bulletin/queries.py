"""Every figure about the sites: a query over the inspection and the draw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from xuncha.base.types import Verdict
from xuncha.bulletin.models import Figure, Sources
from xuncha.bulletin.ratios import count, mean, numeral, ratio
from xuncha.bulletin.rules import (
    KINDS,
    Kind,
    Standing,
    certain,
    certain_vetoes,
    costs,
    is_certain,
    kind_of,
    standing,
)
from xuncha.scoring.causes import places, problems
from xuncha.scoring.results import SiteResult

_DECIDED = (Verdict.QUALIFIED, Verdict.UNQUALIFIED)


# -- what was drawn ------------------------------------------------------------------------------


def sites(s: Sources, stratum: str | None = None, batch: int | None = None) -> Figure:
    """How many sites the inspection holds, of one stratum or batch where asked."""
    return count("sites", len(_chosen(s, stratum, batch)), _asked(stratum, batch))


def registered(s: Sources) -> Figure:
    """How many sites stand in the register the draw was made from."""
    return count("registered", len(s.draw.register) if s.draw else 0, {})


def drawn_share(s: Sources) -> Figure:
    """Which part of the register was drawn or added."""
    register = {row.site_code for row in s.draw.register} if s.draw else set()
    return ratio("drawn_share", len(register & s.batches.keys()), len(register), {})


def not_inspected(s: Sources) -> Figure:
    """How many drawn sites the inspection does not hold."""
    seen = {site.site_code for site in s.inspection.sites}
    return count("not_inspected", len(s.batches.keys() - seen), {})


def batches(s: Sources) -> Figure:
    """In how many batches the inspected sites were drawn, in Chinese numerals."""
    number = len(batch_numbers(s))
    return Figure("batches", {}, number, numeral(number))


def batch_numbers(s: Sources, stratum: str | None = None) -> tuple[int, ...]:
    """The batches in order."""
    return tuple(
        sorted(
            {
                s.batches[site.site_code]
                for site in _chosen(s, stratum, None)
                if site.site_code in s.batches
            }
        )
    )


def strata(s: Sources) -> tuple[str, ...]:
    """The strata in the order they first appear."""
    return tuple(dict.fromkeys(site.stratum for site in s.inspection.sites))


# -- verdicts and rates --------------------------------------------------------------------------


def decided(s: Sources, stratum: str | None = None, batch: int | None = None) -> Figure:
    """How many sites have a verdict; what could not be tested is in no rate."""
    return count("decided", _rate(s, stratum, batch)[1], _asked(stratum, batch))


def qualified(s: Sources, stratum: str | None = None, batch: int | None = None) -> Figure:
    """How many sites qualified."""
    return count("qualified", _rate(s, stratum, batch)[0], _asked(stratum, batch))


def standings(s: Sources, which: Standing) -> Figure:
    """How many sites stand so."""
    return count("standings", len(standing_so(s, which)), {"which": which})


def standing_so(s: Sources, which: Standing) -> tuple[SiteResult, ...]:
    """The sites that stand so, in the order of the inspection."""
    return tuple(site for site in s.inspection.sites if standing(site, s.law) == which)


def rate(s: Sources, stratum: str | None = None, batch: int | None = None) -> Figure:
    """The pass rate of all the sites asked for, taken together (合计)."""
    return ratio("rate", *_rate(s, stratum, batch), _asked(stratum, batch))


def mean_rate(s: Sources, stratum: str) -> Figure:
    """The arithmetic mean of the batches' pass rates (平均), batches without a verdict left out."""
    rates = [_rate(s, stratum, batch) for batch in batch_numbers(s, stratum)]
    return mean("mean_rate", [one for one in rates if one[1]], {"stratum": stratum})


def perfect_regions(s: Sources) -> tuple[str, ...]:
    """The regions whose sites with a verdict all qualified, where there are several regions."""
    verdicts: dict[str, list[bool]] = {}
    for site in s.inspection.sites:
        if site.region and site.verdict in _DECIDED:
            verdicts.setdefault(site.region, []).append(site.verdict is Verdict.QUALIFIED)
    return tuple(region for region, good in verdicts.items() if all(good)) * (len(verdicts) > 1)


def vetoed(s: Sources) -> tuple[tuple[str, Figure], ...]:
    """By veto ("" for too low a score): how many unqualified sites have it, most first."""
    counted: Counter[str] = Counter()
    for site in standing_so(s, "unqualified"):
        counted.update(certain_vetoes(site) or ("",))
    order = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    return tuple((code, count("vetoed", number, {"veto": code})) for code, number in order)


# -- problems ------------------------------------------------------------------------------------


def has_problem(site: SiteResult, kind: Kind) -> bool:
    """Whether a site certainly has a kind of problem."""
    return bool(certain(site, kind))


def problem_sites(s: Sources, kind: Kind) -> Figure:
    """How many sites certainly have a kind of problem."""
    number = sum(bool(certain(site, kind)) for site in s.inspection.sites)
    return count("problem_sites", number, {"kind": kind.key})


def problem_count(s: Sources, kind: Kind) -> Figure:
    """How many problems of a kind there certainly were; what has one cause is one."""
    number = sum(len(problems(certain(site, kind))) for site in s.inspection.sites)
    return count("problem_count", number, {"kind": kind.key})


def problem_places(s: Sources, kind: Kind) -> Figure:
    """In how many places a kind of problem certainly was."""
    number = sum(places(one) for site in s.inspection.sites for one in certain(site, kind))
    return count("problem_places", number, {"kind": kind.key})


def problem_unqualified(s: Sources, kind: Kind) -> Figure:
    """How many of the sites with a kind of problem are unqualified."""
    number = sum(bool(certain(site, kind)) for site in standing_so(s, "unqualified"))
    return count("problem_unqualified", number, {"kind": kind.key})


def kinds_found(s: Sources) -> tuple[Kind, ...]:
    """The kinds with a certain finding, in the order in which they made sites fail.

    First by the sites a kind disqualified, then by the unqualified ones it cost points, then as
    listed; what cost nobody anything comes last, however often it is.
    """
    bad = standing_so(s, "unqualified")

    def weight(kind: Kind) -> tuple[bool, int, int]:
        vetoed = sum(any(kind_of(one) is kind for one in certain_vetoes(site)) for site in bad)
        paid = sum(any(map(costs, certain(site, kind))) for site in bad)
        return not _costly(s, kind), -vetoed, -paid

    return tuple(sorted((kind for kind in KINDS if problem_sites(s, kind).value), key=weight))


def _costly(s: Sources, kind: Kind) -> bool:
    return any(costs(one) for site in s.inspection.sites for one in certain(site, kind))


def suspected_sites(s: Sources) -> Figure:
    """How many sites have something a person has yet to confirm."""
    return count("suspected_sites", sum(bool(n) for n in _suspected(s.inspection.sites)), {})


def suspected_places(s: Sources) -> Figure:
    """How many suspected findings there are."""
    return count("suspected_places", sum(_suspected(s.inspection.sites)), {})


def _suspected(chosen: Iterable[SiteResult]) -> list[int]:
    return [sum(not is_certain(one) for one in site.findings) for site in chosen]


def _chosen(s: Sources, stratum: str | None, batch: int | None) -> list[SiteResult]:
    return [
        site
        for site in s.inspection.sites
        if (stratum is None or site.stratum == stratum)
        and (batch is None or s.batches.get(site.site_code) == batch)
    ]


def _rate(s: Sources, stratum: str | None, batch: int | None) -> tuple[int, int]:
    verdicts = Counter(site.verdict for site in _chosen(s, stratum, batch))
    good = verdicts[Verdict.QUALIFIED]
    return good, good + verdicts[Verdict.UNQUALIFIED]


def _asked(stratum: str | None, batch: int | None) -> dict[str, str | int]:
    asked: dict[str, str | int | None] = {"stratum": stratum, "batch": batch}
    return {name: value for name, value in asked.items() if value is not None}
