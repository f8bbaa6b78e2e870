"""Two people at one filing at the same moment, each with a connection of their own."""

from __future__ import annotations

import pytest
from tests.cases.filing import approved, at, site_of, submitted
from tests.people import NOW, Cast, assemble
from tests.registry.test_at_once import at_once

from xuncha.cases.kinds.outage import actions, effects
from xuncha.cases.kinds.outage.models import Filing
from xuncha.cases.models import CaseEvent
from xuncha.people.actions import Actor, RefusedError, add_person
from xuncha.people.models import Role

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast() -> Cast:
    return assemble()


def test_of_two_reviewers_one_decides_and_the_other_is_told(cast: Cast) -> None:
    second = add_person(Actor(None, NOW), cast.gonghe, "fu", Role.ORGANISER, name="副手")
    filing = submitted(cast, site_of(cast))
    said = at_once(
        lambda: actions.approve(cast.acting(cast.yang), filing),
        lambda: actions.send_back(cast.acting(second), filing, "时间不清"),
        lambda: actions.withdraw(cast.acting(cast.wang), filing),
    )
    assert sum(isinstance(one, Filing) for one in said) == 1, said
    assert sum(isinstance(one, RefusedError) for one in said) == 2, said
    assert CaseEvent.objects.filter(case=filing.case).count() == 3


def test_the_clock_and_the_unit_at_once_end_it_once(cast: Cast) -> None:
    filing = approved(cast, submitted(cast, site_of(cast)))
    said = at_once(
        lambda: effects.settle(at(13, 23)),
        lambda: effects.settle(at(13, 23)),
        lambda: actions.restore(cast.acting(cast.wang, at(13, 23)), filing),
    )
    assert not [
        one for one in said if isinstance(one, Exception) and not isinstance(one, RefusedError)
    ]
    case = Filing.objects.get(pk=filing.pk).case
    assert case.state in ("overrun", "restored")
    ends = CaseEvent.objects.filter(case=case, from_state="approved")
    assert ends.count() == 1
