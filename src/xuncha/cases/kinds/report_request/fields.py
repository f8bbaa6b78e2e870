"""The form of a requested report: typed fields, and the reading of what somebody filled in. Pure.

A form is data (JSON): what an office builds on a page and what ships as a template are alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Final

from xuncha.base.language import N_, _
from xuncha.registry.fields import UnfitError, prose, text

MOST_FIELDS: Final = 120
MOST_COLUMNS: Final = 12
MOST_OPTIONS: Final = 40
MOST_ROWS: Final = 100
#: Characters of one line, and of a long text.
LINE: Final = 300
LONG: Final = 10_000
#: A long text has no more lines than a person reads.
MOST_LINES: Final = 500
#: No figure an office reports has more digits before its point.
_LARGEST: Final = Decimal(10) ** 15
_KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")


class FieldKind(StrEnum):
    """What may stand in a field."""

    TEXT = "text"
    LONG = "long"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    YESNO = "yesno"
    TABLE = "table"
    FILE = "file"


KIND_NAMES: Final[Mapping[FieldKind, str]] = {
    FieldKind.TEXT: N_("短文字"),
    FieldKind.LONG: N_("长文字"),
    FieldKind.NUMBER: N_("数字"),
    FieldKind.DATE: N_("日期"),
    FieldKind.CHOICE: N_("单选"),
    FieldKind.YESNO: N_("是否"),
    FieldKind.TABLE: N_("表格"),
    FieldKind.FILE: N_("附件"),
}
#: What a column of a table may be.
CELLS: Final = frozenset(FieldKind) - {FieldKind.TABLE, FieldKind.FILE, FieldKind.LONG}


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form."""

    key: str
    label: str
    kind: FieldKind
    help: str = ""
    needed: bool = False
    #: Of a number: what it counts, its bounds, and how many digits after the point it may have.
    unit: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    decimals: int = 0
    options: tuple[str, ...] = ()
    columns: tuple[Field, ...] = ()
    #: The heading it stands under.
    group: str = ""
    #: What the system knows of it (annual reports): a name of `annual.SOURCES`.
    source: str = ""
    #: How sure it is that the official form has this line: official, second-hand, memory, "".
    confidence: str = ""

    def as_json(self) -> dict[str, Any]:
        """As the database keeps it."""
        plain: dict[str, Any] = {"key": self.key, "label": self.label, "kind": self.kind.value}
        for name in ("help", "needed", "unit", "decimals", "group", "source", "confidence"):
            if value := getattr(self, name):
                plain[name] = value
        for name in ("low", "high"):
            if (bound := getattr(self, name)) is not None:
                plain[name] = str(bound)
        if self.options:
            plain["options"] = list(self.options)
        if self.columns:
            plain["columns"] = [one.as_json() for one in self.columns]
        return plain


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with one field or answer; `key` is the field's."""

    key: str
    label: str
    problem: str

    def __str__(self) -> str:
        return f"{self.label}：{self.problem}" if self.label else self.problem


# ── the form itself ──────────────────────────────────────────────────────────


def read_form(raw: Sequence[Mapping[str, Any]]) -> tuple[tuple[Field, ...], tuple[Wrong, ...]]:
    """A form as somebody built it, and what is wrong with it."""
    fields, wrongs = _read_fields(raw, frozenset(FieldKind), MOST_FIELDS)
    if not fields and not wrongs:
        wrongs.append(Wrong("", "", _("表单没有一个项目，请至少加一项")))
    return tuple(fields), tuple(wrongs)


def form_of(stored: Iterable[Mapping[str, Any]]) -> tuple[Field, ...]:
    """A form that was kept; it was read once and holds nothing wrong."""
    return tuple(_stored(one) for one in stored)


def _stored(one: Mapping[str, Any]) -> Field:
    values = dict(one)
    values["kind"] = FieldKind(values["kind"])
    for name in ("low", "high"):
        if name in values:
            values[name] = Decimal(str(values[name]))
    values["options"] = tuple(values.get("options", ()))
    values["columns"] = tuple(_stored(column) for column in values.get("columns", ()))
    return Field(**values)


