import pytest
from tests.snapshots import (
    HOME,
    answer,
    at,
    block,
    faults,
    home,
    item,
    link,
    page,
    silent,
    snapshot,
)

from xuncha.evidence.response import Failure
from xuncha.evidence.snapshot import LinkKind


def dead(*answers, pages=()):
    return faults("link.dead", snapshot(pages or [home()], answers=answers))


def test_a_missing_page_with_who_links_to_it() -> None:
    pages = [
        home(links=(link("/zw/", "政务"),), lists=(block("要闻", item("新闻", "2017-12-01")),)),
        page("/zw/", links=(link("/a.doc", "申请表", LinkKind.ATTACHMENT),)),
    ]
    (fault,) = dead(answer("/a.doc", 404, record="ab" * 32), pages=pages)
    assert fault.where == fault.url == at("/a.doc")
    assert fault.source_url == at("/zw/")
    assert fault.evidence == ("ab" * 32,)
    assert fault.seen == {
        "text": "申请表",
        "kind": "attachment",
        "page": "other",
        "external": False,
        "sources": 1,
        "status": 404,
        "failure": "页面不存在",
    }


@pytest.mark.parametrize("failure", [Failure.DNS, Failure.CONNECT, Failure.TLS, Failure.TIMEOUT])
def test_an_address_from_which_nothing_came(failure) -> None:
    (fault,) = dead(silent("http://gone.example.com/", failure))
    assert fault.seen["status"] is None
    assert fault.seen["failure"]
    assert fault.seen["external"] is True


@pytest.mark.parametrize("status", [404, 410, 500, 502, 503, 400])
def test_error_statuses_are_dead(status) -> None:
    assert dead(answer("/a.html", status))[0].seen["status"] == status


@pytest.mark.parametrize("status", [200, 304, 401, 403, 429])
def test_what_opens_or_keeps_us_out_is_not_dead(status) -> None:
    assert not dead(answer("/a.html", status))


@pytest.mark.parametrize("failure", [Failure.GATE, Failure.BUDGET])
def test_what_we_did_not_look_at_is_not_dead(failure) -> None:
    assert not dead(silent("/a.html", failure))


def test_a_link_of_the_home_page_is_told_as_such() -> None:
    pages = [home(links=(link("http://x.example.com/", "友情链接"),))]
    (fault,) = dead(silent("http://x.example.com/"), pages=pages)
    assert fault.seen["page"] == "home"
    assert fault.source_url == HOME


def test_a_link_of_the_template_has_one_root() -> None:
    menu = tuple(link(f"/{n}.html", "菜单", place="div.menu>a") for n in range(2))
    pages = [page(f"/p{n}.html", links=menu) for n in range(4)]
    found = dead(answer("/0.html", 404), answer("/1.html", 404), pages=pages)
    assert {fault.root for fault in found} == {"template:div.menu>a"}
