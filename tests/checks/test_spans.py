"""Spans of time that a rule states are said in the language in use."""

from __future__ import annotations

import pytest

from xuncha.base import language
from xuncha.base.types import Period
from xuncha.checks.sentences import span


@pytest.mark.parametrize(
    ("period", "english"),
    [
        (Period(days=14), "2 weeks"),
        (Period(days=7), "1 week"),
        (Period(months=18), "1 year 6 months"),
        (Period(days=10), "10 days"),
    ],
)
def test_a_period_is_said_in_both_languages(period: Period, english: str) -> None:
    assert span(str(period)) == str(period)
    with language.speaking("en"):
        assert span(str(period)) == english


@pytest.mark.parametrize("text", ["2周以内", "—", "", "15秒"])
def test_what_is_no_period_stays_as_it_is(text: str) -> None:
    with language.speaking("en"):
        assert span(text) == text
