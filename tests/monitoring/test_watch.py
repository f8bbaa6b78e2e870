"""The watch on real servers: each slot probed once, faults kept apart, alarms that end."""

from __future__ import annotations

import asyncio
import json
import random
import socket
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.evidence.loopback import BrokenOff, Server, ok, serving, slow
from tests.people import NOW, Cast, assemble
from tests.sites import registered

from xuncha.evidence.fetch import CurlFetcher
from xuncha.evidence.gate import Gate
from xuncha.evidence.plan import Plan
from xuncha.evidence.response import Phases
from xuncha.monitoring import probing
from xuncha.monitoring.actions import keep, our_node, roll_up, take_report
from xuncha.monitoring.models import Alarm, Node, Probe, ProbeDay
from xuncha.monitoring.months import forget
from xuncha.monitoring.probing import Accessed, Due, access, probe_all
from xuncha.monitoring.queries import alarms_visible_to, own_outages, shares_of, week_of
from xuncha.monitoring.reports import Report, Reported
from xuncha.monitoring.rules import (
    LATE,
    PROBES_A_DAY,
    Access,
    Window,
    due,
    is_down,
    node_outages,
)
from xuncha.monitoring.watch import Watch
from xuncha.people.actions import RefusedError
from xuncha.registry.models import Site, SiteState

MINUTE = timedelta(minutes=1)


def accessed(at: datetime, *, is_open: bool | None = True, fault: str = "") -> Accessed:
    return Accessed(at, is_open, fault, 200 if is_open else None, 120, Phases())


@pytest.fixture
def server() -> Iterator[Server]:
    with serving({"/": ok("<h1>共和县</h1>")}) as one:
        yield one


def probed(url: str, **plan: float) -> Accessed:
    async def go() -> Accessed:
        gate = Gate(
            networks=["127.0.0.1/32"], hosts={"www.test.gov.cn": ("127.0.0.1",)}, sites=[url]
        )
        async with CurlFetcher(gate, Plan(rate=0, **plan)) as fetcher:  # type: ignore[arg-type]
            return await access(url, fetcher, NOW)

    return asyncio.run(go())


def test_an_open_page_is_open_and_its_phases_are_timed(server: Server) -> None:
    server.routes["/"] = slow(0.2, ok("<h1>共和县</h1>"))
    one = probed(server.url())
    assert (one.open, one.fault, one.status) == (True, "", 200)
    assert one.phases.first_byte >= 0.2
    assert one.phases.connect > 0
    assert one.phases.tls == 0


def test_faults_are_kept_apart(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    server.routes["/500"] = ok("oops", status="500 Internal Server Error")
    server.routes["/403"] = ok("no", status="403 Forbidden")
    server.routes["/cut"] = BrokenOff(b"HTTP/1.1 200")
    server.routes["/late"] = slow(1.0, ok("late"))
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        closed = f"http://www.test.gov.cn:{nobody.getsockname()[1]}/"
        assert probed(closed).fault == "connect"
    assert probed(server.url("/500")).fault == "status"
    kept_out = probed(server.url("/403"))
    assert (kept_out.open, kept_out.fault) == (None, "blocked")
    assert probed(server.url("/cut")).fault == "broken"
    assert probed(server.url(host="gone.invalid")).fault in ("dns", "ours")
    monkeypatch.setattr(probing, "LIMIT", 0.3)
    assert probed(server.url("/late")).fault == "timeout"


@pytest.mark.django_db
def test_every_due_slot_is_probed_once_and_a_restart_makes_up_for_half_an_hour(
    server: Server,
) -> None:
    cast = assemble()
    site = registered(cast.land, "国土", server.url())
    registered(cast.land, "关停", server.url("/closed"), state=SiteState.CLOSED)
    day = NOW.replace(hour=0, minute=0)
    clock = [day]
    watch = Watch(lambda: clock[0])

    while clock[0] < day + timedelta(days=1):
        clock[0] += 10 * MINUTE
        slots = watch.due()
        watch.keep([(one.site_id, one.slot, accessed(clock[0])) for one in slots])
        if clock[0] == day + timedelta(hours=12):
            watch = Watch(lambda: clock[0])  # killed and started again: nothing twice
    todays = Probe.objects.filter(site=site, slot__gte=day, slot__lt=day + timedelta(days=1))
    assert todays.count() == PROBES_A_DAY
    assert not Watch(lambda: clock[0]).due()


@pytest.mark.django_db
@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(hours=-1)])
def test_a_clock_that_jumps_an_hour_and_back_doubles_nothing_and_goes_on(
    cast: Cast, jump: timedelta
) -> None:
    for number in range(40):
        registered(cast.land, f"网站{number}", f"http://s{number}.gov.cn/")
    begins, clock = NOW.replace(hour=0, minute=0), [NOW.replace(hour=0, minute=0)]
    jumped, mended = begins + timedelta(hours=2), begins + timedelta(hours=3)
    watch = Watch(lambda: clock[0])
    real = begins
    while real < begins + timedelta(hours=6):
        real += 5 * MINUTE
        clock[0] = real + jump if jumped < real <= mended else real
        slots = watch.due()
        watch.keep([(one.site_id, one.slot, accessed(clock[0])) for one in slots])
    rows = list(Probe.objects.values_list("site_id", "slot"))
    assert len(rows) == len(set(rows))
    # By the wrong clock they were more than half an hour late: our own absence, as after a stop.
    missed = due_slots_without_a_probe(begins, begins + timedelta(hours=6))
    assert all(jumped < slot <= mended - LATE + 5 * MINUTE for _site, slot in missed)
    wanted = len(rows) + len(missed)
    assert len(missed) < wanted / 6


