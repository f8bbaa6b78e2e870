"""The form builder: fields as rows of a page, read back as `read_form` takes them. No script."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.http import QueryDict

from xuncha.base.language import _
from xuncha.cases.kinds.report_request.fields import (
    CELLS,
    KIND_NAMES,
    MOST_FIELDS,
    Field,
    FieldKind,
)
from xuncha.web.address import whole

#: Empty rows below what is there.
SPARE: Final = 4
_PARTS: Final = ("key", "label", "kind", "group", "help", "unit", "low", "high", "decimals")
_CUT: Final = re.compile(r"\s*[|｜]\s*")
_CHOICES: Final = re.compile(r"\s*[/／]\s*")


def read(sent: QueryDict) -> list[dict[str, Any]]:
    """The rows somebody filled in, in the order of their numbers; one without a name is none."""
    rows = []
    for place in range(MOST_FIELDS + SPARE):
        row: dict[str, Any] = {part: sent.get(f"{place}.{part}", "") for part in _PARTS}
        if not str(row["label"]).strip():
            continue
        row["needed"] = sent.get(f"{place}.needed") == "1"
        row["options"] = [
            one for one in sent.get(f"{place}.options", "").splitlines() if one.strip()
        ]
        row["columns"] = [
            _column(line) for line in sent.get(f"{place}.columns", "").splitlines() if line.strip()
        ]
        row["source"], row["confidence"] = (
            sent.get(f"{place}.{part}", "") for part in ("source", "confidence")
        )
        rows.append((_order(sent.get(f"{place}.order", ""), place), row))
    return [row for _order, row in sorted(rows, key=lambda one: one[0])]


def _order(said: str, place: int) -> tuple[int, int]:
    plain = said.strip()
    number = whole(plain, 9999, digits=4)
    return number, place


def _column(line: str) -> dict[str, Any]:
    """A column of a table as one line: 名称｜类型｜单位或选项｜必填."""
    parts = _CUT.split(line.strip()[:400])
    label, kind = parts[0], _kind(parts[1]) if len(parts) > 1 else "text"
    more = parts[2] if len(parts) > 2 else ""
    return {
        "label": label,
        "kind": kind,
        "unit": more if kind == "number" else "",
        "options": _CHOICES.split(more) if kind == "choice" else [],
        "needed": any(part in ("必填", "required") for part in parts[2:]),
    }


def _kind(said: str) -> str:
    for kind, name in KIND_NAMES.items():
        if said in (kind.value, name, _(name)):
            return kind.value
    return said


def line_of(column: Field) -> str:
    """A column of a table as the builder shows it."""
    more = column.unit or "/".join(column.options)
    parts = [column.label, _(KIND_NAMES[column.kind])]
    if more or column.needed:
        parts.append(more)
    if column.needed:
        parts.append("必填")
    return "｜".join(parts)


def row_of(one: Field) -> dict[str, Any]:
    """A field as the builder shows it."""
    return {
        **{part: getattr(one, part) for part in ("key", "label", "group", "help", "unit")},
        "kind": one.kind.value,
        "low": "" if one.low is None else one.low,
        "high": "" if one.high is None else one.high,
        "decimals": one.decimals or "",
        "needed": one.needed,
        "options": "\n".join(one.options),
        "columns": "\n".join(map(line_of, one.columns)),
        "source": one.source,
        "confidence": one.confidence,
    }


def shown_again(raw: Sequence[Mapping[str, Any]], sent: QueryDict) -> list[dict[str, Any]]:
    """What somebody sent, to be mended: their own words, whatever is wrong with them."""
    texts = {
        sent.get(f"{place}.label", ""): sent.get(f"{place}.columns", "")
        for place in range(MOST_FIELDS + SPARE)
    }
    return [
        {**row, "options": "\n".join(row["options"]), "columns": texts.get(row["label"], "")}
        for row in raw
    ]


def kinds() -> list[tuple[str, str]]:
    """The kinds of field, named in the reader's language."""
    return [(kind.value, _(name)) for kind, name in KIND_NAMES.items()]


def cell_kinds() -> str:
    """What a column of a table may be, in words."""
    return "、".join(_(KIND_NAMES[kind]) for kind in FieldKind if kind in CELLS)
