from tests.snapshots import article, at, column, earlier, faults, home, item, snapshot, untested

from xuncha.base.types import Period

LAW = {"after": Period(months=1)}  # as of 2017-12-05
TEXT = "".join(
    f"第{n}条 各乡镇要高度重视，落实责任，加强{word}工作，确保各项任务按期完成。"
    for n, word in enumerate(["安全", "环保", "扶贫", "教育", "卫生", "交通", "水利"])
)


def now_and_then(now, then, days=60, **more):
    site = snapshot([home(), *now], **more)
    return snapshot([home(), *now], history=(earlier(site, days, pages=(home(), *then)),), **more)


def news(path, day, text=TEXT, title="关于加强当前工作的通知"):
    return article(path, text, title=title, published=day)


def test_one_address_whose_day_moved_on() -> None:
    site = now_and_then([news("/a.html", "2017-12-01")], [news("/a.html", "2017-03-01")])
    (fault,) = faults("date.backdated", site, **LAW)
    assert fault.where == at("/a.html")
    assert fault.seen["date"] == "2017-12-01"
    assert fault.seen["found"] == "2017-03-01"
    assert fault.seen["item"] == "关于加强当前工作的通知"
    assert fault.suspected


def test_an_old_text_posted_again() -> None:
    old = news("/a.html", "2017-03-01")
    site = now_and_then([old, news("/b.html", "2017-12-01")], [old])
    assert [fault.where for fault in faults("date.backdated", site, **LAW)] == [at("/b.html")]


def test_the_same_day_or_other_words_are_nothing() -> None:
    old = news("/a.html", "2017-03-01")
    for now in (
        [old],
        [old, news("/b.html", "2017-03-01")],
        [news("/a.html", "2017-03-02")],
        [news("/a.html", "2017-12-01", TEXT.replace("各乡镇", "县直各部门及各有关单位"))],
        [old, news("/b.html", "2017-12-01", "今年的通知内容完全不同。" * 20)],
    ):
        assert not faults("date.backdated", now_and_then(now, [old]), **LAW)


def test_short_notices_read_alike_every_year() -> None:
    short = "根据安排，现将放假通知如下：放假三天，请妥善安排值班。"
    site = now_and_then(
        [news("/b.html", "2017-12-01", short)], [news("/a.html", "2017-03-01", short)]
    )
    assert not faults("date.backdated", site, **LAW)


def test_a_day_set_back_is_not_old_news_made_new() -> None:
    site = now_and_then([news("/a.html", "2017-03-01")], [news("/a.html", "2017-09-01")])
    assert not faults("date.backdated", site, **LAW)


def listed(*items):
    return (column("工作动态", items=items),)


OLD = [item("甲", "2017-09-20", "/1.html"), item("乙", "2017-05-01", "/2.html")]


def with_columns(now, then, days=30):
    site = snapshot([home()], columns=listed(*now))
    before = earlier(site, days, columns=listed(*then))  # 2017-11-05
    return snapshot([home()], columns=listed(*now), history=(before,))


def test_an_item_that_was_not_there_when_its_day_had_long_passed() -> None:
    late = item("补发的新闻", "2017-08-01", "/3.html")
    (fault,) = faults("date.backdated", with_columns([*OLD, late], OLD), **LAW)
    assert fault.where == at("/3.html")
    assert fault.column == "工作动态"
    assert fault.sentence == "late"
    assert fault.seen["date"] == "2017-08-01"
    assert fault.seen["found"] == "2017-11-05"
    assert fault.suspected


def test_items_that_may_well_have_been_out_of_sight() -> None:
    for fine in (
        item("新的", "2017-11-20", "/3.html"),
        item("刚好", "2017-10-05", "/4.html"),
        item("太旧，在第二页", "2016-08-01", "/5.html"),
        item("甲", "2017-08-01", "/moved.html"),
        item("没有日期", url="/6.html"),
    ):
        assert not faults("date.backdated", with_columns([*OLD, fine], OLD), **LAW)


def test_a_list_nobody_read_before_proves_nothing() -> None:
    late = item("补发的新闻", "2017-08-01", "/3.html")
    assert not faults("date.backdated", with_columns([*OLD, late], []), **LAW)


def test_without_history_it_is_not_tested() -> None:
    assert untested("date.backdated", snapshot([home()]), **LAW)
    assert untested("date.backdated", snapshot([home()], history=()), **LAW)
