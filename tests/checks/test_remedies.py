"""Every security fault has a remedy in docs, and none is shown in public with its place."""

import re
from pathlib import Path

import pytest

from xuncha.bulletin.rules import kind_of
from xuncha.checks.contract import catalogue

SECURITY = [one for code, one in catalogue().items() if code.startswith("security.")]
PAGE = (Path(__file__).parents[2] / "docs" / "remedies.md").read_text("utf-8")


def section(code: str) -> str:
    """The part of the page under the heading that names the indicator."""
    parts = re.split(r"^## ", PAGE, flags=re.MULTILINE)
    return next((part for part in parts if code in part.partition("\n")[0]), "")


@pytest.mark.parametrize("one", SECURITY, ids=lambda one: one.code)
def test_every_kind_of_fault_has_a_remedy(one) -> None:
    text = section(one.code)
    assert text, f"docs/remedies.md has no section on {one.code}"
    missing = [kind for kind in one.says if kind and f"`{kind}`" not in text]
    assert not missing, f"docs/remedies.md, {one.code}: nothing on {missing}"


@pytest.mark.parametrize("one", SECURITY, ids=lambda one: one.code)
def test_the_bulletin_gives_no_place_of_any_of_them(one) -> None:
    assert not kind_of(one.code).places