def due_slots_without_a_probe(begins: datetime, ends: datetime) -> set[tuple[int, datetime]]:
    """The moments by the rule that no row stands for."""
    wanted = {
        (pk, slot)
        for pk in Site.objects.values_list("pk", flat=True)
        for slot in due(str(pk), "here", begins, ends)
    }
    return wanted - set(Probe.objects.values_list("site_id", "slot"))


@pytest.mark.django_db
def test_who_told_in_advance_is_no_alarm_whoever_reports_it(cast: Cast) -> None:
    site = registered(cast.land, "国土", "http://land.gov.cn/", site_code="6325210001")
    other = registered(cast.land, "农牧", "http://farm.gov.cn/", site_code="6325210002")
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw().hex()
    Node.objects.create(name="haidong", public_key=public, added_at=NOW)
    probes = tuple(
        Reported(code, NOW - number * MINUTE, accessed(NOW, is_open=False, fault="timeout"))
        for code in ("6325210001", "6325210002")
        for number in range(3)
    )
    body = msgspec.json.encode(Report("haidong", NOW, probes=probes))
    asked: list[tuple[set[int], datetime]] = []

    def filed(sites: Collection[int], at: datetime) -> Collection[int]:
        asked.append((set(sites), at))
        return [site.pk]

    assert take_report("haidong", body, key.sign(body).hex(), NOW, filed).kept == 6
    assert asked == [({site.pk, other.pk}, NOW)]
    assert [one.site_id for one in Alarm.objects.filter(kind="down")] == [other.pk]


def test_many_home_pages_are_asked_at_once(server: Server) -> None:
    server.routes["/"] = slow(0.3, ok("<h1>共和县</h1>"))
    slots = [Due(number, server.url(), NOW) for number in range(8)]

    async def go() -> list[tuple[int, datetime, Accessed]]:
        gate = Gate(
            networks=["127.0.0.1/32"],
            hosts={"www.test.gov.cn": ("127.0.0.1",)},
            sites=[server.url()],
        )
        async with CurlFetcher(gate, Plan(rate=0, connections=8)) as fetcher:
            return await probe_all(slots, fetcher, lambda: NOW, at_once=4)

    probes = asyncio.run(go())
    assert sorted(site for site, _slot, one in probes if one.open) == list(range(8))


def story(site: Site, *opens: bool | None, node: Node | None = None) -> None:
    """Probes of a site, ten minutes apart."""
    count = Probe.objects.count()
    for number, is_open in enumerate(opens):
        at = NOW + 10 * MINUTE * (count + number)
        one = accessed(at, is_open=is_open, fault="" if is_open else "timeout")
        keep(node or our_node(NOW), [(site.pk, at, one)], at)


