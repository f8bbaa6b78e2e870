"""Wrong words, domains and the register."""

from dataclasses import replace

from tests.snapshots import SITE, at, column, examined, faults, home, link, page, snapshot

from xuncha.base.types import Site
from xuncha.evidence.snapshot import Snapshot

WORDS = {"lexicon": {"人名政府": "人民政府", "国务员": "国务院", "政协委员员会": "政协委员会"}}


def test_each_wrong_writing_once_a_page_and_only_suspected() -> None:
    site = snapshot(
        pages=[page("/a", "示例县人名政府公告，人名政府。"), page("/b", "示例县人民政府")]
    )
    (fault,) = faults("text.error", site, **WORDS)
    assert fault.where == at("/a") + "#人名政府"
    assert fault.suspected
    assert fault.seen["right"] == "人民政府"
    assert "示例县人名政府" in str(fault.seen["quote"])


def test_a_right_writing_that_holds_the_wrong_one() -> None:
    lexicon = {"lexicon": {"人大常": "人大常委会"}}
    assert faults("text.error", snapshot(pages=[page("/a", "县人大常委会")]), **lexicon) == []
    assert faults("text.error", snapshot(pages=[page("/a", "县人大常会")]), **lexicon)


def test_a_line_of_the_template_has_one_root() -> None:
    pages = [page(f"/{n}", "主办：示例县人名政府") for n in range(3)]
    found = faults("text.error", snapshot(pages=pages), **WORDS)
    assert len({one.root for one in found}) == 1


def test_a_quote_shows_no_personal_data() -> None:
    site = snapshot(pages=[page("/a", "人名政府 联系人13812345678")])
    (fault,) = faults("text.error", site, **WORDS)
    assert "13812345678" not in str(fault.seen)


def at_host(host: str) -> Snapshot:
    url = f"http://{host}/"
    place: Site = replace(SITE, home_url=url)
    return snapshot(pages=[home(url=url, asked=url, answered=url)], site=place)


def test_domains() -> None:
    assert faults("domain.rule", at_host("www.example.gov.cn")) == []
    assert faults("domain.rule", at_host("示例县.政务")) == []
    assert [one.seen["kind"] for one in faults("domain.rule", at_host("www.example.com"))] == [
        "foreign"
    ]
    assert [one.seen["kind"] for one in faults("domain.rule", at_host("61.133.1.2"))] == ["address"]
    assert faults("domain.rule", at_host("www.gov.cn.evil.com"))


def test_columns_on_another_main_domain() -> None:
    columns = [column("公开", path="http://gk.other.gov.cn/"), column("动态", path="/dt/")]
    (fault,) = faults("domain.rule", snapshot(pages=[home()], columns=columns))
    assert fault.seen["host"] == "other.gov.cn"


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
