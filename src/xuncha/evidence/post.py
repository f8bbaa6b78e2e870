"""One POST to an address that somebody gave us: through the gate, pinned, capped, never redirected.

Unlike a visit, which must see what citizens see, it carries something of ours: the certificate must
be good.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import pycurl

from xuncha.evidence.gate import Gate, GateError
from xuncha.evidence.wire import pin

#: So much of the answer is read.
_ANSWER = 16_384
_CONNECT = 8.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    #: None: nothing.
    status: int | None
    body: bytes
    #: Why nothing came: libcurl's words, without the address.
    why: str = ""
    #: The gate does not open for it, now or later.
    shut: bool = False


def post(
    url: str, body: bytes, headers: Sequence[tuple[str, str]], gate: Gate, *, timeout: float
) -> Answer:
    """Send `body`; `timeout` in seconds for the whole exchange. Never raises for what answers."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    try:
        passage = asyncio.run(gate.open(host, port))
    except GateError as error:
        return Answer(None, b"", str(error), shut=True)
    except (OSError, UnicodeError) as error:
        return Answer(None, b"", f"{host}: {error}")
    handle = pycurl.Curl()
    answer = bytearray()

    def take(part: bytes) -> int:
        answer.extend(part[: _ANSWER - len(answer)])
        return len(part) if len(answer) < _ANSWER else -1

    try:
        handle.setopt(pycurl.URL, url)
        handle.setopt(pycurl.RESOLVE, [pin(passage)])
        handle.setopt(pycurl.NOSIGNAL, 1)
        handle.setopt(pycurl.PROXY, "")
        handle.setopt(pycurl.NETRC, 0)
        handle.setopt(pycurl.FOLLOWLOCATION, 0)
        handle.setopt(pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS)
        handle.setopt(pycurl.CONNECTTIMEOUT_MS, int(min(_CONNECT, timeout) * 1000))
        handle.setopt(pycurl.TIMEOUT_MS, int(timeout * 1000))
        handle.setopt(pycurl.POST, 1)
        handle.setopt(pycurl.POSTFIELDS, body)
        handle.setopt(pycurl.HTTPHEADER, [f"{name}: {value}" for name, value in headers])
        handle.setopt(pycurl.WRITEFUNCTION, take)
        handle.perform()
    except pycurl.error as error:
        # An answer longer than anybody needs was cut by ourselves.
        if not (error.args[0] == pycurl.E_WRITE_ERROR and len(answer) >= _ANSWER):
            return Answer(None, b"", str(error.args[1]))
    finally:
        status = handle.getinfo(pycurl.RESPONSE_CODE) or None
        handle.close()
    return Answer(status, bytes(answer))
