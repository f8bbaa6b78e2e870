import pytest
from tests.snapshots import answer, faults, home, link, page, snapshot, untested

CODE = "registry.mismatch"
REGISTER = frozenset({"www.example.gov.cn", "czj.example.gov.cn"})


def found(*links, answers=(), **more):
    site = snapshot([home(links=links, **more)], answers=answers, registered_hosts=REGISTER)
    return faults(CODE, site)


def test_a_local_site_that_is_not_registered() -> None:
    (fault,) = found(link("http://jyj.example.gov.cn/", "示例县教育局"))
    assert fault.where == "host:jyj.example.gov.cn"
    assert fault.seen["host"] == "jyj.example.gov.cn"
    assert fault.seen["text"] == "示例县教育局"
    assert fault.suspected


def test_registered_hosts_with_or_without_www() -> None:
    assert not found(
        link("http://czj.example.gov.cn/"),
        link("http://www.czj.example.gov.cn/"),
        link("http://example.gov.cn/", "示例县人民政府"),
    )


@pytest.mark.parametrize(
    "url",
    [
        "http://www.gov.cn/",
        "http://www.mof.gov.cn/",
        "http://www.other.gov.cn/",
        "http://www.example.com/",
        "http://www.notexample.gov.cn/",
    ],
)
def test_sites_of_other_places_are_not_ours_to_register(url) -> None:
    assert not found(link(url, "某某人民政府"))


def test_parts_of_a_site_are_no_sites() -> None:
    assert not found(
        link("http://mail.example.gov.cn/", "邮箱"),
        link("http://search.example.gov.cn/s?q=1", "搜索"),
        link("http://zhfw.example.gov.cn/a/b.do?id=1", "下一步"),
    )


def test_one_fault_for_each_host() -> None:
    site = snapshot(
        [
            home(links=(link("http://jyj.example.gov.cn/", ""),)),
            page("/1.html", links=(link("http://jyj.example.gov.cn/x.html", "示例县教育局"),)),
        ],
        registered_hosts=REGISTER,
    )
    (fault,) = faults(CODE, site)
    assert fault.seen["text"] == "示例县教育局"
    assert fault.seen["sources"] == 2


def test_a_dead_link_leads_to_no_site() -> None:
    one = link("http://jyj.example.gov.cn/", "示例县教育局")
    assert not found(one, answers=[answer(one.url, 404)])


def test_a_home_page_that_moved_to_another_domain() -> None:
    (fault,) = found(url="http://www.new.gov.cn/")
    assert fault.where == "host:new.gov.cn"
    assert fault.sentence == "moved"
    assert not fault.suspected
    assert not found(url="https://example.gov.cn/index.html")


def test_a_run_without_a_register_is_not_tested() -> None:
    assert untested(CODE, snapshot([home()]))
