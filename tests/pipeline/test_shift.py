"""A shift inspects real sites: findings get their identity, and a killed worker loses nothing."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DataError
from tests.evidence.loopback import Server, ok, serving
from tests.people import Cast, assemble
from tests.sites import registered

from xuncha.base import language
from xuncha.findings.models import Finding, FindingEvent, FindingState, Judgement
from xuncha.findings.queries import findings_visible_to, sentence
from xuncha.pipeline import carrying, claims
from xuncha.pipeline.actions import cancel_run, start_run
from xuncha.pipeline.models import InspectionItem, InspectionRun, ItemState, RunState
from xuncha.pipeline.orders import Place
from xuncha.pipeline.shift import Shift
from xuncha.registry.models import Site

pytestmark = pytest.mark.django_db(transaction=True)


def now() -> datetime:
    return datetime.now(UTC)


HOME = """<html><head><title>共和县国土资源局</title></head><body><h1>共和县国土资源局</h1>
<a href="/gone.html">通知</a> <a href="/here.html">简介</a></body></html>"""


@pytest.fixture
def site_server() -> Iterator[Server]:
    """A site of one home page, with a link that leads nowhere."""
    with serving({"/": ok(HOME), "/here.html": ok("<p>本局简介</p>")}) as server:
        yield server


def order(cast: Cast, *sites: Site) -> InspectionRun:
    return start_run(
        cast.acting(cast.li, now()),
        cast.province,
        sites,
        standard="census-2015",
        title="共和县检查",
        options={"visits": 1, "rate": 20.0, "render": "never", "max_pages": 50},
    )


def works(folder: Path, **more: float) -> int:
    hosts = dict.fromkeys(("www.test.gov.cn", "nyj.test.gov.cn"), ("127.0.0.1",))
    place = Place(folder, ("127.0.0.1/32",), hosts)
    return asyncio.run(Shift(place, now=now, **more).work())  # type: ignore[arg-type]


def test_a_site_is_inspected_and_its_findings_known(site_server: Server, tmp_path: Path) -> None:
    cast = assemble()
    site = registered(cast.land, "共和县国土资源局", site_server.url())
    run = order(cast, site)
    assert works(tmp_path) == 1
    run.refresh_from_db()
    assert run.state == RunState.DONE
    item = InspectionItem.objects.get()
    assert (item.state, item.pages) == (ItemState.DONE, 2)
    judgement = Judgement.objects.get()
    assert (tmp_path / judgement.folder / "result.json").exists()
    dead = Finding.objects.get(indicator="link.dead")
    assert dead.where == site_server.url("/gone.html")
    assert dead.evidence
    kept = tmp_path / dead.proof / "evidence"
    assert any(kept.glob(f"{dead.evidence[0].removeprefix('sha256:')}*"))
    site.refresh_from_db()
    assert site.open_findings == Finding.objects.count()
    assert site.verdict == judgement.verdict


def test_a_mended_fault_is_gone_and_a_broken_one_is_back(
    site_server: Server, tmp_path: Path
) -> None:
    cast = assemble()
    site = registered(cast.land, "共和县国土资源局", site_server.url())

    def look() -> Finding:
        order(cast, site)
        works(tmp_path)
        return Finding.objects.get(indicator="link.dead")

    first = look()
    site_server.routes["/gone.html"] = ok("<p>通知</p>")
    assert look().state == FindingState.GONE
    del site_server.routes["/gone.html"]
    back = look()
    assert (back.pk, back.state, back.times_seen) == (first.pk, FindingState.OPEN, 2)
    told = FindingEvent.objects.filter(finding=back).values_list("what", flat=True)
    assert list(told) == ["seen", "gone", "back"]


def test_what_people_settled_stays_settled(site_server: Server, tmp_path: Path) -> None:
    cast = assemble()
    site = registered(cast.land, "共和县国土资源局", site_server.url())
    order(cast, site)
    works(tmp_path)
    Finding.objects.filter(indicator="link.dead").update(state=FindingState.FALSE_ALARM)
    order(cast, site)
    works(tmp_path)
    assert Finding.objects.get(indicator="link.dead").state == FindingState.FALSE_ALARM


def test_a_finding_speaks_both_languages(site_server: Server, tmp_path: Path) -> None:
    cast = assemble()
    order(cast, registered(cast.land, "共和县国土资源局", site_server.url()))
    works(tmp_path)
    dead = Finding.objects.get(indicator="link.dead")
    assert sentence(dead) == dead.message
    with language.speaking("en"):
        assert sentence(dead).startswith("The link “通知” does not open")
        assert sentence(dead).count("通") == 1
        assert "页面" not in sentence(dead)


def test_findings_are_seen_within_ones_own_part(site_server: Server, tmp_path: Path) -> None:
    cast = assemble()
    order(cast, registered(cast.land, "共和县国土资源局", site_server.url()))
    works(tmp_path)
    assert findings_visible_to(cast.wang).count() == Finding.objects.count()
    assert findings_visible_to(cast.ma).exists()
    assert not findings_visible_to(cast.zhou).exists()


def test_a_site_whose_verdict_cannot_be_written_sinks_no_other(
    site_server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = assemble()
    good = registered(cast.land, "共和县国土资源局", site_server.url())
    bad = registered(cast.land, "共和县农牧局", site_server.url(host="nyj.test.gov.cn"))
    order(cast, good, bad)
    write = carrying.write_result

    def refuse(site: Site, *more: object, **named: object) -> Judgement:
        if site.pk == bad.pk:
            raise DataError("value too long for type character varying(200)")
        return write(site, *more, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(carrying, "write_result", refuse)
    works(tmp_path)
    assert [one.site_id for one in Judgement.objects.all()] == [good.pk]
    left = InspectionItem.objects.get(site=bad)
    assert (left.state, left.attempt) == (ItemState.QUEUED, 1)
    assert "value too long" in left.why


def test_a_lost_lease_stops_the_visit_and_writes_nothing(tmp_path: Path) -> None:
    cast = assemble()
    pages = "".join(f'<a href="/p{number}.html">{number}</a>' for number in range(200))
    with serving({"/": ok(f"<body>{pages}</body>")}) as server:
        for number in range(200):
            server.routes[f"/p{number}.html"] = ok(f"<p>{number}</p>")
        run = order(cast, registered(cast.land, "长网站", server.url()))
        InspectionRun.objects.filter(pk=run.pk).update(
            options={"visits": 1, "rate": 2.0, "render": "never", "max_pages": 500}
        )

        async def scene() -> None:
            place = Place(tmp_path, ("127.0.0.1/32",), {"www.test.gov.cn": ("127.0.0.1",)})
            shift = asyncio.create_task(Shift(place, now=now, renew_every=0.2).work())
            while not server.asked:
                await asyncio.sleep(0.05)
            await asyncio.to_thread(_cancel, cast, run)
            await asyncio.wait_for(shift, 30)

        asyncio.run(scene())
        assert server.count("/p199.html") == 0
    assert not Judgement.objects.exists()
    assert InspectionItem.objects.get().state == ItemState.CANCELLED


def test_what_is_being_written_down_costs_nobody_a_claim(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ledger's one writer is busy for twice as long as a claim holds, again and again."""
    cast = assemble()
    monkeypatch.setattr(claims, "LEASE", timedelta(seconds=1))
    links = "".join(f'<a href="/p{number}.html">{number}</a>' for number in range(8))
    with serving({"/": ok(f"<body>{links}</body>")}) as server:
        run = order(cast, registered(cast.land, "慢网站", server.url()))
        InspectionRun.objects.filter(pk=run.pk).update(
            options={"visits": 1, "rate": 2.0, "render": "never"}
        )
        place = Place(tmp_path, ("127.0.0.1/32",), {"www.test.gov.cn": ("127.0.0.1",)})
        busy = (0.01, lambda: time.sleep(2))
        asyncio.run(Shift(place, now=now, renew_every=0.2, now_and_then=busy).work())
    item = InspectionItem.objects.get()
    assert (item.state, item.attempt) == (ItemState.DONE, 1)