def _read_fields(
    raw: Sequence[Mapping[str, Any]], kinds: frozenset[FieldKind], most: int
) -> tuple[list[Field], list[Wrong]]:
    fields: list[Field] = []
    wrongs: list[Wrong] = []
    if len(raw) > most:
        wrongs.append(Wrong("", "", _("项目不能超过 {most} 个").format(most=most)))
    for place, one in enumerate(raw[:most], 1):
        try:
            fields.append(_read_field(one, place, kinds))
        except UnfitError as error:
            wrongs.append(Wrong(str(place), _("第{n}项").format(n=place), str(error)))
    labels = [(one.group, one.label) for one in fields]
    for group, label in dict.fromkeys(labels):
        if labels.count((group, label)) > 1:
            wrongs.append(Wrong("", label, _("有两项同名，请改成不同的名称")))
    return _with_own_keys(fields), wrongs


def _with_own_keys(fields: list[Field]) -> list[Field]:
    """The fields, each under a key of its own: an answer is found by it."""
    used: set[str] = set()
    kept = []
    for place, one in enumerate(fields, 1):
        key = one.key
        while key in used:
            key = f"f{place}_{len(used)}"
        used.add(key)
        kept.append(replace(one, key=key))
    return kept


def _read_field(one: Mapping[str, Any], place: int, kinds: frozenset[FieldKind]) -> Field:
    label = text(one.get("label", ""), 80)
    if not label:
        raise UnfitError(_("没有名称"), _("请填写名称"))
    said = str(one.get("kind", ""))
    if said not in {kind.value for kind in kinds}:
        raise UnfitError(_("没有这种类型"), _("请在列出的类型里选择"))
    kind = FieldKind(said)
    key = str(one.get("key", ""))
    return Field(
        key=key if _KEY.fullmatch(key) else f"f{place}",
        label=label,
        kind=kind,
        help=text(one.get("help", ""), LINE),
        needed=bool(one.get("needed")),
        group=text(one.get("group", ""), 60),
        source=text(one.get("source", ""), 60),
        confidence=text(one.get("confidence", ""), 20),
        **_number(one) if kind is FieldKind.NUMBER else {},
        **_choice(one) if kind is FieldKind.CHOICE else {},
        **_table(one) if kind is FieldKind.TABLE else {},
    )


def _number(one: Mapping[str, Any]) -> dict[str, Any]:
    low, high = (_bound(one.get(name)) for name in ("low", "high"))
    if low is not None and high is not None and low > high:
        raise UnfitError(_("最小值大于最大值"), _("请核对"))
    said = str(one.get("decimals") or 0)
    decimals = int(said) if said.isascii() and said.isdigit() and len(said) < 3 else 9
    if decimals > 4:
        raise UnfitError(_("小数位数应在 0 到 4 之间"), _("请改正"))
    return {"unit": text(one.get("unit", ""), 20), "low": low, "high": high, "decimals": decimals}


def _bound(said: Any) -> Decimal | None:
    return None if said in (None, "") else _decimal(str(said))


def _decimal(said: str) -> Decimal:
    plain = said.strip().replace(",", "").replace("，", "").translate(_WIDE)
    if not re.fullmatch(r"[+-]?\d{1,16}(?:\.\d{1,8})?", plain, re.ASCII):
        raise UnfitError(_("“{value}”不是数字").format(value=said[:30]), _("请只填数字"))
    try:
        number = Decimal(plain)
    except InvalidOperation:
        raise UnfitError(_("“{value}”不是数字").format(value=said[:30]), _("请只填数字")) from None
    if abs(number) >= _LARGEST:
        raise UnfitError(_("数字过大"), _("请核对单位"))
    return number


#: What a Chinese keyboard writes for digits and signs.
_WIDE: Final = str.maketrans("０１２３４５６７８９．－＋", "0123456789.-+")


def _choice(one: Mapping[str, Any]) -> dict[str, Any]:
    options = [text(each, 60) for each in one.get("options", ()) if str(each).strip()]
    if not 2 <= len(options) <= MOST_OPTIONS:
        raise UnfitError(
            _("单选要有 2 到 {most} 个选项").format(most=MOST_OPTIONS), _("每行写一个选项")
        )
    return {"options": tuple(dict.fromkeys(options))}


