"""The site's page tells whether the site can be reached, once it is watched."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.people import Cast
from tests.sites import registered
from tests.web.test_isolation import BACKEND

from xuncha.evidence.response import Phases
from xuncha.monitoring.actions import keep, our_node
from xuncha.monitoring.probing import Accessed
from xuncha.registry.models import Site

pytestmark = pytest.mark.django_db


def page(cast: Cast, site: Site, **cookies: str) -> str:
    client = Client()
    client.force_login(cast.ma, BACKEND)
    client.cookies.load(cookies)
    return client.get(reverse("site", args=[site.pk])).content.decode()


def watched(site: Site, failed: int, of: int = 40) -> None:
    now = timezone.now()
    for number in range(of):
        slot = now - timedelta(hours=2) * (of - number)
        is_open = number < of - failed
        one = Accessed(slot, is_open, "" if is_open else "timeout", 200, 90, Phases())
        keep(our_node(now), [(site.pk, slot, one)], slot)


def test_a_site_that_is_not_watched_says_nothing(cast: Cast) -> None:
    assert "近一周能否访问" not in page(cast, registered(cast.land, "国土", "http://land.gov.cn/"))


@pytest.mark.parametrize(
    ("failed", "said"),
    [(0, "打不开的占 0.0%（0/40）"), (4, "打不开的占 10.0%（4/40），达到 5% 的否决线")],
)
def test_the_share_is_said_with_its_figures(cast: Cast, failed: int, said: str) -> None:
    site = registered(cast.land, "国土", "http://land.gov.cn/")
    watched(site, failed)
    shown = page(cast, site)
    assert said in shown
    assert ("尚未恢复" in shown) == (failed > 0)


def test_columns_that_nobody_registered_are_shown_as_they_were_found(cast: Cast) -> None:
    from xuncha.findings.models import Judgement

    site = registered(cast.land, "国土", "http://land.gov.cn/")
    column = {
        "name": "工作动态",
        "url": "http://land.gov.cn/gzdt/",
        "type": "动态要闻",
        "newest": "2016-10-08",
        "items": 12,
        "blank": "",
        "static": False,
    }
    Judgement.objects.create(
        site=site,
        path=site.path,
        as_of=timezone.now(),
        standard="census-2015",
        verdict="qualified",
        columns=[column],
    )
    shown = page(cast, site)
    assert "自行发现" in shown
    assert "2016-10-08" in shown
    assert "Found by the last inspection" in page(cast, site, lang="en")
