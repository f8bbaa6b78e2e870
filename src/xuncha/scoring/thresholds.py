"""Threshold values of a standard as the types a check's annotations ask for."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from typing import Any, get_args, get_origin

from xuncha.base.language import _
from xuncha.base.types import Period


class WrongValueError(ValueError):
    """A value that is not what the check asks for; `at` leads to it inside the threshold."""

    def __init__(self, remedy: str, at: tuple[str, ...] = ()) -> None:
        super().__init__(remedy)
        self.at = at


def convert(value: object, wanted: Any) -> Any:
    """Convert one TOML `value` to the annotated type `wanted`; raises WrongValueError."""
    origin, inner = get_origin(wanted), get_args(wanted)
    if origin is tuple and isinstance(value, list):
        return tuple(_inside(str(n), one, inner[0]) for n, one in enumerate(value))
    if origin is not None and issubclass(origin, Mapping) and isinstance(value, dict):
        return {_inside(k, k, inner[0]): _inside(k, v, inner[1]) for k, v in value.items()}
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return _member(value, wanted)
    if wanted is Period:
        return _period(value)
    return _plain(value, wanted)


def _inside(at: str, value: object, wanted: Any) -> Any:
    try:
        return convert(value, wanted)
    except WrongValueError as error:
        raise WrongValueError(str(error), (at, *error.at)) from error


def _member(value: object, wanted: type[Enum]) -> Enum:
    try:
        return wanted(value)
    except ValueError:
        words = "、".join(str(member.value) for member in wanted)
        remedy = _("应为 {words} 之一，现为 {value!r}").format(words=words, value=value)
        raise WrongValueError(remedy) from None


def _period(value: object) -> Period:
    try:
        return Period.parse(str(value))
    except ValueError:
        remedy = _("应为时间跨度，如 2w、6m、1y、10d，现为 {value!r}")
        raise WrongValueError(remedy.format(value=value)) from None


_NAMES = {int: "整数", float: "数", Decimal: "数", str: "文字", bool: "true / false"}


def _plain(value: object, wanted: Any) -> Any:
    if wanted in (float, Decimal) and isinstance(value, int | Decimal):
        if not isinstance(value, bool):
            return wanted(value)
    elif type(value) is wanted:
        return value
    name = _(_NAMES.get(wanted, str(wanted)))
    raise WrongValueError(_("应为{want}，现为 {value!r}").format(want=name, value=value))
