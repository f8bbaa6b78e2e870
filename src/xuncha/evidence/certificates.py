"""A certificate as bytes, read: who it is for, how long, and how strong it is."""

from __future__ import annotations

import ipaddress

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from xuncha.evidence.safety import Certificate

#: 国密: the signature SM2 with SM3 (GM/T 0006), and the curve of its keys.
_SM2_SIGNATURE = "1.2.156.10197.1.501"
_SM2_CURVE = bytes.fromhex("06082a811ccf5501822d")
#: More names are no certificate for one site.
_MOST_NAMES = 500


def read(der: bytes, host: str) -> Certificate | None:
    """The certificate in `der` as one shown for `host`; None where it cannot be read.

    Whether its chain is trusted is not said: that takes the whole chain.
    """
    try:
        found = x509.load_der_x509_certificate(der)
        names, addresses = _names(found)
        return Certificate(
            subject=found.subject.rfc4514_string()[:500],
            issuer=found.issuer.rfc4514_string()[:500],
            not_before=found.not_valid_before_utc,
            not_after=found.not_valid_after_utc,
            names=names[:_MOST_NAMES],
            host_matches=_fits(host, names, addresses) if names or addresses else None,
            national=_is_national(found),
            key=_key(found),
            signature=_signature(found),
        )
    except (ValueError, UnsupportedAlgorithm):
        return None


def _names(found: x509.Certificate) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The host names and the addresses it is for; the common name where it names none."""
    try:
        more = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, x509.DuplicateExtension):
        common = found.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        return tuple(str(one.value) for one in common), ()
    addresses = more.get_values_for_type(x509.IPAddress)
    return tuple(more.get_values_for_type(x509.DNSName)), tuple(map(str, addresses))


def _fits(host: str, names: tuple[str, ...], addresses: tuple[str, ...]) -> bool:
    """Whether one of the names is the host's, as RFC 6125 lets a wildcard stand for one label."""
    bare = host.strip("[]").lower().rstrip(".")
    try:
        return str(ipaddress.ip_address(bare)) in (*addresses, *names)
    except ValueError:
        return any(_is_for(bare, name.lower().rstrip(".")) for name in names)


def _is_for(host: str, name: str) -> bool:
    if not name.startswith("*."):
        return host == name
    first, _, rest = host.partition(".")
    return bool(first) and rest == name[2:] and "." in rest


def _is_national(found: x509.Certificate) -> bool:
    if found.signature_algorithm_oid.dotted_string == _SM2_SIGNATURE:
        return True
    return _SM2_CURVE in found.tbs_certificate_bytes


def _key(found: x509.Certificate) -> str:
    """The public key as "rsa 2048" or "ec 256", "" for others."""
    try:
        key = found.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return ""
    if isinstance(key, rsa.RSAPublicKey):
        return f"rsa {key.key_size}"
    return f"ec {key.key_size}" if isinstance(key, ec.EllipticCurvePublicKey) else ""


def _signature(found: x509.Certificate) -> str:
    """The hash it is signed with ("sha256"), "" where that is not known or says nothing.

    What signs itself is believed or not for other reasons.
    """
    if found.issuer == found.subject:
        return ""
    try:
        used = found.signature_hash_algorithm
    except UnsupportedAlgorithm:
        return ""
    return used.name if used is not None else ""
