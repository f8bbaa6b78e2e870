"""Findings reviewed by people: who may, what becomes of them, and of the verdict."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from tests.findings.found import blank, dead, of, visited
from tests.people import NOW, Cast
from tests.sites import registered

from xuncha.base.types import Level, Outcome
from xuncha.findings.actions import (
    DecidedError,
    Decision,
    confirm,
    judge_problem,
    mark_false,
    remove,
    reopen,
)
from xuncha.findings.explanations import answer, appeal, explain
from xuncha.findings.models import (
    Explanation,
    Finding,
    FindingEvent,
    FindingState,
    Problem,
    Ruling,
)
from xuncha.findings.queries import explanations_visible_to, problem_of, problems_visible_to
from xuncha.people.actions import RefusedError, add_person
from xuncha.people.models import AuditEntry, Role
from xuncha.registry.models import Site

PDF = b"%PDF-1.4\n"


@pytest.fixture
def site(cast: Cast) -> Site:
    return registered(cast.land, "共和县国土资源局", "http://gtj.gonghe.gov.cn/")


def states(site: Site) -> list[str]:
    return [one.state for one in Finding.objects.filter(site=site).order_by("id")]


def verdict(site: Site) -> tuple[str, object]:
    site.refresh_from_db()
    return site.verdict, site.score


def test_findings_of_one_cause_are_one_problem_and_vetoes_stand_first(site: Site) -> None:
    visited(site, [*(dead(n) for n in range(40)), dead(99, root=""), blank(1)])
    lines = list(Problem.objects.values_list("indicator", "live", "waiting"))
    assert lines == [("column.blank", 1, 1), ("link.dead", 40, 40), ("link.dead", 1, 1)]


def test_a_veto_is_confirmed_by_inspector_and_reviewer_and_by_nobody_twice(
    cast: Cast, site: Site
) -> None:
    visited(site, [blank(1)])
    finding = of(site, "column.blank")[0]
    once = confirm(cast.acting(cast.li), finding)
    assert (once.state, once.first_by) == (FindingState.OPEN, cast.li)
    assert Problem.objects.get().second == 1
    with pytest.raises(RefusedError, match="另一人"):
        confirm(cast.acting(cast.li), once)
    with pytest.raises(RefusedError, match="复核权限"):
        confirm(cast.acting(cast.ma), once)
    twice = confirm(cast.acting(cast.chen), once)
    assert (twice.state, twice.second_by) == (FindingState.CONFIRMED, cast.chen)
    said = FindingEvent.objects.filter(finding=finding).values_list("what", "by__name")
    assert list(said) == [("seen", None), ("confirm", "小李"), ("second", "老陈")]
    assert AuditEntry.objects.filter(verb__startswith="finding.").count() == 2


def test_the_reviewer_first_still_needs_another_reviewer(cast: Cast, site: Site) -> None:
    visited(site, [blank(1)])
    once = confirm(cast.acting(cast.chen), of(site, "column.blank")[0])
    with pytest.raises(RefusedError):
        confirm(cast.acting(cast.chen), once)
    with pytest.raises(RefusedError):
        confirm(cast.acting(cast.li), once)


def test_units_neighbours_leaders_and_the_owner_judge_nothing(cast: Cast, site: Site) -> None:
    visited(site, [dead(1)])
    finding = of(site, "link.dead")[0]
    portal = registered(cast.hainan, "海南州人民政府", "http://www.hainan.gov.cn/")
    visited(portal, [dead(1)])
    own = of(portal, "link.dead")[0]
    for user in (cast.wang, cast.zhou, cast.zhao, cast.leader, cast.keeper):
        with pytest.raises(PermissionDenied):
            mark_false(cast.acting(user), finding, "不是")
    with pytest.raises(PermissionDenied):  # 海南州 does not clear its own portal
        mark_false(cast.acting(cast.ma), own, "不是")
    assert mark_false(cast.acting(cast.ma), finding, "内网链接").state == FindingState.FALSE_ALARM


def test_a_reason_is_needed_to_take_anything_away(cast: Cast, site: Site) -> None:
    visited(site, [dead(1)])
    finding = of(site, "link.dead")[0]
    for verb in (mark_false, remove, reopen):
        with pytest.raises(RefusedError, match="理由"):
            verb(cast.acting(cast.li), finding, " \u200b ")
    assert states(site) == [FindingState.OPEN]


def test_who_saw_an_older_state_is_told_by_whom_it_was_decided(cast: Cast, site: Site) -> None:
    visited(site, [dead(1)])
    finding = of(site, "link.dead")[0]
    confirm(cast.acting(cast.li), finding)
    with pytest.raises(DecidedError, match="小李"):
        mark_false(cast.acting(cast.chen), finding, "误报")
    assert states(site) == [FindingState.CONFIRMED]


def test_one_decision_for_one_cause(cast: Cast, site: Site) -> None:
    visited(site, [*(dead(n) for n in range(40)), dead(99, root="nav:2")])
    mark_false(cast.acting(cast.li), of(site, "link.dead")[3], "已恢复")
    problem = Problem.objects.get(cause="nav:1")
    done = judge_problem(cast.acting(cast.li), problem, Decision.CONFIRM)
    assert len(done) == 39
    problem.refresh_from_db()
    assert (problem.waiting, problem.confirmed, problem.live) == (0, 39, 39)
    assert states(site).count(FindingState.OPEN) == 1
    assert states(site).count(FindingState.FALSE_ALARM) == 1
    with pytest.raises(DecidedError):
        judge_problem(cast.acting(cast.chen), problem, Decision.CONFIRM)


def test_a_false_alarm_among_five_takes_the_veto_from_the_verdict(cast: Cast, site: Site) -> None:
    judgement = visited(site, [blank(n) for n in range(5)])
    assert verdict(site)[0] == "unqualified"
    mark_false(cast.acting(cast.li), of(site, "column.blank")[0], "栏目在另一页")
    assert verdict(site)[0] == "qualified"
    judgement.refresh_from_db()
    # What the machine said stands; what came of it is a row of its own.
    assert (judgement.verdict, judgement.standing) == ("unqualified", "qualified")
    assert Ruling.objects.get().vetoes == []
    reopen(cast.acting(cast.chen), of(site, "column.blank")[0], "确为空白")
    assert verdict(site)[0] == "unqualified"
    assert Ruling.objects.count() == 2


def test_a_confirmed_suspicion_counts(cast: Cast, site: Site) -> None:
    faults = [blank(n) for n in range(4)] + [blank(4, outcome=Outcome.SUSPECTED)]
    visited(site, faults)
    assert verdict(site)[0] == "qualified"
    suspected = of(site, "column.blank")[4]
    confirm(cast.acting(cast.chen), confirm(cast.acting(cast.li), suspected))
    assert verdict(site)[0] == "unqualified"


def test_a_decision_holds_at_the_next_visit_and_for_the_next_verdict(
    cast: Cast, site: Site
) -> None:
    faults = [blank(n) for n in range(5)]
    visited(site, faults)
    mark_false(cast.acting(cast.li), of(site, "column.blank")[0], "误报")
    later = visited(site, faults, NOW + timedelta(days=1))
    later.refresh_from_db()
    assert (later.verdict, later.standing) == ("unqualified", "qualified")
    assert verdict(site)[0] == "qualified"
    assert of(site, "column.blank")[0].state == FindingState.FALSE_ALARM


def test_gone_and_back_is_reviewed_anew(cast: Cast, site: Site) -> None:
    visited(site, [blank(1)])
    confirm(cast.acting(cast.li), of(site, "column.blank")[0])
    visited(site, [], NOW + timedelta(days=1))
    assert states(site) == [FindingState.GONE]
    assert Problem.objects.get().live == 0
    visited(site, [blank(1)], NOW + timedelta(days=2))
    back = of(site, "column.blank")[0]
    assert (back.state, back.first_by) == (FindingState.OPEN, None)


def test_one_persons_word_is_not_enough_once_it_has_become_a_veto(cast: Cast, site: Site) -> None:
    visited(site, [blank(1, level=Level.DEDUCT)])
    assert confirm(cast.acting(cast.li), of(site, "column.blank")[0]).state == "confirmed"
    visited(site, [blank(1)], NOW + timedelta(days=1))
    grown = of(site, "column.blank")[0]
    assert (grown.state, grown.first_by) == (FindingState.OPEN, cast.li)
    assert confirm(cast.acting(cast.chen), grown).state == FindingState.CONFIRMED


def test_two_peoples_veto_is_not_undone_by_one_inspector(cast: Cast, site: Site) -> None:
    visited(site, [blank(1)])
    both = confirm(
        cast.acting(cast.chen), confirm(cast.acting(cast.li), of(site, "column.blank")[0])
    )
    with pytest.raises(RefusedError, match="复核权限"):
        mark_false(cast.acting(cast.li), both, "看错")
    assert remove(cast.acting(cast.chen), both, "停电").state == FindingState.REMOVED


# ── explanations and appeals ─────────────────────────────────────────────────


UNTIL = date(2018, 6, 30)


def test_an_accepted_explanation_strikes_through_until_its_day(cast: Cast, site: Site) -> None:
    visited(site, [blank(n) for n in range(5)])
    problem = problem_of(of(site, "column.blank")[0])
    assert problem is not None
    said = explain(cast.acting(cast.wang), problem, "该栏目一年一报", UNTIL, [("说明.pdf", PDF)])
    assert said.files.get().name == "说明.pdf"
    assert verdict(site)[0] == "unqualified"  # asking alone changes nothing
    with pytest.raises(PermissionDenied):
        answer(cast.acting(cast.wang), said, accepted=True)
    answer(cast.acting(cast.chen), said, accepted=True)
    finding = of(site, "column.blank")[0]
    assert finding.state == FindingState.OPEN
    assert finding.explained(date(2018, 6, 30))
    assert not finding.explained(date(2018, 7, 1))
    assert verdict(site)[0] == "qualified"
    visited(site, [blank(n) for n in range(5)], NOW + timedelta(days=300))
    assert verdict(site)[0] == "unqualified"  # its day is past


def test_an_accepted_appeal_is_a_false_alarm_with_its_reason(cast: Cast, site: Site) -> None:
    visited(site, [dead(1), dead(2)])
    said = appeal(cast.acting(cast.wang), Problem.objects.get(), "内网地址，外网不可达属正常")
    assert Problem.objects.get().asking == 1
    answer(cast.acting(cast.li), said, accepted=True, reason="属实")
    assert states(site) == [FindingState.FALSE_ALARM] * 2
    assert "属实" in FindingEvent.objects.filter(what="false_alarm")[0].reason
    assert Problem.objects.get().asking == 0


def test_a_refusal_says_why_and_another_may_be_made(cast: Cast, site: Site) -> None:
    visited(site, [dead(1)])
    problem = Problem.objects.get()
    said = explain(cast.acting(cast.wang), problem, "系统迁移", UNTIL)
    with pytest.raises(RefusedError, match="待答复"):
        appeal(cast.acting(cast.wang), problem, "再来")
    with pytest.raises(RefusedError, match="理由"):
        answer(cast.acting(cast.li), said, accepted=False)
    answer(cast.acting(cast.li), said, accepted=False, reason="迁移已逾期")
    with pytest.raises(DecidedError, match="小李"):
        answer(cast.acting(cast.chen), said, accepted=True)
    assert states(site) == [FindingState.OPEN]
    explain(cast.acting(cast.wang), problem, "补充材料", UNTIL)


def test_days_texts_files_and_people_that_are_not_taken(cast: Cast, site: Site) -> None:
    visited(site, [dead(1)])
    problem = Problem.objects.get()
    wang = cast.acting(cast.wang)
    for until in (date(2017, 11, 12), date(2018, 12, 1)):
        with pytest.raises(RefusedError, match="截止"):
            explain(wang, problem, "说明", until)
    with pytest.raises(RefusedError, match="理由"):
        explain(wang, problem, "", UNTIL)
    with pytest.raises(RefusedError):
        explain(wang, problem, "说明", UNTIL, [("恶意.html", b"<script>")])
    for stranger in (cast.zhao, cast.zhou, cast.leader):
        with pytest.raises(PermissionDenied):
            explain(cast.acting(stranger), problem, "说明", UNTIL)
    assert not Explanation.objects.exists()


def test_nobody_answers_what_they_asked(cast: Cast) -> None:
    own = registered(cast.province, "青海省人民政府", "http://www.qh.gov.cn/")
    visited(own, [dead(1)])
    said = explain(cast.acting(cast.office), Problem.objects.get(), "改版", UNTIL)
    with pytest.raises(RefusedError, match="他人"):
        answer(cast.acting(cast.office), said, accepted=True)
    answer(cast.acting(cast.li), said, accepted=True)


def test_problems_and_explanations_are_of_ones_own_part_of_the_tree(cast: Cast, site: Site) -> None:
    visited(site, [dead(1)])
    explain(cast.acting(cast.wang), Problem.objects.get(), "说明", UNTIL)
    for user in (cast.wang, cast.yang, cast.ma, cast.li):
        assert problems_visible_to(user).count() == 1
        assert explanations_visible_to(user).count() == 1
    other = add_person(cast.acting(cast.office), cast.haixi, "fu", Role.INSPECTOR)
    for user in (cast.zhao, cast.zhou, other):
        assert not problems_visible_to(user).exists()
        assert not explanations_visible_to(user).exists()
