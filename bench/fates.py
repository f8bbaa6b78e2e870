"""What happens to each of the sites in November 2017, by its number: the same whenever it is asked.

Days are counted from 0, the first of the month; hours are office time.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache

from tests import snapshots as made

from xuncha.base.types import ColumnType, Site
from xuncha.evidence.response import Phases
from xuncha.evidence.snapshot import Page, Snapshot, Visit
from xuncha.monitoring.probing import Accessed
from xuncha.monitoring.rules import OFFICE_TIME
from xuncha.monitoring.sighting import Seen

BEGIN = datetime(2017, 11, 1, tzinfo=OFFICE_TIME)
DAYS = int(os.environ.get("MONTH_DAYS", "30"))
SITES = 200
#: The second vantage point.
AWAY = "haidong"
_DAY = timedelta(days=1)
_NEWS = "召开会议研究部署重点工作推进项目建设保障民生改善环境深化改革扩大开放"


def day_of(at: datetime) -> int:
    """The number of a moment's day."""
    return (at - BEGIN) // _DAY


def between(at: datetime, day: int, first: float, last: float) -> bool:
    """Whether a moment lies between two hours of a day; hours may pass 24."""
    hour = (at - BEGIN - day * _DAY) / timedelta(hours=1)
    return first <= hour < last


def files(number: int) -> bool:
    """Whether it files that it will be away on day 13, from 8 to 20."""
    return number % 20 == 11


def fault(number: int, at: datetime, node: str) -> str:
    """Why its home page is not open at a moment; "" where it is."""
    if (node == AWAY and between(at, 8, 8, 11)) or (node == "here" and between(at, 20, 2, 3.5)):
        return "connect"  # the node's own line is down
    if number % 20 == 3 and between(at, 5, 10, 22):
        return "timeout"
    if files(number) and between(at, 13, 8, 19):
        return "connect"
    if number % 25 == 4 and _chance(number, f"{at:%d%H%M}", node) < 0.035:
        return "status"
    if number % 50 == 5 and between(at, 9, 0, 60):
        return "blocked"
    return "broken" if _chance(number, at.isoformat(), node) < 0.001 else ""


def accessed(number: int, slot: datetime, node: str) -> Accessed:
    """One access to it."""
    why, lasts = fault(number, slot, node), 80 + round(400 * _chance(number, f"{slot:%H%M}", node))
    opened = None if why == "blocked" else not why
    status = {"": 200, "status": 500, "blocked": 403}.get(why)
    phases = Phases(dns=0.002, connect=0.01, tls=0.0, first_byte=lasts / 2000)
    slow = number % 60 == 21 and between(slot, 17, 0, 24)
    return Accessed(slot + timedelta(seconds=3), opened, why, status, lasts + 6000 * slow, phases)


def newest(number: int, today: date) -> date:
    """The day of its newest item; some sites stopped writing."""
    if number % 10 == 6:
        return min(today, BEGIN.date() - timedelta(days=number % 7))
    return today - timedelta(days=number % 3)


def snapshot(number: int, site: Site, as_of: datetime) -> Snapshot:
    """What a visit to it sees: home page, three columns, a dead link on some days."""
    day, today = day_of(as_of), as_of.astimezone(OFFICE_TIME).date()
    last = newest(number, today)
    home = _home(site, day // 7)
    root, blank = site.home_url, number % 40 == 7 and day >= 7
    columns = [
        made.column(
            name,
            kind,
            path=f"{root}c{place}/",
            newest=None if blank and place else f"{last - timedelta(days=place * 9)}",
            items=() if blank and place else (made.item(_NEWS[place : place + 12], f"{last}"),),
            blank="暂无信息" if blank and place else "",
        )
        for place, (name, kind) in enumerate(
            (("工作动态", ColumnType.NEWS), ("通知公告", ColumnType.NOTICE),
             ("政策文件", ColumnType.POLICY))
        )
    ]  # fmt: skip
    dead = [made.answer(f"{root}gone.html", 404)] if (number + day) % 9 < 2 else []
    return made.snapshot(
        [home],
        columns=columns,
        answers=dead,
        site=site,
        as_of=as_of,
        started=as_of,
        visits=tuple(_visit(number, as_of + timedelta(minutes=n)) for n in range(3)),
    )


def _visit(number: int, at: datetime) -> Visit:
    one = accessed(number, at, "here")
    seen = made.visit(one.status if one.open is not None else 403, seconds=one.total / 1000)
    return replace(seen, when=at)


def seen(number: int, site: Site, at: datetime) -> Seen:
    """What the daily look shows."""
    if fault(number, at, "here"):
        return Seen(at)
    defaced = number % 66 == 8 and between(at, 14, 1, 30)
    moved = number % 33 == 10 and day_of(at) >= 11
    until = None
    if number % 30 == 9:
        until = BEGIN + (20 if day_of(at) < 18 else 380) * _DAY
    return Seen(
        at,
        addresses=(f"{'121.9' if moved else '61.133'}.{number}.8",),
        certificate_until=until,
        page=_another(site) if defaced else _home(site, day_of(at) // 7),
        open=True,
    )


@cache
def _home(site: Site, week: int) -> Page:
    root = site.home_url
    links = [made.link(f"{root}c{place}/", f"栏目{place}") for place in range(3)]
    links += [made.link(f"{root}t{week}{n}.html", _NEWS[n : n + 9]) for n in range(8)]
    links.append(made.link(f"{root}gone.html", "附件"))
    said = "\n".join(f"{site.name}{_NEWS[n:]}{_NEWS[:n]}{week}" for n in range(12))
    return replace(made.home(said, title=site.name, links=tuple(links)), url=root, answered=root)


@cache
def _another(site: Site) -> Page:
    said = "最新优惠点击进入注册即送彩金客服在线欢迎光临" * 20
    page = made.home(said, title="欢迎光临", links=())
    return replace(page, url=site.home_url, answered=site.home_url)


def _chance(*of: object) -> float:
    """A number in [0, 1) that depends on nothing but what it is asked for."""
    digest = hashlib.sha256("\n".join(map(str, of)).encode()).digest()
    return int.from_bytes(digest[:4]) / 2**32
