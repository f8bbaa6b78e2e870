from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from tests.snapshots import article, at, block, faults, home, item, link, page, snapshot, untested

ASKED = {"first_year": 2017, "month": 1, "day": 31}
HERE = timezone(timedelta(hours=8))


def visited(pages, on: str = "2019-03-01"):
    return replace(snapshot(pages), as_of=datetime.fromisoformat(on).replace(tzinfo=HERE))


def missing(pages, on: str = "2019-03-01"):
    return [
        (one.where, one.sentence) for one in faults("annual.missing", visited(pages, on), **ASKED)
    ]


@pytest.mark.parametrize(
    "words",
    [
        "政府网站工作年度报表（2018年度）",
        "2018年度政府网站工作年度报表",
        "2018年网站年报",
        "某某市政府网站监管年度报表(2018年)",
        "2018年度政府网站年度报表",
        "2018 年度 网站工作 年度报表",
    ],
)
def test_a_link_on_the_home_page_is_enough(words: str) -> None:
    assert not missing([home(links=(link("/nb.html", words),))])


def test_an_entry_of_a_list_counts_and_one_without_a_year_goes_by_its_day() -> None:
    named = block("通知公告", item("2018年度政府网站工作年度报表", "2019-01-29", "/a.html"))
    assert not missing([home(lists=(named,))])
    dated = block("通知公告", item("政府网站工作年度报表公示", "2019-01-29", "/a.html"))
    assert not missing([home(lists=(dated,))])
    old = block("通知公告", item("政府网站工作年度报表公示", "2018-01-29", "/a.html"))
    assert missing([home(lists=(old,))]) == [("annual:2018", "")]


def test_a_column_that_holds_the_year_is_enough() -> None:
    ahead = home(links=(link("/nb/", "政府网站年度报表"),))
    column = page("/nb/", lists=(block("", item("2018年度", "2019-01-20", "/nb/18.html")),))
    assert not missing([ahead, column])
    stale = page("/nb/", lists=(block("", item("2017年度", "2018-01-20", "/nb/17.html")),))
    assert missing([ahead, stale]) == [("annual:2018", "column")]


def test_a_column_nobody_read_says_nothing() -> None:
    site = visited([home(links=(link("/nb/", "政府网站年度报表"),))])
    assert not faults("annual.missing", site, **ASKED)
    assert [one.why for one in untested("annual.missing", site, **ASKED)] == [
        "年度报表栏目没有读到"
    ]


def test_only_the_year_that_is_due_is_asked_for() -> None:
    bare = [home()]
    assert missing(bare, "2017-12-05") == []
    assert missing(bare, "2018-01-31") == []
    assert missing(bare, "2018-02-01") == [("annual:2017", "")]
    assert missing(bare, "2019-01-31") == [("annual:2017", "")]
    assert missing(bare, "2026-11-29") == [("annual:2025", "")]


def test_a_report_that_is_not_on_the_home_page_is_said_to_be_hidden() -> None:
    other = page(
        "/tz/", lists=(block("", item("2018年度政府网站工作年度报表", "2019-01-20", "/x.html")),)
    )
    assert missing([home(), other]) == [("annual:2018", "hidden")]


@pytest.mark.parametrize(
    "words",
    [
        "2018年政府信息公开工作年度报告",
        "法治政府建设年度报告（2018年）",
        "2018年学校体育工作报表",
        "2018年度部门决算",
        "网站地图",
    ],
)
def test_other_reports_are_other_reports(words: str) -> None:
    assert missing([home(links=(link("/a.html", words),))]) == [("annual:2018", "")]


def test_what_a_script_draws_is_not_called_missing() -> None:
    site = visited([home(scripted=True)])
    assert not faults("annual.missing", site, **ASKED)
    assert untested("annual.missing", site, **ASKED)


def test_an_article_about_last_year_does_not_stand_for_its_report() -> None:
    ahead = home(links=(link("/nb/", "政府网站年度报表"),))
    column = page("/nb/", lists=(block("", item("2017年度", None, "/nb/17.html")),))
    text = article("/y.html", "2018年工作总结", title="2018年工作总结")
    assert missing([ahead, column, text]) == [("annual:2018", "column")]
    (fault,) = faults("annual.missing", visited([ahead, column]), **ASKED)
    assert (fault.url, fault.suspected) == (at("/nb/"), True)
