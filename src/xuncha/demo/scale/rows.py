"""The rows of each table, one after another, from the fates of the sites."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Any, Final

from xuncha.demo.scale.dice import COLUMN_NAMES, FAULTS, Fate, fate
from xuncha.demo.scale.offices import Place
from xuncha.demo.scale.sayings import SAYS, Sight
from xuncha.findings.rules import where_hash
from xuncha.monitoring.rules import PROBES_A_DAY

Rows = Iterator[tuple[Any, ...]]
_STANDARD: Final = "census-2015"
_NO_FAULTS: Final[dict[str, int]] = {}


@dataclass(frozen=True)
class Country:
    """What is made: the same numbers give the same rows."""

    places: Sequence[Place]
    sites: int
    columns_per_site: int
    years: int
    now: datetime
    seed: int
    #: The person who did what people did, and the node that probed.
    person: int
    node: int

    @cached_property
    def fates(self) -> list[Fate]:
        """The fate of each site, by its number less one."""
        return [fate(self.seed, number, self.now, self.years) for number in range(self.sites)]

    def place(self, number: int) -> Place:
        """The office of a site: every office has one before any has two."""
        return self.places[number % len(self.places)]

    def host(self, number: int) -> str:
        """A name that no other site has."""
        label, round_ = self.place(number).label, number // len(self.places)
        return f"{f's{round_}.' if round_ else 'www.'}{label + '.' if label else ''}mou.gov.cn"

    def start(self, number: int) -> datetime:
        """When the site was registered."""
        return self.now - timedelta(days=365 * self.years + number % 700)


SITE: Final = (
    "id", "office_id", "path", "site_code", "check_code", "state", "state_since", "until",
    "notice_on", "notice_url", "name", "kind", "home_url", "lands_at", "host", "region", "stratum",
    "supervisor", "sponsor", "undertaker", "postal", "icp", "police", "head", "contacts", "remark",
    "exposure_paths", "verdict", "score", "inspected_at", "open_findings", "open_vetoes",
    "added_at", "changed_at",
)  # fmt: skip
_STRATA: Final = {"province": "省直部门", "prefecture": "市州", "county": "县", "unit": "县"}
_KINDS: Final = ("department",) * 30 + ("service", "data", "trading", "special")


def sites(country: Country) -> Rows:
    """政府网站基本信息表."""
    serials: dict[str, int] = {}
    for number, one in enumerate(country.fates):
        place, host, since = country.place(number), country.host(number), country.start(number)
        registered = one.state not in ("draft", "reviewing", "returned")
        serial = serials[place.region] = serials.get(place.region, 0) + registered
        last = one.visits[-1] if one.visits else None
        live = one.live
        vetoes = sum(FAULTS[fault.kind][1] == "veto" for fault in live)
        round_ = number // len(country.places)
        sponsor = place.name.removesuffix("办公室").removesuffix("办公厅")
        name = f"{sponsor}{f'第{round_}专项' if round_ else ''}网站"
        portal = place.level != "unit" and not round_
        kind = "portal" if portal else _KINDS[number % len(_KINDS)]
        until = country.now.date() + timedelta(days=number % 25 - 4)
        phone = f"0971-{8000000 + number}"
        head = {"name": "王明", "post": "局长", "phone": phone}
        score = Decimal(last.score) if last and last.score else None
        yield (
            number + 1, place.id, place.path,
            f"{place.region}{serial:04d}" if registered else None, "", one.state, since,
            until if one.state in ("exempt", "offline") else None,
            until - timedelta(days=20) if one.state == "closing" else None, "",
            name, kind, f"http://{host}/", "", host, place.region, _STRATA[place.level],
            sponsor, sponsor, "", f"某路{number % 300}号", f"青ICP备{number:08d}号-1", "",
            head, [{"name": "王小", "phone": phone}], "", False, last.verdict if last else "",
            score, last.at if last else None, len(live), vetoes, since, last.at if last else since,
        )  # fmt: skip


def domains(country: Country) -> Rows:
    """The main domain of each, and for one in ten an older one."""
    for number, one in enumerate(country.fates):
        ended = country.now.date() if one.state in ("closed", "moved") else None
        yield number + 1, country.host(number), True, ended
        if number % 10 == 0:
            yield number + 1, f"old{number}.mou.gov.cn", False, date(2016, 5, 1)


def columns(country: Country) -> Rows:
    """The columns of each site; the first two have children."""
    names, identifier = COLUMN_NAMES, 0
    for number in range(country.sites):
        dice = random.Random(number * 7919 + country.seed)  # noqa: S311 (nothing secret)
        place, host, first = country.place(number), country.host(number), identifier + 1
        for order in range(country.columns_per_site):
            identifier += 1
            name, type_ = names[order % len(names)]
            age = int(dice.expovariate(1 / 40))
            state = "normal" if dice.random() < 0.97 else dice.choice(("upkeep", "blank", "dead"))
            newest = country.now.date() - timedelta(days=age) if state == "normal" else None
            yield (
                identifier, number + 1, place.path, first + order % 2 if order > 11 else None,
                f"{name}{order // len(names) or ''}", f"http://{host}/lm{order}/", type_.value,
                order < 10, state, newest, country.now - timedelta(days=number % 90),
            )  # fmt: skip


def transitions(country: Country) -> Rows:
    """How each site came to stand where it stands."""
    for number, one in enumerate(country.fates):
        path, at = country.place(number).path, country.start(number)
        states = ["", "draft"]
        states += {"draft": [], "reviewing": ["reviewing"]}.get(one.state, ["reviewing", "active"])
        if one.state == "returned":
            states = ["", "draft", "reviewing", "returned"]
        elif one.state in ("closed", "moved", "closing"):
            states += ["migrating", "closing"]
        if states[-1] != one.state:
            states.append(one.state)
        for step, (before, after) in enumerate(pairwise(states)):
            when = min(at + timedelta(days=step * 9), country.now)
            yield number + 1, path, when, before, after, country.person, ""


def judgements(country: Country) -> Rows:
    """What each inspection said."""
    item = 0
    for number, one in enumerate(country.fates):
        path = country.place(number).path
        for place, visit in enumerate(one.visits):
            item += 1
            here = [fault for fault in one.faults if fault.first <= place <= fault.last]
            vetoes = ["C03"] if visit.verdict == "unqualified" else []
            yield (
                item, number + 1, path, item, visit.at, _STANDARD, visit.verdict,
                Decimal(visit.score) if visit.score else None, vetoes, [], 100 + number % 400,
                2000 + number % 5000, len(here), [], "",
            )  # fmt: skip


def items(country: Country) -> Rows:
    """The ledger behind the judgements."""
    item = 0
    for number, one in enumerate(country.fates):
        host = country.host(number)
        for visit in one.visits:
            item += 1
            yield (
                item, visit.quarter + 1, number + 1, host, "done", 0, visit.at, 1, "",
                100 + number % 400, "", visit.at,
            )  # fmt: skip


def findings(country: Country) -> Rows:
    """Each fault under its identity."""
    identifier = 0
    for number, one in enumerate(country.fates):
        path, host = country.place(number).path, country.host(number)
        for fault in one.faults:
            identifier += 1
            code, level, points, _weight, message = FAULTS[fault.kind]
            url = f"http://{host}/p{fault.page}.html"
            first, last = one.visits[fault.first].at, one.visits[fault.last].at
            gone = last + timedelta(days=30) if fault.state == "gone" else None
            sentence, seen = SAYS[fault.kind](Sight(fault.page, url, first))
            yield (
                identifier, number + 1, path, code, url, where_hash(url), fault.state, level,
                "fault", url, f"http://{host}/", seen.get("column", ""), seen, message, sentence,
                Decimal(points), [], "", first, last, gone, fault.last - fault.first + 1,
                _STANDARD, "",
            )  # fmt: skip


def events(country: Country) -> Rows:
    """What became of each fault, and who said so."""
    identifier = 0
    said = {"confirmed": "confirm", "false_alarm": "false_alarm", "removed": "remove"}
    for one in country.fates:
        for fault in one.faults:
            identifier += 1
            first, last = one.visits[fault.first].at, one.visits[fault.last].at
            yield identifier, first, None, "seen", "", "open", ""
            if fault.state == "gone":
                yield identifier, last + timedelta(days=30), None, "gone", "open", "gone", ""
            elif fault.state in said:
                at = last + timedelta(days=2)
                yield identifier, at, country.person, said[fault.state], "open", fault.state, "复核"


def requests(country: Country) -> Rows:
    """Requests of the past and those that lie on desks: registrations, then changes."""
    identifier, offices = 0, {one.path: one.id for one in country.places}
    for number, one in enumerate(country.fates):
        place, at = country.place(number), country.start(number)
        desk = offices[place.path[:-5] or place.path]
        state = one.state if one.state in ("draft", "reviewing", "returned") else "approved"
        identifier += 1
        new = {"name": f"第{number}号网站", "home_url": f"http://{country.host(number)}/"}
        recent = country.now - timedelta(days=number % 20)
        yield _request(country, identifier, "register", state, number, place, desk, {}, new,
                       at if state == "approved" else recent)  # fmt: skip
        for change in range(number % 5 == 0 and state == "approved" and one.state == "active"):
            identifier += 1
            open_ = number % 45 == 0
            when = recent if open_ else at + timedelta(days=200 + change)
            yield _request(
                country, identifier, "change", "reviewing" if open_ else "approved", number, place,
                desk, {"remark": ""}, {"remark": f"第{number}次核对"}, when,
            )  # fmt: skip


def _request(
    country: Country, identifier: int, kind: str, state: str, number: int, place: Place, desk: int,
    old: Any, new: Any, at: datetime,
) -> tuple[Any, ...]:  # fmt: skip
    lies = state == "reviewing"
    return (
        identifier, kind, state, number + 1, place.id, place.path, desk if lies else None,
        at if lies else None, 1 if lies else 0, 3, "例行登记", old, new, country.person, at,
        None if state == "draft" else at, at + timedelta(days=15) if state == "approved" else None,
    )  # fmt: skip


def opinions(country: Country) -> Rows:
    """A submission for each request that was submitted, and one level's agreement if approved."""
    offices = {one.path: one.id for one in country.places}
    for row in requests(country):
        if row[2] == "draft":
            continue
        at, desk = row[14], offices[row[5][:-5] or row[5]]
        yield row[0], row[4], country.person, at, "submit", "draft", "reviewing", 1, ""
        if row[2] == "approved":
            later = at + timedelta(days=4)
            yield row[0], desk, country.person, later, "approve", "reviewing", "approved", 1, "同意"


