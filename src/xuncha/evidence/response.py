"""What the network gave for one address: raw, before anything is read into it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Reach(StrEnum):
    """What became of a request, after every retry."""

    OK = "ok"
    DEAD = "dead"
    #: 401, 403, 429, a challenge page or robots.txt: the site keeps us out, it has not failed.
    BLOCKED = "blocked"
    #: Refused by our own gate, or a budget ran out: we did not look.
    UNTESTED = "untested"


class Failure(StrEnum):
    """Why there was no usable answer."""

    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    TIMEOUT = "timeout"
    BROKEN = "broken"
    TOO_LARGE = "too_large"
    ENCODING = "encoding"
    REDIRECTS = "redirects"
    GATE = "gate"
    BUDGET = "budget"
    #: Our own resolver gave no answer, for this name or any before it: we did not look.
    NETWORK = "network"
    #: A home page of no bytes at all, which no visitor can use.
    EMPTY = "empty"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class Phases:
    """How long each part of an exchange on a new connection took, in seconds; 0 where none was."""

    connect: float = 0.0
    tls: float = 0.0
    first_byte: float = 0.0
    #: Asking for the name's addresses, by the gate.
    dns: float = 0.0


@dataclass(frozen=True, slots=True)
class Response:
    """The end of one request, redirects followed and doubtful answers tried again."""

    asked: str
    #: The address that answered last; equal to `asked` without redirects, None without any answer.
    answered: str | None
    reach: Reach
    when: datetime
    status: int | None = None
    failure: Failure | None = None
    #: Addresses passed on the way from `asked` to `answered`, both left out.
    hops: tuple[str, ...] = ()
    #: Names in lower case, in the order received, of the last answer only.
    headers: tuple[tuple[str, str], ...] = ()
    #: Decoded from its transfer and content coding; b"" for HEAD and where nothing came.
    body: bytes = b""
    #: The body was cut at a cap.
    cut: bool = False
    #: Seconds from the first byte sent to the last received, of the last try.
    seconds: float = 0.0
    tries: int = 1
    #: The address connected to, for the archive.
    ip: str = ""
    #: Of the last step of a probe, None of any other request.
    phases: Phases | None = None

    def header(self, name: str) -> str:
        """The value of the first header of that lower-case name, "" without one."""
        return next((value for key, value in self.headers if key == name), "")


class Fetcher(Protocol):
    """Gets addresses, safely: every implementation stands behind the address gate."""

    async def get(
        self,
        url: str,
        *,
        timeout: float | None = None,
        limit: int | None = None,
        headers: Sequence[tuple[str, str]] = (),
    ) -> Response:
        """Fetch `url`; never raises for what a site does.

        `timeout` in seconds for everything, redirects included; `limit` in bytes of body, after
        which the body is cut and the rest never read.
        """
        ...
