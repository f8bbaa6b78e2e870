"""From the table of a TOML file to a Standard, every key accounted for."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar, cast, get_args, get_type_hints

from xuncha.base.language import _
from xuncha.base.types import Level
from xuncha.checks.contract import Indicator
from xuncha.scoring.law import (
    Bonus,
    Condition,
    Confidence,
    Fall,
    Rescale,
    Row,
    Standard,
    Use,
)
from xuncha.scoring.thresholds import WrongValueError, convert

T = TypeVar("T")
Table = dict[str, Any]
_MISSING: Any = object()


class StandardError(ValueError):
    """A standard that cannot be used; says the file, the key and the remedy."""

    def __init__(self, file: str, key: str, remedy: str) -> None:
        super().__init__(_("{file}：{key}：{remedy}").format(file=file, key=key, remedy=remedy))
        self.file = file
        self.key = key
        self.remedy = remedy


class Reading:
    """Reads one standard; every complaint names the file, the key and what to do."""

    def __init__(self, file: str, indicators: Mapping[str, Indicator]) -> None:
        self._file = file
        self._indicators = indicators

    def standard(self, table: Table) -> Standard:
        """Build the standard or raise StandardError."""
        keys = _Keys(self._file, "", table)
        rows = {id_: self._row(id_, one) for id_, one in keys.tables("row").items()}
        uses = {code: self._use(code, one, rows) for code, one in keys.tables("indicator").items()}
        standard = Standard(
            id=keys.text("id"),
            title=keys.text("title"),
            document=keys.text("document"),
            effective_from=keys.day("effective_from"),
            effective_to=keys.day("effective_to"),
            full_mark=keys.number("full_mark", Decimal(100)),
            pass_mark=keys.number("pass_mark"),
            scored=keys.one_of("scored", ("all", "portals"), "all"),
            rows=rows,
            uses=dict(sorted(uses.items())),
            bonus=self._bonus(keys),
            rescale=self._rescale(keys),
        )
        keys.finish()
        return standard

    def _bonus(self, keys: _Keys) -> Bonus | None:
        if (table := keys.table("bonus")) is None:
            return None
        bonus = Bonus(above=table.number("above"), most=table.number("most"))
        table.finish()
        return bonus

    def _rescale(self, keys: _Keys) -> Rescale | None:
        if (table := keys.table("rescale")) is None:
            return None
        rescale = Rescale(
            module=table.text("module"), points=table.number("points"), kinds=table.words("kinds")
        )
        table.finish()
        return rescale

    def _row(self, id_: str, keys: _Keys) -> Row:
        row = Row(
            id=id_,
            module=keys.text("module"),
            name=keys.text("name"),
            level=Level(keys.one_of("level", tuple(Level))),
            rule=keys.text("rule"),
            citation=keys.text("citation"),
            confidence=keys.one_of("confidence", get_args(Confidence)),
            points=keys.number("points", None),
            per=keys.text("per", ""),
            cap=keys.number("cap", None),
            cap_group=keys.text("cap_group", ""),
            count=keys.whole("count", 1),
            all_of=keys.text("all_of", ""),
            human=keys.flag("human"),
        )
        keys.finish()
        if row.level is Level.DEDUCT and row.points is None and not row.human:
            raise keys.wrong("points", _("扣分的行要写明每处扣几分；数额未定的，写 human = true"))
        return row

    def _use(self, code: str, keys: _Keys, rows: Mapping[str, Row]) -> Use:
        if code not in self._indicators:
            known = "、".join(self._indicators)
            raise keys.wrong("", _("没有这个指标，请改为下列之一：{known}").format(known=known))
        use = Use(
            indicator=self._indicators[code],
            thresholds=self._thresholds(self._indicators[code], keys.table("thresholds")),
            falls=tuple(self._fall(one, rows) for one in keys.list_of_tables("rows")),
            suspected_counts=keys.flag("suspected_counts"),
        )
        keys.finish()
        return use

    def _fall(self, keys: _Keys, rows: Mapping[str, Row]) -> Fall:
        row = keys.one_of("row", tuple(rows))
        if rows[row].human:
            raise keys.wrong("row", _("{row} 由人工评分，不能交给机器指标").format(row=row))
        when = keys.table("when")
        conditions = () if when is None else tuple(when.condition(key) for key in when.left())
        keys.finish()
        return Fall(row, conditions)

    def _thresholds(self, one: Indicator, keys: _Keys | None) -> dict[str, Any]:
        keys = keys or _Keys(self._file, f'indicator."{one.code}".thresholds', {})
        hints = get_type_hints(one.check)
        defaults = inspect.signature(one.check).parameters
        values: dict[str, Any] = {}
        for name in one.arguments:
            if name in keys.left():
                values[name] = keys.converted(name, hints[name])
            elif defaults[name].default is inspect.Parameter.empty:
                raise keys.wrong(name, _("指标需要这个门槛值，请补上"))
        keys.finish()
        return values


class _Keys:
    """A table whose keys are taken one by one; what is left over at the end is a mistake."""

    def __init__(self, file: str, at: str, table: Mapping[str, Any]) -> None:
        self._file = file
        self._at = at
        self._table = dict(table)

    def wrong(self, key: str, remedy: str) -> StandardError:
        return StandardError(self._file, ".".join(filter(None, (self._at, key))), remedy)

    def left(self) -> tuple[str, ...]:
        return tuple(self._table)

    def finish(self) -> None:
        for key in self._table:
            raise self.wrong(key, _("不认识这个键，请删去或改正拼写"))

    def _take(self, key: str, kind: type | tuple[type, ...], want: str, default: Any) -> Any:
        value = self._table.pop(key, _MISSING)
        if value is _MISSING:
            if default is _MISSING:
                raise self.wrong(key, _("缺少这个键，请补上（{want}）").format(want=want))
            return default
        kinds = kind if isinstance(kind, tuple) else (kind,)
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            raise self.wrong(key, _("应为{want}，现为 {value!r}").format(want=want, value=value))
        return value

    def text(self, key: str, default: str = _MISSING) -> str:
        return str(self._take(key, str, _("文字"), default))

    def number(self, key: str, default: T = _MISSING) -> Decimal | T:
        value = self._take(key, (int, Decimal), _("不小于0的数"), default)
        if value is default:
            return default
        if not Decimal(value).is_finite() or value < 0:
            raise self.wrong(key, _("应为不小于0的数，现为 {value}").format(value=value))
        return Decimal(value)

    def whole(self, key: str, default: int) -> int:
        value = int(self._take(key, int, _("正整数"), default))
        if value < 1:
            raise self.wrong(key, _("应为正整数，现为 {value}").format(value=value))
        return value

    def flag(self, key: str) -> bool:
        return bool(self._take(key, bool, "true / false", False))

    def day(self, key: str) -> date | None:
        return cast("date | None", self._take(key, date, _("日期，如 2017-12-05"), None))

    def words(self, key: str) -> tuple[str, ...]:
        return tuple(str(word) for word in self._take(key, list, _("一组文字"), _MISSING))

    def one_of(self, key: str, allowed: tuple[Any, ...], default: str = _MISSING) -> Any:
        value = self._take(key, str, _("文字"), default)
        if value not in allowed:
            choice = "、".join(map(str, allowed))
            raise self.wrong(
                key, _("应为 {choice} 之一，现为 {value!r}").format(choice=choice, value=value)
            )
        return value

    def converted(self, key: str, wanted: object) -> Any:
        try:
            return convert(self._table.pop(key), wanted)
        except WrongValueError as error:
            raise self.wrong(".".join((key, *error.at)), str(error)) from error

    def condition(self, key: str) -> Condition:
        value = self._take(key, (list, dict), _("一组允许的值，或 { at_least = … }"), _MISSING)
        if isinstance(value, list):
            return Condition(key, among=tuple(str(one) for one in value))
        limits = _Keys(self._file, f"{self._at}.{key}", value)
        condition = Condition(key, at_least=limits.number("at_least"))
        limits.finish()
        return condition

    def table(self, key: str) -> _Keys | None:
        value = self._take(key, dict, _("一张表"), None)
        return None if value is None else self._inner(key, value)

    def tables(self, key: str) -> dict[str, _Keys]:
        return self._each(key, self._take(key, dict, _("一张表"), {}).items())

    def list_of_tables(self, key: str) -> list[_Keys]:
        entries = enumerate(self._take(key, list, _("一组表"), _MISSING))
        return list(self._each(key, ((str(n), one) for n, one in entries)).values())

    def _each(self, key: str, entries: Any) -> dict[str, _Keys]:
        found: dict[str, _Keys] = {}
        for name, value in entries:
            if not isinstance(value, dict):
                raise self.wrong(f'{key}."{name}"', _("应为一张表"))
            found[name] = self._inner(f'{key}."{name}"', value)
        return found

    def _inner(self, key: str, value: Mapping[str, Any]) -> _Keys:
        return _Keys(self._file, ".".join(filter(None, (self._at, key))), value)
