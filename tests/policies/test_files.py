"""policies.json: what is accepted and what is refused."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from xuncha.base.errors import InputError
from xuncha.policies.files import read_policies

ONE: dict[str, Any] = {
    "title": "国务院关于印发推进普惠金融发展规划的通知",
    "source_url": "http://www.gov.cn/zhengce/1.htm",
    "published_at": "2017-11-10T09:00+08:00",
    "issuer": "国务院",
}


def policies_file(tmp_path: Path, content: object) -> Path:
    path = tmp_path / "policies.json"
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def test_a_policy_without_an_id_is_known_by_its_title(tmp_path: Path) -> None:
    (policy,) = read_policies(policies_file(tmp_path, [ONE]))
    assert policy.id == policy.title == ONE["title"]
    assert policy.published_at.astimezone(UTC) == datetime(2017, 11, 10, 1, tzinfo=UTC)


def test_a_time_without_a_zone_is_chinas(tmp_path: Path) -> None:
    (policy,) = read_policies(
        policies_file(tmp_path, [ONE | {"published_at": "2017-11-10T09:00:00"}])
    )
    assert policy.published_at.astimezone(UTC) == datetime(2017, 11, 10, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({}, "policies.json"),
        ([ONE | {"published_at": "昨天"}], "昨天"),
        ([{"title": "缺来源"}], "source_url"),
        ([ONE | {"deadline": "2017-11-12"}], "deadline"),
        ([ONE | {"title": " "}], "标题"),
        ([ONE, ONE], "重复"),
    ],
)
def test_a_bad_list_is_refused_in_one_line(tmp_path: Path, content: object, words: str) -> None:
    with pytest.raises(InputError, match=words) as refusal:
        read_policies(policies_file(tmp_path, content))
    assert "\n" not in str(refusal.value)
