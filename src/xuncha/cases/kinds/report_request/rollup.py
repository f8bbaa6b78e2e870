"""What all answers to one form come to: counts, sums, who is missing, a text to quote. Pure."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xuncha.base.language import _
from xuncha.cases.kinds.report_request.fields import Field, FieldKind


@dataclass(frozen=True, slots=True)
class Answered:
    """One office's answer as the roll-up sees it."""

    office: str
    #: Was it handed in, by the last day; is it accepted?
    submitted: bool
    in_time: bool
    accepted: bool
    excused: bool
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """What the answers to one field come to."""

    field: Field
    #: How many gave it.
    given: int
    total: Decimal | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    counts: Mapping[str, int] = dataclasses.field(default_factory=dict)
    #: Of a table: its rows, and the sum of each numeric column by its label.
    rows: int = 0
    columns: Mapping[str, Decimal] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figures:
    """A requested report rolled up; what a bulletin may quote."""

    asked: int
    submitted: int
    in_time: int
    late: int
    accepted: int
    excused: int
    #: Offices that have not answered, in the order of the tree.
    missing: tuple[str, ...]
    lines: tuple[Line, ...]

    def sum_of(self, key: str) -> Decimal | None:
        """The total of a number by its field's key; None where there is none."""
        return next((one.total for one in self.lines if one.field.key == key), None)


def roll_up(fields: Sequence[Field], answers: Sequence[Answered]) -> Figures:
    """Add the answers up. Only what was handed in is counted; who is excused is asked nothing."""
    asked = [one for one in answers if not one.excused]
    handed_in = [one for one in asked if one.submitted]
    return Figures(
        asked=len(asked),
        submitted=len(handed_in),
        in_time=sum(one.in_time for one in handed_in),
        late=sum(not one.in_time for one in handed_in),
        accepted=sum(one.accepted for one in handed_in),
        excused=len(answers) - len(asked),
        missing=tuple(one.office for one in asked if not one.submitted),
        lines=tuple(_line(one, [each.values for each in handed_in]) for one in fields),
    )


def _line(one: Field, answers: Sequence[Mapping[str, Any]]) -> Line:
    given = [answer[one.key] for answer in answers if answer.get(one.key) not in (None, "", [])]
    match one.kind:
        case FieldKind.NUMBER:
            numbers = [Decimal(str(value)) for value in given]
            if not numbers:
                return Line(one, 0)
            return Line(one, len(given), sum(numbers, Decimal(0)), min(numbers), max(numbers))
        case FieldKind.CHOICE | FieldKind.YESNO:
            return Line(one, len(given), counts=_counted(one, given))
        case FieldKind.TABLE:
            rows = [row for value in given for row in value]
            return Line(one, len(given), rows=len(rows), columns=_summed(one, rows))
        case _:
            return Line(one, len(given))


def _counted(one: Field, given: Sequence[str]) -> dict[str, int]:
    counts = Counter(given)
    choices = one.options or ("yes", "no")
    return {choice: counts[choice] for choice in choices}


def _summed(one: Field, rows: Sequence[Mapping[str, Any]]) -> dict[str, Decimal]:
    numeric = [column for column in one.columns if column.kind is FieldKind.NUMBER]
    return {
        column.label: sum(
            (Decimal(str(row[column.key])) for row in rows if column.key in row), Decimal(0)
        )
        for column in numeric
    }


#: So many names are written out in a text; the rest is counted.
_NAMED = 10


def quote(title: str, figures: Figures) -> str:
    """A paragraph for a bulletin: who answered, who did not, and what the numbers come to."""
    said = [
        _(
            "“{title}”应报送{asked}家，已报送{submitted}家，其中按期{in_time}家、逾期{late}家"
        ).format(
            title=title,
            asked=figures.asked,
            submitted=figures.submitted,
            in_time=figures.in_time,
            late=figures.late,
        )
    ]
    if figures.missing:
        names = _("、").join(figures.missing[:_NAMED])
        more = len(figures.missing) - _NAMED
        names += _("等{n}家").format(n=len(figures.missing)) if more > 0 else ""
        said.append(_("未报送的有{names}").format(names=names))
    sums = [
        f"{one.field.label}{_plain(one.total)}{one.field.unit}"
        for one in figures.lines
        if one.total is not None
    ]
    whole = _("；").join(said) + _("。")
    if sums:
        whole += _("合计：{sums}。").format(sums=_("，").join(sums))
    return whole


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f") if number else "0"
