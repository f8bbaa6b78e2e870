"""Whole visits to sites with faulty defences, from the first request to what is said of them."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import replace
from pathlib import Path

import pytest
from tests.evidence.loopback import ok, serving
from tests.evidence.secured import Made, Running, certificate, https
from tests.evidence.visiting import AS_OF, PLAN

from xuncha.base.types import Site
from xuncha.checks.examination import examine
from xuncha.evidence import store, tls
from xuncha.evidence.fetch import CurlFetcher
from xuncha.evidence.gate import Gate
from xuncha.evidence.plan import Plan
from xuncha.evidence.snapshot import Snapshot
from xuncha.evidence.visit import visit
from xuncha.scoring.standard import load

HOST = "www.test.gov.cn"
LOGIN = (
    '<html><title>测试县</title><body><form action="http://www.test.gov.cn/login">'
    '<input type="password" name="p"></form>'
    '<script src="http://www.test.gov.cn/a.js"></script></body></html>'
)


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Made:
    """An authority that the machine knows."""
    made = certificate("Test Root", authority=True)
    bundle = made.write(tmp_path)
    monkeypatch.setattr(tls, "authorities", lambda: str(bundle))
    return made


def visited(home: str, folder: Path, plan: Plan) -> Snapshot:
    """Visit the site and read the snapshot back from disk."""
    ports = (plan.http_port, plan.https_port)
    sites = [home, *(f"http://{HOST}:{port}/" for port in ports)]
    gate = Gate(networks=["127.0.0.0/8"], hosts={HOST: ("127.0.0.1",)}, sites=sites)

    async def go() -> None:
        async with CurlFetcher(gate, plan) as fetcher:
            await visit(
                Site("6300000001", home, name="测试县人民政府"),
                plan=plan,
                fetcher=fetcher,
                folder=folder,
                declared=(),
                policies=None,
                registered_hosts=None,
                as_of=AS_OF.replace(year=2024),
                on_page=lambda: None,
                stop=asyncio.Event(),
            )

    folder.mkdir()
    asyncio.run(go())
    return store.load(folder)


def told(site: Snapshot, code: str = "security.transport") -> set[object]:
    """The kinds of fault that the standard in use finds."""
    law = load("indicators-2019")
    return {one.seen["kind"] for _, one in examine(site, {code: law.thresholds[code]}).faults}


def of_https(made: Made, folder: Path, page: str | None = None, **more: object) -> set[object]:
    with https(made.write(folder), page=page, **more) as server:  # type: ignore[arg-type]
        return told(visited(f"https://{HOST}:{server.port}/", folder / "seen", PLAN))


NEW = {"versions": (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)}


def test_a_site_that_guards_its_visitors(tmp_path: Path, authority: Made) -> None:
    assert of_https(certificate(HOST, signer=authority), tmp_path, **NEW) == set()


def test_everything_wrong_at_once(tmp_path: Path, authority: Made) -> None:
    bad = certificate("www.other.gov.cn", days=(-90, -1), signer=authority, kind="rsa 1024")
    old = (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_2)
    assert of_https(bad, tmp_path, LOGIN, versions=old) == {
        "expired",
        "host",
        "weak_key",
        "old_tls",
        "password",
        "mixed",
    }


def test_a_certificate_that_signs_itself(tmp_path: Path, authority: Made) -> None:
    assert of_https(certificate(HOST, days=(-1, 20)), tmp_path, **NEW) == {"expiring", "untrusted"}


def test_a_site_without_https_is_asked_once_for_it(tmp_path: Path) -> None:
    with serving({"/": ok("<html><title>测试县</title><body>x</body></html>")}) as plain:
        with serving({}) as other:
            closed = other.port
        plan = replace(PLAN, http_port=plain.port, https_port=closed)
        assert told(visited(plain.url(), tmp_path / "seen", plan)) == {"no_https"}


def test_the_passive_checks_cost_a_host_no_more_than_six_requests(
    tmp_path: Path, authority: Made
) -> None:
    """One plain request, four handshakes, one visit as a spider."""
    made = certificate(HOST, signer=authority)
    plain_page = ok("x", status="301 Moved", headers=f"Location: https://{HOST}/\r\n")
    with https(made.write(tmp_path), **NEW) as secure, serving({"/": plain_page}) as plain:  # type: ignore[arg-type]
        home = f"https://{HOST}:{secure.port}/"
        plan = replace(PLAN, http_port=plain.port, https_port=secure.port)
        seen = visited(home, tmp_path / "seen", plan)
        asked = _by_path(secure)
    assert len(plain.asked) == 1
    # The home page, the visits of the watch, and the spider's.
    assert asked["/"] == 1 + PLAN.visits + 1
    assert seen.transport is not None
    assert (seen.transport.leads_on, seen.transport.versions) == (True, ("TLSv1.2", "TLSv1.3"))


def _by_path(server: Running) -> dict[str, int]:
    return {path: server.asked.count(path) for path in set(server.asked)}
