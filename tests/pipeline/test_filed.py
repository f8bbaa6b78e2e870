"""A site that is away with leave: no visit, no fail, and what was known of it stays."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from django.conf import settings
from tests.cases.filing import approved, submitted, told
from tests.evidence.loopback import ok, serving
from tests.people import Cast, assemble
from tests.pipeline.test_shift import now, order
from tests.sites import registered

from xuncha.findings.models import Finding, Judgement
from xuncha.findings.rules import where_hash
from xuncha.pipeline.models import InspectionItem, ItemState
from xuncha.pipeline.orders import Place
from xuncha.pipeline.shift import Shift

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast() -> Cast:
    return assemble()


def work() -> None:
    hosts = {"www.test.gov.cn": ("127.0.0.1",)}
    place = Place(settings.DATA, ("127.0.0.1/32",), hosts)
    asyncio.run(Shift(place, now=now).work())


def test_a_site_in_its_window_is_not_visited_and_not_failed(cast: Cast) -> None:
    with serving({"/": ok("<h1>维护中</h1>")}) as server:
        site = registered(cast.land, "共和县国土资源局", server.url())
        known = Finding.objects.create(
            site=site,
            path=site.path,
            indicator="column.blank",
            where="column:x",
            where_hash=where_hash("column:x"),
            level="veto",
            outcome="fault",
            message="空白",
            first_seen=now(),
            last_seen=now(),
        )
        window = told(
            "maintenance", begins=now() - timedelta(hours=1), ends=now() + timedelta(hours=2)
        )
        approved(cast, submitted(cast, site, window, now()), now())
        order(cast, site)
        work()
        assert server.count("/") == 0
    item, verdict = InspectionItem.objects.get(), Judgement.objects.get()
    known.refresh_from_db()
    site.refresh_from_db()
    assert item.state == ItemState.DONE
    assert (verdict.verdict, site.verdict) == ("untestable", "untestable")
    assert "已报备（BB" in verdict.untested[0]["why"]
    assert known.state == "open"
