import pytest
from tests.snapshots import (
    article,
    block,
    column,
    faults,
    home,
    item,
    link,
    page,
    snapshot,
    untested,
)

from xuncha.base.types import ColumnType
from xuncha.evidence.snapshot import LinkKind, PageKind

CODE = "interaction.no_channel"
NEWS = block("工作动态", item("全县经济工作会议召开", "2017-12-01", "/1.html"))


def front(*links, **more):
    return home(links=links, **{"lists": (NEWS,)} | more)


def test_a_site_of_news_has_no_channel() -> None:
    (fault,) = faults(CODE, snapshot([front(link("/gk/", "信息公开"))]))
    assert fault.where == "site"
    assert not fault.suspected


@pytest.mark.parametrize("word", ["县长信箱", "在线咨询", "我要留言", "网络问政", "12345热线"])
def test_a_link_on_the_home_page_is_a_channel(word) -> None:
    assert not faults(CODE, snapshot([front(link("/x/", word))]))


@pytest.mark.parametrize("word", ["网上信访", "纪检举报", "举报信箱", "咨询电话", "意见征集"])
def test_what_does_not_count(word) -> None:
    (fault,) = faults(CODE, snapshot([front(link("/x/", word))]))
    assert not fault.suspected


def test_what_exists_instead_is_told() -> None:
    (fault,) = faults(CODE, snapshot([front(link("/x/", "网上信访"))]))
    assert fault.seen["found"] == ["网上信访"]


def test_columns_and_pages_count_too() -> None:
    letters = column("局长信箱", ColumnType.INTERACTION)
    assert not faults(CODE, snapshot([front()], columns=[letters]))
    guestbook = page("/gb.asp", kind=PageKind.OTHER, title="留言板-示例县人民政府")
    assert not faults(CODE, snapshot([front(), guestbook]))


def test_the_menu_of_a_section_counts() -> None:
    section = page("/hd/", kind=PageKind.COLUMN, links=(link("/xx/", "县长信箱"),))
    assert not faults(CODE, snapshot([front(link("/hd/", "政民互动")), section]))


def test_news_about_asking_is_no_channel() -> None:
    told = block("要闻", item("我县开展法律咨询活动", "2017-12-01", "/2.html"))
    site = front(link("/2.html", "我县开展法律咨询活动"), lists=(told,))
    story = article("/2.html", "活动现场", title="咨询活动")
    assert faults(CODE, snapshot([site, story]))


def test_a_section_of_that_kind_leaves_it_to_a_person() -> None:
    (fault,) = faults(CODE, snapshot([front(link("/hd/", "政民互动"))]))
    assert fault.suspected
    (fault,) = faults(CODE, snapshot([front(text="首页\n在线咨询\n")]))
    assert fault.suspected


def test_a_scripted_or_unread_home_page_leaves_it_open() -> None:
    framed = home(links=(link("/main.html", kind=LinkKind.FRAME),))
    for one in (front(scripted=True), framed, page("/a.html")):
        assert not faults(CODE, snapshot([one]))
        assert untested(CODE, snapshot([one]))