def candidates(country: Country) -> Rows:
    """One missed site for every fifty registered."""
    states = ("found",) * 6 + ("assigned", "registered", "dismissed", "dismissed")
    for number in range(country.sites // 50):
        place = country.place(number * 3)
        host, seen = f"lou{number}.mou.gov.cn", country.now - timedelta(days=number % 300)
        yield (
            host, f"http://{host}/", states[number % len(states)], place.id, place.path,
            {"suffix": ".gov.cn"}, [{"site": number + 1, "page": "", "anchor": ""}],
            1 + number % 30, seen, country.now, "",
        )  # fmt: skip


def probe_days(country: Country) -> Rows:
    """The last week of every site that runs, from one node, as the nightly roll-up leaves it."""
    today, node = country.now.date(), country.node
    for number, one in enumerate(country.fates):
        if one.state not in ("active", "exempt"):
            continue
        # One in eighty is down for days, one in ten misses an access.
        down = number % 80 == 7
        for back in range(1, 8):
            failed = PROBES_A_DAY if down and back < 4 else int(number % 10 == back)
            quick = None if failed == PROBES_A_DAY else 120 + number % 900
            yield (
                number + 1, node, today - timedelta(days=back), PROBES_A_DAY, failed, 0,
                {"timeout": failed} if failed else _NO_FAULTS, quick,
            )  # fmt: skip
