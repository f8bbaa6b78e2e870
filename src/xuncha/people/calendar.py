"""The office's calendar: the State Council's notices that ship, and what the office adds to them.

A new year's notice, or an area's holidays, come as a CSV of 日期, 类型 (休 or 班) and 名称. A year
without a notice is counted by its fixed holidays, and its deadlines are 暂定.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction

from xuncha.base.calendar import Calendar
from xuncha.base.language import _
from xuncha.people.actions import Actor, Noun, RefusedError, record
from xuncha.people.models import CalendarDay, Office
from xuncha.people.rules import Verb

MOST_BYTES: Final = 200_000
MOST_DAYS: Final = 2_000
_KINDS: Final = {"休": True, "放假": True, "off": True, "班": False, "上班": False, "work": False}
_HEADS: Final = ("日期", "date")


@dataclass(frozen=True, slots=True)
class Day:
    """One line of the file."""

    day: date
    off: bool
    name: str


def office_calendar() -> Calendar:
    """The working days everything is counted in."""
    own = dict(CalendarDay.objects.values_list("day", "off"))
    # A whole year's notice has a day off in each half; a single local holiday makes no year known.
    years = {
        year
        for year in {day.year for day in own}
        if len({day.month > 6 for day, off in own.items() if off and day.year == year}) == 2
    }
    return Calendar.shipped().with_days(own, years)


def read(data: bytes) -> list[Day]:
    """The days of a CSV; raises RefusedError naming line, cell and remedy."""
    if len(data) > MOST_BYTES:
        raise RefusedError(_("文件超过 {most} KB").format(most=MOST_BYTES // 1000))
    found: dict[date, Day] = {}
    for number, row in enumerate(csv.reader(io.StringIO(_text(data))), start=1):
        cells = [cell.strip() for cell in row]
        if not any(cells) or cells[0].lower() in _HEADS:
            continue
        one = _day(number, cells)
        found[one.day] = one
        if len(found) > MOST_DAYS:
            raise RefusedError(_("日历最多 {most} 行").format(most=MOST_DAYS))
    if not found:
        raise RefusedError(_("文件里没有日期。每行写：日期,类型（休或班）,名称"))
    return list(found.values())


def _text(data: bytes) -> str:
    for charset in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(charset)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise RefusedError(_("读不了这个文件，请另存为 CSV（UTF-8）后再导入"))


def _day(number: int, cells: Sequence[str]) -> Day:
    try:
        day = date.fromisoformat(cells[0].replace("/", "-").replace(".", "-"))
    except ValueError:
        day = None
    if day is None or not 2000 <= day.year <= 2100:
        raise RefusedError(
            _("第{n}行：“{cell}”不是日期，请写成 2027-01-01").format(n=number, cell=cells[0][:20])
        )
    kind = cells[1].lower() if len(cells) > 1 else ""
    if kind not in _KINDS:
        raise RefusedError(_("第{n}行：类型应为“休”或“班”").format(n=number))
    return Day(day, _KINDS[kind], cells[2][:60] if len(cells) > 2 else "")


@transaction.atomic
def take_in(actor: Actor, days: Sequence[Day], source: str) -> int:
    """Put days into the calendar, each in the place of what was known of it."""
    root = Office.objects.get(parent=None)
    actor.must(Verb.PUBLISH, root.path)
    for one in days:
        CalendarDay.objects.update_or_create(
            day=one.day, defaults={"off": one.off, "name": one.name, "source": source[:120]}
        )
    years = sorted({one.day.year for one in days})
    record(
        actor,
        "calendar.import",
        Noun("calendar", ",".join(map(str, years))[:40], source[:200] or "CSV", root.path),
        new={"days": len(days), "years": years},
    )
    return len(days)
