"""The rooms of the program living through a month, with a clock that is handed in.

Probes from two vantage points, the daily look, routines, inspections judged by the real checks,
filings and decisions of people, warnings, announcements, notices and digests: everything but the
network, in whose place stands `fates`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.cache import cache

from bench import fates
from bench.fates import AWAY, BEGIN, DAYS, SITES
from xuncha.alerts import work as alerts
from xuncha.base.memory import settle
from xuncha.base.types import ColumnType
from xuncha.cases.kinds.outage import actions as filings
from xuncha.cases.kinds.outage.models import Filing
from xuncha.cases.kinds.outage.queries import filed_at, windows
from xuncha.cases.kinds.rectification.reminders import remind
from xuncha.checks.examination import examine
from xuncha.findings import actions as review
from xuncha.findings.models import Finding, FindingState
from xuncha.findings.seals import publish_root
from xuncha.monitoring.actions import roll_up, take_report
from xuncha.monitoring.models import Node
from xuncha.monitoring.months import make_ready
from xuncha.monitoring.reports import NodeKey, Report, Reported
from xuncha.monitoring.sights import due_sights, note_all
from xuncha.monitoring.timetable import Timetable
from xuncha.monitoring.watch import Watch
from xuncha.people.actions import Actor, add_office, add_person, found_province
from xuncha.people.calendar import office_calendar
from xuncha.people.models import Office, OfficeLevel, Role, User
from xuncha.pipeline import claims, filed, quiet
from xuncha.pipeline.claims import Claim
from xuncha.pipeline.keeping import Visit, write_result
from xuncha.pipeline.lessons import Lessons, note_columns, note_missed, with_reality
from xuncha.pipeline.models import InspectionItem
from xuncha.pipeline.orders import Place, items_of, order_of_item
from xuncha.pipeline.routines import set_usual, tick
from xuncha.pipeline.upkeep import keep_up
from xuncha.registry.models import Column, Site, SiteState
from xuncha.registry.sites import end_exemptions
from xuncha.scoring.judge import judge
from xuncha.scoring.standard import Standard, load

STEP = timedelta(minutes=30)
_PLACE = Place(Path("replayed"))


@dataclass
class Life:
    """A province of 200 sites, and where it stands in its month."""

    now: datetime = BEGIN
    sites: dict[int, Site] = field(default_factory=dict)
    standards: dict[str, Standard] = field(default_factory=dict)

    def live(self) -> None:
        """From the first of the month to its end."""
        self._settle()
        settle()  # as the processes do that watch and work
        watch, table = Watch(lambda: self.now), Timetable(AWAY)
        table.know(str(site.site_code) for site in self.sites.values())
        while self.now < BEGIN + timedelta(days=DAYS):
            before, self.now = self.now, self.now + STEP
            self._probe(watch, table, before)
            if self.now.minute == 0:
                self._hour()
            alerts.once(lambda: self.now)

    def _probe(self, watch: Watch, table: Timetable, before: datetime) -> None:
        slots = watch.due()
        away = set(windows({one.site_id for one in slots}, self.now, self.now + STEP))
        watch.keep(
            [
                (one.site_id, one.slot, fates.accessed(one.site_id, one.slot, "here"))
                for one in slots
            ],
            away,
        )
        numbers = {str(site.site_code): number for number, site in self.sites.items()}
        probes = tuple(
            Reported(code, slot, fates.accessed(numbers[code], slot, AWAY))
            for slot, code in table.due(before, self.now)
        )
        body = msgspec.json.encode(Report(AWAY, self.now, probes=probes))
        take_report(AWAY, body, self._key.sign(body), self.now)

    def _hour(self) -> None:
        now = self.now
        self._people()
        end_exemptions(Actor(None, now))
        cache.clear()  # it counts hours by another clock
        keep_up(now)
        remind(now)
        publish_root(now)
        tick(now, office_calendar())
        self._inspect()
        looks = [
            (site, fates.seen(site.pk, self._facts(site), now)) for site in due_sights(now, SITES)
        ]
        note_all(looks, now)
        if now.hour == 1:
            make_ready(now)
            roll_up((now - timedelta(days=1)).date())

    def _inspect(self) -> None:
        claims.sweep(self.now)
        while taken := claims.claim(SITES, self.now):
            items = items_of(taken)
            away = filed_at({one.site_id for one in taken}, self.now)
            for claim in taken:
                self._carry(claim, items[claim.item_id], claim.site_id in away)

    def _carry(self, claim: Claim, item: InspectionItem, away: bool) -> None:
        """As `pipeline.shift` does, with a recorded visit."""
        now = self.now
        if away and filed.put_by(claim, item.site, now):
            return
        if quiet.wait_for_end(claim, item, now):
            return
        order = order_of_item(item, _PLACE)
        snapshot = fates.snapshot(claim.site_id, order.sites[0], order.as_of)
        standard = self._standard(order.standard)
        result = judge(standard, snapshot, examine(snapshot, standard.thresholds))
        lessons = Lessons(snapshot.columns or (), ())

        def write(item: InspectionItem) -> None:
            visit = Visit(
                item.pk, item.run.as_of, item.run.standard, "", "", True, now, item.retests
            )
            write_result(item.site, with_reality(item.site, result), visit, columns=lessons.shown())
            note_columns(item.site, lessons, now)
            note_missed(item.site, lessons, now)

        claims.finish(claim, now, pages=result.pages, write=write)

    def _standard(self, name: str) -> Standard:
        if name not in self.standards:
            self.standards[name] = load(name)
        return self.standards[name]

    def _people(self) -> None:
        """What people do at their desks: file, agree, confirm, take back."""
        day, hour = fates.day_of(self.now), self.now.hour
        if (day, hour) == (5, 9):
            for number, site in self.sites.items():
                if fates.files(number):
                    self._file(site)
        if hour == 10 and day % 7 in (1, 3):
            person = User.objects.get(username="province")
            rows = Finding.objects.filter(state=FindingState.OPEN, first_by=None).order_by("id")
            for one in list(rows.filter(indicator="link.dead")[:5]):
                review.mark_false(Actor(person, self.now), one, "附件已改址")
            for one in list(rows.exclude(indicator="link.dead")[:20]):
                review.confirm(Actor(person, self.now), one)

    def _file(self, site: Site) -> None:
        at = BEGIN + timedelta(days=13)
        told = filings.Told(
            why="outage",
            begins=at + timedelta(hours=8),
            ends=at + timedelta(hours=20),
            reason="机房搬迁",
        )
        office = site.office
        actor = Actor(User.objects.get(office=office), self.now)
        filing: Filing = filings.submit(actor, filings.draft_filing(actor, site, told))
        while filing.at_office_id is not None:
            desk = User.objects.filter(office=filing.at_office_id).order_by("id")[0]
            filing = filings.approve(Actor(desk, self.now), filing, "同意")

    def _facts(self, site: Site):  # type: ignore[no-untyped-def]
        from xuncha.pipeline.orders import _site

        return _site(site)

    def _settle(self) -> None:
        """Offices, people, sites and routines, as they stand on the first."""
        system = Actor(None, BEGIN)
        province = found_province(system, "青海省人民政府办公厅", "630000")
        add_person(system, province, "province", Role.ORGANISER, name="省办")
        add_person(system, province, "second", Role.REVIEWER, name="老陈")
        units = []
        for p in range(5):
            prefecture = add_office(
                system, province, f"第{p}州人民政府办公室", OfficeLevel.PREFECTURE,
                region=f"63{21 + p}00",
            )  # fmt: skip
            add_person(system, prefecture, f"p{p}", Role.ORGANISER, name=f"州办{p}")
            for c in range(4):
                county = add_office(
                    system, prefecture, f"第{p}{c}县人民政府办公室", OfficeLevel.COUNTY,
                    region=f"63{21 + p}{21 + c}",
                )  # fmt: skip
                add_person(system, county, f"c{p}{c}", Role.ORGANISER, name=f"县办{p}{c}")
                unit = add_office(system, county, f"第{p}{c}县教育局", OfficeLevel.UNIT)
                add_person(system, unit, f"u{p}{c}", Role.REPORTER, name=f"小王{p}{c}")
                units.append(unit)
        for number in range(1, SITES + 1):
            self.sites[number] = _site_of(units[number % len(units)], number)
        set_usual(system, province)
        key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
        self._key = NodeKey(AWAY, key)
        Node.objects.create(name=AWAY, public_key=self._key.public, added_at=BEGIN)


def _site_of(office: Office, number: int) -> Site:
    host = f"s{number}.test.gov.cn"
    site = Site.objects.create(
        pk=number, office=office, path=office.path, name=f"{office.name}第{number}网站",
        home_url=f"http://{host}/", host=host, state=SiteState.ACTIVE, sponsor=office.name,
        region=office.region, stratum="县", site_code=f"63{number:08d}", added_at=BEGIN,
        changed_at=BEGIN,
    )  # fmt: skip
    Column.objects.bulk_create(
        Column(site=site, path=site.path, name=f"栏目{n}", url=f"http://{host}/c{n}/", type=kind)
        for n, kind in enumerate(list(ColumnType)[:3])
    )
    return site
