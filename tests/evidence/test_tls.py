"""Certificates as real handshakes show them."""

import asyncio
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from xuncha.evidence.fetch import CurlFetcher
from xuncha.evidence.gate import Gate
from xuncha.evidence.plan import Plan
from xuncha.evidence.response import Response
from xuncha.evidence.snapshot import Certificate

PLAN = Plan(rate=0, patience=0.01, connect_timeout=3.0)


class _Hello(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"hello")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@contextmanager
def https(folder: Path, name: str, *more: str) -> Iterator[int]:
    """A TLS server whose self-made certificate is for `name`."""
    key, cert = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key),
         "-out", str(cert), "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}", *more],
        check=True,
        capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """A handshake broken off is what is being tried here."""

    with Quiet(("127.0.0.1", 0), _Hello) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def look(port: int, host: str) -> tuple[Response, Certificate | None]:
    """A page and the certificate of `host` at that port."""
    url = f"https://{host}:{port}/"

    async def go() -> tuple[Response, Certificate | None]:
        gate = Gate(networks=["127.0.0.0/8"], hosts={host: ("127.0.0.1",)}, sites=[url])
        async with CurlFetcher(gate, PLAN) as fetcher:
            return await fetcher.get(url), await fetcher.certificate(url)

    return asyncio.run(go())


def test_a_certificate_nobody_signed_still_shows_its_page(tmp_path: Path) -> None:
    with https(tmp_path, "www.test.gov.cn", "-days", "30") as port:
        response, shown = look(port, "www.test.gov.cn")
    assert response.status == 200
    assert shown is not None
    assert shown.names == ("www.test.gov.cn",)
    assert shown.trusted is not True
    assert shown.host_matches is True
    assert shown.not_after is not None
    assert 28 <= (shown.not_after - datetime.now(UTC)).days <= 30


def test_a_certificate_for_another_host(tmp_path: Path) -> None:
    with https(tmp_path, "www.other.gov.cn") as port:
        _, shown = look(port, "www.test.gov.cn")
    assert shown is not None
    assert shown.host_matches is False


def test_no_handshake_no_certificate() -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Hello) as server:
        port = server.server_address[1]
    _, shown = look(port, "www.test.gov.cn")
    assert shown is None
