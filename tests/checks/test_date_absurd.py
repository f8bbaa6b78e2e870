from dataclasses import replace
from datetime import date

import pytest
from tests.snapshots import article, at, block, faults, home, item, page, seen, snapshot

from xuncha.base.dates import DateSeen
from xuncha.base.types import Period
from xuncha.evidence.snapshot import Meta, PageKind, Published

LAW = {"earliest": 1995, "ahead": Period(days=1)}  # as of 2017-12-05


def absurd(*pages):
    return faults("date.absurd", snapshot([home(), *pages]), **LAW)


def listing(*items, path="/list/", heading="工作动态"):
    return page(path, kind=PageKind.COLUMN, lists=(block(heading, *items),))


def news(path, day, label="发布时间："):
    text = f"{label}{day}\n我县召开会议部署工作。"
    return article(path, text, title="新闻", published=day)


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        ("2106-11-10", "晚于监测时间点"),
        ("2017-12-07", "晚于监测时间点"),
        ("2017-13-45", "日期不存在"),
        ("2017-02-30", "日期不存在"),
        ("0001-01-01", "早得不可能"),
        ("1900-01-01", "早得不可能"),
        ("1970-01-01", "早得不可能"),
    ],
)
def test_days_that_cannot_be(day, kind) -> None:
    (own,) = absurd(news("/a.html", day))
    assert own.where == at("/a.html")
    assert own.seen["kind"] == kind
    assert own.seen["date"] == day
    (listed,) = absurd(listing(item("新闻", day, "/a.html")))
    assert listed.where == at("/a.html")
    assert listed.source_url == at("/list/")
    assert listed.seen["kind"] == kind
    assert listed.seen["item"] == "新闻"
    assert not listed.suspected


@pytest.mark.parametrize("day", ["2017-12-05", "2017-12-06", "1995-01-01", "2012-02-29"])
def test_days_that_can_be(day) -> None:
    assert not absurd(news("/a.html", day), listing(item("新闻", day, "/a.html")))


def test_one_fault_for_an_article_however_many_lists_show_it() -> None:
    bad = item("新闻", "2106-11-10", "/a.html")
    pages = [listing(bad), listing(bad, path="/other/"), news("/a.html", "2106-11-10")]
    assert [fault.where for fault in absurd(*pages)] == [at("/a.html")]


def test_an_item_without_an_address_is_found_by_its_title() -> None:
    (fault,) = absurd(listing(item("无链接", "2106-11-10")))
    assert fault.where == at("/list/") + "#无链接"


def test_list_and_article_disagree() -> None:
    (fault,) = absurd(listing(item("新闻", "2017-11-20", "/a.html")), news("/a.html", "2016-11-20"))
    assert fault.seen["kind"] == "列表与文章不一致"
    assert fault.seen["date"] == "2017-11-20"
    assert fault.seen["found"] == "2016-11-20"
    assert not fault.suspected


def test_without_a_label_the_disagreement_is_a_suspicion() -> None:
    (fault,) = absurd(
        listing(item("新闻", "2017-11-20", "/a.html")), news("/a.html", "2017-10-20", "时间：")
    )
    assert fault.suspected


def test_a_day_apart_is_no_disagreement() -> None:
    assert not absurd(listing(item("新闻", "2017-11-20", "/a.html")), news("/a.html", "2017-11-21"))


@pytest.mark.parametrize("label", ["更新时间：", "生成日期：", "修改时间："])
def test_another_kind_of_day_is_not_compared(label) -> None:
    pages = (listing(item("新闻", "2017-11-20", "/a.html")), news("/a.html", "2017-10-01", label))
    assert not absurd(*pages)


def test_letters_have_many_days() -> None:
    letter = article(
        "/l/1.html", "来信时间：2017-10-01\n答复时间：2017-10-09", published="2017-10-09"
    )
    assert not absurd(listing(item("来信", "2017-10-01", "/l/1.html")), letter)


def test_a_list_without_years_agrees_in_any_year() -> None:
    def short(month_day, day):
        return replace(item("新闻", day, "/a.html"), date=DateSeen(month_day, seen(day).day))

    assert not absurd(listing(short("[11-20]", "2017-11-20")), news("/a.html", "2015-11-20"))
    assert absurd(listing(short("[11-20]", "2017-11-20")), news("/a.html", "2015-03-20"))
    assert not absurd(listing(short("[12-31]", "2016-12-31")), news("/a.html", "2017-01-01"))
    assert not absurd(listing(short("3天前", "2017-12-02")), news("/a.html", "2015-03-20"))


