"""The counted figures, held against counting by hand."""

from __future__ import annotations

from tests.report.cases import finding, inspection, site

from xuncha.base.types import Level, Outcome, Verdict
from xuncha.report.figures import count, share
from xuncha.scoring.results import Finding, SiteResult


def regional(region: str, number: int, *findings: Finding) -> list[SiteResult]:
    return [
        site(f"63000{len(region)}{n:04d}", region=region, findings=findings) for n in range(number)
    ]


def test_what_is_only_suspected_is_counted_apart() -> None:
    sure = finding("link.dead")
    doubt = finding("link.dead", outcome=Outcome.SUSPECTED)
    figures = count(inspection(site(findings=(sure, sure, doubt)), site(findings=(doubt,))))
    (one,) = figures.problems
    assert (one.sites, one.number, one.places, one.doubtful) == (1, 2, 2, 1)
    assert (figures.certain, figures.suspected) == (2, 2)


def test_untestable_sites_are_in_neither_part_of_a_rate() -> None:
    figures = count(
        inspection(
            *(site() for _n in range(2)),
            site(verdict=Verdict.UNQUALIFIED),
            site(verdict=Verdict.UNTESTABLE),
        )
    )
    assert (figures.whole.rate.rate, figures.whole.sites) == ("66.7%", 4)


def test_an_unqualified_site_without_a_veto_fell_short_of_the_mark() -> None:
    vetoed = site(verdict=Verdict.UNQUALIFIED, vetoes=("column.stale", "home.stale"))
    poor = site(verdict=Verdict.UNQUALIFIED)
    figures = count(inspection(vetoed, poor, poor))
    assert dict(figures.failures) == {"": 2, "column.stale": 1, "home.stale": 1}


def test_the_heat_table_counts_sites_not_findings_and_only_what_costs() -> None:
    dead, note = finding("link.dead"), finding("element.missing", Level.NOTICE)
    sites = [*regional("甲市", 3, dead, dead, note), *regional("乙州", 2, note)]
    heat = count(inspection(*sites)).heat
    assert heat is not None
    assert heat.families == ("链接",)
    assert heat.rows == (("甲市", 3, (3,)), ("乙州", 2, (0,)))


def test_many_small_regions_share_one_row() -> None:
    dead = finding("link.dead")
    large = [one for n in range(3) for one in regional(f"第{n}州", 4, dead)]
    small = [one for n in range(30) for one in regional(f"第{n}县", 1, dead)]
    heat = count(inspection(*large, *small)).heat
    assert heat is not None
    assert [row[:2] for row in heat.rows] == [("第0州", 4), ("第1州", 4), ("第2州", 4), ("", 30)]
    assert len(heat.rest) == 30


def test_one_region_is_no_comparison() -> None:
    assert count(inspection(*regional("甲市", 5, finding("link.dead")))).heat is None


def test_a_share_shows_both_its_numbers() -> None:
    assert share(122, 152) == "80.3%（122/152）"
    assert share(0, 0) == "–"


def test_what_has_one_cause_is_one_problem_in_many_places() -> None:
    menu = [finding("link.dead", where=f"/{n}", root="template:div.nav>a") for n in range(300)]
    shown = finding("link.dead", where="/x", observed={"sources": 40})
    figures = count(inspection(site(findings=(*menu, shown))))
    (one,) = figures.problems
    assert (one.number, one.places) == (2, 340)
    assert (figures.certain, figures.places) == (2, 340)
    # The same menu of another site is that site's own problem.
    assert count(inspection(site(findings=menu), site("6300000002", findings=menu))).certain == 2
