"""Reality beside the register."""

from dataclasses import replace

from tests.snapshots import SITE, examined, faults, home, link, snapshot


def test_an_unregistered_neighbour_is_only_suspected() -> None:
    place = replace(SITE, home_url="http://jyj.example.gov.cn/")
    url = place.home_url
    links = (
        link("http://wsj.example.gov.cn/", "示例县卫生局"),
        link("http://czj.example.gov.cn/", "示例县财政局"),
        link("http://gk.example.gov.cn/1.html", "关于印发方案的通知"),
        link("http://www.gov.cn/", "中国政府网"),
        link("http://jyj.example.gov.cn/a", "教育局"),
    )
    site = snapshot(
        pages=[home(url=url, asked=url, answered=url, links=links)],
        site=place,
        registered_hosts=frozenset({"jyj.example.gov.cn", "czj.example.gov.cn"}),
    )
    (fault,) = faults("registry.mismatch", site)
    assert fault.where == "host:wsj.example.gov.cn"
    assert fault.suspected


def test_a_home_page_that_moved_to_another_domain() -> None:
    site = snapshot(
        pages=[home(answered="http://www.new.gov.cn/", url="http://www.new.gov.cn/")],
        registered_hosts=frozenset({"www.example.gov.cn"}),
    )
    (fault,) = faults("registry.mismatch", site)
    assert fault.where == "home"


def test_without_a_register_nothing_is_unregistered() -> None:
    result = examined("registry.mismatch", snapshot(pages=[home()]))
    assert result.faults == ()
    assert result.untested
