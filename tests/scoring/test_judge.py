from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given as over
from hypothesis import strategies as st
from tests.scoring.cases import LAW, dead, examined, snapshot, stale, standard

from xuncha.base.types import Level, Outcome, Verdict
from xuncha.checks.contract import Fault
from xuncha.checks.examination import Examined
from xuncha.scoring.judge import Given, is_portal, judge
from xuncha.scoring.law import Standard


@pytest.fixture(scope="module")
def law(tmp_path_factory: pytest.TempPathFactory) -> Standard:
    return standard(tmp_path_factory.mktemp("law"))


def unreachable(percent: float) -> tuple[str, Fault]:
    return "site.unreachable", Fault("home", {"percent": percent}, suspected=True)


def test_a_site_without_faults_keeps_the_full_mark(law: Standard) -> None:
    result = judge(law, snapshot(), examined())
    assert (result.verdict, result.score, result.vetoes) == (Verdict.QUALIFIED, Decimal(100), ())


def test_each_fault_is_priced_by_the_first_row_it_falls_under(law: Standard) -> None:
    result = judge(law, snapshot(), examined(stale(1), dead(1), dead(2, "other")))
    assert [f.points for f in result.findings] == [Decimal(3), Decimal(1), Decimal("0.1")]
    assert {f.level for f in result.findings} == {Level.DEDUCT}
    assert result.score == Decimal("95.9")


def test_rows_of_one_indicator_of_the_table_share_its_cap(law: Standard) -> None:
    result = judge(law, snapshot(), examined(*(dead(n) for n in range(4)), dead(9, "other")))
    assert [str(f.points) for f in result.findings] == ["1", "1", "0.5", "0.0", "0.0"]
    assert result.score == Decimal("97.5")


def test_enough_faults_of_one_kind_are_a_veto_and_nothing_else_is_scored(law: Standard) -> None:
    result = judge(law, snapshot(), examined(dead(1), *(stale(n) for n in range(3))))
    assert (result.verdict, result.score) == (Verdict.UNQUALIFIED, None)
    assert result.vetoes == ("column.stale",)
    assert [f.level for f in result.findings] == [Level.DEDUCT, *[Level.VETO] * 3]
    assert {f.points for f in result.findings} == {Decimal(0)}


def test_a_suspicion_is_listed_but_neither_deducts_nor_vetoes(law: Standard) -> None:
    two, doubtful = (stale(1), stale(2)), stale(3, suspected=True)
    result = judge(law, snapshot(), examined(*two, doubtful))
    assert (result.verdict, result.score) == (Verdict.QUALIFIED, Decimal(94))
    last = result.findings[-1]
    assert (last.outcome, last.level, last.points) == (Outcome.SUSPECTED, Level.VETO, 0)


def test_visits_that_fail_decide_although_one_vantage_is_only_suspicion(law: Standard) -> None:
    result = judge(law, snapshot(home=False), examined(unreachable(100)))
    assert (result.verdict, result.vetoes) == (Verdict.UNQUALIFIED, ("site.unreachable",))


@pytest.mark.parametrize(("percent", "vetoes"), [(4.99, ()), (5, ("site.unreachable",))])
def test_the_share_of_failed_visits_has_a_line(
    law: Standard, percent: float, vetoes: tuple[str, ...]
) -> None:
    assert judge(law, snapshot(), examined(unreachable(percent))).vetoes == vetoes


def test_a_home_page_that_kept_us_out_is_untestable_never_failed(law: Standard) -> None:
    result = judge(law, snapshot(home=False), examined(dead(1)))
    assert (result.verdict, result.score) == (Verdict.UNTESTABLE, None)


def test_a_row_without_price_is_a_notice(law: Standard) -> None:
    fault = ("element.missing", Fault("home", {"element": "网站标识码"}))
    result = judge(law, snapshot(), examined(fault))
    assert (result.findings[0].level, result.score) == (Level.NOTICE, Decimal(100))


def test_the_result_carries_what_was_not_tested_and_what_broke(law: Standard) -> None:
    said = Examined((), (("security.sqli", "", "未获授权"),), (("link.dead", "KeyError: 'x'"),))
    result = judge(law, snapshot(), said)
    assert [(u.indicator, u.why) for u in result.untested] == [("security.sqli", "未获授权")]
    assert result.errors == (("link.dead", "KeyError: 'x'"),)


