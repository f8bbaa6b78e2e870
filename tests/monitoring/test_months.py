"""Probes by the month: made ahead, filled from the rest, gone in one stroke; SQLite: by the day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from tests.monitoring.test_watch import accessed
from tests.people import NOW, Cast
from tests.sites import registered

from xuncha.monitoring import months
from xuncha.monitoring.actions import keep, our_node
from xuncha.monitoring.models import Probe
from xuncha.monitoring.months import Month
from xuncha.monitoring.rules import OFFICE_TIME


def office(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=OFFICE_TIME)  # type: ignore[arg-type,misc]


#: Either side of midnight in the office, which is another day and month by UTC.
SLOTS = (
    office(2017, 9, 30, 23, 59),
    office(2017, 10, 1, 0, 0),
    office(2017, 10, 31, 23, 59),
    office(2017, 11, 1, 7, 0),
)


def probe(cast: Cast) -> None:
    site = registered(cast.land, "国土", "http://land.gov.cn/")
    node = our_node(NOW)
    keep(node, [(site.pk, slot, accessed(slot)) for slot in SLOTS], NOW)
    # What is there stays, in whatever partition it lies.
    keep(node, [(site.pk, slot, accessed(slot, is_open=False)) for slot in SLOTS], NOW)


def slots() -> list[datetime]:
    return list(Probe.objects.order_by("slot").values_list("slot", flat=True))


@pytest.mark.parametrize(
    ("month", "after"), [(Month(2017, 11), Month(2017, 12)), (Month(2017, 12), Month(2018, 1))]
)
def test_a_month_is_followed_by_the_next(month: Month, after: Month) -> None:
    assert month.next == after


@pytest.mark.django_db
def test_nothing_is_lost_or_doubled_when_months_are_made(cast: Cast) -> None:
    probe(cast)
    months.make_ready(NOW)
    months.make_ready(NOW)
    probes = Probe.objects.filter(open=True)
    assert slots() == list(SLOTS)
    assert probes.count() == len(SLOTS)
    site = registered(cast.service, "服务", "http://service.gov.cn/")
    later = NOW + timedelta(days=40)
    for slot in (NOW, later, NOW + timedelta(days=400)):
        keep(our_node(NOW), [(site.pk, slot, accessed(slot))] * 2, slot)
    assert Probe.objects.filter(site=site).count() == 3
    assert Probe.objects.filter(slot__gt=NOW, slot__lte=later).get().site == site


@pytest.mark.django_db
def test_what_is_past_its_term_goes_and_the_rest_stays(cast: Cast) -> None:
    probe(cast)
    months.make_ready(NOW)
    before = months.horizon(date(2017, 11, 1))
    assert before == date(2017, 11, 1)
    assert months.forget(before) == 3
    assert slots() == [SLOTS[3]]
    assert months.forget(before) == 0


@pytest.mark.django_db
def test_where_probes_lie_by_months_only_whole_ones_go() -> None:
    by_months = connection.vendor == "postgresql"
    assert months.horizon(date(2017, 11, 20)) == date(2017, 11, 1 if by_months else 20)
    last = date(2017, 12, 1) if by_months else date(2017, 11, 21)
    assert months.after(date(2017, 11, 20)) == last


@pytest.mark.django_db
def test_a_month_goes_without_a_row_being_deleted(cast: Cast) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one table")
    probe(cast)
    months.make_ready(NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM monitoring_probe ORDER BY slot")
        where = [name for (name,) in cursor.fetchall()]
        cursor.execute("SELECT count(*) FROM monitoring_probe_rest")
        assert cursor.fetchone() == (0,)
    assert where == [f"monitoring_probe_2017_{n}" for n in ("09", "10", "10", "11")]
    months.forget(date(2017, 11, 1))
    names = connection.introspection.table_names(include_views=True)
    assert "monitoring_probe_2017_10" not in names
    assert "monitoring_probe_2018_01" in names
