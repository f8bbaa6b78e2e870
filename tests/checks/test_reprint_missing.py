from dataclasses import replace
from datetime import datetime

import pytest
from tests.checks.policies import CHINA, POLICY, TEXT, TITLE, policy
from tests.snapshots import (
    HOME,
    SITE,
    answer,
    article,
    block,
    faults,
    home,
    item,
    link,
    page,
    silent,
    snapshot,
    untested,
)

from xuncha.evidence.response import Failure

CODE = "reprint.missing"
RULE = {"hours": 24}


def found(*pages, policies=(POLICY,), **more):
    return faults(CODE, snapshot([home(), *pages], policies=policies, **more), **RULE)


def test_a_policy_that_is_nowhere() -> None:
    (fault,) = found(article("/1.html", "别的内容", title="全县经济工作会议召开"))
    assert fault.where == "policy:zc-1"
    assert fault.url == HOME
    assert fault.seen["policy"] == "zc-1"
    assert fault.seen["title"] == TITLE
    assert not fault.suspected


@pytest.mark.parametrize(
    "title",
    [
        TITLE,
        f"{TITLE}-示例县人民政府",
        f"【转载】{TITLE}",
        f"示例县转发《{TITLE}》",
        "关于加强基层政务公开工作的通知",
        "国务院办公厅关于加强基层政务公…",
    ],
)
def test_titles_of_a_copy(title) -> None:
    assert not found(article("/1.html", TEXT, title=title))


@pytest.mark.parametrize(
    "title", [f"《{TITLE}》解读", f"我县学习贯彻《{TITLE}》", "关于加强基层政务公开工作的实施细则"]
)
def test_titles_of_those_who_only_write_about_it(title) -> None:
    assert found(article("/1.html", "会议指出，要认真学习。", title=title))


def test_the_text_is_known_without_the_title() -> None:
    assert not found(article("/1.html", TEXT, title="国务院文件"))


def test_a_document_of_the_site_with_a_part_of_the_title_is_another() -> None:
    own = "各乡镇人民政府：为落实上级要求，现就我县有关工作安排如下。" * 5
    assert found(article("/1.html", own, title="关于加强基层政务公开工作的通知"))


def test_a_link_to_the_source_counts() -> None:
    https = policy().source_url.replace("http://", "https://")
    assert not found(page("/gwy/", links=(link(https, "更多"),)))


def test_a_link_to_an_official_page_of_that_title_counts() -> None:
    assert not found(page("/gwy/", links=(link("http://www.qh.gov.cn/1.html", TITLE),)))
    assert found(page("/gwy/", links=(link("http://www.news.com/1.html", TITLE),)))


def test_a_listed_page_that_was_not_read_counts_unless_it_is_dead() -> None:
    one = page("/gwy/", links=(link("/1.html", TITLE),), lists=(block("", item(TITLE)),))
    assert not found(one)
    assert found(one, answers=[answer("/1.html", 404)])


def test_pages_left_unread_leave_a_suspicion() -> None:
    (fault,) = found(answers=[silent("/9.html", Failure.BUDGET)])
    assert fault.suspected


def test_before_the_deadline_nothing_is_missing() -> None:
    fresh = policy(published_at=datetime(2017, 12, 4, 15, tzinfo=CHINA))
    assert not found(policies=[fresh])
    (said,) = untested(CODE, snapshot([home()], policies=[fresh]), **RULE)
    assert said.where == "policy:zc-1"
    assert not found(policies=[policy(deadline_at=datetime(2017, 12, 31, tzinfo=CHINA))])


@pytest.mark.parametrize(
    ("scope", "expected"),
    [(("县",), 1), (("省直部门",), 0), (("示例县",), 1), (("6325210001",), 1), ((), 1)],
)
def test_only_the_sites_in_scope(scope, expected) -> None:
    site = replace(SITE, stratum="县")
    assert len(found(policies=[policy(scope=scope)], site=site)) == expected


def test_a_scripted_home_page_leaves_it_open() -> None:
    for one in (home(scripted=True), page("/a.html")):
        site = snapshot([one], policies=[policy()])
        assert not faults(CODE, site, **RULE)
        assert untested(CODE, site, **RULE)
