"""The made-up register holds together as a real one does, and grows on."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import Count, F, Q
from tests.people import NOW
from tests.registry.forms import LAND

from xuncha.demo.scale.dice import fate
from xuncha.demo.scale.fill import fill
from xuncha.findings.models import Finding, Judgement
from xuncha.people.actions import Actor, RefusedError, seal
from xuncha.people.models import AuditEntry, Office, User
from xuncha.pipeline.models import InspectionItem
from xuncha.registry import actions, queries, rules
from xuncha.registry.models import Candidate, Column, Request, Site, SiteTransition

SITES, COLUMNS = 1500, 3


@pytest.fixture
def made(db: None) -> dict[str, int]:
    return fill(NOW, sites=SITES, columns_per_site=COLUMNS, years=2, province="46")


def test_a_made_up_register_holds_together(made: dict[str, int]) -> None:
    assert made["Site"] == Site.objects.count() == SITES
    assert made["Column"] == Column.objects.count() == SITES * COLUMNS
    assert Site.objects.exclude(path=F("office__path")).count() == 0
    for model in (Column, SiteTransition, Judgement, Finding):
        assert model.objects.exclude(path=F("site__path")).count() == 0, model
    assert not Column.objects.exclude(parent=None).exclude(parent__site=F("site")).exists()
    live = Count("findings", filter=Q(findings__state__in=["open", "confirmed"]))
    assert not Site.objects.annotate(live=live).exclude(live=F("open_findings")).exists()
    assert Judgement.objects.count() == InspectionItem.objects.count() > SITES
    wrong_office = Request.objects.filter(state="reviewing").exclude(at_office=F("office__parent"))
    assert not wrong_office.exclude(office__parent=None).exists()
    assert Candidate.objects.count() == SITES // 50


def test_every_site_came_to_its_state_along_the_arrows(made: dict[str, int]) -> None:
    last: dict[int, str] = {}
    for one in SiteTransition.objects.order_by("id"):
        assert one.from_state == last.get(one.site_id, "")
        assert rules.may_become(one.from_state, one.to_state), one
        last[one.site_id] = one.to_state
    assert last == dict(Site.objects.values_list("pk", "state"))


def test_its_log_is_sealed_and_its_tree_and_lists_grow_on(made: dict[str, int]) -> None:
    before = "0" * 64
    for entry in AuditEntry.objects.order_by("id"):
        assert entry.seal == seal(before, entry)
        before = entry.seal
    root = Office.objects.get(parent=None)
    assert root.children_made == root.children.count()
    unit, county = User.objects.get(username="unit"), User.objects.get(username="county")
    assert (
        0
        < queries.sites_visible_to(unit).count()
        < queries.sites_visible_to(county).count()
        < SITES
    )
    actor = Actor(unit, NOW)
    request = actions.draft_request(actor, "register", unit.office, new=LAND)
    assert request.pk > made["Request"]
    assert actions.submit(actor, request).at_office == unit.office.parent


def test_the_same_number_makes_the_same_register() -> None:
    assert [fate(1, n, NOW, 5) for n in range(50)] == [fate(1, n, NOW, 5) for n in range(50)]
    assert [fate(1, n, NOW, 5) for n in range(50)] != [fate(2, n, NOW, 5) for n in range(50)]


def test_a_register_that_is_there_is_never_filled_over(cast: Any) -> None:
    with pytest.raises(RefusedError, match="已有单位"):
        fill(NOW, sites=1, columns_per_site=1, years=1)
