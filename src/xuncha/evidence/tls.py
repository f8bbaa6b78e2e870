"""What a host's TLS shows in four handshakes: its certificate, whether a visitor's browser would
accept it, and which protocol versions it still speaks."""

from __future__ import annotations

import os
import socket
import ssl
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from threading import Lock

from xuncha.evidence.safety import Certificate

#: The newest version nearly every server speaks comes first: by it the chain is judged.
_ORDER = ("TLSv1.2", "TLSv1.3", "TLSv1.1", "TLSv1")
_VERSIONS = {
    "TLSv1": (ssl.TLSVersion.TLSv1, ssl.HAS_TLSv1),
    "TLSv1.1": (ssl.TLSVersion.TLSv1_1, ssl.HAS_TLSv1_1),
    "TLSv1.2": (ssl.TLSVersion.TLSv1_2, ssl.HAS_TLSv1_2),
    "TLSv1.3": (ssl.TLSVersion.TLSv1_3, ssl.HAS_TLSv1_3),
}
#: Everything a server may still offer, so that what it refuses is the version and nothing else.
_CIPHERS = "ALL:!aNULL:@SECLEVEL=0"
#: So many handshakes that only waited, and the host is not asked again.
_PATIENCE = 2
#: Why OpenSSL does not trust a chain, by its number (x509_vfy.h).
_PROBLEMS = {9: "time", 10: "time", 18: "self-signed", 19: "root", 20: "issuer", 21: "issuer"}
#: The first record of a TLCP handshake (GB/T 38636), offering its four SM4 suites, without the
#: 32 random bytes in the middle.
_TLCP_HEAD = bytes.fromhex("16 0101 0033 01 00002f 0101")
_TLCP_TAIL = bytes.fromhex("00 0008 e013e053e011e051 01 00")

_building = Lock()


@dataclass(frozen=True, slots=True)
class Shaken:
    """What came of the handshakes with one host."""

    certificate: Certificate | None = None
    #: The protocol versions it accepted, oldest first; None where none succeeded.
    versions: tuple[str, ...] | None = None
    #: It answers in 国密 (TLCP) and in nothing that is known here.
    national: bool = False


@dataclass(frozen=True, slots=True)
class _Hand:
    """One handshake: whether the version was accepted, the leaf, and what is wrong with it."""

    accepted: bool
    leaf: bytes = b""
    #: None: the chain was not judged; "": it is trusted.
    problem: str | None = None
    waited: bool = False


def shake(host: str, addresses: Sequence[str], port: int, seconds: float) -> Shaken:
    """Shake hands with `host` at the first of `addresses` that lets us in.

    Blocks for up to `seconds` in each of four handshakes; one more where the only version it speaks
    has a chain that is not trusted, or where it may speak nothing but TLCP.
    """
    way = _Way(host, addresses, port, seconds)
    if not way.is_open():
        return Shaken()
    hands: dict[str, _Hand] = {}
    for version in _ORDER:
        if sum(hand.waited for hand in hands.values()) >= _PATIENCE:
            break
        if _VERSIONS[version][1]:
            judged = any(hand.problem is not None for hand in hands.values())
            hands[version] = way.shake(version, judge=not judged)
    accepted = [version for version, hand in hands.items() if hand.accepted]
    if not accepted:
        return Shaken(national=way.speaks_tlcp())
    leaf = next((hand.leaf for hand in hands.values() if hand.leaf), b"")
    leaf = leaf or way.shake(accepted[0], judge=False).leaf
    problem = next((hand.problem for hand in hands.values() if hand.problem is not None), None)
    return Shaken(_certificate(leaf, host, problem), tuple(sorted(accepted)))


def _certificate(leaf: bytes, host: str, problem: str | None) -> Certificate | None:
    # What reads certificates takes 8 MB, which a site without https need not pay.
    from xuncha.evidence.certificates import read

    found = read(leaf, host) if leaf else None
    if found is None or problem is None:
        return found
    return replace(found, trusted=not problem, problem=problem)


@dataclass(slots=True)
class _Way:
    """Where the handshakes go."""

    host: str
    addresses: Sequence[str]
    port: int
    seconds: float
    _open: socket.socket | None = None

    def is_open(self) -> bool:
        """Whether one of the addresses lets us in; from then on it is the only one.

        The connection is kept for the first handshake.
        """
        for address in self.addresses:
            try:
                self._open = socket.create_connection((address, self.port), self.seconds)
            except OSError:
                continue
            self.addresses = (address,)
            return True
        return False

    def shake(self, version: str, *, judge: bool) -> _Hand:
        """One handshake of that version; with `judge` the chain is checked, if there is a list of
        authorities to check it with."""
        bundle = authorities() if judge else ""
        name = self.host.strip("[]")
        try:
            with (
                self._connect() as line,
                _context(version, bundle).wrap_socket(line, server_hostname=name) as secure,
            ):
                leaf = secure.getpeercert(binary_form=True) or b""
                return _Hand(True, leaf, "" if bundle else None)
        except ssl.SSLCertVerificationError as error:
            return _Hand(True, problem=_PROBLEMS.get(error.verify_code, "other"))
        except TimeoutError:
            return _Hand(False, waited=True)
        except (OSError, ValueError):
            # Also ssl.SSLError; and ValueError for a name that can be none on the wire.
            return _Hand(False)

    def speaks_tlcp(self) -> bool:
        """Whether a hello in TLCP is answered in TLCP."""
        try:
            with self._connect() as line:
                line.sendall(_TLCP_HEAD + os.urandom(32) + _TLCP_TAIL)
                answer = line.recv(3)
        except OSError:
            return False
        return answer[:1] in (b"\x15", b"\x16") and answer[1:3] == b"\x01\x01"

    def _connect(self) -> socket.socket:
        line, self._open = self._open, None
        return line or socket.create_connection((self.addresses[0], self.port), self.seconds)


def _context(version: str, bundle: str) -> ssl.SSLContext:
    with _building:
        return _built(version, bundle)


@cache
def _built(version: str, bundle: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_REQUIRED if bundle else ssl.CERT_NONE
    if bundle:
        context.load_verify_locations(bundle)
    context.set_ciphers(_CIPHERS)
    with warnings.catch_warnings():
        # That a version is deprecated is what is being found out.
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        context.maximum_version = _VERSIONS[version][0]
        context.minimum_version = _VERSIONS[version][0]
    return context


def authorities() -> str:
    """The machine's list of certificate authorities, "" without one."""
    found = ssl.get_default_verify_paths().cafile or "/etc/ssl/certs/ca-certificates.crt"
    return found if Path(found).exists() else ""
