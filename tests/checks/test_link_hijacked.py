import pytest
from tests.snapshots import HOME, answer, article, faults, home, link, snapshot

OLD = "http://www.old-bureau.com/"


def hijacked(*answers, pages=()):
    return faults("link.hijacked", snapshot(pages or [home()], answers=answers))


def outside(title, text, url=OLD, **more):
    return answer(url, title=title, text=text, **more)


CASINO = outside(
    "澳门新葡京娱乐城_真人百家乐_首存送彩金",
    "真人荷官在线发牌 老虎机 捕鱼 体育投注 时时彩 立即注册 存款 取款 优惠活动",
)


def test_a_casino_where_a_bureau_was() -> None:
    (fault,) = hijacked(CASINO, pages=[home(links=(link(OLD, "某局"),))])
    assert fault.where == OLD
    assert fault.source_url == HOME
    assert fault.seen["why"] == "赌博"
    assert fault.seen["text"] == "某局"
    assert fault.seen["external"] is True
    assert "百家乐" in "".join(fault.seen["quote"])
    assert not fault.suspected


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("old-bureau.com域名出售", "您正在访问的域名可以出售，有意向请联系卖家报价。"),
        ("old-bureau.com is for sale | HugeDomains", "Buy this domain. Make an offer today."),
        ("www.old-bureau.com", "This domain name may be for sale. Related searches: loans"),
    ],
)
def test_a_domain_for_sale(title, text) -> None:
    (fault,) = hijacked(outside(title, text))
    assert fault.seen["why"] == "出售或停放域名"


def test_pornography() -> None:
    (fault,) = hijacked(outside("成人视频在线观看", "国产自拍 无码专区 人妻 女优 在线播放"))
    assert fault.seen["why"] == "色情"


def test_police_who_write_about_gambling_are_no_casino() -> None:
    news = outside(
        "县公安局成功打击一特大网络赌博团伙 涉案百家乐、时时彩资金上亿元",
        "近日，民警抓获犯罪嫌疑人12名，该团伙开设百家乐、老虎机、时时彩、六合彩等赌博网站，非法获利。",
        "http://news.local-paper.com/a.html",
    )
    assert not hijacked(news)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("中国体育彩票", "体彩开奖公告 彩票投注 赔率 大乐透 竞彩 快三"),
        ("某某市棋牌协会", "棋牌比赛报名 开奖"),
        ("太阳城社区居委会", "社区动态 通知"),
        ("电影网", "亚洲 欧美 美女 在线播放 福利 写真"),
        ("域名注册_企业邮箱", "域名 转让 报价 whois 一口价 domain"),
        ("某县百家乐超市开业", "促销活动"),
        ("金沙江水电", "金沙江平台 永利镇 澳门投资"),
        ("疫情防控", "无码人员请登记，成人用品柜台除外"),
        ("", ""),
    ],
)
def test_ordinary_sites_with_such_words(title, text) -> None:
    assert not hijacked(outside(title, text))


def test_one_word_is_never_enough() -> None:
    assert not hijacked(outside("某公司", "百家乐 " * 50))


def test_a_government_or_well_known_host_needs_more() -> None:
    some = ("网站", "时时彩 百家乐 六合彩")
    assert hijacked(outside(*some))
    assert not hijacked(outside(*some, url="http://www.b.gov.cn/"))
    assert not hijacked(outside(*some, url="http://v.qq.com/x"))
    taken = answer("http://www.b.gov.cn/", title=CASINO.title, text=CASINO.text)
    assert hijacked(taken)


def test_the_site_s_own_pages_are_not_weighed_here() -> None:
    own = article("/a.html", CASINO.text or "", title=CASINO.title or "")
    assert not hijacked(pages=[home(), own])


def test_a_home_page_that_was_taken_over() -> None:
    (fault,) = hijacked(pages=[home(CASINO.text or "", title=CASINO.title)])
    assert fault.where == HOME
    assert fault.sentence == "home"


def test_links_to_one_stolen_host_have_one_root() -> None:
    deep = outside(CASINO.title, CASINO.text, f"{OLD}a.html")
    assert {fault.root for fault in hijacked(CASINO, deep)} == {"host:www.old-bureau.com"}


def test_a_redirect_to_a_stolen_host_is_weighed_where_it_lands() -> None:
    moved = outside(CASINO.title, CASINO.text, "/out.html", answered="http://dubo.com/")
    assert hijacked(moved)[0].seen["host"] == "dubo.com"


def test_what_did_not_open_shows_nothing() -> None:
    assert not hijacked(outside(CASINO.title, CASINO.text, OLD, status=403))
