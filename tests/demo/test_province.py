"""The province: its register, its draw, and that its truth gives the bulletin's figures."""

from __future__ import annotations

from collections import Counter

import pytest

from xuncha.base.types import Verdict
from xuncha.demo import verdicts
from xuncha.demo.places import PREFECTURES, PROVINCE, offices
from xuncha.demo.plan import Place
from xuncha.demo.province import Province
from xuncha.demo.truth import Mark, truth_of
from xuncha.registry.register import SITE_CODE

WHOLE = Province(186, 100, 8186)
PLACES = [WHOLE.place(office) for office in WHOLE.offices]


def site(unit: str) -> Place:
    return next(place for place in PLACES if place.office.unit == unit)


def marks(unit: str, indicator: str) -> set[str]:
    return {one.where for one in truth_of(site(unit)).expected if one.indicator == indicator}


def test_the_register_is_that_of_the_bulletin() -> None:
    everybody = offices()
    assert Counter(one.stratum for one in everybody) == {PROVINCE: 34, PREFECTURES: 152}
    for field in ("code", "host", "name", "unit"):
        assert len({getattr(one, field) for one in everybody}) == 186
    assert all(SITE_CODE.fullmatch(one.code) for one in everybody)


def test_the_truth_gives_the_rates_of_the_bulletin() -> None:
    batches = WHOLE.draw.sample()
    counted: Counter[tuple[str, int, Verdict]] = Counter(
        (p.office.stratum, batches[p.office.code], truth_of(p).verdict) for p in PLACES
    )
    rates = {
        stratum: [
            (counted[stratum, n, Verdict.QUALIFIED], counted[stratum, n, Verdict.UNQUALIFIED])
            for n in (1, 2, 3)
        ]
        for stratum in (PROVINCE, PREFECTURES)
    }
    assert rates[PROVINCE] == [(9, 1), (8, 2), (14, 0)]
    assert rates[PREFECTURES] == [(39, 13), (51, 9), (32, 8)]


def test_the_same_province_every_time() -> None:
    again = Province(186, 100, 8186)
    assert again.draw == WHOLE.draw
    for office in WHOLE.offices[::17]:
        assert truth_of(again.place(office)) == truth_of(WHOLE.place(office))


@pytest.mark.parametrize("count", [1, 9, 40])
def test_a_smaller_province_keeps_the_batches_of_the_whole(count: int) -> None:
    small = Province(count, 40, 8186)
    whole = WHOLE.draw.sample()
    assert len(small.offices) == count
    assert small.draw.sample() == {one.code: whole[one.code] for one in small.offices}


def test_the_smallest_province_of_ten_has_the_named_sites() -> None:
    units = {one.unit for one in Province(10, 40, 8186).offices}
    assert units >= {*verdicts.NAMED, *verdicts.SPARED}


def test_no_province_without_sites_or_with_more_than_there_are() -> None:
    for count in (0, 187):
        with pytest.raises(ValueError, match="186"):
            _ = Province(count, 40, 8186).offices


def test_gonghe_has_a_date_of_2106_above_a_year_old_column() -> None:
    place = site("共和县国土资源局")
    news = next(one for one in place.columns if one.name == "工作动态")
    assert news.articles[0].listed == "2106-10-08"
    newest = news.newest(place.today)
    assert newest is not None
    assert (place.today - newest).days > 365
    assert Mark("column.stale", f"column:{place.column_url(news)}") in truth_of(place).expected
    assert marks("共和县国土资源局", "date.absurd") == {place.url_of(news.articles[0])}
    assert marks("共和县国土资源局", "home.stale") == {"home"}


def test_hainan_shows_two_blank_blocks_of_columns_that_are_not_blank() -> None:
    place = site("海南州国土资源局")
    blank = marks("海南州国土资源局", "column.blank")
    for name in ("国务院信息", "省政府信息"):
        assert f"column:{place.home_url}#{name}" in blank
        column = next(one for one in place.columns if one.name == name)
        assert column.articles
    assert len(blank) >= 5


def test_guoluo_left_its_columns_alone_for_two_years() -> None:
    place = site("果洛州文化体育局")
    stale = marks("果洛州文化体育局", "column.stale")
    assert len(stale) >= 10
    for name in ("人物", "音频"):
        column = next(one for one in place.columns if one.name == name)
        newest = column.newest(place.today)
        assert newest is not None
        assert (place.today - newest).days > 730
        assert f"column:{place.column_url(column)}" in stale
    ages = {c.newest(place.today): c.name for c in place.columns if c.articles}
    # The bulletin names the oldest first.
    assert [ages[day] for day in sorted(filter(None, ages))[:2]] == ["人物", "音频"]


def test_the_other_named_sites_fail_and_those_named_in_passing_do_not() -> None:
    assert marks("青海省监狱管理局", "site.unreachable") == {"home"}
    assert len(marks("海西州住房公积金管理中心", "interaction.overdue")) >= 1
    assert all(site(unit).recipe for unit in verdicts.NAMED)
    assert not any(site(unit).recipe for unit in verdicts.SPARED)


def test_every_site_has_something_that_only_looks_like_a_fault() -> None:
    for place in PLACES:
        truth = truth_of(place)
        assert place.down or len(truth.never) >= 3
        assert not truth.never & truth.expected
