"""How often each indicator was right: counted by problems, and what follows from it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from tests.findings.found import blank, dead, of, visited
from tests.people import NOW, Cast
from tests.sites import registered

from xuncha.base.types import Outcome
from xuncha.findings.actions import Decision, confirm, judge_problem, mark_false, reopen
from xuncha.findings.models import Finding, IndicatorEvent, Problem
from xuncha.findings.precision import precisions, restore, waiting_for_people
from xuncha.people.actions import RefusedError
from xuncha.people.models import AuditEntry
from xuncha.registry.models import Site


@pytest.fixture
def site(cast: Cast) -> Site:
    return registered(cast.land, "共和县国土资源局", "http://gtj.gonghe.gov.cn/")


def numbers(code: str) -> tuple[int, int]:
    one = precisions()[code]
    return one.confirmed, one.false_alarms


def test_one_broken_menu_is_one_judgement(cast: Cast, site: Site) -> None:
    visited(site, [*(dead(n) for n in range(40)), dead(50, root="nav:2")])
    judge_problem(cast.acting(cast.li), Problem.objects.get(cause="nav:1"), Decision.CONFIRM)
    assert numbers("link.dead") == (1, 0)
    mark_false(cast.acting(cast.li), of(site, "link.dead")[-1], "已恢复")
    assert numbers("link.dead") == (1, 1)


def test_a_word_taken_back_is_not_counted(cast: Cast, site: Site) -> None:
    visited(site, [dead(1)])
    wrong = mark_false(cast.acting(cast.li), of(site, "link.dead")[0], "误报")
    again = reopen(cast.acting(cast.li), wrong, "看错")
    assert numbers("link.dead") == (0, 0)
    confirm(cast.acting(cast.li), again)
    assert numbers("link.dead") == (1, 0)


def test_half_a_confirmation_of_a_veto_is_none(cast: Cast, site: Site) -> None:
    visited(site, [blank(1)])
    half = confirm(cast.acting(cast.li), of(site, "column.blank")[0])
    assert "column.blank" not in precisions()
    confirm(cast.acting(cast.chen), half)
    assert numbers("column.blank") == (1, 0)


def test_an_indicator_that_falls_short_waits_for_people_and_comes_back_by_one(
    cast: Cast, site: Site
) -> None:
    li = cast.acting(cast.li)
    visited(site, [*(dead(n, root=f"r{n}") for n in range(25)), *(blank(n) for n in range(5))])
    for finding in of(site, "link.dead")[:17]:
        confirm(li, finding)
    for finding in of(site, "link.dead")[17:20]:
        mark_false(li, finding, "误报")
    # 17 of 20: under nine in ten.
    assert waiting_for_people() == {"link.dead"}
    event = IndicatorEvent.objects.get()
    assert (event.needs_person, event.by, event.confirmed, event.false_alarms) == (
        True,
        None,
        17,
        3,
    )
    left = of(site, "link.dead")
    assert {one.outcome for one in left[20:]} == {Outcome.SUSPECTED}
    assert {one.outcome for one in left[:17]} == {Outcome.FAULT}
    assert {one.outcome for one in of(site, "column.blank")} == {Outcome.FAULT}
    # What the next visit finds is suspected too, and costs nothing before a person says so.
    judgement = visited(site, [dead(90, root="r90")], NOW + timedelta(days=1))
    judgement.refresh_from_db()
    site.refresh_from_db()
    assert Finding.objects.get(cause="r90").outcome == Outcome.SUSPECTED
    assert (judgement.score, site.score) == (Decimal("99.9"), 100)
    confirm(li, Finding.objects.get(cause="r90"))
    site.refresh_from_db()
    assert site.score == Decimal("99.9")

    with pytest.raises(PermissionDenied):
        restore(li, "link.dead", "已修正")
    with pytest.raises(RefusedError, match="理由"):
        restore(cast.acting(cast.chen), "link.dead", " ")
    restore(cast.acting(cast.chen, NOW + timedelta(days=2)), "link.dead", "检查已修正")
    assert waiting_for_people() == frozenset()
    assert numbers("link.dead") == (0, 0)
    assert IndicatorEvent.objects.last().by == cast.chen
    assert AuditEntry.objects.filter(verb="indicator.restore").exists()
    # A word of before is taken back without going below nothing.
    reopen(cast.acting(cast.li, NOW + timedelta(days=3)), Finding.objects.get(cause="r90"), "再看")
    assert numbers("link.dead") == (0, 0)


def test_the_office_sets_the_limit(cast: Cast, site: Site) -> None:
    from xuncha.registry.figures import set_figure

    keeper = cast.acting(cast.keeper)
    set_figure(keeper, "precision_judged", 2, "试行")
    visited(site, [dead(n, root=f"r{n}") for n in range(2)])
    for finding in of(site, "link.dead"):
        mark_false(cast.acting(cast.li), finding, "误报")
    assert waiting_for_people() == {"link.dead"}