def _table(one: Mapping[str, Any]) -> dict[str, Any]:
    columns, wrongs = _read_fields(tuple(one.get("columns", ())), CELLS, MOST_COLUMNS)
    if wrongs:
        raise UnfitError(str(wrongs[0]), _("请改正表格的列"))
    if not columns:
        raise UnfitError(_("表格没有列"), _("请至少写一列"))
    return {"columns": tuple(columns)}


# ── answers ──────────────────────────────────────────────────────────────────


def read_answer(
    fields: Sequence[Field], sent: Mapping[str, Any], *, whole: bool
) -> tuple[dict[str, Any], tuple[Wrong, ...]]:
    """What somebody filled in, as it is kept, and what is wrong with it.

    `whole`: needed answers must be there; a draft may lack them. Numbers are kept as text, so that
    nothing is lost on the way through JSON. Files are not read here: they are kept beside.
    """
    values: dict[str, Any] = {}
    wrongs: list[Wrong] = []
    for one in fields:
        if one.kind is FieldKind.FILE:
            continue
        try:
            value = _value(one, sent.get(one.key))
        except UnfitError as error:
            wrongs.append(Wrong(one.key, one.label, str(error)))
            continue
        if value not in ("", None, []):
            values[one.key] = value
        elif one.needed and whole:
            wrongs.append(Wrong(one.key, one.label, _("未填写")))
    return values, tuple(wrongs)


def _value(one: Field, said: Any) -> Any:
    if one.kind is FieldKind.TABLE:
        return _rows(one, said)
    if one.kind is FieldKind.LONG:
        return _long(said)
    line = text("" if said is None else said, LINE)
    if not line:
        return ""
    match one.kind:
        case FieldKind.NUMBER:
            return _figure(one, line)
        case FieldKind.DATE:
            return _day(line)
        case FieldKind.CHOICE:
            if line not in one.options:
                raise UnfitError(_("“{value}”不在选项里").format(value=line[:30]), _("请重新选择"))
        case FieldKind.YESNO:
            if line not in ("yes", "no"):
                raise UnfitError(_("请选择是或否"), "")
    return line


def _long(said: Any) -> str:
    whole = "" if said is None else said
    if isinstance(whole, str) and whole.count("\n") >= MOST_LINES:
        raise UnfitError(_("超过 {most} 行").format(most=MOST_LINES), _("请缩短，或作为附件上传"))
    return prose(whole, LONG)


def _figure(one: Field, line: str) -> str:
    number = _decimal(line)
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > one.decimals:
        raise UnfitError(
            _("小数不能超过 {n} 位").format(n=one.decimals) if one.decimals else _("请填整数"), ""
        )
    if one.low is not None and number < one.low:
        raise UnfitError(_("不能小于 {low}").format(low=one.low), "")
    if one.high is not None and number > one.high:
        raise UnfitError(_("不能大于 {high}").format(high=one.high), "")
    return format(number.normalize(), "f") if number else "0"


def _day(line: str) -> str:
    try:
        day = date.fromisoformat(line[:10].replace("/", "-").replace(".", "-"))
    except ValueError:
        raise UnfitError(
            _("“{value}”不是日期").format(value=line[:40]), _("请写作 2017-11-13 的样子")
        ) from None
    if not 1949 <= day.year <= 2199:
        raise UnfitError(_("年份不对"), _("请核对"))
    return day.isoformat()


def _rows(one: Field, said: Any) -> list[dict[str, Any]]:
    given = said if isinstance(said, list) else []
    if len(given) > MOST_ROWS:
        raise UnfitError(_("表格不能超过 {most} 行").format(most=MOST_ROWS), _("请作为附件上传"))
    kept = []
    for place, row in enumerate(given, 1):
        if not isinstance(row, Mapping):
            raise UnfitError(_("第{n}行不对").format(n=place), "")
        values, wrongs = read_answer(one.columns, row, whole=bool(any(map(_filled, row.values()))))
        if wrongs:
            raise UnfitError(_("第{n}行，{what}").format(n=place, what=wrongs[0]), "")
        if values:
            kept.append(values)
    return kept


def _filled(value: Any) -> bool:
    return bool(str(value or "").strip())
