"""Vantage points over real HTTP: registered, heard, away, replayed, forged, late, revoked."""

from __future__ import annotations

import asyncio
import http.client
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
import pytest
from django.db import connection
from tests.cases.filing import approved, submitted, told
from tests.evidence.loopback import Server, ok, serving
from tests.people import Cast
from tests.sites import registered
from tests.web.people import Desk

from xuncha.evidence.response import Phases
from xuncha.monitoring.line import AwayError, Line, RefusedReportError
from xuncha.monitoring.models import Alarm, Node, Probe
from xuncha.monitoring.outbox import BusyError, Outbox
from xuncha.monitoring.probing import Accessed
from xuncha.monitoring.reports import LARGEST, SKEW, NodeKey, Report, Reported
from xuncha.monitoring.rules import LATE, due
from xuncha.monitoring.vantage import ConsoleClock, Vantage
from xuncha.people.models import AuditEntry
from xuncha.registry.models import Site

pytestmark = pytest.mark.django_db(transaction=True)
SOURCE = Path(__file__).parents[2] / "src"
CODE = "6325210001"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def home() -> Iterator[Server]:
    with serving({"/": ok("<h1>共和县</h1>")}) as one:
        yield one


@pytest.fixture
def site(cast: Cast, home: Server) -> Site:
    return registered(cast.land, "国土", home.url(), site_code=CODE)


def key_of(cast: Cast, name: str = "haidong") -> NodeKey:
    """Register a node as the keeper does, and read the key off the page."""
    page = Desk(cast.keeper).send("/nodes/", name=name)
    found = re.search(rf"{name}:[0-9a-f]{{64}}", page)
    assert found, page
    return NodeKey.read(found[0])


def now() -> datetime:
    return datetime.now(UTC)


def probed(slot: datetime, code: str = CODE, **more: Any) -> Reported:
    values = {"open": True, "fault": "", "status": 200, "total": 9, "phases": Phases()} | more
    return Reported(code, slot, Accessed(slot, **values))


def post(address: str, body: bytes, name: str, signature: str, **headers: str) -> tuple[int, bytes]:
    where = urlsplit(address)
    line = http.client.HTTPConnection(where.hostname or "", where.port, timeout=30)
    try:
        line.request(
            "POST",
            "/vantage/v1/report",
            body,
            {"X-Xuncha-Node": name, "X-Xuncha-Signature": signature, **headers},
        )
        answer = line.getresponse()
        return answer.status, answer.read()
    finally:
        line.close()


def test_the_key_is_shown_once_and_kept_nowhere(cast: Cast) -> None:
    key = key_of(cast)
    assert Node.objects.get().public_key == key.public
    assert key.text not in Desk(cast.keeper).text("/nodes/")
    entry = AuditEntry.objects.get(verb="node.register")
    assert key.text.partition(":")[2] not in str(entry.new)
    assert "换一个名称" in Desk(cast.keeper).send("/nodes/", name="haidong")
    assert "小写字母" in Desk(cast.keeper).send("/nodes/", name="../etc")
    for who in (cast.office, cast.li, cast.wang):
        assert Desk(who).status("/nodes/") == 403


def test_a_report_is_taken_counts_once_and_brings_the_list(
    cast: Cast, site: Site, live_server: Any
) -> None:
    registered(cast.land, "无码", "http://nocode.gov.cn/")
    key = key_of(cast)
    line = Line(live_server.url, key)
    first = line.send(Report(key.name, now()))
    assert first.list
    assert first.list.sites == ((CODE, site.home_url),)
    assert abs(first.at - now()) < SKEW
    report = Report(key.name, now(), first.list.digest, (probed(now() - MINUTE),))
    for _time in range(2):
        reply = line.send(report)
        assert (reply.kept, reply.list) == (1, None)
    assert Probe.objects.get().site == site
    assert "正常来报" in Desk(cast.keeper).text("/nodes/")


