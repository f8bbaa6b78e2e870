"""Tags, elements and names that the guidelines ask for."""

from dataclasses import replace

import pytest
from tests.snapshots import SITE, article, at, faults, home, link, metas, page, snapshot, untested

from xuncha.base.types import Site
from xuncha.evidence.snapshot import Elements, LinkKind, PageKind

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


ALL = ("网站标识码", "ICP备案", "找错入口", "站点地图")


def test_elements_the_home_page_lacks() -> None:
    shown = Elements(site_code="6325210001", icp="青ICP备1号")
    found = faults("element.missing", snapshot(pages=[home(elements=shown)]), elements=ALL)
    assert [one.where for one in found] == ["element:找错入口", "element:站点地图"]


def test_elements_in_a_frame_stand_on_the_home_page() -> None:
    site = snapshot(
        pages=[
            home(links=(link("/foot.htm", kind=LinkKind.FRAME),)),
            page("/foot.htm", elements=Elements(icp="青ICP备1号")),
            page("/other.htm", elements=Elements(site_code="6325210001")),
        ]
    )
    found = faults("element.missing", site, elements=ALL)
    assert "element:ICP备案" not in {one.where for one in found}
    assert "element:网站标识码" in {one.where for one in found}


def test_a_home_page_built_by_a_script_cannot_be_judged() -> None:
    site = snapshot(pages=[home(scripted=True)])
    assert faults("element.missing", site, elements=ALL) == []
    assert {one.where for one in untested("element.missing", site, elements=ALL)} == {
        f"element:{name}" for name in ALL
    }


def named(code: str | None = None, name: str | None = None, site: Site = SITE) -> list[str]:
    shown = Elements(site_code=code, name=name)
    found = faults("element.mismatch", snapshot(pages=[home(elements=shown)], site=site))
    return [f"{one.where}{'?' if one.suspected else ''}" for one in found]


def test_a_code_other_than_the_registered_one() -> None:
    assert named(code="6325220001") == ["element:网站标识码"]
    assert named(code="6325210001") == []
    assert named(code=None) == []


def test_without_a_registered_code_there_is_nothing_to_compare() -> None:
    assert named(code="6325220001", site=replace(SITE, site_code="")) == []
    assert named(code="6325220001", site=replace(SITE, site_code="demo")) == []


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("示例县人民政府", []),
        ("示例县政府门户网站", []),
        ("示例县人民政府门户网站", []),
        ("中国·示例", []),
        ("某某市财政局", ["element:网站名称?"]),
    ],
)
def test_a_name_raises_only_a_doubt(shown: str, expected: list[str]) -> None:
    assert named(name=shown) == expected
