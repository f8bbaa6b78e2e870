from dataclasses import replace

from tests.snapshots import (
    AS_OF,
    article,
    block,
    faults,
    home,
    item,
    link,
    page,
    silent,
    snapshot,
    untested,
)

from xuncha.base.dates import DateSeen
from xuncha.base.types import Period
from xuncha.evidence.response import Failure
from xuncha.evidence.snapshot import LinkKind

TODAY = AS_OF.date()  # 2017-12-05
VETO = {"within": Period(days=14), "at_least": 1}
TEN = {"within": Period(days=14), "at_least": 10}


def site(*items, **more):
    return snapshot([home(lists=(block("工作动态", *items),))], **more)


def test_one_fresh_item_is_an_update() -> None:
    fresh = item("新闻", "2017-12-04", "/a.html")
    assert not faults("home.stale", site(fresh, item("旧闻", "2016-01-01")), **VETO)


def test_nothing_new_for_longer_than_the_period() -> None:
    (fault,) = faults("home.stale", site(item("旧闻", "2016-10-08", "/a.html")), **VETO)
    assert fault.where == "home"
    assert fault.seen["count"] == 0
    assert fault.seen["newest"] == "2016-10-08"
    assert fault.seen["days"] == 423
    assert not fault.suspected


def test_the_day_on_the_limit_still_counts() -> None:
    assert not faults("home.stale", site(item("a", "2017-11-21")), **VETO)
    assert faults("home.stale", site(item("a", "2017-11-20")), **VETO)


def test_a_future_day_is_no_update() -> None:
    (fault,) = faults("home.stale", site(item("a", "2106-12-01"), item("b", "2017-01-05")), **VETO)
    assert fault.seen["newest"] == "2017-01-05"


def test_an_item_in_two_blocks_counts_once() -> None:
    days = [item(f"第{n}条", "2017-12-01", f"/{n}.html") for n in range(5)]
    twice = snapshot([home(lists=(block("要闻", *days), block("通知", *days)))])
    (fault,) = faults("home.stale", twice, **TEN)
    assert fault.seen["count"] == 5


def test_without_dates_the_articles_decide() -> None:
    front = home(lists=(block("要闻", item("甲", url="/a.html"), item("乙", url="/b.html")),))
    old = article("/a.html", "正文" * 50, published="2017-01-01")
    fresh = article("/b.html", "正文" * 50, published="2017-12-01")
    assert not faults("home.stale", snapshot([front, old, fresh]), **VETO)
    (fault,) = faults(
        "home.stale",
        snapshot([front, old, article("/b.html", "x", published="2017-02-01")]),
        **VETO,
    )
    assert fault.seen["newest"] == "2017-02-01"


def test_without_any_date_it_counts_as_not_updated() -> None:
    front = home(lists=(block("要闻", item("甲", url="/a.html")),))
    (fault,) = faults("home.stale", snapshot([front, article("/a.html", "正文")]), **VETO)
    assert fault.sentence == "undated"
    assert fault.seen["newest"] is None


def test_articles_nobody_read_prove_nothing() -> None:
    front = home(lists=(block("要闻", item("甲", url="/a.html")),))
    assert not faults("home.stale", snapshot([front]), **VETO)
    assert untested("home.stale", snapshot([front]), **VETO)


def test_unread_articles_beside_old_ones_leave_a_suspicion() -> None:
    both = site(item("旧闻", "2016-10-08", "/a.html"), item("甲", url="/b.html"))
    (fault,) = faults("home.stale", both, **VETO)
    assert fault.suspected


def test_a_script_that_fills_the_list_leaves_it_open() -> None:
    old = block("要闻", item("旧闻", "2016-10-08"))
    lists = (old, block("通知", scripted=True))
    for one in (home(lists=lists), home(lists=(old,), scripted=True)):
        assert not faults("home.stale", snapshot([one]), **VETO)
        assert [said.where for said in untested("home.stale", snapshot([one]), **VETO)] == ["home"]


def test_items_of_a_frame_are_the_home_pages() -> None:
    frame = page("/main.html", lists=(block("要闻", item("甲", "2017-12-01")),))
    outer = home(links=(link("/main.html", kind=LinkKind.FRAME),))
    assert not faults("home.stale", snapshot([outer, frame]), **VETO)
    assert untested("home.stale", snapshot([outer]), **VETO)


def test_behind_an_entrance_the_second_level_counts() -> None:
    entrance = home(links=(link("/index_new.html", "进入"), link("/en/", "English")))
    inner = page("/index_new.html", lists=(block("要闻", item("甲", "2017-12-01")),))
    dead = silent("/en/", Failure.TIMEOUT)
    assert not faults("home.stale", snapshot([entrance, inner], answers=[dead]), **VETO)
    old = page("/index_new.html", lists=(block("要闻", item("甲", "2015-12-01")),))
    assert faults("home.stale", snapshot([entrance, old], answers=[dead]), **VETO)


def test_a_hidden_list_is_not_shown_to_anyone() -> None:
    hidden = block("要闻", item("甲", "2017-12-01"), hidden=True)
    shown = block("通知", item("乙", "2017-01-01"))
    assert faults("home.stale", snapshot([home(lists=(hidden, shown))]), **VETO)


def test_no_home_page_is_not_tested() -> None:
    assert untested("home.stale", snapshot([page("/a.html")]), **VETO)


def test_a_day_without_a_year_is_as_old_as_its_article() -> None:
    undated = replace(item("新闻", "2017-12-01", "/a.html"), date=DateSeen("[12-01]", TODAY))
    front = home(lists=(block("要闻", undated),))
    assert not faults("home.stale", snapshot([front]), **VETO)
    old = article("/a.html", "正文", published="2015-12-01")
    (fault,) = faults("home.stale", snapshot([front, old]), **VETO)
    assert fault.seen["newest"] == "2015-12-01"
