"""Two people at one answer at the same moment, each with a connection of their own."""

from __future__ import annotations

import pytest
from tests.cases.asking import answer_of, asked, handed_in
from tests.people import Cast, assemble
from tests.registry.test_at_once import at_once

from xuncha.cases.kinds.report_request import actions
from xuncha.cases.kinds.report_request.models import AnswerVersion, ReportAnswer
from xuncha.people.actions import RefusedError

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast() -> Cast:
    return assemble()


def test_of_two_who_decide_one_does_and_the_other_is_told(cast: Cast) -> None:
    answer = handed_in(cast, answer_of(asked(cast, cast.hainan), cast.hainan))
    said = at_once(
        lambda: actions.accept_answer(cast.acting(cast.li), answer),
        lambda: actions.return_answer(cast.acting(cast.chen), answer, "缺明细"),
    )
    assert sum(isinstance(one, ReportAnswer) for one in said) == 1, said
    assert sum(isinstance(one, RefusedError) for one in said) == 1, said


def test_of_two_who_hand_in_one_does_and_nothing_is_overwritten(cast: Cast) -> None:
    answer = answer_of(asked(cast, cast.hainan), cast.hainan)
    ma = cast.acting(cast.ma)
    said = at_once(
        lambda: actions.submit_answer(ma, answer, {"found": "1"}),
        lambda: actions.submit_answer(ma, answer, {"found": "2"}),
        lambda: actions.save_answer(ma, answer, {"found": "3"}),
    )
    assert sum(isinstance(one, ReportAnswer) for one in said) == 1, said
    assert AnswerVersion.objects.count() <= 1
