"""政府网站栏目(系统)基本信息表: one site's columns as people hand them in and as they are kept.

A column is known by its name and its address together. 上级栏目 is written as the name where that
is enough, else as the address, else as both with a space between.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from xuncha.base.language import N_, _
from xuncha.base.types import ColumnType
from xuncha.base.urls import canonical
from xuncha.registry.fields import UnfitError, address, flag, one_of, text

COLUMN_STATES: Final[Mapping[str, str]] = {
    "normal": N_("正常"),
    "upkeep": N_("维护中"),
    "blank": N_("空白"),
    "dead": N_("死链"),
}
MOST_COLUMNS: Final = 5000
_TYPES: Final = {one.value: one.value for one in ColumnType}


def column_state(value: object) -> str:
    """A column's state by its code or its Chinese name, 正常 where none is given."""
    return one_of(value or "normal", COLUMN_STATES, N_("不认识的栏目状态“{value}”"))


def column_type(value: object) -> str:
    """A column's class; raises UnfitError."""
    return one_of(value, _TYPES, N_("不认识的栏目类别“{value}”"))


def column(value: object) -> dict[str, Any]:
    """One line of the table; raises UnfitError."""
    parts = {"name", "url", "type", "parent", "on_home", "state"}
    if not isinstance(value, Mapping) or set(value) - parts:
        raise UnfitError(_("不是一个栏目"), _("请填写栏目名称、网址、类别"))
    cleaned = {
        "name": text(value.get("name", "")),
        "url": address(value.get("url", "")),
        "type": column_type(value.get("type", "")),
        "parent": text(value.get("parent") or "", 640),
        "on_home": flag(value.get("on_home", False)),
        "state": column_state(value.get("state", "")),
    }
    for part, lacking in (("name", N_("没有栏目名称")), ("url", N_("没有栏目网址"))):
        if not cleaned[part]:
            raise UnfitError(_(lacking), _("请填写"))
    return cleaned


def columns(value: object) -> list[dict[str, Any]]:
    """All columns of a site; raises UnfitError, naming the line."""
    if not isinstance(value, Sequence) or isinstance(value, str) or len(value) > MOST_COLUMNS:
        raise UnfitError(_("栏目超过 {most} 个").format(most=MOST_COLUMNS), _("请检查栏目表"))
    found: list[dict[str, Any]] = []
    for number, one in enumerate(value, start=1):
        try:
            found.append(column(one))
        except UnfitError as error:
            raise UnfitError(
                _("第 {number} 个栏目：{problem}").format(number=number, problem=error.problem),
                error.remedy,
            ) from error
    for number, trouble in troubles(found).items():
        raise UnfitError(
            _("第 {number} 个栏目：{problem}").format(number=number + 1, problem=trouble.problem),
            trouble.remedy,
        )
    return found


def troubles(found: Sequence[Mapping[str, Any]]) -> dict[int, UnfitError]:
    """What is wrong with columns only when they stand together, by their place in the list."""
    wrong: dict[int, UnfitError] = {}
    seen: set[tuple[str, str]] = set()
    for number, one in enumerate(found):
        key = (one["name"], one["url"])
        if key in seen:
            wrong[number] = UnfitError(
                _("栏目“{name}”重复").format(name=one["name"]), _("请只保留一行")
            )
        seen.add(key)
    above = parents(found)
    for number, one in enumerate(found):
        if one["parent"] and above[number] is None:
            wrong.setdefault(
                number,
                UnfitError(
                    _("找不到上级栏目“{name}”").format(name=one["parent"][:40]),
                    _("请写本网站另一栏目的名称；同名的写网址"),
                ),
            )
        elif _in_circle(number, above):
            wrong.setdefault(
                number, UnfitError(_("上级栏目绕回了自己"), _("请检查各栏目的上级栏目"))
            )
    return wrong


def parents(found: Sequence[Mapping[str, Any]]) -> list[int | None]:
    """Where each column's 上级栏目 stands in the list; None without one, or where it is unclear."""
    places: dict[str, int | None] = {}
    for number, one in enumerate(found):
        for word in (one["name"], one["url"], f"{one['name']} {one['url']}"):
            places[word] = number if word not in places else None
    return [
        places.get(one["parent"], places.get(canonical(one["parent"]) or ""))
        if one["parent"]
        else None
        for one in found
    ]


def parent_words(keys: Sequence[tuple[str, str]]) -> list[str]:
    """How each column, given as name and address, is written as another's 上级栏目."""
    times = Counter(word for key in keys for word in (*key, " ".join(key)))
    return [
        next((word for word in (name, url) if times[word] == 1), f"{name} {url}")
        for name, url in keys
    ]


def _in_circle(number: int, above: Sequence[int | None]) -> bool:
    at = above[number]
    for _step in above:
        if at is None or at == number:
            break
        at = above[at]
    return at is not None
