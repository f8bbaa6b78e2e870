"""The audit log speaks: whatever the code records has a word on the page."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from xuncha.registry.fields import label_of
from xuncha.web.auditwords import KEYS, NOUNS, VERBS

SOURCE = Path(__file__).parents[2] / "src" / "xuncha"


def calls(*names: str) -> Iterator[tuple[str, ast.Call]]:
    """Every call of a function of one of these names, with the place it stands in."""
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                called = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if called in names:
                    yield f"{path.relative_to(SOURCE)}:{node.lineno}", node


def written(node: ast.expr) -> Iterator[str]:
    """The texts an expression may be, as far as they stand in it."""
    for one in ast.walk(node):
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and "." in one.value:
            yield one.value


def test_every_verb_that_is_recorded_has_its_word() -> None:
    said = {
        verb: place
        for place, call in calls("record", "record_all")
        if len(call.args) > 1 and not isinstance(call.args[1], ast.JoinedStr)
        for verb in written(call.args[1])
    }
    assert len(said) > 60
    assert {verb: place for verb, place in said.items() if verb not in VERBS} == {}


def test_every_thing_that_is_recorded_has_its_word() -> None:
    said = {
        str(call.args[0].value): place
        for place, call in calls("Noun")
        if call.args and isinstance(call.args[0], ast.Constant)
    }
    assert len(said) > 15
    assert {noun: place for noun, place in said.items() if noun not in NOUNS} == {}


def test_every_value_that_is_recorded_has_its_word() -> None:
    said = {
        key.value: place
        for place, call in calls("record")
        for value in (*call.args[3:], *(one.value for one in call.keywords))
        if isinstance(value, ast.Dict)
        for key in value.keys
        if isinstance(key, ast.Constant)
    }
    assert len(said) > 30
    unnamed = {key: at for key, at in said.items() if key not in KEYS and label_of(key) == key}
    assert unnamed == {}
