"""How much a guarding header guards: what in its value gives the guard away, "" for nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from xuncha.base.urls import registrable

#: Days below which a promise of HTTPS lapses between two visits, and what the preload list asks.
_HALF_YEAR, _YEAR = 180 * 86_400, 365 * 86_400
_MAX_AGE = re.compile(r"max-age\s*=\s*\"?\s*(\d{1,12})", re.IGNORECASE)
#: Sources that let any script run.
_OPEN = frozenset({"*", "data:", "http:", "https:", "'unsafe-inline'"})
#: With one of these, browsers ignore 'unsafe-inline' and whole schemes.
_NAMED = ("'nonce-", "'sha256-", "'sha384-", "'sha512-", "'strict-dynamic'")
_TELLING = frozenset({"unsafe-url", "no-referrer-when-downgrade"})
_REFERRERS = _TELLING | {
    *("no-referrer", "origin", "origin-when-cross-origin", "same-origin", "strict-origin"),
    "strict-origin-when-cross-origin",
}
#: What a page of news and services lends to nobody.
_SENSES = frozenset({"camera", "microphone", "geolocation", "payment", "usb", "display-capture"})


def open_scripts(value: str) -> str:
    """The source of a Content-Security-Policy that lets any script run.

    Several policies hold together, so one that is closed is enough; "" too where none speaks of
    scripts at all.
    """
    found = [_open_source(one) for one in value.lower().split(",") if _sources(one) is not None]
    return "" if "" in found else next(iter(found), "")


def _open_source(policy: str) -> str:
    sources = _sources(policy) or []
    named = any(one.startswith(_NAMED) for one in sources)
    return next((one for one in sources if one in _OPEN and not named), "")


def _sources(policy: str) -> list[str] | None:
    said: dict[str, list[str]] = {}
    for directive in policy.split(";"):
        name, *sources = directive.split() or [""]
        said.setdefault(name, sources)
    return said.get("script-src", said.get("default-src"))


def short_promise(value: str) -> str:
    """What of a Strict-Transport-Security ends too soon, or asks in vain for the preload list."""
    found = _MAX_AGE.search(value)
    seconds = int(found[1]) if found else 0
    if found and 0 < seconds < _HALF_YEAR:
        return found[0]
    words = {one.strip().lower() for one in value.split(";")}
    if "preload" in words and ("includesubdomains" not in words or seconds < _YEAR):
        return "preload"
    return ""


def telling_referrer(value: str) -> str:
    """A Referrer-Policy that tells other sites the whole address; the last known word holds."""
    known = [one for one in re.split(r"[,\s]+", value.lower()) if one in _REFERRERS]
    return known[-1] if known and known[-1] in _TELLING else ""


def lent_senses(value: str) -> str:
    """A Permissions-Policy that lends a sense of the device to every frame."""
    for one in value.lower().split(","):
        name, _, allowed = one.strip().partition("=")
        if name in _SENSES and "*" in re.split(r"[\s()]+", allowed):
            return one.strip()
    return ""


def strangers_read(origin: str, credentials: str, host: str) -> Iterator[str]:
    """What in the headers for other origins lets strangers read what visitors see signed in."""
    if credentials.strip().lower() != "true":
        return
    said = origin.strip()
    other = urlsplit(said.lower()).hostname or ""
    if said in ("*", "null") or (other and registrable(other) != registrable(host)):
        yield said
