from dataclasses import replace

import pytest
from tests.snapshots import SITE, faults, home, link, metas, page, snapshot, untested

from xuncha.checks.element_mismatch import alike
from xuncha.evidence.snapshot import Elements, LinkKind


def found(elements, site=SITE, **more):
    return faults("element.mismatch", snapshot([home(elements=elements, **more)], site=site))


def test_what_agrees_with_the_register() -> None:
    assert not found(Elements(site_code="6325210001", name="示例县人民政府门户网站"))
    assert not found(Elements())


def test_another_code() -> None:
    (fault,) = found(Elements(site_code="6325210099"))
    assert fault.where == "element:网站标识码"
    assert fault.seen == {
        "element": "网站标识码",
        "found": "6325210099",
        "registered": "6325210001",
    }
    assert not fault.suspected


def test_the_tag_may_be_wrong_where_the_footer_is_right() -> None:
    (fault,) = found(Elements(site_code="6325210001"), metas=metas(SiteIDCode="6325210009"))
    assert fault.seen["found"] == "6325210009"


def test_the_case_of_a_ministry_code_does_not_matter() -> None:
    ministry = replace(SITE, site_code="bm01000001")
    assert not found(Elements(site_code="BM01000001"), ministry)


def test_without_a_register_there_is_nothing_to_compare() -> None:
    bare = replace(SITE, site_code="", name="www.example.gov.cn", unit="")
    assert not found(Elements(site_code="6325210099", name="别县财政局"), bare)


def test_another_name_is_suspected() -> None:
    (fault,) = found(Elements(name="示例县财政局"))
    assert fault.where == "element:网站名称"
    assert fault.seen["registered"] == "示例县人民政府"
    assert fault.suspected


def test_a_body_below_is_another() -> None:
    assert found(Elements(name="示例县人民政府信息中心"))
    (fault,) = found(Elements(), title="示例县人民政府门户网站信息中心")
    assert fault.suspected
    assert not found(Elements(), title="示例县人民政府 - 首页")
    assert not found(Elements(), title="欢迎光临")


def test_the_sponsor_may_stand_for_the_name() -> None:
    site = replace(SITE, name="示例水利信息网", unit="示例县水务局")
    assert not found(Elements(name="示例县水务局"), site)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("西宁市城东区人民政府", "西宁市城东区政府网"),
        ("青海水利信息网", "青海省水利厅"),
        ("中国·青海", "青海省人民政府"),
        ("共和县国土资源局网站", "海南州共和县国土资源局"),
        ("示例县人民政府（政务网）", "欢迎访问示例县人民政府"),
    ],
)
def test_names_that_may_be_one_sites(one, other) -> None:
    assert alike(one, other)
    assert alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("示例县人民政府", "示例县财政局"), ("黄南州国土资源局", "海南州国土资源局"), ("网站", "县")],
)
def test_names_of_two_sites(one, other) -> None:
    assert not alike(one, other)


def test_a_frame_speaks_where_the_home_page_is_silent() -> None:
    outer = home(links=(link("/foot.html", kind=LinkKind.FRAME),))
    foot = page("/foot.html", elements=Elements(site_code="6325210099"))
    assert faults("element.mismatch", snapshot([outer, foot]))
    assert not faults("element.mismatch", snapshot([home(), foot]))


def test_no_home_page_is_not_tested() -> None:
    assert untested("element.mismatch", snapshot([page("/a.html")]))
