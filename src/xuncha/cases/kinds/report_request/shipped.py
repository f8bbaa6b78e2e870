"""The forms that ship: what quarterly bulletins ask for, and the two annual reports. Data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from xuncha.cases.kinds.report_request.fields import Field, read_form


@dataclass(frozen=True, slots=True)
class Template:
    """A form an office can ask for as it is, or change first."""

    name: str
    title: str
    text: str
    fields: tuple[Field, ...]
    #: "" for an ordinary report, "oversight" or "work" for an annual one.
    annual: str = ""
    citation: str = ""
    #: How sure its lines are: official, second-hand, memory, or office (no rule).
    confidence: str = "office"


@cache
def templates() -> Mapping[str, Template]:
    """Every shipped form by its file's name; raises ValueError where one is wrong."""
    found = {}
    for path in (resources.files("xuncha.cases.kinds.report_request") / "templates").iterdir():
        if path.name.endswith(".toml"):
            name = path.name.removesuffix(".toml")
            found[name] = _read(name, tomllib.loads(path.read_text("utf-8")))
    return dict(sorted(found.items(), key=lambda one: (one[1].annual, one[0])))


def _read(name: str, table: dict[str, object]) -> Template:
    raw = table.pop("field")
    assert isinstance(raw, list)  # noqa: S101 (a template without fields is a mistake of ours)
    fields, wrongs = read_form(raw)
    if wrongs:
        raise ValueError(f"{name}: {wrongs[0]}")
    return Template(name=name, fields=fields, **table)  # type: ignore[arg-type]


def joined(names: list[str]) -> tuple[Field, ...]:
    """Several templates as one form: each under its own title, keys kept apart."""
    if len(names) == 1:
        return templates()[names[0]].fields
    return tuple(
        replace(one, key=f"{name}_{one.key}"[:40], group=templates()[name].title)
        for name in names
        for one in templates()[name].fields
    )
