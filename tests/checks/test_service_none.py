from dataclasses import replace

import pytest
from tests.snapshots import SITE, block, column, faults, home, item, link, page, snapshot, untested

from xuncha.base.types import ColumnType

CODE = "service.none"
NEWS = block("工作动态", item("全县经济工作会议召开", "2017-12-01", "/1.html"))
PORTAL = replace(SITE, kind="政府门户网站")


def front(*links, **more):
    return home(links=links, **{"lists": (NEWS,)} | more)


def test_a_portal_without_services() -> None:
    (fault,) = faults(CODE, snapshot([front(link("/gk/", "信息公开"))], site=PORTAL))
    assert fault.where == "site"
    assert not fault.suspected


@pytest.mark.parametrize(
    "word", ["办事服务", "网上办事", "办事指南", "在线服务", "行政审批", "便民服务", "政务服务网"]
)
def test_an_entry_on_the_home_page(word) -> None:
    assert not faults(CODE, snapshot([front(link("/x/", word))], site=PORTAL))


@pytest.mark.parametrize("word", ["行政审批局", "服务承诺", "志愿服务队", "信息公开指南"])
def test_words_that_only_sound_like_a_service(word) -> None:
    (fault,) = faults(CODE, snapshot([front(link("/x/", word))], site=PORTAL))
    assert not fault.suspected


def test_a_column_counts_too() -> None:
    guides = column("办事指南", ColumnType.STATIC)
    assert not faults(CODE, snapshot([front()], columns=[guides], site=PORTAL))


def test_an_office_that_is_no_portal_is_only_suspected() -> None:
    for kind in ("", "部门网站", "非门户网站"):
        (fault,) = faults(CODE, snapshot([front()], site=replace(SITE, kind=kind)))
        assert fault.suspected


def test_an_office_without_that_duty_is_not_judged() -> None:
    site = snapshot([front()], site=replace(SITE, kind="无对外服务"))
    assert not faults(CODE, site)
    assert untested(CODE, site)


def test_what_may_be_a_service_leaves_it_to_a_person() -> None:
    (fault,) = faults(CODE, snapshot([front(link("/x/", "违章查询"))], site=PORTAL))
    assert fault.suspected
    assert fault.seen["found"] == ["违章查询"]


def test_a_scripted_home_page_leaves_it_open() -> None:
    for one in (front(scripted=True), page("/a.html")):
        assert not faults(CODE, snapshot([one], site=PORTAL))
        assert untested(CODE, snapshot([one], site=PORTAL))
