"""TLS servers on loopback, with certificates made for the test."""

from __future__ import annotations

import ipaddress
import ssl
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
NOW = datetime.now(UTC)


@cache
def key_of(kind: str = "ec") -> Key:
    """One key of that kind for the whole run: making them takes long."""
    if kind == "ec":
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(65537, int(kind.removeprefix("rsa ")))


@dataclass(frozen=True)
class Made:
    """A certificate and its key, and who can sign with it."""

    cert: x509.Certificate
    key: Key

    def write(self, folder: Path, *chain: Made) -> Path:
        """The file a server loads: the key, the certificate, and what it sends along."""
        path = folder / f"{self.cert.serial_number}.pem"
        key = self.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        certs = (one.cert.public_bytes(serialization.Encoding.PEM) for one in (self, *chain))
        path.write_bytes(b"".join((key, *certs)))
        return path


def certificate(
    *names: str,
    days: tuple[int, int] = (-10, 90),
    signer: Made | None = None,
    kind: str = "ec",
    authority: bool = False,
) -> Made:
    """A certificate for `names`, valid between the two days counted from now; it signs itself
    without a signer."""
    key = key_of(kind) if not authority else ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(signer.cert.subject if signer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW + timedelta(days=days[0]))
        .not_valid_after(NOW + timedelta(days=days[1]))
        .add_extension(x509.SubjectAlternativeName([_name(n) for n in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    )
    signed_with = signer.key if signer else key
    return Made(builder.sign(signed_with, hashes.SHA256()), key)  # type: ignore[arg-type]


def _name(text: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(text))
    except ValueError:
        return x509.DNSName(text)


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        server = self.server
        assert isinstance(server, _Server)
        server.asked.append(self.path)
        body = server.page.encode()
        self.send_response(302 if server.onward else 200)
        if server.onward:
            self.send_header("Location", server.onward)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    page = "<html><title>测试县</title><body>hello</body></html>"
    onward = ""
    asked: list[str]

    def handle_error(self, request: object, client_address: object) -> None:
        """A handshake broken off is what is being tried here."""


@dataclass
class Running:
    """A server that speaks TLS, and what it was asked for and shaken hands with."""

    port: int
    asked: list[str]
    shaken: list[str] = field(default_factory=list)


@contextmanager
def https(
    pem: Path,
    *,
    versions: tuple[ssl.TLSVersion, ssl.TLSVersion] | None = None,
    page: str | None = None,
    onward: str = "",
) -> Iterator[Running]:
    """Serve one page, or lead `onward`, with the certificate in `pem`, between two TLS versions
    where given."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("ALL:!aNULL:@SECLEVEL=0")
    context.load_cert_chain(pem)
    if versions is not None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
            context.maximum_version = versions[1]
            context.minimum_version = versions[0]
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.asked, server.onward = [], onward  # type: ignore[misc]
        running = Running(server.server_address[1], server.asked)

        def named(_socket: ssl.SSLObject, name: str | None, _context: ssl.SSLContext) -> None:
            running.shaken.append(name or "")

        context.sni_callback = named  # type: ignore[assignment]
        if page is not None:
            server.page = page  # type: ignore[misc]
        server.socket = context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield running
        finally:
            server.shutdown()
