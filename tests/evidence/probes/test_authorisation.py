"""Whether a host may be probed: pure, and closed wherever the letter is silent or wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from xuncha.base.errors import InputError
from xuncha.evidence.probes.authorisation import (
    LOCAL,
    NIGHT,
    ScanAuthorisation,
    choose,
    refusal,
)
from xuncha.evidence.probes.files import read_authorisations

NOW = datetime(2026, 5, 20, 3, 0, tzinfo=LOCAL)
LETTER = ScanAuthorisation(
    hosts=("www.x.gov.cn", "*.y.gov.cn", "z.gov.cn:8080"),
    granted_by="某县人民政府办公室",
    document="某政办函〔2026〕1号",
    valid_from=NOW - timedelta(days=1),
    valid_until=NOW + timedelta(days=1),
    addresses=("203.0.113.0/28",),
    exclude=("/admin/", "*.zip"),
)
THERE = ("203.0.113.5",)


@pytest.mark.parametrize(
    "host", ["www.x.gov.cn", "WWW.X.gov.cn:81", "a.y.gov.cn", "a.b.y.gov.cn", "z.gov.cn:8080"]
)
def test_what_the_letter_covers_may_be_probed(host: str) -> None:
    assert refusal(LETTER, host, THERE, NOW) is None


@pytest.mark.parametrize(
    ("change", "host", "addresses", "why"),
    [
        ({}, "x.gov.cn", THERE, "主机不在授权范围内"),
        ({}, "y.gov.cn", THERE, "主机不在授权范围内"),
        ({}, "evily.gov.cn", THERE, "主机不在授权范围内"),
        ({}, "www.x.gov.cn.evil.com", THERE, "主机不在授权范围内"),
        ({}, "z.gov.cn", THERE, "主机不在授权范围内"),
        ({"hosts": ("*",)}, "www.x.gov.cn", THERE, "主机不在授权范围内"),
        ({"hosts": ("*.cn",)}, "www.x.gov.cn", THERE, "主机不在授权范围内"),
        ({"granted_by": " "}, "www.x.gov.cn", THERE, "授权未写明批准单位和文号"),
        ({"document": ""}, "www.x.gov.cn", THERE, "授权未写明批准单位和文号"),
        ({"methods": ("HEAD",)}, "www.x.gov.cn", THERE, "授权不允许 GET 请求"),
        ({"max_rate": 0.0}, "www.x.gov.cn", THERE, "授权的限额为零"),
        ({"max_rate": float("nan")}, "www.x.gov.cn", THERE, "授权的限额为零"),
        ({"max_requests": 0}, "www.x.gov.cn", THERE, "授权的限额为零"),
        ({"requested_by": "甲"}, "www.x.gov.cn", THERE, "授权须由另一人批准"),
        ({"requested_by": "甲", "approved_by": "甲"}, "www.x.gov.cn", THERE, "授权须由另一人批准"),
        ({"valid_from": NOW + timedelta(1)}, "www.x.gov.cn", THERE, "授权尚未生效"),
        ({"valid_until": NOW}, "www.x.gov.cn", THERE, "授权已过期"),
        ({"window": (time(4), time(6))}, "www.x.gov.cn", THERE, "不在授权的每日时段内"),
        ({}, "www.x.gov.cn", ("203.0.113.99",), "域名指向授权以外的地址"),
        ({}, "www.x.gov.cn", (*THERE, "127.0.0.1"), "域名指向授权以外的地址"),
        ({}, "www.x.gov.cn", (), "域名指向授权以外的地址"),
    ],
)
def test_anything_else_is_refused_and_says_why(
    change: dict[str, object], host: str, addresses: tuple[str, ...], why: str
) -> None:
    assert refusal(replace(LETTER, **change), host, addresses, NOW) == why


def test_nobody_is_probed_without_a_letter() -> None:
    assert refusal(None, "www.x.gov.cn", THERE, NOW) == "未获授权"
    assert choose((), "www.x.gov.cn", THERE, NOW) == (None, "未获授权")


def test_two_people_may_approve_and_hours_may_pass_midnight() -> None:
    night = replace(LETTER, window=(time(22), time(4)), requested_by="甲", approved_by="乙")
    assert refusal(night, "www.x.gov.cn", THERE, NOW) is None
    assert refusal(night, "www.x.gov.cn", THERE, NOW.replace(hour=12)) == "不在授权的每日时段内"


def test_hours_are_those_of_the_site() -> None:
    assert LETTER.window == NIGHT
    utc = NOW.astimezone(tz=None)
    assert refusal(LETTER, "www.x.gov.cn", THERE, utc) is None


def test_the_rate_has_a_ceiling_that_no_letter_lifts() -> None:
    assert replace(LETTER, max_rate=50.0).rate == 5.0
    assert replace(LETTER, max_rate=0.5).rate == 0.5


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("http://www.x.gov.cn/a.jsp?id=1", True),
        ("http://www.x.gov.cn/admin/a.jsp", False),
        ("http://www.x.gov.cn/files/b.zip", False),
        ("http://www.other.gov.cn/a.jsp", False),
    ],
)
def test_excluded_paths_bind(url: str, may: bool) -> None:
    assert LETTER.admits(url) is may
    assert not replace(LETTER, paths=("/only/",)).admits(url)


def test_a_second_letter_helps_where_the_first_has_run_out() -> None:
    old = replace(LETTER, valid_until=NOW - timedelta(hours=1))
    assert choose((old, LETTER), "www.x.gov.cn", THERE, NOW) == (LETTER, "")
    assert choose((old,), "www.x.gov.cn", THERE, NOW) == (None, "授权已过期")


GOOD = """
[[authorisation]]
hosts = ["www.x.gov.cn", "*.y.gov.cn"]
granted_by = "某县人民政府办公室"
document = "某政办函〔2026〕1号"
valid_from = 2026-05-01
valid_until = "2026-05-31"
max_rate = 2
methods = ["GET"]
exclude = []
"""


def test_a_file_makes_the_same_object(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text(GOOD, "utf-8")
    (one,) = read_authorisations(path)
    assert one.covers("www.x.gov.cn")
    assert one.rate == 2.0
    # The last day counts to its end, and a letter that names no hours holds around the clock.
    late = datetime(2026, 5, 31, 23, 30, tzinfo=LOCAL)
    assert refusal(one, "www.x.gov.cn", THERE, late) is None
    assert refusal(one, "www.x.gov.cn", THERE, late + timedelta(hours=1)) == "授权已过期"


@pytest.mark.parametrize(
    "text",
    [
        "authorisation = 3",
        GOOD.replace("granted_by", "granted"),
        GOOD.replace("valid_until", "until"),
        GOOD.replace("2026-05-31", "next year"),
        GOOD + 'addresses = ["somewhere"]',
        GOOD + 'window = "night"',
        GOOD + "[[",
        "\0",
    ],
)
def test_a_file_that_is_not_understood_allows_nothing(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match=r"a\.toml"):
        read_authorisations(path)


def test_hours_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text(GOOD + 'window = "00:00-06:00"', "utf-8")
    (one,) = read_authorisations(path)
    assert one.window == (time(0), time(6))
