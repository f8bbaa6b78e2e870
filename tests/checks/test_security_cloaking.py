import pytest
from tests.snapshots import HOME, faults, home, link, metas, snapshot, untested

from xuncha.evidence.response import Reach
from xuncha.evidence.snapshot import Spider

NEWS = "县委召开会议 春耕备耕 信息公开 政务服务"


def told(spider, people=None):
    site = snapshot([people or home(NEWS)], spider=spider)
    return faults("security.cloaking", site)


def shown(text=NEWS, **more):
    return Spider(Reach.OK, page=home(text, **more))


@pytest.mark.parametrize(
    "spider",
    [
        shown(title="澳门百家乐_时时彩平台"),
        shown(metas=metas(keywords="时时彩,北京赛车,百家乐,六合彩")),
        shown("真人娱乐 时时彩 百家乐 老虎机 北京赛车"),
    ],
    ids=["title", "keywords", "text"],
)
def test_what_only_spiders_are_shown(spider) -> None:
    (fault,) = told(spider)
    assert (fault.where, fault.seen["kind"], fault.suspected) == (
        "cloaking:content",
        "content",
        False,
    )
    assert fault.url == HOME


def test_links_only_spiders_are_shown() -> None:
    names = ("bet365", "casino", "bocai")
    links = tuple(link(f"http://www.{name}.com/", "更多") for name in names)
    (fault,) = told(shown(links=links))
    assert fault.suspected


def test_spiders_sent_to_a_stranger() -> None:
    (fault,) = told(Spider(Reach.OK, "http://www.strange.com/"))
    assert (fault.where, fault.seen["host"], fault.suspected) == (
        "cloaking:redirect",
        "www.strange.com",
        True,
    )
    (sure,) = told(Spider(Reach.OK, "http://www.bet365.com/"))
    assert not sure.suspected


@pytest.mark.parametrize(
    "spider",
    [
        shown(),
        shown("更长的页面，为搜索引擎预先渲染：" + "政务公开 办事服务 互动交流 " * 50),
        shown("公安机关打击网络赌博，捣毁百家乐、时时彩团伙，抓获嫌疑人"),
        Spider(Reach.OK, "http://m.example.gov.cn/"),
        Spider(Reach.OK, HOME + "index.html"),
        Spider(Reach.OK, "http://www.gov.cn/"),
        Spider(Reach.DEAD),
        Spider(Reach.OK),
    ],
    ids=["same", "rendered", "news", "own", "itself", "office", "no answer", "no page"],
)
def test_what_spiders_may_be_shown(spider) -> None:
    assert not told(spider)


def test_what_people_are_shown_too_is_no_cloaking() -> None:
    taken = home("时时彩 百家乐", title="澳门百家乐")
    assert not told(Spider(Reach.OK, page=taken), people=taken)


def test_what_everybody_is_sent_and_only_spiders_read() -> None:
    tags = metas(keywords="时时彩,百家乐", description="北京赛车老虎机平台")
    (fault,) = told(shown(metas=tags), people=home(NEWS, metas=tags))
    assert (fault.where, fault.sentence, fault.suspected) == ("cloaking:metas", "metas", False)
    few = metas(keywords="时时彩,百家乐")
    (doubtful,) = told(shown(), people=home(NEWS, metas=few))
    assert doubtful.suspected


@pytest.mark.parametrize(
    "people",
    [
        home(NEWS, metas=metas(keywords="示例县,政务公开", description="示例县人民政府门户网站")),
        home(NEWS, metas=metas(keywords="时时彩")),
        home(NEWS, metas=metas(description="公安机关打击时时彩、百家乐网络赌博，抓获嫌疑人")),
        home("时时彩 百家乐 专项整治", metas=metas(keywords="时时彩,百家乐")),
    ],
    ids=["ordinary", "one word", "police", "people read it too"],
)
def test_tags_with_a_reason(people) -> None:
    assert not told(shown(), people=people)


def test_a_site_that_lets_no_spider_in_is_not_tested() -> None:
    site = snapshot([home()], spider=Spider(Reach.BLOCKED))
    assert [one.where for one in untested("security.cloaking", site)] == ["cloaking"]
    assert not faults("security.cloaking", site)


def test_a_visit_that_did_not_ask_as_a_spider() -> None:
    assert untested("security.cloaking", snapshot([home()]))
