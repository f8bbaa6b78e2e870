"""The ledger: what was asked, what stands in the books, what came out at the other end."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import connection
from django.db.models import Count, Exists, OuterRef

from bench.chaos.asks import Asks
from bench.chaos.town import mail_of
from xuncha.alerts.models import Delivery, DeliveryState, Notice
from xuncha.findings.models import Finding, Judgement
from xuncha.monitoring.actions import HERE
from xuncha.monitoring.models import Probe
from xuncha.monitoring.rules import due
from xuncha.people.models import Event, Office
from xuncha.pipeline.models import InspectionItem, InspectionRun, ItemState, RunState
from xuncha.registry.models import Site

_NEWS = re.compile(r"演习(\d{4})号")
_OPEN = (ItemState.QUEUED, ItemState.RUNNING)


@dataclass(slots=True)
class Line:
    """One line of the ledger: of what, how many were asked for, done, lost, doubled."""

    what: str
    asked: int
    done: int
    lost: int
    doubled: int
    #: What else there is to say.
    notes: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """The line as it is printed."""
        said = (
            f"{self.what:<12} asked {self.asked:>6}  done {self.done:>6}"
            f"  lost {self.lost}  doubled {self.doubled}"
        )
        return "\n".join([said, *(f"{'':<13}{one}" for one in self.notes)])


def settled() -> str:
    """What is still under way; "" where nothing is."""
    left = {
        "sites": InspectionItem.objects.filter(state__in=_OPEN).count(),
        "runs": InspectionRun.objects.filter(state=RunState.RUNNING).count(),
        "events": Event.objects.filter(routed_at=None).count(),
        "notices": Notice.objects.filter(pending=True).count(),
        "deliveries": Delivery.objects.filter(
            state__in=(DeliveryState.QUEUED, DeliveryState.RUNNING)
        ).count(),
    }
    return ", ".join(f"{count} {name}" for name, count in left.items() if count)


def inspections(asks: Asks) -> Line:
    """Each site of each run once: one item, one verdict, written together."""
    runs: dict[str, list[int]] = defaultdict(list)
    for pk, title in InspectionRun.objects.values_list("pk", "title"):
        runs[title].append(pk)
    asked = sum(len(sites) for sites in asks.runs.values())
    verdicts = Counter(Judgement.objects.values_list("item", flat=True))
    done = doubled = dead = under_way = 0
    for title, sites in asks.runs.items():
        items = InspectionItem.objects.filter(run__in=runs[title], site__in=sites)
        states = {site: (pk, state) for pk, site, state in items.values_list("pk", "site", "state")}
        good = [pk for pk, state in states.values() if state == ItemState.DONE and verdicts[pk]]
        done += len(good)
        under_way += sum(state in _OPEN for _pk, state in states.values())
        dead += sum(state == ItemState.DEAD for _pk, state in states.values())
        doubled += max(len(runs[title]) - 1, 0) * len(sites)
    doubled += sum(count - 1 for count in verdicts.values()) + _seen_too_often()
    still = InspectionItem.objects.filter(run=OuterRef("pk"), state__in=_OPEN)
    left_open = InspectionRun.objects.filter(~Exists(still), state=RunState.RUNNING).count()
    again = sum(max(n - 1, 0) for n in InspectionItem.objects.values_list("attempt", flat=True))
    said = (
        f"begun again after a lost lease {again} times; still under way {under_way}; put aside "
        f"{dead}; runs left open {left_open}; requests to the API that broke off {asks.broken}"
    )
    lost = asked - done - under_way + left_open
    return Line("inspections", asked, done, lost, doubled, [said])


def _seen_too_often() -> int:
    """Findings that count more visits than there were verdicts on their site."""
    visits = dict(Judgement.objects.values_list("site").annotate(Count("pk")))
    seen = Finding.objects.values_list("site", "times_seen")
    return sum(times > visits.get(site, 0) for site, times in seen)


def probes(begins: datetime, ends: datetime) -> Line:
    """Every moment of every site by the rule, against the rows."""
    wanted = {
        (pk, slot)
        for pk in Site.objects.values_list("pk", flat=True)
        for slot in due(str(pk), HERE, begins, ends)
    }
    rows = Probe.objects.filter(node__name=HERE, slot__gt=begins, slot__lte=ends)
    kept = Counter(rows.values_list("site", "slot"))
    lost, strange = wanted - kept.keys(), kept.keys() - wanted
    doubled = sum(count - 1 for count in kept.values()) + len(strange)
    faults = Counter(rows.values_list("fault", flat=True))
    said = ", ".join(f"{name or 'open'} {count}" for name, count in sorted(faults.items()))
    return Line("probes", len(wanted), len(wanted) - len(lost), len(lost), doubled, [said])


def alerts(asks: Asks, receipts: Path) -> Line:
    """Every piece of news on both channels of its office, under one key each."""
    offices = {one.pk: one for one in Office.objects.all()}
    wanted = {
        (number, channel)
        for number, office in asks.news.items()
        for channel in (f"mail {mail_of(offices[office])}", f"webhook /office/{office}")
    }
    told, repeats = _received(receipts)
    lost = [one for one in wanted if not told[one]]
    doubled = sum(len(keys) - 1 for keys in told.values() if keys)
    doubled += sum(bool(keys) for one, keys in told.items() if one not in wanted)
    silent = Event.objects.filter(~Exists(Notice.objects.filter(event=OuterRef("pk"))))
    states = Counter(Delivery.objects.values_list("state", flat=True))
    own = Event.objects.exclude(key__startswith="storm:").count()
    silent = Event.objects.filter(~Exists(Notice.objects.filter(event=OuterRef("pk"))))
    unheard = silent.filter(key__startswith="storm:").count()
    given_up = states[DeliveryState.DEAD]
    notes = [
        f"deliveries {states[DeliveryState.DONE]} done, {given_up} given up; {repeats} came again",
        "under the same key, their sender having died before noting them: known, not doubled",
        f"news nobody was told of {unheard}; events of the program's own {own}",
    ]
    return Line("alerts", len(wanted), len(wanted) - len(lost), len(lost), doubled, notes)


def _received(receipts: Path) -> tuple[Mapping[tuple[int, str], set[str]], int]:
    """By news and channel the keys it came under; and how often a key came again."""
    told: dict[tuple[int, str], set[str]] = defaultdict(set)
    keys: Counter[str] = Counter()
    for line in receipts.read_text(encoding="utf-8").splitlines():
        how, key, text = json.loads(line)
        to = text.partition("\n")[0]
        keys[f"{how} {key}"] += 1
        for number in set(_NEWS.findall(text)):
            told[int(number), f"{how} {to}"].add(key)
    return told, sum(count - 1 for count in keys.values())


def sound() -> list[str]:
    """What is broken in the database itself; nothing where it is sound."""
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            return []
        cursor.execute("PRAGMA integrity_check")
        said = [str(row[0]) for row in cursor.fetchall()]
        cursor.execute("PRAGMA foreign_key_check")
        loose = [f"loose row {row}" for row in cursor.fetchall()[:5]]
    return [one for one in said if one != "ok"] + loose