def _cancel(cast: Cast, run: InspectionRun) -> None:
    from django.db import connection

    cancel_run(cast.acting(cast.li, now()), run)
    connection.close()


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Starts real ``xuncha work`` processes on the test's own database."""
    hosts = tmp_path / "hosts"
    hosts.write_text("127.0.0.1 www.test.gov.cn\n")
    database = settings.DATABASES["default"]
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "xuncha.settings",
            "XUNCHA_DATA": str(tmp_path),
            "XUNCHA_DATABASE_URL": _url(database),
            "XUNCHA_NETWORKS": "127.0.0.1/32",
            "XUNCHA_HOSTS_FILE": str(hosts),
            "PYTHONPATH": "src",
        }
        process = subprocess.Popen([sys.executable, "-m", "xuncha", "work"], env=environment)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def _url(database: dict[str, object]) -> str:
    if "sqlite" in str(database["ENGINE"]):
        return f"sqlite://{database['NAME']}"
    return (
        f"postgresql://{database['USER']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    )


def wait_for(what: Callable[[], bool], seconds: float = 240) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.1)


def test_a_killed_worker_loses_nothing_and_counts_nothing_twice(
    site_server: Server, tmp_path: Path, worker: Callable[[], subprocess.Popen[bytes]]
) -> None:
    cast = assemble()
    site = registered(cast.land, "共和县国土资源局", site_server.url())
    run = order(cast, site)
    InspectionRun.objects.filter(pk=run.pk).update(
        options={"visits": 1, "rate": 0.5, "render": "never", "max_pages": 50}
    )
    killed = worker()
    wait_for(lambda: bool(site_server.asked))
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    item = InspectionItem.objects.get()
    assert item.state == ItemState.RUNNING
    # Its lease runs out sooner here than in life; nothing else is different.
    InspectionItem.objects.update(lease_until=now())
    InspectionRun.objects.update(options={"visits": 1, "rate": 20.0, "render": "never"})
    second = worker()
    wait_for(lambda: InspectionItem.objects.get().state == ItemState.DONE)
    assert InspectionItem.objects.get().attempt == 2
    assert Judgement.objects.count() == 1
    assert Finding.objects.filter(indicator="link.dead").count() == 1
    second.send_signal(signal.SIGTERM)
    assert second.wait(timeout=30) == 0


def test_a_worker_told_to_stop_hands_its_site_back(
    site_server: Server, worker: Callable[[], subprocess.Popen[bytes]]
) -> None:
    cast = assemble()
    run = order(cast, registered(cast.land, "共和县国土资源局", site_server.url()))
    InspectionRun.objects.filter(pk=run.pk).update(
        options={"visits": 1, "rate": 0.5, "render": "never", "max_pages": 50}
    )
    process = worker()
    wait_for(lambda: bool(site_server.asked))
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 0
    item = InspectionItem.objects.get()
    assert (item.state, item.attempt) == (ItemState.QUEUED, 0)