def test_a_filed_site_that_a_node_finds_away_is_no_alarm(
    cast: Cast, site: Site, live_server: Any
) -> None:
    other = registered(cast.land, "农牧", "http://farm.gov.cn/", site_code="6325210002")
    window = told("maintenance", begins=now() - timedelta(hours=2), ends=now() + timedelta(hours=2))
    approved(cast, submitted(cast, site, window, now()), now())
    key = key_of(cast)
    away = {"open": False, "fault": "timeout", "status": None}
    seen = tuple(
        probed(now() - n * MINUTE, code, **away) for code in (CODE, "6325210002") for n in (1, 2, 3)
    )
    assert Line(live_server.url, key).send(Report(key.name, now(), probes=seen)).kept == 6
    assert [one.site_id for one in Alarm.objects.filter(kind="down")] == [other.pk]


def test_forged_strange_large_and_garbled_reports_are_refused(
    cast: Cast, site: Site, live_server: Any
) -> None:
    key, other = key_of(cast), NodeKey.make("haidong")
    body = msgspec.json.encode(Report(key.name, now(), probes=(probed(now() - MINUTE),)))
    url = live_server.url
    assert post(url, body, key.name, other.sign(body))[0] == 401
    assert post(url, body + b" ", key.name, key.sign(body))[0] == 401
    assert post(url, body, "nobody", key.sign(body))[0] == 401
    assert post(url, body, "here", key.sign(body))[0] == 401
    assert post(url, body, key.name, "\u00e9" * 9)[0] == 401
    assert post(url, body, "", "")[0] == 401
    assert post(url, b"", key.name, key.sign(b""))[0] == 400
    deep = b"[" * 100_000
    assert post(url, deep, key.name, key.sign(deep))[0] == 400
    for wrong in (
        probed(now() - MINUTE, fault="x' OR 1=1"),
        probed(now() - MINUTE, total=2**62),
        probed(now() - MINUTE, status=10**9),
        probed(now() - MINUTE, phases=Phases(dns=1e300)),
        probed(now() + timedelta(days=1)),
    ):
        bad = msgspec.json.encode(Report(key.name, now(), probes=(wrong,)))
        status, said = post(url, bad, key.name, key.sign(bad))
        assert status == 400, wrong
        assert msgspec.json.decode(said)["error"]
    stolen = msgspec.json.encode(Report("somebody", now()))
    assert post(url, stolen, key.name, key.sign(stolen))[0] == 401
    large = b" " * (LARGEST + 1)
    assert post(url, large, key.name, key.sign(large))[0] == 413
    assert not Probe.objects.exists()
    assert Node.objects.get().heard_at is None


def test_what_somebody_overheard_is_too_old_before_long(cast: Cast, live_server: Any) -> None:
    key = key_of(cast)
    for at in (now() - SKEW - MINUTE, now() + SKEW + MINUTE):
        body = msgspec.json.encode(Report(key.name, at))
        status, said = post(live_server.url, body, key.name, key.sign(body))
        assert status == 409
        assert msgspec.json.decode(said)["at"]
    assert Node.objects.get().heard_at is None


def test_a_revoked_node_is_told_so_and_changes_nothing(
    cast: Cast, site: Site, live_server: Any
) -> None:
    key = key_of(cast)
    line = Line(live_server.url, key)
    report = Report(key.name, now(), probes=(probed(now() - MINUTE),))
    line.send(report)
    node = Node.objects.get()
    assert "已撤销" in Desk(cast.keeper).send(f"/nodes/{node.pk}/revoke/")
    again = Report(key.name, now(), probes=(probed(now() - 2 * MINUTE),))
    with pytest.raises(RefusedReportError) as refused:
        line.send(again)
    assert refused.value.status == 403
    assert "重新登记" in refused.value.reply.error
    assert Probe.objects.count() == 1


