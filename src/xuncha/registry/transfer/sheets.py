"""The official forms as tables: the headings, and how a cell becomes a value and back."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from xuncha.base.language import N_, _
from xuncha.registry.columns import COLUMN_STATES, column_state, column_type
from xuncha.registry.fields import (
    MOST_CONTACTS,
    PERSON_PARTS,
    SITE_FIELDS,
    SITE_KINDS,
    UnfitError,
    address,
    day,
    email,
    flag,
    one_of,
    phone,
    text,
)
from xuncha.registry.register import SITE_CODE

#: 状态 as the form writes it. A site under review is exported, never imported as such.
STATES: Final[Mapping[str, str]] = {
    "draft": N_("草稿"),
    "reviewing": N_("审核中"),
    "returned": N_("已退回"),
    "active": N_("正常"),
    "exempt": N_("例外"),
    "offline": N_("临时下线"),
    "migrating": N_("关停，内容迁移中"),
    "closing": N_("关停公告中"),
    "closed": N_("关停"),
    "moved": N_("已迁移"),
}


_DAY: Final = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?: [0-9:]+)?$")


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of a table."""

    label: str
    #: Raises UnfitError for what cannot be kept; an empty cell is never asked.
    read: Callable[[str], Any]
    needed: bool = False


def site_code(value: str) -> str:
    """A 网站标识码; raises UnfitError."""
    line = text(value).lower()
    if not SITE_CODE.fullmatch(line):
        raise UnfitError(
            _("网站标识码“{code}”不合规").format(code=line[:20]),
            _("应为 10 位：6 位区划码加 4 位序号，或 bm 开头加 8 位数字"),
        )
    return line


def state(value: str) -> str:
    """A site's state by its name."""
    return one_of(value, STATES, N_("不认识的状态“{value}”"))


def last_day(value: str) -> str:
    """A day, also as the number a spreadsheet keeps it as."""
    if value.isdigit() and len(value) == 5:
        return (date(1899, 12, 30) + timedelta(days=int(value))).isoformat()
    if written := _DAY.match(value):
        year, month, number = map(int, written.groups())
        return day(f"{year}-{month:02d}-{number:02d}")
    return day(value)


def hosts(value: str) -> list[dict[str, Any]]:
    """Domains in one cell, the main one first; raises UnfitError."""
    words = value
    for mark in ";，,、\n":
        words = words.replace(mark, "；")
    names = [{"host": one.strip()} for one in words.split("；") if one.strip()]
    found: list[dict[str, Any]] = SITE_FIELDS["domains"].clean(names)
    return found


def _short(value: str) -> str:
    return text(value)


_PART_READERS: Final[Mapping[str, Callable[[object], str]]] = {
    "name": text,
    "post": text,
    "phone": phone,
    "mobile": phone,
    "email": email,
}


def _person_headings() -> dict[str, Heading]:
    found = {
        f"head.{part}": Heading(f"负责人{label}", _PART_READERS[part])
        for part, label in PERSON_PARTS.items()
    }
    for number in range(1, MOST_CONTACTS + 1):
        found |= {
            f"contact{number}.{part}": Heading(f"联系人{number}{label}", _PART_READERS[part])
            for part, label in PERSON_PARTS.items()
        }
    return found


def _plain_headings(*names: str) -> dict[str, Heading]:
    return {
        name: Heading(field.label, field.clean, needed=name in ("name", "home_url"))
        for name in names
        for field in (SITE_FIELDS[name],)
    }


#: 政府网站基本信息表, and what finds a line again: 标识码, 单位编号, 系统编号.
SITES: Final[Mapping[str, Heading]] = {
    "site_code": Heading("网站标识码", site_code),
    **_plain_headings("name", "home_url", "lands_at", "kind"),
    **_plain_headings("supervisor", "sponsor", "undertaker", "region", "stratum"),
    "office": Heading("填报单位", _short),
    "office_code": Heading("单位编号", _short),
    **_plain_headings("postal", "icp", "police"),
    **_person_headings(),
    "domains": Heading("域名", hosts),
    **_plain_headings("exposure_paths"),
    "state": Heading("状态", state),
    "until": Heading("状态截止日期", last_day),
    "remark": Heading("备注", SITE_FIELDS["remark"].clean),
    "ident": Heading("系统编号", _short),
}
#: The headings of people: which person, and which part of what is said of them.
_PARTS: Final[Mapping[str, tuple[str, str]]] = {
    name: (name.partition(".")[0], name.partition(".")[2]) for name in SITES if "." in name
}
#: Read where a file has it, never written: it signs a site in (standards.md §5).
SECRET: Final[Mapping[str, Heading]] = {"check_code": Heading("校验码", _short)}

#: 政府网站栏目(系统)基本信息表.
COLUMNS: Final[Mapping[str, Heading]] = {
    "site_code": Heading("网站标识码", site_code, needed=True),
    "site_name": Heading("网站名称", _short),
    "name": Heading("栏目名称", text, needed=True),
    "url": Heading("栏目网址", address, needed=True),
    "parent": Heading("上级栏目", lambda value: text(value, 640)),
    "type": Heading("栏目类别", column_type, needed=True),
    "on_home": Heading("首页有入口", flag),
    "state": Heading("栏目状态", column_state),
}


def headings(kind: str) -> Mapping[str, Heading]:
    """The headings of a table: ``sites`` or ``columns``."""
    return {"sites": {**SITES, **SECRET}, "columns": COLUMNS}[kind]


def gathered(cells: Mapping[str, Any]) -> dict[str, Any]:
    """Cleaned cells of a site's line as fields: the parts of each person put together.

    A field is there when any of its headings is in the table, empty where its cells are.
    """
    fields = {name: cells[name] for name in SITE_FIELDS if name in cells}
    for name, value in fields.items():
        if value is None:
            fields[name] = SITE_FIELDS[name].empty
    people: dict[str, dict[str, str]] = {}
    for name, (who, part) in _PARTS.items():
        if name in cells:
            told = people.setdefault(who, {})
            if value := cells[name]:
                told[part] = value
    if "head" in people:
        fields["head"] = people["head"]
    contacts = [people[who] for who in sorted(people) if who.startswith("contact")]
    if contacts:
        fields["contacts"] = [one for one in contacts if one]
    return fields


def site_cells(values: Mapping[str, Any]) -> list[str]:
    """A site's line of the table; the keys of `values` are those of `export._line`."""
    people = {"head": values["head"]}
    for number, one in enumerate(values["contacts"][:MOST_CONTACTS], start=1):
        people[f"contact{number}"] = one
    return [
        people.get(_PARTS[name][0], {}).get(_PARTS[name][1], "")
        if name in _PARTS
        else _cell(name, values)
        for name in SITES
    ]


def _cell(name: str, values: Mapping[str, Any]) -> str:
    if name == "domains":
        return "；".join(one["host"] for one in values["domains"])
    if name == "exposure_paths":
        return "是" if values[name] else "否"
    names = {"kind": SITE_KINDS, "state": STATES}.get(name)
    return names[values[name]] if names else str(values[name] or "")


def column_cells(values: Mapping[str, Any]) -> list[str]:
    """A column's line of the table."""
    shown = {
        **values,
        "on_home": "是" if values["on_home"] else "否",
        "state": COLUMN_STATES[values["state"]],
    }
    return [str(shown[name] or "") for name in COLUMNS]
