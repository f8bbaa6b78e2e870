"""Key policies carried after their deadline."""

from datetime import datetime

from tests.checks.reprinted import POLICY, ZONE, fields_of, reprint, said
from tests.snapshots import (
    faults,
    home,
    snapshot,
    untested,
)

from xuncha.base.types import Policy


def test_a_day_after_the_limit_is_late() -> None:
    assert said(reprint(day="2017-11-28")) == []
    assert said(reprint(day="2017-11-29")) == ["reprint.late"]


def test_a_deadline_of_its_own_goes_before_the_hours() -> None:
    longer = Policy(**{**fields_of(POLICY), "deadline_at": datetime(2017, 12, 1, tzinfo=ZONE)})
    assert said(reprint(day="2017-11-30"), policy=longer) == []


def test_a_reprint_without_a_date_is_not_called_late() -> None:
    site = snapshot(pages=[home(), reprint(day=None)], policies=(POLICY,))
    assert faults("reprint.late", site, hours=24) == []
    assert [one.where for one in untested("reprint.late", site, hours=24)] == ["policy:p1"]
