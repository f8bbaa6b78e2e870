"""Holds an inspection of the province against the truth: what was found, missed and made up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from xuncha.base.errors import InputError
from xuncha.base.files import write_whole
from xuncha.base.language import _
from xuncha.base.types import Outcome, Verdict
from xuncha.report import read_inspection
from xuncha.scoring.results import Inspection, SiteResult

SCHEMA = "xuncha.comparison/1"

#: A fault: site code, indicator, where.
Mark = tuple[str, str, str]


class _Site(msgspec.Struct):
    site_code: str
    name: str
    home_url: str
    stratum: str
    batch: int
    verdict: Verdict
    expected: list[tuple[str, str]]
    never: list[tuple[str, str]]
    style: str = ""
    recipe: str = ""


class Truth(msgspec.Struct):
    """The truth file."""

    schema: str
    as_of: str
    standard: str
    seed: str
    indicators: list[str]
    sites: list[_Site]


@dataclass(frozen=True, slots=True)
class Tally:
    """How one indicator did, or all of them together."""

    #: Planted, found, and found where planted.
    expected: int
    found: int
    right: int
    #: Of what was made up: how many only said to be suspected, and at how many negative controls.
    suspected: int = 0
    trapped: int = 0
    controls: int = 0

    @property
    def precision(self) -> float | None:
        """Share of what was found that is so; None where nothing was found."""
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """Share of what is so that was found; None where nothing was planted."""
        return self.right / self.expected if self.expected else None


@dataclass(frozen=True, slots=True)
class Rate:
    """The batches of one stratum: mean of their rates, and all sites together."""

    stratum: str
    #: Inspected and qualified, batch by batch.
    batches: tuple[tuple[int, int], ...]

    @property
    def mean(self) -> float:
        """The mean of the batches' rates, in percent."""
        shares = [100 * good / all_ for all_, good in self.batches if all_]
        return sum(shares) / len(shares) if shares else 0.0

    @property
    def pooled(self) -> tuple[int, int]:
        """Qualified of inspected over all batches."""
        return sum(good for _, good in self.batches), sum(all_ for all_, _ in self.batches)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything the comparison says."""

    tallies: Mapping[str, Tally]
    overall: Tally
    rates: tuple[Rate, ...]
    sites: int
    #: Site code, true verdict, verdict found (or what became of it).
    wrong: tuple[tuple[str, str, str], ...]
    missed: tuple[Mark, ...] = field(repr=False)
    made_up: tuple[Mark, ...] = field(repr=False)
    trapped: tuple[Mark, ...] = field(repr=False)


def read_truth(path: Path) -> Truth:
    """The truth file; raises InputError for what is none, OSError as the disk gives it."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Truth)
    except msgspec.DecodeError as error:
        raise InputError(
            path.name,
            _("不是演示省的真值文件（{why}）").format(why=error),
            _("请重新运行 xuncha demo"),
        ) from error


def compare(truth: Truth, inspection: Inspection) -> Comparison:
    """Hold the two against each other, fault by fault and verdict by verdict."""
    expected = {(s.site_code, *mark) for s in truth.sites for mark in s.expected}
    never = {(s.site_code, *mark) for s in truth.sites for mark in s.never}
    found = _found(truth, inspection.sites)
    marks = (expected, never, found)
    tallies = {code: _tally(*marks, only=code) for code in truth.indicators}
    results = {one.site_code: one for one in inspection.sites}
    return Comparison(
        tallies=tallies,
        overall=_tally(*marks),
        rates=_rates(truth.sites, results),
        sites=len(truth.sites),
        wrong=tuple(_wrong(truth.sites, results)),
        missed=tuple(sorted(expected - found.keys())),
        made_up=tuple(sorted(found.keys() - expected)),
        trapped=tuple(sorted(found.keys() & never)),
    )


def _found(truth: Truth, results: Iterable[SiteResult]) -> dict[Mark, Outcome]:
    known = set(truth.indicators)
    sites = {one.site_code for one in truth.sites}
    return {
        (result.site_code, one.indicator, one.where): one.outcome
        for result in results
        if result.site_code in sites
        for one in result.findings
        if one.indicator in known
    }


def _tally(
    expected: set[Mark], never: set[Mark], found: Mapping[Mark, Outcome], only: str = ""
) -> Tally:
    def of(marks: Iterable[Mark]) -> set[Mark]:
        return {mark for mark in marks if not only or mark[1] == only}

    wanted, seen = of(expected), of(found)
    made_up = seen - wanted
    return Tally(
        expected=len(wanted),
        found=len(seen),
        right=len(wanted & seen),
        suspected=sum(found[mark] is Outcome.SUSPECTED for mark in made_up),
        trapped=len(made_up & never),
        controls=len(of(never)),
    )


def _rates(sites: Sequence[_Site], results: Mapping[str, SiteResult]) -> tuple[Rate, ...]:
    inspected: Counter[tuple[str, int]] = Counter()
    qualified: Counter[tuple[str, int]] = Counter()
    for site in sites:
        result = results.get(site.site_code)
        if result is not None and result.verdict is not Verdict.UNTESTABLE:
            inspected[site.stratum, site.batch] += 1
            qualified[site.stratum, site.batch] += result.verdict is Verdict.QUALIFIED
    last = max((site.batch for site in sites), default=0)
    return tuple(
        Rate(
            stratum,
            tuple((inspected[stratum, n], qualified[stratum, n]) for n in range(1, last + 1)),
        )
        for stratum in dict.fromkeys(site.stratum for site in sites)
    )


def _wrong(
    sites: Sequence[_Site], results: Mapping[str, SiteResult]
) -> Iterable[tuple[str, str, str]]:
    for site in sites:
        result = results.get(site.site_code)
        found = result.verdict.value if result is not None else "missing"
        if found != site.verdict.value:
            yield site.site_code, site.verdict.value, found


def encode(one: Comparison) -> bytes:
    """The comparison as JSON."""
    record = {
        "schema": SCHEMA,
        "overall": _figures(one.overall),
        "indicators": {code: _figures(tally) for code, tally in one.tallies.items()},
        "verdicts": {
            "right": one.sites - len(one.wrong),
            "of": one.sites,
            "wrong": [dict(zip(("site_code", "true", "found"), w, strict=True)) for w in one.wrong],
        },
        "rates": [
            {
                "stratum": rate.stratum,
                "batches": [{"inspected": all_, "qualified": good} for all_, good in rate.batches],
                "mean": round(rate.mean, 4),
                "pooled": dict(zip(("qualified", "inspected"), rate.pooled, strict=True)),
            }
            for rate in one.rates
        ],
        "missed": one.missed,
        "made_up": one.made_up,
        "trapped": one.trapped,
    }
    return msgspec.json.format(msgspec.json.encode(record), indent=1) + b"\n"


def _figures(tally: Tally) -> Mapping[str, float | int | None]:
    return {
        "expected": tally.expected,
        "found": tally.found,
        "right": tally.right,
        "precision": tally.precision,
        "recall": tally.recall,
        "made_up_suspected": tally.suspected,
        "controls": tally.controls,
        "trapped": tally.trapped,
    }


def compare_files(truth: Path, inspection: Path, out: Path) -> Comparison:
    """Read both, compare them, write the comparison down."""
    comparison = compare(read_truth(truth), read_inspection(inspection))
    write_whole(out, encode(comparison))
    return comparison
