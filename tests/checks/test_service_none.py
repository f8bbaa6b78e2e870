"""Entries to services."""

from dataclasses import replace

from tests.snapshots import SITE, faults, home, link, snapshot


def test_services_by_their_entry() -> None:
    assert faults("service.none", snapshot(pages=[home(links=(link("/x", "办事服务"),))])) == []
    (fault,) = faults("service.none", snapshot(pages=[home(links=(link("/x", "工作动态"),))]))
    assert fault.suspected


def test_a_portal_without_services_is_certain_and_an_exempt_site_needs_none() -> None:
    portal = snapshot(pages=[home()], site=replace(SITE, kind="政府门户"))
    assert [one.suspected for one in faults("service.none", portal)] == [False]
    exempt = snapshot(pages=[home()], site=replace(SITE, kind="部门（无对外服务）"))
    assert faults("service.none", exempt) == []
