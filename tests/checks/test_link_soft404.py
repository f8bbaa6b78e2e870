import pytest
from tests.snapshots import HOME, answer, article, at, block, faults, home, item, page, snapshot

from xuncha.checks import errorpages

MENU = "首页\n政务公开\n办事服务\n互动交流\n网站地图"
FOOT = "主办：示例县人民政府办公室\n青ICP备00000000号\n网站标识码：6325210001"
FRONT = home(f"{MENU}\n今日要闻\n通知公告\n{FOOT}")


def shown(path, own, title="", **more):
    return page(path, f"{MENU}\n{own}\n{FOOT}", title=title, **more)


def soft(*pages, answers=(), **more):
    return faults("link.soft404", snapshot([FRONT, *pages], answers=answers, **more))


@pytest.mark.parametrize(
    "own",
    [
        "很抱歉，您访问的页面不存在！\n返回首页",
        "您要查看的信息不存在或已被删除。",
        "对不起，该文章已被删除",
        "404 Not Found\nnginx",
        "找不到您要访问的页面",
        "HTTP Status 404 - /a/b.jsp",
        "抱歉，页面走丢了",
        "没有找到该文章",
        "对不起，没有此信息",
        "您正在搜索的页面可能已经删除、更名或暂时不可用。",
        "非常抱歉，该页面已经不在了",
        "该信息未发布或已删除",
        "很抱歉，由于您的访问链接失效，页面无法显示",
        "系统发生错误，请与管理员联系",
        "The requested URL /a.html was not found on this server.",
    ],
)
def test_a_page_that_says_there_is_none(own) -> None:
    (fault,) = soft(shown("/a/b.html", own, "示例县人民政府"))
    assert fault.where == at("/a/b.html")
    assert fault.seen["status"] == 200
    assert fault.seen["quote"]
    assert not fault.suspected


@pytest.mark.parametrize(
    "title",
    [
        "404",
        "404错误",
        "404 Not Found",
        "页面不存在-示例县人民政府",
        "404 - 找不到文件或目录。",
        "示例县人民政府 - 出错了",
        "Error 404",
    ],
)
def test_titles_of_error_pages(title) -> None:
    assert errorpages.titled(title)


@pytest.mark.parametrize(
    "title",
    [
        "示例县人民政府",
        "关于G404线施工期间交通管制的公告",
        "我县开展“页面不存在”问题专项整治工作会议召开",
        "第404次常务会议",
        "机构不存在违规情况的公示",
        "",
    ],
)
def test_titles_of_other_pages(title) -> None:
    assert not errorpages.titled(title)


def test_an_article_about_error_pages_is_none() -> None:
    text = (
        "近日，我县对网站错链断链进行排查，发现部分链接提示“您访问的页面不存在”，已责成整改。" * 8
    )
    about = article("/a.html", text, title="整治“404 Not Found”", published="2017-11-01")
    assert not soft(about)
    assert not soft(shown("/b.html", text))


def test_an_empty_list_is_no_error() -> None:
    assert not soft(
        shown("/list/", "暂无相关信息", "工作动态"),
        shown("/search.jsp?q=1", "没有找到相关结果", "搜索"),
        shown("/list2/", "共0条", "动态"),
        shown("/list3/", "没有找到文章", "动态"),
        shown("/file/", "《示例县管理办法》\n此文件已失效", "规范性文件"),
        shown("/job/", "该职位已下线", "人才招聘"),
        shown("/topic/", "本次征集已结束，感谢参与", "民意征集"),
        shown("/lost/", "下列行政审批事项已被删除：一、渔业捕捞许可", "公告"),
        shown("/why/", "信息不对称会导致市场失灵", "科普"),
        shown("/count/", "全县共有合作社404，其中示范社12", "概况"),
    )


def test_a_column_with_dated_items_is_none() -> None:
    items = [item(f"页面不存在之{n}", "2017-11-01") for n in range(3)]
    assert not soft(shown("/c/", "页面不存在", lists=(block("动态", *items),)))


