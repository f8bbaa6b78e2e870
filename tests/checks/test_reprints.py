"""Key policies: reprinted, late, altered."""

from datetime import datetime, timedelta, timezone

import pytest
from tests.snapshots import (
    AS_OF,
    article,
    block,
    faults,
    home,
    item,
    link,
    page,
    snapshot,
    untested,
)

from xuncha.base.types import Policy
from xuncha.evidence.snapshot import Page, Snapshot

ZONE = timezone(timedelta(hours=8))
TITLE = "国务院关于深化“互联网+先进制造业”发展工业互联网的指导意见"
TEXT = "".join(f"第{n}条　各地区各部门要结合实际认真抓好第{n * 7}项任务的落实。" for n in range(40))
POLICY = Policy(
    id="p1",
    title=TITLE,
    source_url="http://www.gov.cn/zhengce/content/2017-11/27/content_5242582.htm",
    published_at=datetime(2017, 11, 27, 16, tzinfo=ZONE),
    text=TEXT,
)
KINDS = ("reprint.missing", "reprint.late", "reprint.altered")


def said(*pages: Page, policy: Policy = POLICY, **more: object) -> list[str]:
    site = snapshot(pages=[home(), *pages], policies=(policy,), **more)  # type: ignore[arg-type]
    return [kind for kind in KINDS for _ in faults(kind, site, hours=24)]


def reprint(title: str = TITLE, main: str = TEXT, day: str | None = "2017-11-28") -> Page:
    return article("/zc/1.html", main, title=title, published=day)


def test_a_faithful_reprint_in_time() -> None:
    assert said(reprint()) == []


@pytest.mark.parametrize(
    "title",
    [
        f"【转载】{TITLE}",
        TITLE.replace("“", '"').replace("”", '"'),
        f"《{TITLE}》",
        f"{TITLE}-示例县政府网",
    ],
)
def test_titles_as_sites_set_them(title: str) -> None:
    assert said(reprint(title, "")) == []


def test_nothing_there() -> None:
    assert said() == ["reprint.missing"]
    assert said(reprint("解读" + TITLE, "专家解读。" * 50)) == ["reprint.missing"]
    assert said(reprint("我县学习贯彻" + TITLE, "会议指出。" * 50)) == ["reprint.missing"]


def test_under_another_title_the_text_tells() -> None:
    assert said(reprint("国务院最新文件", TEXT)) == []


def test_a_day_after_the_limit_is_late() -> None:
    assert said(reprint(day="2017-11-28")) == []
    assert said(reprint(day="2017-11-29")) == ["reprint.late"]


def test_a_deadline_of_its_own_goes_before_the_hours() -> None:
    longer = Policy(**{**_fields(POLICY), "deadline_at": datetime(2017, 12, 1, tzinfo=ZONE)})
    assert said(reprint(day="2017-11-30"), policy=longer) == []


def test_a_reprint_without_a_date_is_not_called_late() -> None:
    site = snapshot(pages=[home(), reprint(day=None)], policies=(POLICY,))
    assert faults("reprint.late", site, hours=24) == []
    assert [one.where for one in untested("reprint.late", site, hours=24)] == ["policy:p1"]


def test_half_of_the_text_is_altered() -> None:
    assert said(reprint(main=TEXT[: len(TEXT) // 2])) == ["reprint.altered"]
    assert said(reprint(main="首页 > 政策\n" + TEXT + "\n责任编辑：某某")) == []


def test_a_link_to_the_original_reprints_and_alters_nothing() -> None:
    entry = item(TITLE, "2017-11-28", POLICY.source_url)
    listing = page("/zc/", lists=(block("政策", entry),), links=(link(POLICY.source_url, TITLE),))
    assert said(listing) == []


def test_what_is_not_due_yet_is_not_missing() -> None:
    fresh = Policy("p2", TITLE, POLICY.source_url, AS_OF - timedelta(hours=3))
    site = snapshot(pages=[home()], policies=(fresh,))
    assert faults("reprint.missing", site, hours=24) == []
    assert untested("reprint.missing", site, hours=24)


@pytest.mark.parametrize(
    ("scope", "expected"), [(("别的县",), []), (("示例县",), ["reprint.missing"])]
)
def test_only_those_in_scope_are_asked(scope: tuple[str, ...], expected: list[str]) -> None:
    assert said(policy=Policy(**{**_fields(POLICY), "scope": scope})) == expected


def test_without_a_list_of_policies_nothing_was_looked_at() -> None:
    site: Snapshot = snapshot(pages=[home()], policies=None)
    assert faults("reprint.missing", site, hours=24) == []
    assert untested("reprint.missing", site, hours=24)


def _fields(policy: Policy) -> dict[str, object]:
    return {name: getattr(policy, name) for name in Policy.__slots__}
