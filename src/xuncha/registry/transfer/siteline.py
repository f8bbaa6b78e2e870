"""One line of a table of sites, put together from its cleaned cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from xuncha.base.language import _
from xuncha.base.urls import host_of
from xuncha.registry import rules
from xuncha.registry.fields import UnfitError
from xuncha.registry.transfer.lines import Offices, Problems
from xuncha.registry.transfer.sheets import SITES, gathered


class SiteLine(msgspec.Struct):
    """One line of the table, cleaned."""

    number: int
    fields: dict[str, Any]
    site_code: str = ""
    check_code: str = ""
    #: The site's own number in this register, 0 where the line does not say.
    ident: int = 0
    #: The office it names; 0 where it names none.
    office: int = 0
    #: "" where the table does not say.
    state: str = ""
    #: None where the table does not say.
    until: str | None = None


def site_line(number: int, cells: dict[str, Any], offices: Offices, problems: Problems) -> SiteLine:
    """The line of a row's cleaned cells; what is wrong with it goes to `problems`."""
    fields = gathered(cells)
    host = host_of(fields.get("home_url") or "")
    if "domains" in fields:
        fields["domains"] = with_home(fields["domains"], host)
    line = SiteLine(
        number,
        fields,
        site_code=cells.get("site_code") or "",
        check_code=cells.get("check_code") or "",
        state=cells.get("state") or "",
        until=(cells["until"] or "") if "until" in cells else None,
    )
    ident = cells.get("ident") or ""
    if ident:
        if ident[:1] == "S" and ident[1:].isascii() and ident[1:].isdigit() and len(ident) < 18:
            line.ident = int(ident[1:])
        else:
            problems.add(number, SITES["ident"].label, _("不是系统编号"), _("请清空该单元格"))
    try:
        office = offices.named(cells.get("office"), cells.get("office_code"))
        line.office = office.pk if office else 0
    except UnfitError as error:
        at = "office_code" if cells.get("office_code") else "office"
        problems.unfit(number, SITES[at].label, error)
    return line


def with_home(domains: Sequence[Mapping[str, Any]], host: str) -> list[dict[str, Any]]:
    """Domains with the home page's host among them, the main one first, as they are kept."""
    found = {one["host"]: bool(one["main"]) for one in domains}
    if host and host not in found:
        found[host] = not any(found.values())
    rows = [{"host": name, "main": main} for name, main in found.items()]
    return sorted(rows, key=lambda one: (not one["main"], one["host"]))


def repeated(lines: Iterator[SiteLine], problems: Problems) -> Iterator[SiteLine]:
    """The lines as they come; one that repeats another's code, number or address is a problem."""
    seen: dict[str, int] = {}
    for line in lines:
        keys = {
            "site_code": line.site_code,
            "home_url": line.fields.get("home_url") or "",
            "ident": f"S{line.ident}" if line.ident else "",
        }
        ended = line.state in rules.ENDED
        for name, key in keys.items():
            if not key or (name == "home_url" and ended):
                continue
            first = seen.setdefault(key, line.number)
            if first != line.number:
                problems.add(
                    line.number,
                    SITES[name].label,
                    _("“{what}”与第 {first} 行重复").format(what=key[:80], first=first),
                    _("每家网站只登记一行，请删去其一"),
                )
        yield line
