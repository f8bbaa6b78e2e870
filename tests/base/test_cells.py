"""What strangers wrote stays text in every spreadsheet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xuncha.base.cells import neutral, original


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-2",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "＝1",
        "＋1",
        "－1",
        "＠a",
        " =1",
        "\u3000=1",
        "\ufeff=1",
    ],
)
def test_a_formula_becomes_text(text: str) -> None:
    assert neutral(text).startswith("'")


@pytest.mark.parametrize(
    "text", ["", "国土资源局", "1-2", "a=b", "'quoted'", "http://x.gov.cn/?a=1"]
)
def test_plain_words_stay_as_they_are(text: str) -> None:
    assert neutral(text) == text


@given(st.text(alphabet="=+-@ '\u3000ab国", max_size=12))
def test_a_cell_that_comes_back_is_what_it_was(text: str) -> None:
    assert original(neutral(text)) == text or text.startswith("'")


def test_control_characters_and_endless_texts_are_cut() -> None:
    assert neutral("a\x00b\x1bc") == "abc"
    assert len(neutral("长" * 100_000)) == 32_767
