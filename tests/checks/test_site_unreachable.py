from dataclasses import replace

from tests.snapshots import HOME, faults, snapshot, untested, visit

from xuncha.evidence.response import Failure, Reach
from xuncha.evidence.snapshot import Visit

LAW = {"seconds": 15, "percent": 5}


def visited(*visits: Visit):
    return snapshot(visits=visits)


def test_one_failure_in_twenty_visits_reaches_five_percent() -> None:
    (fault,) = faults("site.unreachable", visited(*[visit()] * 19, visit(None)), **LAW)
    assert (fault.where, fault.url, fault.suspected) == ("home", HOME, True)
    assert fault.seen["visits"] == 20
    assert fault.seen["failed"] == 1
    assert fault.seen["percent"] == 5.0
    assert fault.sentence == ""


def test_a_site_that_always_opens_has_no_fault() -> None:
    site = visited(*[visit()] * 20)
    assert not faults("site.unreachable", site, **LAW)
    assert not untested("site.unreachable", site, **LAW)


def test_less_than_the_rule_is_told_as_less() -> None:
    (fault,) = faults("site.unreachable", visited(*[visit()] * 49, visit(503)), **LAW)
    assert fault.seen["percent"] == 2.0
    assert fault.sentence == "below"


def test_the_share_is_never_rounded_up_to_the_limit() -> None:
    (fault,) = faults("site.unreachable", visited(*[visit()] * 1903, *[visit(500)] * 100), **LAW)
    assert 4.98 < fault.seen["percent"] < 5  # 100 of 2003
    assert fault.sentence == "below"


def test_fifteen_seconds_are_too_long() -> None:
    site = visited(visit(seconds=14.9), visit(seconds=15.0))
    (fault,) = faults("site.unreachable", site, **LAW)
    assert fault.seen["failed"] == 1
    assert fault.seen["failure"] == ["打开过慢"]


def test_being_kept_out_is_not_counted() -> None:
    site = visited(*[visit(403)] * 18, visit(), visit())
    assert not faults("site.unreachable", site, **LAW)


def test_nothing_countable_is_not_tested() -> None:
    for one in (visit(403), replace(visit(None), reach=Reach.UNTESTED, failure=Failure.GATE)):
        site = visited(one, one)
        assert not faults("site.unreachable", site, **LAW)
        assert [said.where for said in untested("site.unreachable", site, **LAW)] == ["home"]


def test_visits_nobody_made_are_not_tested() -> None:
    assert untested("site.unreachable", snapshot(visits=None), **LAW)
