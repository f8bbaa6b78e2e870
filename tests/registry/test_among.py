"""Very many keys in one parameter."""

from __future__ import annotations

import pytest
from tests.people import Cast
from tests.sites import registered

from xuncha.registry.among import Among
from xuncha.registry.models import Column, Site

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_rows_whose_column_is_one_of_the_numbers(cast: Cast) -> None:
    sites = [registered(cast.land, f"第{n}网站", f"http://s{n}.gov.cn/") for n in range(3)]
    for one in sites:
        Column.objects.create(site=one, path=one.path, name="动态", url=one.home_url, type="news")
    wanted = [sites[0].pk, sites[2].pk, 999_999]
    assert {*Site.objects.filter(Among("pk", wanted))} == {sites[0], sites[2]}
    columns = Column.objects.filter(Among("site_id", wanted), name="动态")
    assert {one.site_id for one in columns} == {sites[0].pk, sites[2].pk}
    assert columns.count() == 2


def test_no_number_is_no_row_and_very_many_are_one_parameter(cast: Cast) -> None:
    site = registered(cast.land, "国土", "http://land.gov.cn/")
    assert not Site.objects.filter(Among("pk", [])).exists()
    # More than either database takes as parameters.
    assert Site.objects.get(Among("pk", range(site.pk, site.pk + 200_000))) == site
