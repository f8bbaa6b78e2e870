"""Key policies that a site does not carry."""

from datetime import timedelta

import pytest
from tests.checks.reprinted import POLICY, TEXT, TITLE, fields_of, reprint, said
from tests.snapshots import (
    AS_OF,
    faults,
    home,
    snapshot,
    untested,
)

from xuncha.base.types import Policy
from xuncha.evidence.snapshot import Snapshot


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


def test_what_is_not_due_yet_is_not_missing() -> None:
    fresh = Policy("p2", TITLE, POLICY.source_url, AS_OF - timedelta(hours=3))
    site = snapshot(pages=[home()], policies=(fresh,))
    assert faults("reprint.missing", site, hours=24) == []
    assert untested("reprint.missing", site, hours=24)


@pytest.mark.parametrize(
    ("scope", "expected"), [(("别的县",), []), (("示例县",), ["reprint.missing"])]
)
def test_only_those_in_scope_are_asked(scope: tuple[str, ...], expected: list[str]) -> None:
    assert said(policy=Policy(**{**fields_of(POLICY), "scope": scope})) == expected


def test_without_a_list_of_policies_nothing_was_looked_at() -> None:
    site: Snapshot = snapshot(pages=[home()], policies=None)
    assert faults("reprint.missing", site, hours=24) == []
    assert untested("reprint.missing", site, hours=24)