def test_an_article_sent_to_the_home_page() -> None:
    gone = answer("/art/2016/10/8/art_12_3456.html", answered=HOME, title=FRONT.title)
    (fault,) = soft(answers=[gone])
    assert fault.where == at("/art/2016/10/8/art_12_3456.html")
    assert fault.sentence == "home"
    assert not fault.suspected


def test_the_home_page_shown_in_place_of_an_article() -> None:
    def shows_home(path):
        return page(path, FRONT.text, title=FRONT.title)

    gone, entrance = shows_home("/art/2016/3456.html"), shows_home("/index.html")
    (fault,) = soft(gone, entrance, missing=(shows_home("/8f3a.html"),))
    assert (fault.where, fault.sentence) == (at("/art/2016/3456.html"), "home")
    # Where missing addresses are answered otherwise, a second entrance is by right.
    assert not soft(gone, missing=(shown("/8f3a.html", "页面不存在"),))


@pytest.mark.parametrize(
    "path", ["/index.html", "/portal/", "/index.jsp?", "/user/login.do?id=2017", "/gov/index.html"]
)
def test_other_names_of_the_home_page_may_lead_there(path) -> None:
    assert not soft(answers=[answer(path, answered=HOME, title=FRONT.title)])


def test_an_article_elsewhere_sent_to_that_site_s_home_page_is_a_suspicion() -> None:
    old, new = "http://www.b.gov.cn/2009/01/content_9.htm", "https://www.b.gov.cn/"
    (fault,) = soft(answers=[answer(old, answered=new, title="某部")])
    assert fault.suspected
    assert not soft(answers=[answer("http://www.b.gov.cn/", answered=new, title="某部")])


def test_a_link_sent_to_the_site_s_error_page() -> None:
    missing = shown("/404.html", "您访问的页面不存在", asked=at("/8f3a.html"))
    menu = " ".join((MENU * 20).split())[:400]
    gone = answer("/a/1.html", answered=at("/404.html"), title="示例县人民政府", text=menu)
    assert [fault.where for fault in soft(answers=[gone], missing=(missing,))] == [at("/a/1.html")]


def test_a_page_like_the_site_s_error_page_is_a_suspicion() -> None:
    sample = shown("/8f3a.html", "系统提示\n请点击这里返回上一页面继续浏览", "示例县")
    (fault,) = soft(
        shown("/info/1.html", "系统提示\n请点击这里返回上一页面继续浏览", "示例县"),
        missing=(sample,),
    )
    assert fault.suspected


def test_a_site_that_shows_its_home_page_for_everything_proves_nothing() -> None:
    catch_all = page("/8f3a.html", FRONT.text, title=FRONT.title)
    assert not soft(
        page("/index.htm", FRONT.text, title=FRONT.title),
        shown("/a/", "工作动态", FRONT.title),
        missing=(catch_all,),
    )


def test_the_home_page_never_is_one() -> None:
    odd = home("您访问的页面不存在", title="404 Not Found")
    assert not faults("link.soft404", snapshot([odd]))


def test_a_page_outside_that_says_there_is_none() -> None:
    url = "http://www.c.com/a.html"
    gone = answer(url, title="404 Not Found", text="404 Not Found nginx/1.10")
    assert [fault.where for fault in soft(answers=[gone])] == [url]
    fine = answer(url, title="某公司", text="欢迎光临")
    assert not soft(answers=[fine])
    dead = answer(url, 404, title="404 Not Found", text="404 Not Found")
    assert not soft(answers=[dead])


def test_a_file_is_no_page() -> None:
    pdf = answer("/a.pdf", magic="pdf", title=None)
    in_its_place = answer("/b.pdf", title="404 Not Found", text="404 Not Found")
    assert not soft(answers=[pdf, in_its_place])


def test_a_moved_page_is_reported_once_where_it_is_linked() -> None:
    moved = shown("/x/9/", "您访问的页面不存在", asked=at("/x/9"), url=at("/x/9/"))
    text = "您访问的页面不存在"
    for shown_text in (text, "菜单 " * 133):
        note = answer("/x/9", answered=at("/x/9/"), title="示例县", text=shown_text)
        assert [fault.where for fault in soft(moved, answers=[note])] == [at("/x/9")]
