"""Meta tags that pages of each kind must carry."""

from tests.snapshots import article, at, faults, home, metas, page, snapshot

from xuncha.evidence.snapshot import PageKind

SITE_TAGS = ("SiteName", "SiteIDCode")


WANTED = {"site": SITE_TAGS, "column": ("ColumnName",), "article": ("ArticleTitle", "PubDate")}


def test_a_tag_is_told_once_for_each_kind_of_page() -> None:
    site = snapshot(
        pages=[
            home(metas=metas(SITENAME="县政府", SiteIDCode="6325210001")),
            article("/1.html", "甲", metas=metas(ArticleTitle="甲", PubDate="2017-12-01")),
            article("/2.html", "乙", metas=metas(ArticleTitle="乙", PubDate=" ")),
        ]
    )
    found = {one.where: one for one in faults("tag.missing", site, **WANTED)}
    assert set(found) == {
        "tag:article:SiteName",
        "tag:article:SiteIDCode",
        "tag:article:PubDate",
    }
    assert found["tag:article:SiteName"].seen["pages"] == 2
    assert found["tag:article:PubDate"].seen["pages"] == 1
    assert found["tag:article:PubDate"].url == at("/2.html")


def test_pages_of_no_known_kind_need_no_tags() -> None:
    site = snapshot(pages=[home(metas=metas(SiteName="a", SiteIDCode="b")), page("/map.html")])
    assert faults("tag.missing", site, **WANTED) == []


def test_another_entrance_is_not_the_home_page() -> None:
    tags = metas(SiteName="a", SiteIDCode="b")
    old = page("/index_old.html", kind=PageKind.HOME)
    assert faults("tag.missing", snapshot(pages=[home(metas=tags), old]), **WANTED) == []
