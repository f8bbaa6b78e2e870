"""The comparison counts right, on cases small enough to count by hand."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from xuncha.base.errors import InputError
from xuncha.base.types import Level, Outcome, Verdict
from xuncha.demo.compare import Truth, _Site, compare, encode, read_truth
from xuncha.scoring.results import Finding, Inspection, SiteResult


def finding(indicator: str, where: str, outcome: Outcome = Outcome.FAULT) -> Finding:
    return Finding(
        indicator=indicator,
        level=Level.NOTICE,
        outcome=outcome,
        where=where,
        url=None,
        source_url=None,
        column=None,
        observed={},
        message="",
        points=Decimal(0),
    )


def result(code: str, verdict: Verdict, *findings: Finding) -> SiteResult:
    return SiteResult(
        site_code=code,
        name=code,
        unit="",
        region="",
        home_url=f"http://{code}.gov.cn/",
        stratum="市州",
        kind="",
        verdict=verdict,
        score=None,
        vetoes=(),
        pages=1,
        links=0,
        blocked=0,
        untested=(),
        findings=findings,
    )


def planted(code: str, batch: int, verdict: Verdict, *marks: tuple[str, str]) -> _Site:
    return _Site(code, code, "", "市州", batch, verdict, list(marks), [("link.dead", "/fine")])


TRUTH = Truth(
    "xuncha.demo/1",
    "2017-12-05T10:00:00+08:00",
    "census-2015",
    "seed",
    ["link.dead", "column.stale", "text.error"],
    [
        planted("a", 1, Verdict.QUALIFIED, ("link.dead", "/1"), ("link.dead", "/2")),
        planted("b", 2, Verdict.UNQUALIFIED, ("column.stale", "column:/n/")),
        planted("c", 2, Verdict.QUALIFIED),
    ],
)


def inspection(*sites: SiteResult) -> Inspection:
    return Inspection("2017-12-05T10:00:00+08:00", "census-2015", "xuncha", sites, ())


def test_found_missed_and_made_up() -> None:
    said = compare(
        TRUTH,
        inspection(
            result(
                "a",
                Verdict.QUALIFIED,
                finding("link.dead", "/1"),
                finding("link.dead", "/1"),
                finding("link.dead", "/fine"),
                finding("link.dead", "/9", Outcome.SUSPECTED),
                finding("domain.rule", "site"),
            ),
            result("b", Verdict.QUALIFIED, finding("column.stale", "column:/n/")),
        ),
    )
    dead = said.tallies["link.dead"]
    assert (dead.expected, dead.found, dead.right) == (2, 3, 1)
    assert (dead.suspected, dead.trapped, dead.controls) == (1, 1, 3)
    assert (dead.precision, dead.recall) == (pytest.approx(1 / 3), 0.5)
    assert said.tallies["text.error"].precision is None
    assert said.tallies["text.error"].recall is None
    assert (said.overall.expected, said.overall.found, said.overall.right) == (3, 4, 2)
    assert said.missed == (("a", "link.dead", "/2"),)
    assert said.made_up == (("a", "link.dead", "/9"), ("a", "link.dead", "/fine"))
    assert said.trapped == (("a", "link.dead", "/fine"),)


def test_verdicts_and_rates() -> None:
    said = compare(
        TRUTH,
        inspection(
            result("a", Verdict.QUALIFIED),
            result("b", Verdict.UNTESTABLE),
            result("c", Verdict.QUALIFIED),
        ),
    )
    assert said.wrong == (("b", "unqualified", "untestable"),)
    (rate,) = said.rates
    assert rate.batches == ((1, 1), (1, 1))
    assert rate.pooled == (2, 2)
    assert said.sites == 3


def test_a_site_that_is_not_in_the_inspection_counts_as_wrong() -> None:
    said = compare(TRUTH, inspection(result("a", Verdict.QUALIFIED)))
    assert {one[0] for one in said.wrong} == {"b", "c"}
    assert b'"of": 3' in encode(said)


def test_the_mean_of_batches_is_not_the_pooled_rate() -> None:
    said = compare(
        TRUTH,
        inspection(
            result("a", Verdict.QUALIFIED),
            result("b", Verdict.UNQUALIFIED),
            result("c", Verdict.QUALIFIED),
        ),
    )
    assert said.rates[0].mean == 75.0
    assert said.rates[0].pooled == (2, 3)


def test_a_file_that_is_no_truth_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "truth.json"
    path.write_text('{"schema": 1}')
    with pytest.raises(InputError, match=r"truth\.json"):
        read_truth(path)
