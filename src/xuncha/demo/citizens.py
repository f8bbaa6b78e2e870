"""``python -m xuncha.demo.citizens DIR``: the demonstration's citizens report forty errors.

Each comes in as through the public form, is looked at by the worker, handed on, answered and
closed on its own day, one of them late; messages.csv is what the register then says of them, so
the bulletin's section (二) is computed and not written. A process of its own, since the
demonstration itself runs without a database.
"""

from __future__ import annotations

import asyncio
import csv
import io
import json
import os
import shutil
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from xuncha.base.files import write_whole
from xuncha.demo.files import MESSAGE_DAYS, Files

if TYPE_CHECKING:
    from xuncha.people.models import Office, User
    from xuncha.registry.models import Site

_NETWORK: Final = ("127.0.0.0/8",)


def handle(files: Files) -> None:
    """Take in and handle every report of `files.reports`; write `files.messages`."""
    shutil.rmtree(files.office, ignore_errors=True)
    files.office.mkdir(parents=True)
    _settle_in(files.office)
    from xuncha.cases.kinds.citizen_report.queries import MESSAGE_FIELDS, messages

    told = json.loads(files.reports.read_text("utf-8"))
    town = Town(datetime.fromisoformat(told[0]["received_at"]))
    sent = [(one, town.send(one)) for one in told]
    town.look(files, datetime.fromisoformat(told[-1]["received_at"]))
    for one, number in sent:
        town.answer(one, number)
    days = [datetime.fromisoformat(one["received_at"]).date() for one in told]
    rows = messages(min(days), max(days), town.province.path)
    out = io.StringIO()
    writer = csv.DictWriter(out, MESSAGE_FIELDS)
    writer.writeheader()
    writer.writerows(rows)
    write_whole(files.messages, out.getvalue().encode("utf-8-sig"))


def _settle_in(folder: Path) -> None:
    """A database of the demonstration's own."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "xuncha.settings"
    os.environ["XUNCHA_DATA"] = str(folder)
    os.environ.pop("XUNCHA_DATABASE_URL", None)
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)


class Town:
    """The office, the units that somebody complained of, and whoever works there."""

    def __init__(self, begins: datetime) -> None:
        """`begins` before the first report."""
        from xuncha.cases.kinds.citizen_report.actions import set_terms
        from xuncha.people.actions import Actor, add_person, found_province

        self._founded = Actor(None, begins - timedelta(days=1))
        self.province = found_province(self._founded, "演示省人民政府办公厅", "630000")
        self._li = add_person(self._founded, self.province, "xiaoli", "inspector", name="小李")
        self._units: dict[str, tuple[Site, User]] = {}
        set_terms(self._founded, self.province, 1, MESSAGE_DAYS)

    def send(self, one: dict[str, Any]) -> str:
        """A citizen's report as the public form takes it in; its number."""
        from xuncha.cases.kinds.citizen_report.actions import Sent, receive
        from xuncha.people.actions import Actor

        self._unit(one)
        citizen = Actor(None, datetime.fromisoformat(one["received_at"]), f"10.{one['number']}.0.1")
        sent = Sent(one["url"], one["category"], one["text"], badge=one["site_code"])
        report, _token = receive(citizen, sent, f"demo {one['number']}")
        return report.number

    def look(self, files: Files, now: datetime) -> None:
        """What the worker does: each page is fetched and asked what the report is about."""
        from xuncha.evidence.gate import read_hosts
        from xuncha.pipeline.intake import Desk
        from xuncha.pipeline.orders import Place

        place = Place(files.office, _NETWORK, read_hosts(files.hosts))
        asyncio.run(Desk(place, lambda: now, until_idle=True).go())

    def answer(self, one: dict[str, Any], number: str) -> None:
        """Hand it on, deal with it, and close it on its day."""
        from xuncha.cases.kinds.citizen_report import actions
        from xuncha.cases.models import Case
        from xuncha.people.actions import Actor

        passed, closed = (
            datetime.fromisoformat(one[name]) for name in ("transferred_at", "closed_at")
        )
        site, keeper = self._unit(one)
        case = Case.objects.get(number=number)
        case = actions.dispatch(Actor(self._li, passed), case, site.office)
        case = actions.begin(Actor(keeper, passed), case)
        case = actions.propose(Actor(keeper, closed), case, "已核实并改正")
        actions.close(Actor(self._li, closed), case, "您反映的问题已改正，感谢监督", public=True)

    def _unit(self, one: dict[str, Any]) -> tuple[Site, User]:
        from xuncha.base.urls import host_of
        from xuncha.people.actions import add_office, add_person
        from xuncha.registry.models import Site, SiteState

        code = one["site_code"]
        if code not in self._units:
            office: Office = add_office(self._founded, self.province, one["unit"], "unit")
            site = Site.objects.create(
                office=office,
                path=office.path,
                name=one["site_name"],
                home_url=one["home_url"],
                host=host_of(one["home_url"]),
                site_code=code,
                state=SiteState.ACTIVE,
                added_at=self._founded.now,
                changed_at=self._founded.now,
            )
            keeper = add_person(self._founded, office, f"unit{code}", "reporter", name=one["unit"])
            self._units[code] = site, keeper
        return self._units[code]


if __name__ == "__main__":
    handle(Files(Path(sys.argv[1])))
