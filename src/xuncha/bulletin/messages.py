"""The citizens' error reports of a quarter (messages.csv), read strictly."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from xuncha.base.calendar import Calendar
from xuncha.base.errors import InputError
from xuncha.base.language import N_, _
from xuncha.policies.files import CHINA
from xuncha.registry.tables import Row, read_table

#: The header, with the names the national system's export uses.
FIELDS: Mapping[str, str] = {
    "id": "编号",
    "site_code": "网站标识码",
    "site_name": "网站名称",
    "received_at": "收到时间",
    "transferred_at": "转办时间",
    "closed_at": "办结时间",
    "category": "类别",
    "status": "状态",
    # Other offices' words for closed_at and category.
    "answered_at": "答复时间",
    "kind": "类型",
}
_REFUSED = "不予受理"
_OPEN = frozenset(
    ("待受理", "已受理", "已转办", "处理中", "办理中", "待审核", "退回重办", "未办结")
)
_CLOSED = frozenset(("已办结", "办结", "按期办结", "超期办结", "过期办理", "逾期办结"))
_LATE = re.compile("超期|过期|逾期")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:(?:T| +)(\d{1,2})(:\d\d.*))?")
_WRITE_DAY = N_("请写作 2017-11-10 或 2017-11-10 09:30")


@dataclass(frozen=True, slots=True)
class Message:
    """One error report; days only, since a deadline in working days ends with its last day."""

    row: int
    site_code: str
    site_name: str
    received: date
    transferred: date | None
    closed: date | None
    category: str
    #: Not taken up (不予受理): counted apart.
    refused: bool
    #: The national system's own record that it was late, whatever the dates say.
    marked_late: bool

    @property
    def start(self) -> date:
        """The day whose following working days count: handed to the site, or else received."""
        return self.transferred or self.received

    def due(self, days: int) -> date:
        """The last day on which closing it is in time."""
        return Calendar.shipped().add(self.start, days)

    def late(self, days: int, today: date) -> bool:
        """Whether it was closed after its time, or stands open after it on `today`."""
        return self.marked_late or (self.closed or today) > self.due(days)

    def working_days(self) -> int | None:
        """How many working days it took, None while it is open."""
        return None if self.closed is None else Calendar.shipped().between(self.start, self.closed)


def read_messages(path: Path) -> tuple[Message, ...]:
    """The error reports of a CSV or XLSX file.

    Raises InputError, naming the row, for a missing or unreadable day, a report closed before it
    came, and one said to be closed without a day.
    """
    rows = read_table(path, FIELDS, required=("received_at",))
    if rows and not ({"closed_at", "answered_at"} & rows[0].cells.keys()):
        raise InputError(
            path.name,
            _("表头缺少“{name}”").format(name="closed_at"),
            _("办结时间一列必须有，未办结的留空"),
            row=1,
        )
    return tuple(_message(path, row) for row in rows)


def _message(path: Path, row: Row) -> Message:
    status = row["status"]
    received = _day(path, row, "received_at")
    if received is None:
        raise InputError(path.name, _("没有收到时间"), _(_WRITE_DAY), row=row.number)
    transferred = _day(path, row, "transferred_at")
    closed = _day(path, row, "closed_at") or _day(path, row, "answered_at")
    if closed is None and status in _CLOSED:
        raise InputError(
            path.name,
            _("状态为“{status}”，却没有办结时间").format(status=status),
            _("请填写办结时间或改正状态"),
            row=row.number,
        )
    if (closed or received) < received or (transferred or received) < received:
        raise InputError(path.name, _("转办或办结早于收到"), _("请核对该行的时间"), row=row.number)
    return Message(
        row=row.number,
        site_code=row["site_code"],
        site_name=row["site_name"],
        received=received,
        transferred=transferred,
        closed=None if status in _OPEN else closed,
        category=row["category"] or row["kind"],
        refused=status.startswith(_REFUSED),
        marked_late=bool(_LATE.search(status.replace("即将超期", ""))),
    )


def _day(path: Path, row: Row, name: str) -> date | None:
    word = row[name]
    if not word:
        return None
    found = _DAY.fullmatch(word)
    try:
        if found is None:
            raise ValueError(word)
        year, month, day, hour, rest = found.groups()
        when = datetime.fromisoformat(
            f"{year}-{month:0>2}-{day:0>2}T{hour or '0':0>2}{rest or ':00'}"
        )
        return (when.astimezone(CHINA) if when.tzinfo else when).date()
    except ValueError as error:
        raise InputError(
            path.name,
            _("{name}“{word}”读不懂").format(name=FIELDS[name], word=word),
            _(_WRITE_DAY),
            row=row.number,
        ) from error
