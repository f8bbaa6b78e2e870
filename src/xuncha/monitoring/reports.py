"""What a vantage point and the console say to each other: signed, whole, counted once. No tables.

A node sends one kind of message, a `Report`, signed with its Ed25519 key over the exact bytes;
an empty one is its sign of life. The answer says how many probes were kept, what time it is there,
and the list of home pages where the node does not have the present one.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from xuncha.monitoring.probing import Accessed

#: Bytes of a report; 2,000 probes are a tenth of it.
LARGEST: Final = 4 * 2**20
MOST_IN_A_REPORT: Final = 10_000
#: How far a node's clock may be off before its report is sent back to be dated anew.
SKEW: Final = timedelta(minutes=5)
#: What is older is no longer believed, and a node no longer sends it.
OLDEST: Final = timedelta(days=8)
_KEY: Final = re.compile(r"([a-z0-9][a-z0-9-]{0,39}):([0-9a-f]{64})")

#: (site code, home page)
Listed = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Reported:
    """One probe in a node's report; the site by its code, moments in ISO 8601."""

    site_code: str
    slot: datetime
    accessed: Accessed


@dataclass(frozen=True, slots=True)
class Report:
    """What a node sends."""

    node: str
    #: When it was written, by the console's clock as the node knows it.
    at: datetime
    #: The digest of the list the node has; "" for none.
    knows: str = ""
    probes: tuple[Reported, ...] = ()


@dataclass(frozen=True, slots=True)
class HomePages:
    """The home pages a node probes."""

    digest: str
    sites: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """What the console answers."""

    at: datetime
    kept: int = 0
    list: HomePages | None = None
    #: Why the report was not taken, in words; "" where it was.
    error: str = ""


@dataclass(frozen=True, slots=True)
class NodeKey:
    """A node's name and its private key; written ``name:64 hexadecimal digits``."""

    name: str
    private: Ed25519PrivateKey

    @classmethod
    def make(cls, name: str) -> NodeKey:
        """A new key."""
        return cls(name, Ed25519PrivateKey.generate())

    @classmethod
    def read(cls, text: str) -> NodeKey:
        """Read a key as `text` writes it; raises ValueError for what is none."""
        found = _KEY.fullmatch(text.strip())
        if found is None:
            raise ValueError("not a node's key")
        return cls(found[1], Ed25519PrivateKey.from_private_bytes(bytes.fromhex(found[2])))

    @property
    def text(self) -> str:
        """The key to be kept secret, as it is shown once."""
        return f"{self.name}:{self.private.private_bytes_raw().hex()}"

    @property
    def public(self) -> str:
        """What the console keeps of it: 64 hexadecimal digits."""
        return self.private.public_key().public_bytes_raw().hex()

    def sign(self, body: bytes) -> str:
        """The signature of these exact bytes, hexadecimal."""
        return self.private.sign(body).hex()


def signed(public_key: str, body: bytes, signature: str) -> bool:
    """Whether `signature` over `body` was made with the other half of `public_key`."""
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        public.verify(bytes.fromhex(signature), body)
    except (InvalidSignature, ValueError):
        return False
    return True


def home_pages(sites: Iterable[Listed]) -> HomePages:
    """The list with its digest: the same sites in any order have the same."""
    ordered = tuple(sorted(sites))
    return HomePages(hashlib.sha256(msgspec.json.encode(ordered)).hexdigest(), ordered)
