"""The register as files: who is inspected (sites.csv) and their columns (columns.csv)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from xuncha.base.errors import InputError
from xuncha.base.language import N_, _
from xuncha.base.types import ColumnType, DeclaredColumn, Site
from xuncha.base.urls import canonical, host_of
from xuncha.registry.tables import Row, read_table

#: 网站标识码: a region and a serial, or a ministry ("bm", department, sub-body, serial).
SITE_CODE = re.compile(r"(?:bm[0-9]{4}|[0-9]{6})[0-9]{4}")

SITE_FIELDS: Mapping[str, str] = {
    "site_code": "网站标识码",
    "name": "网站名称",
    "unit": "主办单位",
    "region": "地区",
    "stratum": "层级",
    "home_url": "首页网址",
    "kind": "网站类型",
}
#: What a site agreed to beyond an ordinary visit; a table without these columns is as whole.
CONSENT_FIELDS: Mapping[str, str] = {"exposure_paths": "暴露路径检查"}
_YES, _NO = (
    frozenset({"是", "1", "yes", "true", "y"}),
    frozenset({"", "否", "0", "no", "false", "n"}),
)
COLUMN_FIELDS: Mapping[str, str] = {
    "site_code": "网站标识码",
    "column_name": "栏目名称",
    "column_type": "栏目类别",
    "url": "栏目网址",
}

_GIVE_ADDRESS = N_("请写完整网址，例如 http://www.example.gov.cn/")


def read_sites(path: Path) -> tuple[Site, ...]:
    """The sites of `sites.csv` (or XLSX), in the order of the file.

    Raises InputError, naming the row, for a malformed or repeated 网站标识码, an address that is
    none, a site listed twice, and an empty list.
    """
    sites: list[Site] = []
    seen: dict[str, int] = {}
    for row in read_table(path, {**SITE_FIELDS, **CONSENT_FIELDS}, required=("home_url",)):
        site = _site(path, row)
        _refuse_repetition(path, row.number, site, seen)
        sites.append(site)
    if not sites:
        raise InputError(path.name, _("没有一家网站"), _("请在表头下逐行填写网站"))
    return tuple(sites)


def read_columns(path: Path, sites: Sequence[Site]) -> Mapping[str, tuple[DeclaredColumn, ...]]:
    """The columns of `columns.csv` by site code.

    Raises InputError, naming the row, for an unknown site, an unknown 栏目类别 or a bad address.
    """
    known = {site.site_code for site in sites if site.site_code}
    found: dict[str, list[DeclaredColumn]] = {}
    for row in read_table(path, COLUMN_FIELDS, required=tuple(COLUMN_FIELDS)):
        column = _column(path, row, known)
        found.setdefault(column.site_code, []).append(column)
    return {code: tuple(columns) for code, columns in found.items()}


def sites_table(sites: Iterable[Site]) -> str:
    """`sites` as the text of a sites.csv that `read_sites` reads back."""
    out, sites = io.StringIO(), tuple(sites)
    names = [*SITE_FIELDS, *(name for name in CONSENT_FIELDS if _is_given(name, sites))]
    writer = csv.writer(out)
    writer.writerow(names)
    writer.writerows([_cell(getattr(site, name)) for name in names] for site in sites)
    return out.getvalue()


def _is_given(name: str, sites: Iterable[Site]) -> bool:
    return any(getattr(site, name) for site in sites)


def _cell(value: str | bool) -> str:
    return value if isinstance(value, str) else "是" if value else "否"


def site_of_url(url: str) -> Site:
    """A site named on the command line by nothing but its address; raises InputError."""
    address = canonical(url)
    if address is None:
        raise InputError(url, _("不是可访问的网址"), _(_GIVE_ADDRESS))
    return Site(site_code="", home_url=address, name=host_of(address))


def _site(path: Path, row: Row) -> Site:
    code, address = row["site_code"], canonical(row["home_url"])
    if code and not SITE_CODE.fullmatch(code):
        raise InputError(
            path.name,
            _("网站标识码“{code}”不合规").format(code=code),
            _("应为 10 位：6 位区划码加 4 位序号，或 bm 开头加 8 位数字"),
            row=row.number,
        )
    if address is None:
        raise InputError(
            path.name,
            _("首页网址“{url}”不是可访问的网址").format(url=row["home_url"]),
            _(_GIVE_ADDRESS),
            row=row.number,
        )
    return Site(
        site_code=code,
        home_url=address,
        name=row["name"] or host_of(address),
        unit=row["unit"],
        region=row["region"],
        stratum=row["stratum"],
        kind=row["kind"],
        exposure_paths=_consent(path, row, "exposure_paths"),
    )


def _consent(path: Path, row: Row, name: str) -> bool:
    said = row[name].lower()
    if said not in _YES | _NO:
        raise InputError(
            path.name,
            _("“{name}”一栏写着“{said}”").format(name=CONSENT_FIELDS[name], said=row[name]),
            _("应为“是”或“否”，空着算“否”"),
            row=row.number,
        )
    return said in _YES


def _refuse_repetition(path: Path, number: int, site: Site, seen: dict[str, int]) -> None:
    for what in filter(None, (site.site_code, site.home_url)):
        first = seen.setdefault(what, number)
        if first != number:
            raise InputError(
                path.name,
                _("“{what}”与第 {first} 行重复").format(what=what, first=first),
                _("每家网站只登记一行，请删去其一"),
                row=number,
            )


def _column(path: Path, row: Row, known: set[str]) -> DeclaredColumn:
    def refuse(problem: str, remedy: str) -> InputError:
        return InputError(path.name, problem, remedy, row=row.number)

    if row["site_code"] not in known:
        raise refuse(
            _("网站标识码“{code}”不在网站表中").format(code=row["site_code"]),
            _("请先在网站表登记该网站，或改正标识码"),
        )
    if row["column_type"] not in set(ColumnType):
        raise refuse(
            _("不认识的栏目类别“{type}”").format(type=row["column_type"]),
            _("应为：{types}").format(types="、".join(ColumnType)),
        )
    address = canonical(row["url"])
    if address is None:
        raise refuse(_("栏目网址“{url}”不是可访问的网址").format(url=row["url"]), _(_GIVE_ADDRESS))
    return DeclaredColumn(
        row["site_code"], row["column_name"], ColumnType(row["column_type"]), address
    )
