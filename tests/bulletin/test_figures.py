"""Every figure against a quarter counted by hand."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from tests.bulletin.cases import (
    BATCHES,
    LETTER,
    by_batches,
    failed,
    finding,
    site,
    sources,
    stale,
    text,
)

from xuncha.base.types import Level, Outcome, Verdict
from xuncha.bulletin import queries
from xuncha.bulletin.composition import compose
from xuncha.bulletin.ratios import mean, numeral, percent
from xuncha.bulletin.rules import KINDS

PROVINCE, CITIES = "省直部门", "市州"


def test_the_average_is_the_mean_of_the_batches_and_the_total_stands_beside_it() -> None:
    s = by_batches()
    assert queries.mean_rate(s, PROVINCE).shown == "90%"
    assert queries.rate(s, PROVINCE).shown == "91.2%"
    assert queries.rate(s, PROVINCE).value == "31/34"
    assert queries.mean_rate(s, CITIES).shown == "80%"
    assert (queries.rate(s, CITIES).value, queries.rate(s, CITIES).shown) == ("122/152", "80.3%")
    written = text(s)
    assert "省直部门网站平均合格率90%（合计31/34，91.2%）。" in written
    assert "市州网站平均合格率80%（合计122/152，80.3%）。" in written


def test_the_mean_keeps_the_rates_it_was_made_of() -> None:
    figure = queries.mean_rate(by_batches(), PROVINCE)
    assert figure.parts == {"rates": ["9/10", "8/10", "14/14"]}
    assert figure.value == "9/10"


def test_each_batch_is_told_with_its_strata() -> None:
    written = text(by_batches())
    assert "分三批次共抽查186家政府网站" in written
    assert (
        "第一批抽查62家，合格率77.4%（48/62），其中省直部门网站90%（9/10）、市州网站75%（39/52）。"
        in written
    )


def test_a_batch_without_a_verdict_is_not_counted_as_nothing() -> None:
    s = by_batches([(PROVINCE, 1, 1, 2), (PROVINCE, 2, 1, 1)])
    blocked = site("6399999999", stratum=PROVINCE, verdict=Verdict.UNTESTABLE, score=None)
    more = sources(*s.inspection.sites, blocked, batches={**s.batches, blocked.site_code: 3})
    # Half and all make three quarters; the third batch says nothing.
    assert queries.mean_rate(more, PROVINCE).shown == "75%"
    assert "另有1家网站因监测受阻等原因未能检查，不计入合格率。" in text(more)


def test_a_mean_is_rounded_once_and_not_from_rounded_rates() -> None:
    # 1/3 and 2/3 are 33.3 and 66.7 rounded; exactly they make one half.
    assert mean("mean_rate", [(1, 3), (2, 3)], {}).shown == "50%"
    # 1/16 is 6.25 %, which half-even would make 6.2.
    assert mean("mean_rate", [(1, 16)], {}).shown == "6.3%"
    assert mean("mean_rate", [], {}).shown == "–"


@given(st.integers(0, 10_000), st.integers(1, 10_000))
def test_a_percentage_is_the_exact_one_rounded_half_up(part: int, whole: int) -> None:
    shown = Decimal(percent(Fraction(part, whole)).removesuffix("%"))
    # Compared as whole numbers: |shown − exact| is half a tenth at most, and never below it.
    difference = Fraction(shown) - Fraction(part * 100, whole)
    assert Fraction(-1, 20) < difference <= Fraction(1, 20)
    assert shown == shown.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def test_problems_are_counted_by_site_and_by_place_and_suspicions_apart() -> None:
    links = next(kind for kind in KINDS if kind.key == "links")
    dead, doubtful = finding("link.dead"), finding("link.dead", outcome=Outcome.SUSPECTED)
    s = sources(
        site("6300000001", findings=(dead, dead, finding("link.soft404"))),
        site("6300000002", findings=(dead, doubtful)),
        site("6300000003", findings=(doubtful, doubtful)),
    )
    assert queries.problem_sites(s, links).value == 2
    assert queries.problem_places(s, links).value == 4
    assert (queries.suspected_sites(s).value, queries.suspected_places(s).value) == (2, 3)
    assert "2家网站存在此类问题，共4处。" in text(s)
    assert "还有2家网站的3处疑似问题" in text(s)


def test_what_has_one_cause_is_told_as_one_problem_in_many_places() -> None:
    links = next(kind for kind in KINDS if kind.key == "links")
    menu = [finding("link.dead", root="template:div.nav>a") for _ in range(300)]
    s = sources(
        site("6300000001", findings=(*menu, finding("link.dead", observed={"sources": 12}))),
        site("6300000002", findings=(finding("link.dead"),)),
    )
    assert queries.problem_count(s, links).value == 3
    assert queries.problem_places(s, links).value == 313
    assert "2家网站存在此类问题，共3个问题、313处。" in text(s)


def test_failures_are_told_by_veto_and_a_low_score_is_one_reason() -> None:
    s = sources(
        failed("6300000001", stale(level=Level.VETO)),
        failed("6300000002", stale(level=Level.VETO), finding("column.blank", Level.VETO)),
        failed("6300000003", finding("link.dead"), score=Decimal("55.335")),
    )
    assert [(code, figure.value) for code, figure in queries.vetoed(s)] == [
        ("column.stale", 2),
        ("", 1),
        ("column.blank", 1),
    ]
    assert "认定3家网站不合格（有的网站不止一项原因）" in text(s)
    assert "得分低于合格线的1家" in text(s)


def test_regions_without_a_failure_are_praised_only_among_several() -> None:
    good = site("6300000001", region="西宁市")
    s = sources(good, failed("6300000002", stale(level=Level.VETO), region="海南州"))
    assert queries.perfect_regions(s) == ("西宁市",)
    assert queries.perfect_regions(sources(good)) == ()


def test_the_same_quarter_gives_the_same_hash_and_another_number_another() -> None:
    first = compose(by_batches(), LETTER).sha256
    assert compose(by_batches(), LETTER).sha256 == first
    other = [(s, b, g - (b == 3 and s == CITIES), n) for s, b, g, n in BATCHES]
    assert compose(by_batches(other), LETTER).sha256 != first


def test_numbers_of_batches_are_written_in_chinese() -> None:
    words = [numeral(n) for n in (1, 10, 11, 20, 42, 100)]
    assert words == ["一", "十", "十一", "二十", "四十二", "100"]
