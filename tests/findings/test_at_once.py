"""Two reviewers at the same moment, each with a connection of their own, on either database."""

from __future__ import annotations

import pytest
from tests.findings.found import blank, dead, of, visited
from tests.people import Cast, assemble
from tests.registry.test_at_once import at_once
from tests.sites import registered

from xuncha.findings.actions import DecidedError, Decision, confirm, judge_problem, mark_false
from xuncha.findings.explanations import answer, appeal
from xuncha.findings.models import Explanation, Finding, FindingEvent, Problem
from xuncha.findings.precision import precisions
from xuncha.people.actions import RefusedError
from xuncha.registry.models import Site

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast() -> Cast:
    return assemble()


@pytest.fixture
def site(cast: Cast) -> Site:
    return registered(cast.land, "共和县国土资源局", "http://gtj.gonghe.gov.cn/")


def test_of_two_reviewers_exactly_one_decides_and_the_other_is_told(cast: Cast, site: Site) -> None:
    visited(site, [dead(1)])
    finding = of(site, "link.dead")[0]
    said = at_once(
        lambda: confirm(cast.acting(cast.li), finding),
        lambda: mark_false(cast.acting(cast.chen), finding, "误报"),
        lambda: mark_false(cast.acting(cast.office), finding, "误报"),
    )
    assert sum(isinstance(one, Finding) for one in said) == 1, said
    assert sum(isinstance(one, DecidedError) for one in said) == 2, said
    assert FindingEvent.objects.exclude(what="seen").count() == 1
    assert precisions()["link.dead"].judged == 1


def test_a_veto_pressed_twice_by_one_person_is_confirmed_once(cast: Cast, site: Site) -> None:
    visited(site, [blank(1)])
    finding = of(site, "column.blank")[0]
    said = at_once(*[lambda: confirm(cast.acting(cast.chen), finding)] * 3)
    assert sum(isinstance(one, Finding) for one in said) == 1, said
    assert sum(isinstance(one, RefusedError) for one in said) == 2, said
    assert of(site, "column.blank")[0].state == "open"


def test_decisions_on_neighbours_of_one_cause_leave_the_counts_right(
    cast: Cast, site: Site
) -> None:
    visited(site, [dead(n) for n in range(6)])
    one, two, *_rest = of(site, "link.dead")
    problem = Problem.objects.get()
    said = at_once(
        lambda: confirm(cast.acting(cast.li), one),
        lambda: mark_false(cast.acting(cast.chen), two, "误报"),
        lambda: judge_problem(cast.acting(cast.office), problem, Decision.CONFIRM),
    )
    problem.refresh_from_db()
    rows = Finding.objects.values_list("state", flat=True)
    assert problem.confirmed == list(rows).count("confirmed"), said
    assert problem.waiting == list(rows).count("open") == 0
    assert precisions()["link.dead"].judged == 1


def test_of_two_answers_to_an_appeal_one_counts(cast: Cast, site: Site) -> None:
    visited(site, [dead(1)])
    asked = appeal(cast.acting(cast.wang), Problem.objects.get(), "不属实")
    said = at_once(
        lambda: answer(cast.acting(cast.li), asked, accepted=True),
        lambda: answer(cast.acting(cast.chen), asked, accepted=False, reason="属实"),
    )
    assert sum(isinstance(one, Explanation) for one in said) == 1, said
    assert sum(isinstance(one, DecidedError) for one in said) == 1, said
