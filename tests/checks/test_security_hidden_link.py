import pytest
from tests.snapshots import HOME, at, faults, home, link, page, snapshot

from xuncha.evidence.snapshot import LinkKind


def hidden(url, text="", how="display:none", **more):
    return link(url, text, hidden=how, **more)


def found(*pages, **more):
    return faults("security.hidden_link", snapshot(pages, **more))


def on_home(*links, **more):
    return found(home(links=links), **more)


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("http://www.strange.com/", "澳门威尼斯人娱乐城"),
        ("http://www.strange.net/", "六 合 彩 开奖"),
        ("http://www.strange.cn/", "真人百家樂"),
        ("http://sf.strange.com/", "传奇私服发布网"),
        ("http://a.strange.com/", "成人电影在线"),
        ("http://b.strange.com/", "代开发票 13812345678"),
        ("http://www.royal-casino.com/", ""),
        ("http://bet3650.com/", "点击进入"),
    ],
)
@pytest.mark.parametrize("how", ["display:none", "off-screen", "zero-size", "same-colour"])
def test_a_hidden_link_to_gambling_and_its_like(url, text, how) -> None:
    (fault,) = on_home(hidden(url, text, how))
    assert fault.where == f"hidden:{url}"
    assert (fault.url, fault.source_url) == (url, HOME)
    assert not fault.suspected


def test_what_the_fault_shows() -> None:
    shown = home(links=(hidden("http://www.strange.com/a", "博彩 13812345678"),), record="ab" * 32)
    (fault,) = found(shown)
    assert fault.seen["host"] == "www.strange.com"
    assert "13812345678" not in fault.seen["text"]
    assert fault.seen["text"].startswith("博彩 138")
    assert fault.evidence == ("ab" * 32,)


@pytest.mark.parametrize(
    "links",
    [
        [hidden("/zwgk/", "信息公开"), hidden("/bmfw/", "便民服务"), hidden("/hd/", "互动")],
        [hidden(f"http://www.{n}.gov.cn/", "部门网站", "off-screen") for n in "abcd"],
        [hidden("http://oa.example.gov.cn/", "办公系统", "zero-size")],
        [
            hidden("http://service.weibo.com/share/share.php", "微博", "zero-size"),
            hidden("http://www.bshare.cn/share", "分享", "zero-size"),
            hidden("http://share.baidu.com/", "百度", "zero-size"),
            hidden("http://www.cnzz.com/stat/", "站长统计", "zero-size"),
            hidden("http://www.jiathis.com/share", "分享", "zero-size"),
        ],
        [hidden(f"http://www.{n}.com/", n, "display:none") for n in ("bank", "rail", "air", "bus")],
        [hidden("http://www.maker.com/", "网站建设：某某科技", "off-screen")],
        [hidden("http://www.people.com.cn/a.html", "网上赌博平台覆灭记")],
        [hidden("http://www.local-news.com/a.html", "公安机关打击网上赌博平台")],
        [hidden("http://www.12306.cn/", "火车票"), hidden("http://www.95598.cn/", "电费")],
        [hidden(f"http://www.{n}.com/a.js", kind=LinkKind.SCRIPT, how="zero-size") for n in "abc"],
    ],
    ids=[
        "a menu of the site",
        "offices",
        "a system of its own",
        "share and count",
        "a drop-down of services",
        "the maker's credit",
        "news of a known paper",
        "news about fighting it",
        "service numbers",
        "scripts",
    ],
)
def test_what_pages_hide_by_right(links) -> None:
    assert not on_home(*links)


def test_a_link_everyone_sees_is_not_hidden() -> None:
    assert not on_home(link("http://www.strange.com/", "六合彩"))


def test_hosts_of_the_register_are_near() -> None:
    links = [hidden(f"http://{n}.com/", n, "off-screen") for n in ("tour", "town", "park")]
    hosts = frozenset(("tour.com", "town.com", "park.com"))
    assert not on_home(*links, registered_hosts=hosts)
    assert len(on_home(*links)) == 3


@pytest.mark.parametrize("how", ["off-screen", "zero-size", "same-colour"])
def test_several_strange_hosts_hidden_as_no_menu_is(how) -> None:
    links = [hidden(f"http://www.{n}.com/", n, how) for n in ("one", "two", "three")]
    said = on_home(*links)
    assert [fault.suspected for fault in said] == [True] * 3
    assert not on_home(*links[:2])


def test_many_addresses_of_one_host_are_one_stranger() -> None:
    assert not on_home(*(hidden(f"http://www.one.com/{n}", str(n), "off-screen") for n in range(9)))


def test_bought_links_that_are_only_not_displayed() -> None:
    trades = ["上海搬家公司", "论文代写", "植发"]
    links = [hidden(f"http://www.t{n}.com/", text) for n, text in enumerate(trades)]
    assert [fault.suspected for fault in on_home(*links)] == [True] * 3
    assert not on_home(links[0])


def test_a_marquee_too_small_to_see() -> None:
    tiny = hidden("http://www.one.com/", "one", "zero-size", place="body>marquee>a")
    (fault,) = on_home(tiny)
    assert fault.suspected


def test_one_planted_link_on_every_page_is_one_fault() -> None:
    planted = hidden("http://www.strange.com/", "六合彩", place="div.foot>a")
    pages = [home(links=(planted,)), *(page(f"/{n}.html", links=(planted,)) for n in range(5))]
    (fault,) = found(*pages)
    assert (fault.seen["pages"], fault.source_url) == (6, HOME)


def test_what_was_planted_together_is_one_problem() -> None:
    planted = [hidden(f"http://www.s{n}.com/", "六合彩", place="div.foot>a") for n in range(3)]
    assert len({fault.root for fault in on_home(*planted)}) == 1


def test_pages_of_a_host_next_door_are_own() -> None:
    assert not on_home(hidden(at("//wap.example.gov.cn/"), "彩票", "off-screen"))


def test_a_script_of_a_casino_on_every_page() -> None:
    script = link("http://js.bocai88.com/t.js", kind=LinkKind.SCRIPT)
    (fault,) = found(home(links=(script,)), page("/a.html", links=(script,)))
    assert fault.sentence == "script"
    assert (fault.seen["host"], fault.seen["pages"]) == ("js.bocai88.com", 2)
    assert not fault.suspected
    assert not on_home(link("http://js.maker.com/t.js", kind=LinkKind.SCRIPT))


@pytest.mark.parametrize("how", ["packed", "referrer"])
@pytest.mark.parametrize("kind", [LinkKind.SCRIPT, LinkKind.FRAME, LinkKind.PAGE])
def test_what_a_script_hides_is_suspected_even_alone(how, kind) -> None:
    (fault,) = on_home(hidden("http://www.strange.com/t.js", how=how, kind=kind))
    assert fault.sentence == how
    assert fault.suspected
    (sure,) = on_home(hidden("http://www.bet365.com/t.js", how=how, kind=kind))
    assert not sure.suspected
    assert not on_home(
        hidden("http://hm.baidu.com/h.js", how=how, kind=kind), hidden("/own.js", how=how)
    )