@pytest.mark.django_db
def test_one_failure_is_nobodys_alarm_and_three_are_one_that_ends(cast: Cast) -> None:
    site = registered(cast.land, "国土", "http://land.gov.cn/")
    story(site, True, False, False)
    assert not Alarm.objects.exists()
    story(site, False)
    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.began_at, alarm.ended_at) == ("down", NOW + 10 * MINUTE, None)
    story(site, False, False)
    assert Alarm.objects.count() == 1
    story(site, True)
    alarm.refresh_from_db()
    assert alarm.ended_at == NOW + 60 * MINUTE
    assert alarms_visible_to(cast.ma).count() == 1
    assert not alarms_visible_to(cast.zhou).exists()


@pytest.mark.parametrize(
    ("latest", "down"),
    [
        ([("a", False), ("b", False)], True),
        ([("a", False), ("b", True)], False),
        ([("b", True), ("a", False), ("a", False), ("a", False)], False),
        ([("a", False), ("a", None), ("a", False), ("a", False)], True),
        ([("a", False), ("a", True), ("a", False), ("a", False)], False),
        ([], False),
    ],
)
def test_down_needs_two_vantages_or_three_tries(
    latest: list[tuple[str, bool | None]], down: bool
) -> None:
    probes = [Access(NOW - MINUTE * n, node, is_open) for n, (node, is_open) in enumerate(latest)]
    assert is_down(probes) is down


@pytest.mark.django_db
def test_a_signed_report_counts_once_and_a_forged_one_never(cast: Cast) -> None:
    site = registered(cast.land, "国土", "http://land.gov.cn/", site_code="6325210001")
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw().hex()
    Node.objects.create(name="haidong", public_key=public, added_at=NOW)
    slot = NOW - 20 * MINUTE
    probe = Reported("6325210001", slot, accessed(slot + MINUTE))
    body = msgspec.json.encode(Report("haidong", NOW, probes=(probe,)))
    signature = key.sign(body).hex()
    assert take_report("haidong", body, signature, NOW).kept == 1
    take_report("haidong", body, signature, NOW)
    assert Probe.objects.filter(site=site, node__name="haidong").count() == 1
    stranger = Ed25519PrivateKey.generate().sign(body).hex()
    for name, text, sign in (
        ("haidong", body, stranger),
        ("haidong", body + b" ", signature),
        ("nobody", body, signature),
        ("here", body, signature),
        ("haidong", body, "zz"),
    ):
        with pytest.raises(RefusedError):
            take_report(name, text, sign, NOW)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("slot", "began"),
    [
        (NOW + timedelta(days=1), NOW + timedelta(days=1)),
        (NOW - timedelta(days=9), NOW - timedelta(days=9)),
        (NOW - MINUTE * 50, NOW),
        (NOW, NOW - MINUTE),
    ],
)
def test_a_report_of_impossible_times_is_refused(
    cast: Cast, slot: datetime, began: datetime
) -> None:
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw().hex()
    Node.objects.create(name="haidong", public_key=public, added_at=NOW)
    probe = Reported("6325210001", slot, accessed(began))
    body = msgspec.json.encode(Report("haidong", NOW, probes=(probe,)))
    with pytest.raises(RefusedError, match=r"时间|过旧"):
        take_report("haidong", body, key.sign(body).hex(), NOW)
    garbage = json.dumps({"a": 1}).encode()
    with pytest.raises(RefusedError):
        take_report("haidong", garbage, key.sign(garbage).hex(), NOW)


@pytest.mark.django_db
def test_a_day_rolled_up_twice_is_the_same_and_outlives_its_probes(cast: Cast) -> None:
    site = registered(cast.land, "国土", "http://land.gov.cn/")
    story(site, True, False, None, True)
    day = NOW.date()
    assert roll_up(day) == roll_up(day) == 1
    assert forget(day + timedelta(days=1)) == 4
    kept = ProbeDay.objects.get()
    assert (kept.accesses, kept.failed, kept.set_aside) == (3, 1, 1)
    assert (kept.faults, kept.median) == ({"timeout": 1}, 120)


