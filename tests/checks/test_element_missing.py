from tests.snapshots import faults, home, link, page, silent, snapshot, untested

from xuncha.evidence.response import Failure
from xuncha.evidence.snapshot import Elements, LinkKind

NAMES = (
    "网站标识码",
    "ICP备案",
    "公安备案",
    "主办单位",
    "联系方式",
    "党政机关标识",
    "找错入口",
    "站点地图",
)
ALL = {"elements": NAMES}
COMPLETE = Elements(
    site_code="6325210001",
    icp="青ICP备08000030号",
    police="青公网安备63252102000001号",
    sponsor="示例县人民政府办公室",
    contact="0974-8512345",
    party_sign="http://bszs.conac.cn/sitename?method=show",
    error_report="http://zfwzgl.www.gov.cn/exposure/jiucuo.html",
    sitemap="http://www.example.gov.cn/map.html",
)


def missing(site, **more):
    return [fault.where for fault in faults("element.missing", site, **(ALL | more))]


def test_a_complete_footer() -> None:
    site = snapshot([home(elements=COMPLETE)])
    assert not missing(site)
    assert not untested("element.missing", site, **ALL)


def test_each_missing_element_is_one_fault() -> None:
    (fault,) = faults(
        "element.missing",
        snapshot([home(elements=Elements(icp="青ICP备08000030号"))]),
        elements=("ICP备案", "找错入口"),
    )
    assert fault.where == "element:找错入口"
    assert fault.seen["element"] == "找错入口"
    assert not fault.suspected


def test_without_anything_all_are_missing() -> None:
    assert missing(snapshot([home()])) == [f"element:{name}" for name in NAMES]


def test_only_the_home_page_counts() -> None:
    assert missing(snapshot([home(), page("/a.html", elements=COMPLETE)]))


def test_a_frame_of_the_home_page_counts() -> None:
    outer = home(links=(link("/foot.html", kind=LinkKind.FRAME),))
    assert not missing(snapshot([outer, page("/foot.html", elements=COMPLETE)]))
    unread = snapshot([outer])
    assert not missing(unread)
    assert len(untested("element.missing", unread, **ALL)) == len(NAMES)
    assert missing(snapshot([outer], answers=[silent("/foot.html", Failure.DNS)]))


def test_behind_an_entrance_the_next_level_counts() -> None:
    entrance = home(links=(link("/cn/", "进入"),))
    assert not missing(snapshot([entrance, page("/cn/", elements=COMPLETE)]))


def test_a_scripted_home_page_leaves_it_open() -> None:
    site = snapshot([home(scripted=True)])
    assert not missing(site)
    assert untested("element.missing", site, **ALL)


def test_no_word_of_a_footer_beside_script_files_is_only_suspected() -> None:
    site = snapshot([home(links=(link("/foot.js", kind=LinkKind.SCRIPT),))])
    found = faults("element.missing", site, **ALL)
    assert found
    assert all(one.suspected for one in found)


def test_no_home_page_and_an_unknown_name_are_not_tested() -> None:
    assert untested("element.missing", snapshot([page("/a.html")]), **ALL)
    (said,) = untested("element.missing", snapshot([home()]), elements=("别的",))
    assert said.where == "element:别的"
