"""The figures the page shows, counted from the findings; none is typed anywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from xuncha.base.types import Level, Outcome, Verdict
from xuncha.report.words import family
from xuncha.scoring.causes import problems
from xuncha.scoring.rates import percent, rate_of
from xuncha.scoring.results import Finding, Inspection, SiteResult, StratumRate

#: Rows of a chart; the rest stands in the table behind it.
_MOST = 10
#: Rows of the heat table.
_REGIONS = 12
#: Sites that make a row of it, where there are too many regions.
_ENOUGH = 3


@dataclass(frozen=True, slots=True)
class Problem:
    """One indicator across all sites."""

    indicator: str
    #: Sites with at least one certain finding, how many problems that are, and in how many places.
    sites: int
    number: int
    places: int
    #: Sites where it is only suspected.
    doubtful: int
    #: Whether it costs anything under this standard.
    scored: bool


@dataclass(frozen=True, slots=True)
class Stratum:
    """The verdicts of one stratum."""

    name: str
    qualified: int
    unqualified: int
    untestable: int
    rate: StratumRate

    @property
    def sites(self) -> int:
        """Every site of the stratum."""
        return self.qualified + self.unqualified + self.untestable


@dataclass(frozen=True, slots=True)
class Heat:
    """Where which family of problems gathers: shares of sites, by region."""

    families: tuple[str, ...]
    #: (region, sites, sites affected by family), the worst first.
    rows: tuple[tuple[str, int, tuple[int, ...]], ...]
    #: The regions too small for a row of their own, taken together as "".
    rest: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that is counted over the whole run."""

    whole: Stratum
    strata: tuple[Stratum, ...]
    #: Every indicator with a finding, those that cost points first, most sites first.
    problems: tuple[Problem, ...]
    #: (veto code or "" for too low a score, sites), most sites first.
    failures: tuple[tuple[str, int], ...]
    heat: Heat | None
    #: Certain problems, those only suspected, and the places of the certain ones.
    certain: int
    suspected: int
    places: int
    pages: int
    links: int

    @property
    def scored(self) -> tuple[Problem, ...]:
        """The problems of the chart that cost points."""
        return tuple(p for p in self.problems if p.scored and p.sites)[:_MOST]

    @property
    def notices(self) -> tuple[Problem, ...]:
        """The problems of the chart that are only reported."""
        return tuple(p for p in self.problems if not p.scored and p.sites)[:_MOST]


def count(inspection: Inspection) -> Figures:
    """Count everything once."""
    sites = inspection.sites
    every = [problem for site in sites for problem in problems(site.findings)]
    names = dict.fromkeys(rate.stratum for rate in inspection.strata)
    certain = sum(problem.is_certain for problem in every)
    return Figures(
        whole=_stratum("", sites),
        strata=tuple(_stratum(name, [s for s in sites if s.stratum == name]) for name in names),
        problems=_problems(sites),
        failures=_failures(sites),
        heat=_heat(sites),
        certain=certain,
        suspected=len(every) - certain,
        places=sum(problem.places for problem in every if problem.is_certain),
        pages=sum(site.pages for site in sites),
        links=sum(site.links for site in sites),
    )


def _stratum(name: str, sites: Sequence[SiteResult]) -> Stratum:
    counts = Counter(site.verdict for site in sites)
    return Stratum(
        name=name,
        qualified=counts[Verdict.QUALIFIED],
        unqualified=counts[Verdict.UNQUALIFIED],
        untestable=counts[Verdict.UNTESTABLE],
        rate=rate_of(name, [site.verdict for site in sites]),
    )


def costs(finding: Finding) -> bool:
    """Whether a finding decides something: a veto or a deduction."""
    return finding.level in (Level.VETO, Level.DEDUCT)


def _problems(sites: Iterable[SiteResult]) -> tuple[Problem, ...]:
    certain: Counter[str] = Counter()
    doubtful: Counter[str] = Counter()
    numbers: Counter[str] = Counter()
    spread: Counter[str] = Counter()
    scored: set[str] = set()
    for site in sites:
        sure = Counter(f.indicator for f in site.findings if f.outcome is Outcome.FAULT)
        for problem in problems(f for f in site.findings if f.outcome is Outcome.FAULT):
            numbers[problem.findings[0].indicator] += 1
            spread[problem.findings[0].indicator] += problem.places
        certain.update(sure.keys())
        doubtful.update({f.indicator for f in site.findings} - sure.keys())
        scored.update(f.indicator for f in site.findings if costs(f))
    found = (
        Problem(code, certain[code], numbers[code], spread[code], doubtful[code], code in scored)
        for code in certain.keys() | doubtful.keys()
    )
    return tuple(sorted(found, key=lambda p: (not p.scored, -p.sites, -p.places, p.indicator)))


def _failures(sites: Iterable[SiteResult]) -> tuple[tuple[str, int], ...]:
    reasons: Counter[str] = Counter()
    for site in sites:
        if site.verdict is Verdict.UNQUALIFIED:
            reasons.update(site.vetoes or ("",))
    return tuple(reasons.most_common())


def _heat(sites: Sequence[SiteResult]) -> Heat | None:
    regions = Counter(site.region for site in sites if site.region)
    if len(regions) < 2:
        return None
    # A share of one or two sites says nothing: a province has dozens of counties with one each.
    order = [region for region, _sites in regions.most_common()]
    large = [region for region in order if regions[region] >= _ENOUGH] or order
    rest = tuple(r for r in order if r not in large[:_REGIONS]) if len(order) > _REGIONS else ()
    total: Counter[str] = Counter()
    hit: dict[str, Counter[str]] = {}
    for site in sites:
        if site.region:
            region = "" if site.region in rest else site.region
            total[region] += 1
            found = {family(f.indicator) for f in site.findings if costs(f)}
            hit.setdefault(region, Counter()).update(found)
    shown = tuple(name for name, _number in sum(hit.values(), Counter[str]()).most_common())
    rows = ((region, n, tuple(hit[region][f] for f in shown)) for region, n in total.items())

    def worst(row: tuple[str, int, tuple[int, ...]]) -> tuple[bool, float]:
        """The regions where the average site has the most kinds of problems come first."""
        return not row[0], -sum(row[2]) / row[1]

    return Heat(shown, tuple(sorted(rows, key=worst)), rest) if shown else None


def share(part: int, whole: int) -> str:
    """``"62/186"`` beside its percentage is how a rate is shown (look.md, "Words")."""
    return f"{percent(part, whole)}（{part}/{whole}）" if whole else "–"
