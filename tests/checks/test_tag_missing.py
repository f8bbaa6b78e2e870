from dataclasses import replace

from tests.snapshots import article, at, column, home, item, link, metas, page, snapshot

from xuncha.base.types import ColumnType
from xuncha.checks.contract import Fault
from xuncha.checks.examination import examine
from xuncha.evidence.snapshot import LinkKind, PageKind

TAGS = {
    "site": ("SiteName", "SiteIDCode"),
    "column": ("ColumnName", "ColumnType"),
    "article": ("ArticleTitle", "PubDate"),
}
SITE_TAGS = {"SiteName": "示例县人民政府", "SiteIDCode": "6325210001"}


def faults(*pages, **more) -> list[Fault]:
    """One threshold is called `site`, as the builder's own argument is."""
    result = examine(snapshot(pages, **more), {"tag.missing": TAGS})
    assert not result.errors
    return [fault for _, fault in result.faults]


def missing(*pages, **more):
    return [fault.where for fault in faults(*pages, **more)]


def test_complete_pages_have_no_fault() -> None:
    assert not missing(
        home(metas=metas(**SITE_TAGS)),
        page(
            "/gzdt/", kind=PageKind.COLUMN, metas=metas(**SITE_TAGS, ColumnName="a", ColumnType="b")
        ),
        article("/1.html", "文", metas=metas(**SITE_TAGS, ArticleTitle="a", PubDate="2017-12-01")),
    )


def test_the_case_of_a_name_does_not_matter() -> None:
    assert not missing(home(metas=metas(SITENAME="示例县", siteidcode="6325210001")))


def test_an_empty_tag_is_missing() -> None:
    assert missing(home(metas=metas(SiteName="  ", SiteIDCode="6325210001"))) == [
        "tag:home:SiteName"
    ]


def test_one_fault_for_each_kind_and_tag_with_its_number_of_pages() -> None:
    said = {"metas": metas(**SITE_TAGS), "published": "2017-11-01"}
    articles = [article(f"/{n}.html", "文", **said) for n in range(3)]
    found = faults(home(metas=metas(**SITE_TAGS)), *articles)
    assert [one.where for one in found] == ["tag:article:ArticleTitle", "tag:article:PubDate"]
    assert found[0].seen["pages"] == 3
    assert found[0].seen["example"] == found[0].url == at("/0.html")
    assert found[0].root == "tag:ArticleTitle"


def test_a_site_has_one_home_page() -> None:
    old = page("/2015/index.html", kind=PageKind.HOME)
    assert not missing(home(metas=metas(**SITE_TAGS)), old)


def test_a_page_that_does_not_say_what_it_is_is_not_judged() -> None:
    assert not missing(home(metas=metas(**SITE_TAGS)), page("/x.html"))


def test_scripted_pages_and_error_pages_are_not_judged() -> None:
    assert not missing(home(scripted=True))
    assert not missing(article("/a.html", "文", status=404))


def test_a_frame_is_not_a_page_of_its_own() -> None:
    front = home(metas=metas(**SITE_TAGS), links=(link("/top.html", kind=LinkKind.FRAME),))
    assert not missing(front, page("/top.html", kind=PageKind.COLUMN))


def test_a_registered_column_of_one_text_is_a_column_page() -> None:
    duties = column("机构职能", ColumnType.STATIC, path="/jgzn.html")
    text = article("/jgzn.html", "职能", metas=metas(**SITE_TAGS, ColumnName="a", ColumnType="b"))
    assert not missing(text, columns=[duties])
    text = replace(text, published=page("/x.html", published="2017-11-01").published)
    found = replace(duties, via="navigation")
    assert missing(text, columns=[found]) == ["tag:article:ArticleTitle", "tag:article:PubDate"]


def test_pages_that_serve_the_site_are_neither_column_nor_content() -> None:
    bare = {"metas": metas(**SITE_TAGS)}
    assert not missing(
        page(
            "/map.html",
            "政务公开\n办事服务",
            kind=PageKind.COLUMN,
            title="网站地图-示例县政府",
            **bare,
        ),
        article(
            "/contact.html",
            "地址：人民路1号",
            title="联系我们 - 示例县政府",
            published="2017-01-01",
            **bare,
        ),
        article("/duties.html", "负责全县财政工作。", title="机构职能", **bare),
    )
    listed = column("公告", items=[item("关于会议的通知", url="/1.html")])
    found = missing(article("/1.html", "请按时参加。", **bare), columns=[listed])
    assert found == ["tag:article:ArticleTitle", "tag:article:PubDate"]


def test_pages_for_foreigners_and_topics_of_their_own_are_not_asked() -> None:
    english = "Governor meets investors. The government held a meeting on Monday. " * 3
    topic = {"kind": PageKind.COLUMN, "metas": metas(**SITE_TAGS)}
    assert not missing(
        home(metas=metas(**SITE_TAGS)),
        article("/en/1.html", english, title="Governor meets investors", published="2018-03-12"),
        page("/zt/1/", "脱贫攻坚专题", **topic),
    )
    of_menu = home(metas=metas(**SITE_TAGS), links=(link("/gg/", "通知公告"),))
    wanted = ["tag:column:ColumnName", "tag:column:ColumnType"]
    assert missing(of_menu, page("/gg/", "通知公告", **topic)) == wanted
    assert (
        missing(home(metas=metas(**SITE_TAGS)), page("/a/", "公告", column="公告", **topic))
        == wanted
    )
