"""Everyone sees and changes only their own part of the tree."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from tests.people import NOW, Cast

from xuncha.people.actions import Actor, RefusedError, add_office, add_person, change_person, seal
from xuncha.people.models import AuditEntry, Office, OfficeLevel, Role
from xuncha.people.queries import (
    audit_visible_to,
    can,
    chain,
    offices_visible_to,
    people_visible_to,
)
from xuncha.people.rules import MAY, Verb


def test_an_office_sees_itself_and_what_lies_below(cast: Cast) -> None:
    assert set(offices_visible_to(cast.ma)) == {cast.hainan, cast.gonghe, cast.land}
    assert offices_visible_to(cast.li).count() == Office.objects.count()


def test_neighbours_see_nothing_of_one_another(cast: Cast) -> None:
    assert not set(offices_visible_to(cast.ma)) & set(offices_visible_to(cast.zhou))
    assert not set(people_visible_to(cast.ma)) & set(people_visible_to(cast.zhou))
    for verb in Verb:
        assert not can(cast.zhou, verb, cast.land.path)


def test_a_person_switched_off_may_nothing(cast: Cast) -> None:
    person = change_person(cast.acting(cast.office), cast.ma, is_active=False)
    assert not can(person, Verb.READ, cast.hainan.path)


def test_a_changed_reach_ends_the_sessions_begun_under_the_old_one(cast: Cast) -> None:
    before = cast.ma.get_session_auth_hash()
    after = change_person(cast.acting(cast.office), cast.ma, role=Role.LEADER)
    assert after.get_session_auth_hash() != before


def test_nobody_adds_people_or_offices_next_door(cast: Cast) -> None:
    neighbour = cast.acting(cast.zhou)
    with pytest.raises(PermissionDenied):
        add_person(neighbour, cast.gonghe, "spy", Role.ORGANISER)
    with pytest.raises(PermissionDenied):
        add_office(neighbour, cast.hainan, "别家的县", OfficeLevel.COUNTY)
    with pytest.raises(PermissionDenied):
        change_person(neighbour, cast.zhao.__class__.objects.get(pk=cast.wang.pk), role=Role.LEADER)


def test_a_person_is_not_moved_out_of_ones_own_part(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        change_person(cast.acting(cast.ma), cast.yang, office=cast.haixi)


def test_a_leader_only_reads(cast: Cast) -> None:
    changing = MAY["leader"] - {Verb.READ, Verb.EXPORT, Verb.READ_AUDIT, Verb.SIGN}
    assert not changing


def test_account_names_differ_by_more_than_case(cast: Cast) -> None:
    with pytest.raises(RefusedError, match="XiaoMa"):
        add_person(cast.acting(cast.office), cast.province, "XiaoMa", Role.INSPECTOR)


def test_the_chain_of_an_office_begins_at_the_province(cast: Cast) -> None:
    assert chain(cast.land) == [cast.province, cast.hainan, cast.gonghe, cast.land]


def test_the_log_is_added_to_and_seals_what_came_before(cast: Cast) -> None:
    entries = list(AuditEntry.objects.order_by("id"))
    seals = ["0" * 64, *(entry.seal for entry in entries)]
    assert [seal(before, e) for before, e in zip(seals, entries, strict=False)] == seals[1:]
    with pytest.raises(TypeError):
        entries[0].delete()
    with pytest.raises(TypeError):
        entries[0].save()


def test_the_log_is_read_within_ones_own_part(cast: Cast) -> None:
    add_person(cast.acting(cast.zhou), cast.golmud, "xiaosun", Role.INSPECTOR)
    assert not audit_visible_to(cast.ma).filter(noun_name="xiaosun").exists()
    assert audit_visible_to(cast.zhou).filter(noun_name="xiaosun").exists()
    assert not audit_visible_to(cast.wang).exists()


def test_the_system_acts_under_its_own_name(cast: Cast) -> None:
    assert Actor(None, NOW).name == "系统"
    assert AuditEntry.objects.filter(by=None, by_name="系统").exists()
