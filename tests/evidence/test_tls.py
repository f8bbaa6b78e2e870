"""What real handshakes show of a host."""

import asyncio
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from tests.evidence.secured import Made, certificate, https

from xuncha.evidence import certificates, tls
from xuncha.evidence.fetch import CurlFetcher
from xuncha.evidence.gate import Gate
from xuncha.evidence.plan import Plan
from xuncha.evidence.response import Response
from xuncha.evidence.safety import Certificate
from xuncha.evidence.tls import Shaken, shake

PLAN = Plan(rate=0, patience=0.01, connect_timeout=3.0)
HOST = "www.test.gov.cn"
NEW = (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)


def look(port: int, host: str = HOST) -> tuple[Response, Shaken]:
    """A page of `host` at that port, and its handshakes."""
    url = f"https://{host}:{port}/"

    async def go() -> tuple[Response, Shaken]:
        gate = Gate(networks=["127.0.0.0/8"], hosts={host: ("127.0.0.1",)}, sites=[url])
        async with CurlFetcher(gate, PLAN) as fetcher:
            return await fetcher.get(url), await fetcher.shake(url)

    return asyncio.run(go())


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Made:
    """An authority that the machine knows."""
    made = certificate("Test Root", authority=True)
    bundle = made.write(tmp_path)
    monkeypatch.setattr(tls, "authorities", lambda: str(bundle))
    return made


def shown(made: Made, folder: Path, *chain: Made, host: str = HOST) -> Certificate:
    """The certificate as a visit reads it."""
    with https(made.write(folder, *chain)) as server:
        seen = shake(host, ["127.0.0.1"], server.port, 3.0)
    assert seen.certificate is not None
    return seen.certificate


def test_a_certificate_nobody_signed_still_shows_its_page(tmp_path: Path, authority: Made) -> None:
    with https(certificate(HOST, days=(-1, 30)).write(tmp_path)) as server:
        response, seen = look(server.port)
    assert response.status == 200
    assert seen.certificate is not None
    assert seen.certificate.names == (HOST,)
    assert (seen.certificate.trusted, seen.certificate.problem) == (False, "self-signed")
    assert seen.certificate.host_matches is True
    assert seen.certificate.key == "ec 256"


def test_a_good_chain_of_three(tmp_path: Path, authority: Made) -> None:
    middle = certificate("Test Middle", signer=authority, authority=True)
    made = certificate("*.test.gov.cn", signer=middle)
    good = shown(made, tmp_path, middle)
    assert (good.trusted, good.problem, good.host_matches) == (True, "", True)
    assert good.signature == "sha256"


@pytest.mark.parametrize(
    ("what", "problem"),
    [("expired", "time"), ("early", "time"), ("short", "issuer"), ("stranger", "root")],
)
def test_what_is_wrong_with_a_chain(
    what: str, problem: str, tmp_path: Path, authority: Made
) -> None:
    stranger = certificate("Strange Root", authority=True)
    middle = certificate("Test Middle", signer=authority, authority=True)
    made, chain = {
        "expired": (certificate(HOST, days=(-90, -1), signer=authority), ()),
        "early": (certificate(HOST, days=(1, 90), signer=authority), ()),
        "short": (certificate(HOST, signer=middle), ()),
        "stranger": (certificate(HOST, signer=stranger), (stranger,)),
    }[what]
    found = shown(made, tmp_path, *chain)
    assert (found.trusted, found.problem) == (False, problem)


def test_without_a_list_of_authorities_nobody_is_distrusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tls, "authorities", lambda: "")
    assert shown(certificate(HOST), tmp_path).trusted is None


@pytest.mark.parametrize(
    ("names", "host", "matches"),
    [
        (("www.other.gov.cn",), HOST, False),
        (("test.gov.cn",), HOST, False),
        (("*.gov.cn",), HOST, False),
        (("*.test.gov.cn",), "test.gov.cn", False),
        (("a.gov.cn", "*.TEST.gov.cn"), HOST, True),
        (("127.0.0.1",), "127.0.0.1", True),
        (("127.0.0.2",), "127.0.0.1", False),
    ],
)
def test_who_a_certificate_is_for(
    names: tuple[str, ...], host: str, matches: bool, tmp_path: Path
) -> None:
    assert shown(certificate(*names), tmp_path, host=host).host_matches is matches


