"""A key policy as somebody writes it down, on a form or in a table, and as it is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from django.utils.timezone import get_default_timezone

from xuncha.base.errors import InputError
from xuncha.base.language import N_, _
from xuncha.registry.fields import UnfitError, address, text
from xuncha.registry.transfer.cells import plain
from xuncha.registry.transfer.reading import read_rows

#: Lines of one table, characters of an official text.
MOST_LINES: Final = 500
MOST_TEXT: Final = 100_000
#: The headings of the table, by field.
HEADINGS: Final[Mapping[str, str]] = {
    "title": N_("标题"),
    "number": N_("文号"),
    "issuer": N_("发文机关"),
    "published_at": N_("发布时间"),
    "source_url": N_("来源网址"),
    "deadline_at": N_("转载期限"),
    "scope": N_("适用范围"),
    "text": N_("正文"),
}
_MOMENT: Final = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]*(\d{1,2})[:：时](\d{1,2})分?(?::\d{1,2})?)?"
)
_SERIAL: Final = re.compile(r"\d{5}(?:\.\d{1,12})?")


@dataclass(frozen=True, slots=True)
class Slip:
    """A line of a table that cannot be taken, and why."""

    row: int
    why: str


def read_table(path: Path) -> tuple[list[dict[str, Any]], list[Slip]]:
    """The policies of an XLSX or CSV file, and the lines that cannot be taken.

    Raises InputError for what is no table, has no headings or too many lines.
    """
    fields: list[str] = []
    found: list[dict[str, Any]] = []
    slips: list[Slip] = []
    for row, cells in read_rows(path):
        if not fields:
            fields = _headed(path, cells)
            continue
        if len(found) + len(slips) >= MOST_LINES:
            raise InputError(
                path.name, _("超过 {most} 行").format(most=MOST_LINES), _("请分成几个文件")
            )
        try:
            found.append(cleaned(dict(zip(fields, map(plain, cells), strict=False))))
        except UnfitError as unfit:
            slips.append(Slip(row, str(unfit)))
    if not found and not slips:
        raise InputError(path.name, _("没有可导入的行"), _("请用空白表填写后再导入"))
    return found, slips


def _headed(path: Path, cells: Sequence[str]) -> list[str]:
    names = {label: field for field, label in HEADINGS.items()}
    fields = [names.get(plain(one).strip(), "") for one in cells]
    for need in ("title", "published_at", "source_url"):
        if need not in fields:
            raise InputError(
                path.name,
                _("没有“{heading}”一列").format(heading=_(HEADINGS[need])),
                _("请用空白表填写后再导入"),
            )
    return fields


def cleaned(said: Mapping[str, str]) -> dict[str, Any]:
    """A line as it is kept; raises UnfitError with the heading of what cannot be."""
    values: dict[str, Any] = {}
    for field, label in HEADINGS.items():
        try:
            values[field] = _READ[field](said.get(field, ""))
        except UnfitError as unfit:
            raise UnfitError(f"{_(label)}{_('：')}{unfit.problem}", unfit.remedy) from unfit
    for field in ("title", "published_at", "source_url"):
        if not values[field]:
            raise UnfitError(f"{_(HEADINGS[field])}{_('：')}{_('没有填写')}", _("请补上"))
    until = values["deadline_at"]
    if until is not None and until < values["published_at"]:
        raise UnfitError(_("转载期限早于发布时间"), _("请核对两个时间"))
    return values


def _moment(value: str) -> datetime | None:
    """A moment in office time. A day without an hour is its end: nobody is late for our not
    knowing. Raises UnfitError."""
    line = text(value, 40)
    if not line:
        return None
    zone = get_default_timezone()
    try:
        if _SERIAL.fullmatch(line):
            whole, _dot, part = line.partition(".")
            day = date(1899, 12, 30) + timedelta(days=int(whole))
            if not part:
                return datetime.combine(day, time(23, 59), zone)
            begin = datetime.combine(day, time.min, zone)
            return begin + timedelta(minutes=round(float(f"0.{part}") * 1440))
        if found := _MOMENT.fullmatch(line):
            year, month, number = map(int, found.groups()[:3])
            hour, minute = (int(found[4]), int(found[5])) if found[4] else (23, 59)
            return datetime(year, month, number, hour, minute, tzinfo=zone)
    except (ValueError, OverflowError):
        pass
    raise UnfitError(_("时间“{value}”读不懂").format(value=line), _("请写作 2017-11-10 09:00"))


def _scope(value: str) -> list[str]:
    words = re.split(r"[、,，;；\n]", text(value, 500))
    return list(dict.fromkeys(one.strip() for one in words if one.strip()))[:20]


def _whole(value: str) -> str:
    kept = value.replace("\x00", "").strip()
    if len(kept) > MOST_TEXT:
        raise UnfitError(_("超过 {most} 个字").format(most=MOST_TEXT), _("请缩短"))
    return kept


_READ: Final[Mapping[str, Any]] = {
    "title": lambda value: text(value, 200),
    "number": lambda value: text(value, 60),
    "issuer": lambda value: text(value, 100),
    "published_at": _moment,
    "source_url": address,
    "deadline_at": _moment,
    "scope": _scope,
    "text": _whole,
}
