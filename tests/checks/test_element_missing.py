"""Elements the home page must show."""

from tests.snapshots import faults, home, link, page, snapshot, untested

from xuncha.evidence.snapshot import Elements, LinkKind

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