def test_a_key_too_short(tmp_path: Path) -> None:
    assert shown(certificate(HOST, kind="rsa 1024"), tmp_path).key == "rsa 1024"


def test_a_signature_that_has_been_broken(tmp_path: Path) -> None:
    # Only the command line still signs with SHA-1.
    run = partial(subprocess.run, check=True, capture_output=True, cwd=tmp_path)
    new = "openssl req -newkey rsa:2048 -nodes"
    run(f"{new} -x509 -keyout ca.key -out ca.pem -subj /CN=ca".split())
    run(f"{new} -keyout key.pem -out asked.pem -subj /CN={HOST}".split())
    signing = "openssl x509 -req -sha1 -CA ca.pem -CAkey ca.key -CAcreateserial"
    run(f"{signing} -in asked.pem -outform DER -out signed.der".split())
    found = certificates.read((tmp_path / "signed.der").read_bytes(), HOST)
    assert found is not None
    assert (found.signature, found.host_matches) == ("sha1", True)


@pytest.mark.parametrize(
    ("versions", "accepted"),
    [
        ((ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1), ("TLSv1",)),
        ((ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_2), ("TLSv1", "TLSv1.1", "TLSv1.2")),
        ((ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2), ("TLSv1.2",)),
        (NEW, ("TLSv1.2", "TLSv1.3")),
    ],
)
@pytest.mark.parametrize("known", [True, False])
def test_the_versions_it_still_speaks(
    versions: tuple[ssl.TLSVersion, ssl.TLSVersion],
    accepted: tuple[str, ...],
    known: bool,
    tmp_path: Path,
    authority: Made,
) -> None:
    made = certificate(HOST, kind="rsa 2048", signer=authority if known else None)
    with https(made.write(tmp_path), versions=versions) as server:
        _, seen = look(server.port)
    assert seen.versions == accepted
    assert seen.certificate is not None
    assert seen.certificate.trusted is known


def test_four_handshakes_and_no_more(tmp_path: Path, authority: Made) -> None:
    made = certificate(HOST, signer=authority)
    with https(made.write(tmp_path), versions=NEW) as server:
        shake(HOST, ["127.0.0.1"], server.port, 3.0)
    # The two old versions are refused before a name is heard.
    assert server.shaken == [HOST] * 2
    assert server.asked == []


def test_no_handshake_no_certificate() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert shake(HOST, ["127.0.0.1"], port, 1.0) == Shaken()


@contextmanager
def answering(reply: bytes) -> Iterator[tuple[int, list[bytes]]]:
    """A server that answers every hello with the same bytes and hangs up."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    line, _ = server.accept()
                except OSError:
                    return
                with line:
                    heard.append(line.recv(4096))
                    line.sendall(reply)

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1], heard
        server.shutdown(socket.SHUT_RDWR)


def test_a_host_that_speaks_only_the_national_protocol() -> None:
    with answering(bytes.fromhex("15 0101 0002 02 28")) as (port, heard):
        assert shake(HOST, ["127.0.0.1"], port, 1.0) == Shaken(national=True)
    hello = heard[-1]
    assert hello[:3] == bytes.fromhex("16 0101")
    assert len(heard) == 5  # the four versions, and this
    assert len(hello) == 5 + int.from_bytes(hello[3:5])
    assert int.from_bytes(hello[6:9]) == len(hello) - 9


def test_a_host_that_speaks_something_else_altogether() -> None:
    with answering(b"220 mail.test.gov.cn ESMTP\r\n") as (port, _):
        assert shake(HOST, ["127.0.0.1"], port, 1.0) == Shaken()


def test_a_certificate_that_is_none() -> None:
    assert certificates.read(b"\x30\x03\x02\x01\x01", HOST) is None
