"""Two people at the same moment, each with a connection of their own, on either database."""

from __future__ import annotations

import pytest
from tests.people import Cast, assemble
from tests.registry.test_at_once import at_once

from xuncha.cases.actions import StaleError, hand_over, move, open_case
from xuncha.cases.models import Case, CaseEvent

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast() -> Cast:
    return assemble()


def notice(cast: Cast) -> Case:
    return open_case(cast.acting(cast.li), "rectification", cast.land, title="整改")


def test_of_two_who_decide_exactly_one_does_and_the_other_is_told(cast: Cast) -> None:
    case = move(cast.acting(cast.wang), notice(cast), "replied", "已改")
    said = at_once(
        lambda: move(cast.acting(cast.li), case, "returned", "未改全"),
        lambda: move(cast.acting(cast.chen), case, "passed", "人工核实"),
        lambda: hand_over(cast.acting(cast.office), case, cast.service),
    )
    assert [type(one) for one in said if not isinstance(one, Case)] == [StaleError] * 2, said
    assert sum(isinstance(one, Case) for one in said) == 1
    assert CaseEvent.objects.filter(case=case).count() == 3


def test_cases_opened_together_have_different_numbers(cast: Cast) -> None:
    said = at_once(*[lambda: notice(cast)] * 4)
    assert sorted(one.number for one in said) == [f"ZG2017-{n:04d}" for n in range(1, 5)]