def test_days_to_come_in_lists_of_events() -> None:
    assert not absurd(listing(item("在线访谈预告", "2017-12-20", "/a.html")))
    assert not absurd(listing(item("某项目", "2017-12-20"), heading="招标公告"))
    assert absurd(listing(item("在线访谈预告", "2106-12-20")))


def test_an_old_law_in_a_list_is_only_a_suspicion() -> None:
    (fault,) = absurd(listing(item("中华人民共和国商标法", "1982-08-23", "/law.html")))
    assert fault.suspected


def test_the_day_of_an_old_document_is_its_own() -> None:
    assert not absurd(news("/doc.html", "1989-04-04", "生成日期："))


def test_days_in_titles_and_text_are_not_days_of_publication() -> None:
    text = "规划到2035年12月31日建成，1921年7月1日以来。"
    plain = article("/a.html", text, title="2106年1月1日展望")
    assert not absurd(plain, listing(item("展望2035年12月31日", url="/a.html")))


def test_a_hidden_list_is_not_shown() -> None:
    hidden = block("动态", item("新闻", "2106-11-10"), hidden=True)
    assert not absurd(page("/list/", lists=(hidden,)))


def test_a_meta_tag_is_not_what_people_read() -> None:
    tagged = article("/a.html", "正文", published=None)
    meta = replace(tagged, published=Published(meta=seen("2106-01-01")))
    assert not absurd(meta)


def test_a_file_under_an_article_has_no_day_of_its_own() -> None:
    own = news("/a.html", "2106-11-10")
    file = block("", item("附件", "2106-11-10", "/f.pdf"))
    assert [fault.where for fault in absurd(replace(own, lists=(file,)))] == [at("/a.html")]
    taken_for_a_column = replace(own, lists=(file,), kind=PageKind.COLUMN)
    assert not absurd(taken_for_a_column)


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("最后一次修改密码的时间，其表示从 1970 年 1 月 1 日起的天数", "1970 年 1 月 1 日"),
        ("the field may hold either the ctime or 1970-01-01 (ie, the epoch)", "1970-01-01"),
        ("规划至2106-01-01，分三期实施", "2106-01-01"),
    ],
)
def test_a_day_of_which_an_item_speaks_is_not_its_own(line, day) -> None:
    shown = DateSeen(day, date(1970, 1, 1) if "1970" in day else date(2106, 1, 1))
    one = replace(item("说明", url="/a.html"), date=shown)
    spoken = page("/list/", line, kind=PageKind.COLUMN, lists=(block("说明", one),))
    assert not absurd(spoken)
    # The same day at the end of a row is what the row was published on.
    dated = replace(spoken, text=f"{line}\n说明 {day}\n下一条")
    assert [fault.seen["date"] for fault in absurd(dated)] == [day]


@pytest.mark.parametrize(
    "row",
    [
        "[2106-01-01] 我县召开会议",
        "我县召开会议 2106-01-01 来源：县政府",
        "发布日期：2106-01-01阅读：3",
    ],
)
def test_a_day_beside_other_facts_of_the_row_is_its_own(row) -> None:
    one = item("我县召开会议", "2106-01-01", "/a.html")
    assert absurd(page("/list/", row, kind=PageKind.COLUMN, lists=(block("动态", one),)))


def tagged(path, shown, tag, label="发布时间："):
    own = news(path, shown, label)
    day = seen(tag)
    return replace(
        own,
        metas=(Meta("pubdate", f"{tag} 09:30:00"),),
        published=replace(own.published, meta=day),
    )


def test_a_tag_that_names_another_day_is_told_as_suspected() -> None:
    (told,) = absurd(tagged("/a.html", "2017-11-03", "2017-12-01"))
    assert (told.seen["kind"], told.sentence) == ("标签与页面不一致", "tag")
    assert (told.seen["date"], told.seen["found"]) == ("2017-11-03", "2017-12-01")
    assert told.suspected
    assert told.where == at("/a.html")


@pytest.mark.parametrize(
    ("shown", "tag", "label"),
    [
        ("2017-11-03", "2017-11-03", "发布时间："),
        ("2017-11-03", "2017-11-04", "发布时间："),
        ("2017-11-03", "2017-10-01", "更新时间："),
    ],
)
def test_a_tag_that_agrees_or_speaks_of_another_day(shown, tag, label) -> None:
    assert not absurd(tagged("/a.html", shown, tag, label))


def test_one_fault_where_list_and_tag_both_differ() -> None:
    own = tagged("/a.html", "2017-11-03", "2017-12-01")
    (told,) = absurd(listing(item("新闻", "2017-09-01", "/a.html")), own)
    assert told.seen["kind"] == "列表与文章不一致"
