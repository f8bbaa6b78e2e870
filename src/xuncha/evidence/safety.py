"""What a visit sees of a site's defences: facts, as in `snapshot.py`, with no judgement in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Exposures:
    """How many of the addresses that should not be public were asked for; see `Answer.exposed`."""

    asked: int
    planned: int


@dataclass(frozen=True, slots=True)
class Form:
    """What visitors fill in."""

    #: Where it sends what was filled in; "" where to is the page itself or a script's matter.
    action: str
    #: It asks for a password.
    password: bool = False
    place: str = ""


@dataclass(frozen=True, slots=True)
class Sign:
    """Something in the source of a page that page makers do not write."""

    #: "dropper" (a script that writes a program to the visitor's disk), "title" (a script gives the
    #: page another title for people than for spiders), "spider" (a script sends spiders, or all but
    #: spiders, elsewhere), "outside" (a script stands before or behind the document).
    kind: str
    #: As written, cut short.
    quote: str = ""
    #: Where it leads; "" where it leads nowhere.
    url: str = ""


@dataclass(frozen=True, slots=True)
class Alias:
    """Where DNS says that a host of the site's own leads."""

    host: str
    #: The names its CNAME records lead through; the last is where they end, () without any.
    chain: tuple[str, ...] = ()
    #: Whether that last name (without records, the host) exists: False only where DNS says that it
    #: does not; None where nothing certain was answered.
    exists: bool | None = None


@dataclass(frozen=True, slots=True)
class Certificate:
    """What the TLS handshake of the home page showed."""

    subject: str
    issuer: str
    not_before: datetime | None
    not_after: datetime | None
    names: tuple[str, ...] = ()
    trusted: bool | None = None
    host_matches: bool | None = None
    #: Why it is not trusted: "time", "self-signed", "root" (the chain ends in an authority that is
    #: not known here), "issuer" (who signed it is neither sent along nor known), "other"; "" when
    #: it is, or where that was not judged.
    problem: str = ""
    #: An SM2 certificate (国密), which is judged by other rules.
    national: bool = False
    #: The public key as "rsa 2048" or "ec 256", and the hash of the signature ("sha256"); "" where
    #: not known.
    key: str = ""
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Transport:
    """How the home page's host receives visitors over http and over https."""

    #: Whether the home page answers over https.
    https: bool | None = None
    #: Whether its plain http address leads to https; None too where nobody answers over http.
    leads_on: bool | None = None
    #: The TLS versions it accepted of "TLSv1", "TLSv1.1", "TLSv1.2" and "TLSv1.3", oldest first;
    #: None where no handshake succeeded.
    versions: tuple[str, ...] | None = None
    #: It answers in TLCP (国密) and in nothing that is known here.
    national: bool = False