@pytest.mark.django_db
def test_a_day_is_rolled_up_in_the_order_of_its_sites_however_their_probes_came(cast: Cast) -> None:
    first = registered(cast.land, "国土", "http://land.gov.cn/")
    second = registered(cast.land, "农牧", "http://farm.gov.cn/")
    story(second, True)
    story(first, True)
    roll_up(NOW.date())
    assert list(ProbeDay.objects.order_by("id").values_list("site", flat=True)) == [
        first.pk,
        second.pk,
    ]


@pytest.mark.django_db
def test_the_week_of_a_site_is_read_by_the_rule(cast: Cast) -> None:
    site = registered(cast.land, "国土", "http://land.gov.cn/")
    story(site, *[number % 10 != 0 for number in range(140)])
    reading = week_of(site, NOW + timedelta(days=2))
    assert (reading.accesses, reading.failed) == (140, 14)
    assert reading.unreachable
    assert not reading.confirmed


@pytest.mark.django_db
def test_the_database_finds_the_outages_of_a_node_that_all_its_probes_tell(cast: Cast) -> None:
    sites = [registered(cast.land, f"网站{n}", f"http://s{n}.gov.cn/") for n in range(12)]
    nodes = [our_node(NOW), Node.objects.create(name="haidong", added_at=NOW)]
    dice = random.Random(5)
    begins = NOW - timedelta(days=1)
    everything = []
    for node in nodes:
        for step in range(1, 96):
            at = begins + timedelta(minutes=15 * step, seconds=-1)
            ill = dice.choice((0.0, 0.0, 0.2, 0.5, 0.9, 1.0))
            rows = [
                (one.pk, at - timedelta(seconds=n * 60), dice.choices(
                    (True, False, None), (1 - ill, ill, 0.05))[0])
                for n, one in enumerate(sites)
            ]  # fmt: skip
            keep(
                node,
                [
                    (pk, slot, accessed(slot, is_open=was, fault="" if was else "timeout"))
                    for pk, slot, was in rows
                ],
                NOW,
            )
            everything += [(str(pk), Access(slot, node.name, was)) for pk, slot, was in rows]
    found = own_outages(begins - timedelta(hours=1), NOW)
    assert found == node_outages(everything)
    assert len({one.node for one in found}) == 2
    # Cut anywhere, it is told what lies within: after the one moment, up to the other.
    for _round in range(20):
        after, until = sorted(begins + timedelta(minutes=dice.randrange(1440)) for _end in "ab")
        within = [one for one in everything if after < one[1].at <= until]
        assert own_outages(after, until) == node_outages(within)


@pytest.mark.django_db
def test_the_share_of_a_week_is_that_of_the_rule_whatever_is_set_aside(cast: Cast) -> None:
    sites = [registered(cast.land, f"网站{n}", f"http://s{n}.gov.cn/") for n in range(6)]
    nodes = [our_node(NOW), Node.objects.create(name="haidong", added_at=NOW)]
    names, dice = [one.name for one in nodes], random.Random(11)
    for node in nodes:
        slots = [
            (one.pk, NOW - timedelta(hours=dice.randrange(200), seconds=number))
            for one in sites[:5]
            for number in range(80)
        ]
        keep(
            node,
            [
                (pk, slot, accessed(slot, is_open=was, fault="" if was else "timeout"))
                for pk, slot in slots
                for was in dice.choices((True, False, None), (0.9, 0.08, 0.02))
            ],
            NOW,
        )
    hours = timedelta(hours=1)
    for _round in range(20):
        aside = {
            one.pk: [
                Window(begins, begins + dice.randrange(1, 40) * hours, dice.choice(("", *names)))
                for begins in [
                    NOW - dice.randrange(180) * hours for _one in range(dice.randrange(4))
                ]
            ]
            for one in sites
        }
        assert shares_of([one.pk for one in sites], NOW, aside) == {
            one.pk: week_of(one, NOW, aside[one.pk]).share for one in sites
        }