def test_a_node_of_one_region_says_nothing_of_another(cast: Cast, live_server: Any) -> None:
    theirs = registered(cast.service, "格尔木", "http://golmud.gov.cn/", site_code="6328010001")
    mine = registered(cast.land, "国土", "http://land.gov.cn/", site_code=CODE)
    key = key_of(cast)
    Node.objects.update(path=cast.hainan.path)
    probes = tuple(probed(now() - MINUTE, str(one.site_code)) for one in (theirs, mine))
    reply = Line(live_server.url, key).send(Report(key.name, now(), probes=probes))
    assert reply.kept == 1
    assert Probe.objects.get().site == mine
    assert reply.list
    assert [code for code, _url in reply.list.sites] == [CODE]


def command(server: str, folder: Path, key: NodeKey, *more: str) -> subprocess.Popen[str]:
    """The command as its keeper runs it, on a machine that has no settings and no database."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XUNCHA_")}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    hosts = folder / "hosts"
    folder.mkdir(exist_ok=True)
    hosts.write_text("127.0.0.1 www.test.gov.cn\n")
    return subprocess.Popen(
        [
            sys.executable,
            *("-m", "xuncha", "node", server, "--data", str(folder / "node")),
            *("--hosts", str(hosts), "--allow-network", "127.0.0.1/32", "--every", "1", *more),
        ],
        env=kept | {"PYTHONPATH": str(SOURCE), "XUNCHA_NODE_KEY": key.text},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def expected(key: NodeKey, site_code: str, until: datetime) -> int:
    return len(due(site_code, key.name, until - LATE, until))


def test_the_command_probes_and_reports_and_again_does_nothing_twice(
    cast: Cast, site: Site, home: Server, live_server: Any, tmp_path: Path
) -> None:
    key = key_of(cast)
    # So many sites that some slot of the last half hour is due, whenever this runs.
    for number in range(2, 30):
        home.routes[f"/?{number}"] = ok("<h1>同仁县</h1>")
        url = home.url(f"/?{number}")
        registered(cast.land, f"{number}", url, site_code=f"63252100{number:02d}")
    for _time in range(2):
        ran = command(live_server.url, tmp_path, key, "--once")
        said, _err = ran.communicate(timeout=120)
        assert ran.returncode == 0, said
        assert "登记平台连不上" not in said
    codes = Site.objects.values_list("site_code", flat=True)
    slots = sum(expected(key, str(code), now()) for code in codes)
    kept = Probe.objects.count()
    assert kept > 0
    # The second run found its slots done: each was asked for once.
    assert len(home.asked) == kept
    assert abs(slots - kept) <= 3, "slots of the seconds between"
    assert Probe.objects.filter(open=True, node__name=key.name).count() == kept


def test_the_command_stops_with_the_reason_when_it_is_revoked(
    cast: Cast, site: Site, live_server: Any, tmp_path: Path
) -> None:
    key = key_of(cast)
    Node.objects.update(active=False)
    ran = command(live_server.url, tmp_path, key, "--once")
    said, _err = ran.communicate(timeout=120)
    assert ran.returncode == 1
    assert "已撤销" in said
    assert key.text.partition(":")[2] not in said


class Fallible:
    """A line that can be cut."""

    def __init__(self, line: Line) -> None:
        self.line, self.cut = line, False

    def send(self, report: Report) -> Any:
        if self.cut:
            raise AwayError("cut")
        return self.line.send(report)


class Clocks:
    """A machine's wall clock, `wrong` by so much, and its uptime; both go on with real time."""

    def __init__(self) -> None:
        self.wrong, self.passed = timedelta(0), timedelta(0)

    def wall(self) -> datetime:
        return now() + self.wrong + self.passed

    def uptime(self) -> float:
        return time.monotonic() + self.passed.total_seconds()


@pytest.fixture
def many(cast: Cast, home: Server) -> list[Site]:
    made = []
    for number in range(20):
        url = home.url(f"/?{number}")
        made.append(registered(cast.land, f"{number}", url, site_code=f"63252100{number:02d}"))
    return made


