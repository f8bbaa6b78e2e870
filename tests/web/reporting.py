"""The citizens' reports of the reference quarter: forty, all closed, one of them after its time."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import cycle, islice

from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect
from tests.people import OFFICE_TIME
from tests.web import citizens
from tests.web.browsing import Windows
from tests.web.quarter import WHOLE
from time_machine import Traveller

from xuncha.cases.kinds.citizen_report.models import Category
from xuncha.demo.files import Files
from xuncha.demo.places import PROVINCE, Office
from xuncha.demo.province import Province
from xuncha.evidence.gate import read_hosts
from xuncha.pipeline.intake import Desk
from xuncha.pipeline.orders import Place

#: Days of November on which they come, and how many a day.
DAYS, A_DAY = ((20, 21, 22, 23), 10) if WHOLE else ((20,), 4)
REPORTS = len(DAYS) * A_DAY
#: Six working days after the first of them.
LATE = datetime(2017, 11, 28, 15, tzinfo=OFFICE_TIME)
LATE_UNIT, OWN_UNIT = "青海省水利厅", "共和县国土资源局"
#: Who hands on and reads the answers: the province for its departments, the county for its bureaus.
ABOVE = ("xiaoli", "xiaoyang")


def settle_terms(windows: Windows) -> None:
    """省办 settles one working day to hand a report on and two to close it, as 青海 does."""
    page = windows.open("shengban", path="/reports/settings/")
    page.get_by_label("转办", exact=True).fill("1")
    page.get_by_label("办结", exact=True).fill("2")
    page.get_by_role("button", name=re.compile("^规定为")).click()
    expect(page.get_by_role("status")).to_contain_text("已保存")


def of_the_quarter(
    windows: Windows,
    clock: Traveller,
    written: Files,
    province: Province,
    accounts: Mapping[str, str],
) -> None:
    """They come in over several days, are handed on and closed the same day; but the first."""
    whose = _whose(province.offices)
    for at, day in enumerate(DAYS):
        clock.move_to(datetime(2017, 11, day, 9, tzinfo=OFFICE_TIME))
        todays = whose[at * A_DAY : (at + 1) * A_DAY]
        for number, office in enumerate(todays, start=at * A_DAY):
            _send(windows, number, office, province.port)
        look(written)
        clock.shift(timedelta(hours=2))
        assert sum(citizens.hand_on(windows, who) for who in ABOVE) == A_DAY
        clock.shift(timedelta(hours=4))
        units = dict.fromkeys(one.unit for one in todays if one.unit != LATE_UNIT)
        answered = sum(citizens.deal_with(windows, accounts[unit]) for unit in units)
        assert answered == A_DAY - (at == 0)
        assert sum(citizens.close(windows, who) for who in ABOVE) == answered
    clock.move_to(LATE)
    assert citizens.deal_with(windows, accounts[LATE_UNIT]) == 1
    assert sum(citizens.close(windows, who) for who in ABOVE) == 1


def _whose(offices: list[Office]) -> list[Office]:
    """Whose page each report is about."""
    named = {one.unit: one for one in offices}
    late, own = named[LATE_UNIT], named[OWN_UNIT]
    others = [one for one in offices if one.stratum == PROVINCE and one != late]
    return [late, own, own, *islice(cycle(others), REPORTS - 3)]


def _send(windows: Windows, number: int, office: Office, port: int) -> None:
    # No two are about the same page: what says the same would be joined.
    url = f"http://{office.host}:{port}/?from={number}"
    text = f"第{number + 1}位网民反映：这一页有问题，请核实。"
    if number == 1:
        citizens.from_the_badge(windows, office.code, url, text)
    elif number == 2:
        citizens.without_scripts(windows, url, text)
    else:
        kinds = Category.values
        said = {"url": url, "category": kinds[number % len(kinds)], "text": text}
        assert citizens.by_hand(windows.address, said).startswith("/public/reports/")


def look(written: Files) -> None:
    """What the worker does with new reports, in a thread: the loop of this one is the browser's."""
    place = Place(settings.DATA, ("127.0.0.0/8",), read_hosts(written.hosts))
    desk = Desk(place, timezone.now, until_idle=True)
    worker = threading.Thread(target=lambda: asyncio.run(desk.go()))
    worker.start()
    worker.join(120)
    assert not worker.is_alive()
