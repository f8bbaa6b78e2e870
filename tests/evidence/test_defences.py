"""How a host guards its visitors, asked of real servers over http and https."""

import asyncio
import ssl
from pathlib import Path

import pytest
from tests.evidence.loopback import Reply, Server, moved, ok, serving
from tests.evidence.secured import certificate, https

from xuncha.evidence import defences
from xuncha.evidence.fetch import CurlFetcher
from xuncha.evidence.gate import Gate
from xuncha.evidence.plan import Plan
from xuncha.evidence.safety import Certificate, Transport

HOST = "www.test.gov.cn"
NEW = (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)


def look(asked: str, landed: str, http: int, secure: int) -> tuple[Transport, Certificate | None]:
    """What stands at the two ports, which are the usual ones of this plan."""
    plan = Plan(rate=0, connect_timeout=2.0, page_timeout=2.0, http_port=http, https_port=secure)
    sites = [f"http://{HOST}:{http}/", f"https://{HOST}:{secure}/"]

    async def go() -> tuple[Transport, Certificate | None]:
        gate = Gate(networks=["127.0.0.0/8"], hosts={HOST: ("127.0.0.1",)}, sites=sites)
        async with CurlFetcher(gate, plan) as fetcher:
            return await defences.look(asked, landed, fetcher, plan)

    return asyncio.run(go())


def from_https(reply: Reply, folder: Path) -> tuple[Transport, Server]:
    """A site registered with its https address whose plain address answers `reply`."""
    made = certificate(HOST).write(folder)
    with https(made, versions=NEW) as secure, serving({"/": reply}) as plain:
        if isinstance(reply, bytes):
            plain.routes["/"] = reply.replace(b"SECURE", str(secure.port).encode())
        home = f"https://{HOST}:{secure.port}/"
        seen, shown = look(home, home, plain.port, secure.port)
        assert shown is not None
        return seen, plain


@pytest.mark.parametrize(
    ("reply", "leads_on"),
    [
        (moved(f"https://{HOST}:SECURE/", "301 Moved Permanently"), True),
        (moved("/index.html"), False),
        (ok("<html>欢迎</html>"), False),
        (ok("<script>location.href='https://' + location.host</script>"), True),
        (ok("no", status="404 Not Found"), None),
        (ok("no", status="403 Forbidden"), None),
    ],
)
def test_whether_the_plain_address_leads_on(
    reply: bytes, leads_on: bool | None, tmp_path: Path
) -> None:
    seen, plain = from_https(reply, tmp_path)
    assert (seen.https, seen.leads_on) == (True, leads_on)
    assert seen.versions == ("TLSv1.2", "TLSv1.3")
    assert [one.path for one in plain.asked] == ["/"]


def test_who_was_led_from_http_to_https_is_not_asked_again(tmp_path: Path) -> None:
    with https(certificate(HOST).write(tmp_path)) as secure, serving({}) as plain:
        home = f"https://{HOST}:{secure.port}/"
        seen, _ = look(f"http://{HOST}:{plain.port}/", home, plain.port, secure.port)
    assert (seen.https, seen.leads_on) == (True, True)
    assert (plain.asked, secure.asked) == ([], [])


def test_a_site_that_has_both_and_leads_nobody_on(tmp_path: Path) -> None:
    with https(certificate(HOST).write(tmp_path)) as secure, serving({}) as plain:
        home = f"http://{HOST}:{plain.port}/"
        seen, shown = look(home, home, plain.port, secure.port)
    assert (seen.https, seen.leads_on, shown) == (True, False, None)
    # Its certificate is nobody's business: the site does not send visitors there.
    assert secure.asked == ["/"]
    assert len(secure.shaken) == 1


def test_a_site_without_https() -> None:
    with serving({}) as plain, serving({}) as other:
        closed = other.port
    home = f"http://{HOST}:{plain.port}/"
    assert look(home, home, plain.port, closed)[0] == Transport(https=False)


def test_https_that_leads_back_to_http_is_none(tmp_path: Path) -> None:
    with serving({}) as plain:
        home = f"http://{HOST}:{plain.port}/"
        page = f"<html>{home}</html>"
        with https(certificate(HOST).write(tmp_path), page=page, onward=home) as secure:
            assert look(home, home, plain.port, secure.port)[0] == Transport(https=False)


def test_a_port_of_its_own_has_no_counterpart() -> None:
    with serving({}) as plain:
        home = f"http://{HOST}:{plain.port}/"
        assert look(home, home, 80, 443)[0] == Transport()
    assert plain.asked == []


@pytest.mark.parametrize(
    ("url", "other"),
    [
        ("http://www.a.gov.cn/", "https://www.a.gov.cn/"),
        ("https://www.a.gov.cn/x/index.html?a=1", "http://www.a.gov.cn/x/index.html?a=1"),
        ("http://www.a.gov.cn:8080/", None),
        ("https://[2001:db8::1]/", "http://[2001:db8::1]/"),
    ],
)
def test_the_same_address_under_the_other_scheme(url: str, other: str | None) -> None:
    assert defences.counterpart(url, Plan()) == other