def test_every_defect_that_has_an_address_gives_it(law: Standard) -> None:
    page, site = Fault("http://a.cn/1.html", {"element": "x"}), Fault("site", {"element": "x"})
    said = [("element.missing", one) for one in (page, site, Fault("column:http://a.cn/", {}))]
    found = judge(law, snapshot(), examined(*said)).findings
    assert [one.url for one in found] == ["http://a.cn/1.html", None, "http://a.cn/"]


def test_evidence_is_named_by_its_hash(law: Standard) -> None:
    result = judge(law, snapshot(), examined(dead(1, evidence=("ab12",))))
    assert result.findings[0].evidence == ("sha256:ab12",)


def test_people_veto_deduct_and_give_a_bonus(tmp_path: Path) -> None:
    law = standard(tmp_path, "bonus = { above = 80, most = 30 }\n" + LAW)
    extra = Given("H01", Decimal(40), "多语言")
    assert judge(law, snapshot(), examined(), [extra]).score == Decimal(130)
    low = [Given("C06", Decimal(20), "不准确")]
    assert judge(law, snapshot(), examined(), [*low, extra]).score == Decimal(80)
    veto = judge(law, snapshot(), examined(), [Given("E01", Decimal(0), "两人确认")])
    assert (veto.verdict, veto.vetoes) == (Verdict.UNQUALIFIED, ("E01",))


PORTALS = (
    'scored = "portals"\nrescale = { module = "更新", points = 25, kinds = ["无对外服务"] }\n' + LAW
)


def test_a_site_that_is_no_portal_is_only_asked_for_vetoes(tmp_path: Path) -> None:
    law = standard(tmp_path, PORTALS)
    result = judge(law, snapshot(kind="部门网站"), examined(dead(1)))
    assert (result.verdict, result.score) == (Verdict.QUALIFIED, None)
    assert result.findings[0].level is Level.NOTICE
    vetoed = judge(law, snapshot(), examined(*(stale(n) for n in range(3))))
    assert vetoed.verdict is Verdict.UNQUALIFIED


def test_a_body_without_services_is_scored_out_of_75_times_four_thirds(tmp_path: Path) -> None:
    law = standard(tmp_path, PORTALS)
    result = judge(law, snapshot(kind="门户网站（无对外服务）"), examined(dead(1), stale(1)))
    # 75 − 1 for the link; the news column is in the module that is not asked about.
    assert result.score == Decimal(74) * 100 / 75


@pytest.mark.parametrize(
    ("kind", "portal"),
    [("政府门户网站", True), ("门户", True), ("非门户", False), ("部门网站", False), ("", False)],
)
def test_the_register_says_what_is_a_portal(kind: str, portal: bool) -> None:
    assert is_portal(kind) is portal


faults = st.lists(
    st.one_of(
        st.builds(stale, st.integers(0, 9), st.sampled_from(["动态要闻", "其他"])),
        st.builds(
            lambda n, page, doubt: dead(n, page, suspected=doubt),
            st.integers(0, 99),
            st.sampled_from(["home", "other"]),
            st.booleans(),
        ),
        st.builds(unreachable, st.floats(0, 100)),
    ),
    max_size=40,
)


@over(before=faults, more=faults)
def test_more_faults_never_raise_a_score_nor_lift_a_veto(
    law: Standard, before: list[tuple[str, Fault]], more: list[tuple[str, Fault]]
) -> None:
    first = judge(law, snapshot(), examined(*before))
    second = judge(law, snapshot(), examined(*before, *more))
    assert set(first.vetoes) <= set(second.vetoes)
    if first.score is None:
        assert second.score is None
    assert second.score is None or second.score <= (first.score or 0)


@over(said=faults)
def test_the_score_is_the_full_mark_less_the_points_and_no_cap_is_passed(
    law: Standard, said: list[tuple[str, Fault]]
) -> None:
    result = judge(law, snapshot(), examined(*said))
    links = sum(f.points for f in result.findings if f.indicator == "link.dead")
    assert links <= Decimal("2.5")
    if result.vetoes:
        assert (result.verdict, result.score) == (Verdict.UNQUALIFIED, None)
    else:
        assert result.score == 100 - sum(f.points for f in result.findings)
