"""Chinese first, English whole: every sentence a person can see exists in both."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

from xuncha.base import language
from xuncha.checks.contract import catalogue

SOURCE = Path(__file__).parent.parent / "src" / "xuncha"
METHODS = [("**.py", "python"), ("**.html", "jinja2.ext:babel_extract")]
CHINESE = re.compile(r"[\u3400-\u9fff]")


def sentences() -> dict[str, str]:
    """Every marked source string with the place it stands in."""
    found: dict[str, str] = {}
    for file, line, message, _comments, _context in extract_from_dir(
        SOURCE, METHODS, keywords={"_": None, "N_": None}
    ):
        found.setdefault(str(message), f"{file}:{line}")
    for one in catalogue().values():
        found.setdefault(one.name, one.code)
        found.setdefault(one.meaning, one.code)
    return found


def test_every_sentence_has_its_english() -> None:
    english = language.catalogue()
    missing = {text: place for text, place in sentences().items() if text not in english}
    assert not missing, "\n".join(f"{place}: {text}" for text, place in missing.items())


def test_english_keeps_every_placeholder_and_no_chinese() -> None:
    for text, english in language.catalogue().items():
        fields = re.findall(r"\{(\w*)[^}]*\}", text)
        assert sorted(set(fields)) == sorted(set(re.findall(r"\{(\w*)[^}]*\}", english))), text
        assert not CHINESE.search(english.replace("巡查", "")), english


def test_the_catalogue_holds_nothing_that_nobody_says() -> None:
    assert set(language.catalogue()) <= set(sentences())


def test_a_language_nobody_speaks_here_is_refused() -> None:
    with pytest.raises(ValueError, match="fr"):
        language.use("fr")
    assert language.current() == "zh"


def test_a_sentence_is_shown_in_the_language_in_use() -> None:
    text = next(iter(language.catalogue()))
    try:
        language.use("en")
        assert language._(text) == language.catalogue()[text]
    finally:
        language.use("zh")
    assert language._(text) == text