def vantage(key: NodeKey, line: Any, outbox: Outbox, clocks: Clocks) -> Vantage:
    clock = ConsoleClock(clocks.wall, clocks.uptime, outbox.standing().offset)
    return Vantage(
        key.name,
        line,
        outbox,
        clock,
        networks=("127.0.0.1/32",),
        hosts={"www.test.gov.cn": ("127.0.0.1",)},
    )


async def _rounds(one: Vantage, count: int) -> int:
    return sum([await one.round() for _time in range(count)])


def go(one: Vantage, count: int = 1) -> int:
    connection.close()
    return asyncio.run(_rounds(one, count))


def test_reports_wait_on_disk_while_the_console_is_away_and_over_a_restart(
    cast: Cast, many: list[Site], live_server: Any, tmp_path: Path
) -> None:
    key = key_of(cast)
    line, clocks = Fallible(Line(live_server.url, key)), Clocks()
    outbox = Outbox(tmp_path)
    first = vantage(key, line, outbox, clocks)
    made = go(first)
    assert made > 0
    assert Probe.objects.count() == made
    line.cut = True
    # The console stays away for 25 minutes of this node's time; its own clock is not asked.
    clocks.passed += timedelta(minutes=25)
    more = go(first)
    assert more > 0
    assert Probe.objects.count() == made
    with pytest.raises(BusyError):
        Outbox(tmp_path)
    outbox.close()
    again = Outbox(tmp_path)
    assert sum(len(probes) for _path, probes in again.waiting(now() + 25 * MINUTE)) == more
    again.close()


def test_what_waited_is_sent_when_the_console_is_back(
    cast: Cast, many: list[Site], live_server: Any, tmp_path: Path
) -> None:
    key = key_of(cast)
    line, clocks = Fallible(Line(live_server.url, key)), Clocks()
    outbox = Outbox(tmp_path)
    outbox.learn(Line(live_server.url, key).send(Report(key.name, now())).list)  # type: ignore[arg-type]
    line.cut = True
    made = go(vantage(key, line, outbox, clocks))
    assert made > 0
    assert not Probe.objects.exists()
    line.cut = False
    assert go(vantage(key, line, outbox, clocks)) <= 1
    assert Probe.objects.count() >= made
    assert not list(outbox.waiting(now()))
    outbox.close()


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_machine_whose_clock_is_an_hour_off_reports_right_times(
    cast: Cast, many: list[Site], live_server: Any, tmp_path: Path, hours: int
) -> None:
    key, clocks = key_of(cast), Clocks()
    clocks.wrong = timedelta(hours=hours)
    outbox = Outbox(tmp_path)
    one = vantage(key, Line(live_server.url, key), outbox, clocks)
    made = go(one)
    assert made > 0
    assert Probe.objects.count() == made
    assert not Probe.objects.filter(slot__gt=now()).exists()
    assert not Probe.objects.filter(slot__lt=now() - LATE - MINUTE).exists()
    # The clock of the machine jumps while the node runs: nothing moves, nothing comes twice.
    clocks.wrong = timedelta(hours=-hours)
    assert go(one, 2) <= 1
    assert Probe.objects.filter(slot__gt=now()).count() == 0
    assert abs(outbox.standing().offset + clocks.wrong.total_seconds()) < 60
    outbox.close()


def test_probes_dated_by_a_clock_never_proved_are_thrown_away(
    cast: Cast, many: list[Site], live_server: Any, tmp_path: Path
) -> None:
    key, clocks = key_of(cast), Clocks()
    outbox, line = Outbox(tmp_path), Fallible(Line(live_server.url, key))
    outbox.learn(Line(live_server.url, key).send(Report(key.name, now())).list)  # type: ignore[arg-type]
    line.cut, clocks.wrong = True, timedelta(hours=1)
    one = vantage(key, line, outbox, clocks)
    wrong = go(one)
    assert wrong > 0
    line.cut = False
    right = go(one)
    assert right > 0, "the slots of the last half hour came again"
    assert Probe.objects.count() == right
    assert not Probe.objects.filter(slot__gt=now()).exists()
    outbox.close()
