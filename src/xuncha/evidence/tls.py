"""The certificate a home page shows, and whether a visitor's browser would accept it."""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pycurl

from xuncha.evidence.snapshot import Certificate

#: How OpenSSL writes a moment: "Mar  1 12:00:00 2024 GMT".
_MOMENT = "%b %d %H:%M:%S %Y GMT"
#: Verdicts of a handshake; anything else is trouble on the way.
_REFUSED = frozenset({pycurl.E_PEER_FAILED_VERIFICATION, pycurl.E_SSL_CACERT_BADFILE})


def certificate(url: str, pin: str, seconds: float) -> Certificate | None:
    """Shake hands with `url`'s host and read its certificate; None when no handshake succeeds.

    Blocks for up to three handshakes of `seconds` each. `pin` is the address the gate let through,
    as libcurl's RESOLVE wants it.
    """
    handle = _handle(url, pin, seconds)
    handle.setopt(pycurl.OPT_CERTINFO, 1)
    if _shake(handle) != 0:
        return None
    chain = handle.getinfo_raw(pycurl.INFO_CERTINFO)
    handle.close()
    if not chain:
        return None
    leaf = _fields(chain[0])
    return Certificate(
        subject=leaf.get("Subject", ""),
        issuer=leaf.get("Issuer", ""),
        not_before=_moment(leaf.get("Start date", "")),
        not_after=_moment(leaf.get("Expire date", "")),
        names=_names(leaf.get("X509v3 Subject Alternative Name", "")),
        trusted=_accepts(url, pin, seconds, pycurl.SSL_VERIFYPEER, 1) if _authorities() else None,
        host_matches=_accepts(url, pin, seconds, pycurl.SSL_VERIFYHOST, 2),
    )


def _handle(url: str, pin: str, seconds: float) -> Any:
    handle = pycurl.Curl()
    handle.setopt(pycurl.NOSIGNAL, 1)
    handle.setopt(pycurl.PROXY, "")
    handle.setopt(pycurl.PROTOCOLS, pycurl.PROTO_HTTPS)
    handle.setopt(pycurl.URL, url)
    handle.setopt(pycurl.RESOLVE, [pin])
    handle.setopt(pycurl.CONNECT_ONLY, 1)
    handle.setopt(pycurl.FRESH_CONNECT, 1)
    handle.setopt(pycurl.SSL_SESSIONID_CACHE, 0)
    handle.setopt(pycurl.TIMEOUT_MS, int(seconds * 1000))
    handle.setopt(pycurl.SSL_VERIFYPEER, 0)
    handle.setopt(pycurl.SSL_VERIFYHOST, 0)
    handle.setopt(pycurl.SSL_CIPHER_LIST, "DEFAULT@SECLEVEL=0")
    return handle


def _shake(handle: Any) -> int:
    try:
        handle.perform()
    except pycurl.error as error:
        return int(error.args[0])
    return 0


def _accepts(url: str, pin: str, seconds: float, option: int, value: int) -> bool | None:
    """Whether a handshake with one more check succeeds; None when it failed for another reason."""
    handle = _handle(url, pin, seconds)
    handle.setopt(option, value)
    if bundle := _authorities():
        handle.setopt(pycurl.CAINFO, bundle)
    code = _shake(handle)
    handle.close()
    if code == 0:
        return True
    return False if code in _REFUSED else None


def _authorities() -> str:
    """The machine's list of certificate authorities, "" without one."""
    found = ssl.get_default_verify_paths().cafile or "/etc/ssl/certs/ca-certificates.crt"
    return found if Path(found).exists() else ""


def _fields(pairs: Sequence[tuple[bytes, bytes]]) -> dict[str, str]:
    return {name.decode(): value.decode("utf-8", "replace").strip() for name, value in pairs}


def _moment(text: str) -> datetime | None:
    try:
        return datetime.strptime(" ".join(text.split()), _MOMENT).replace(tzinfo=UTC)
    except ValueError:
        return None


def _names(text: str) -> tuple[str, ...]:
    parts = (part.strip() for part in text.split(","))
    return tuple(part[4:] for part in parts if part.startswith("DNS:"))
