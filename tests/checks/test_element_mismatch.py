"""What a page calls itself, and the register."""

from dataclasses import replace

import pytest
from tests.snapshots import SITE, faults, home, snapshot

from xuncha.base.types import Site
from xuncha.evidence.snapshot import Elements


def named(code: str | None = None, name: str | None = None, site: Site = SITE) -> list[str]:
    shown = Elements(site_code=code, name=name)
    found = faults("element.mismatch", snapshot(pages=[home(elements=shown)], site=site))
    return [f"{one.where}{'?' if one.suspected else ''}" for one in found]


def test_a_code_other_than_the_registered_one() -> None:
    assert named(code="6325220001") == ["element:网站标识码"]
    assert named(code="6325210001") == []
    assert named(code=None) == []


def test_without_a_registered_code_there_is_nothing_to_compare() -> None:
    assert named(code="6325220001", site=replace(SITE, site_code="")) == []
    assert named(code="6325220001", site=replace(SITE, site_code="demo")) == []


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("示例县人民政府", []),
        ("示例县政府门户网站", []),
        ("示例县人民政府门户网站", []),
        ("中国·示例", []),
        ("某某市财政局", ["element:网站名称?"]),
    ],
)
def test_a_name_raises_only_a_doubt(shown: str, expected: list[str]) -> None:
    assert named(name=shown) == expected
