"""One request over libcurl: pinned to checked addresses, capped in time and size, decoded.

libcurl tolerates the broken headers that old publishing systems send, where a stricter client would
report an outage that no visitor sees.
"""

from __future__ import annotations

import asyncio
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any, Self

import pycurl

from xuncha.evidence.gate import Passage
from xuncha.evidence.plan import Plan
from xuncha.evidence.response import Failure, Phases

_HEADER_CAP = 65_536
#: A body of which only the beginning is wanted is read to its end when that costs no more than a
#: new connection would.
_CHEAP = 65_536

#: CURLE_TOO_LARGE, libcurl's own cap on header lines, for which the binding has no name.
_TOO_MANY_HEADERS = 100

_SPOKEN = re.compile(rb"SSL connection using (TLSv[\d.]+|SSLv\d)")

_FAILURES = {
    pycurl.E_COULDNT_RESOLVE_HOST: Failure.DNS,
    pycurl.E_COULDNT_CONNECT: Failure.CONNECT,
    pycurl.E_OPERATION_TIMEDOUT: Failure.TIMEOUT,
    pycurl.E_SSL_CONNECT_ERROR: Failure.TLS,
    pycurl.E_PEER_FAILED_VERIFICATION: Failure.TLS,
    pycurl.E_SSL_CIPHER: Failure.TLS,
    pycurl.E_SSL_CERTPROBLEM: Failure.TLS,
    _TOO_MANY_HEADERS: Failure.TOO_LARGE,
}


@dataclass(frozen=True, slots=True)
class Transfer:
    """One exchange, without redirects or second tries."""

    status: int | None
    failure: Failure | None
    headers: tuple[tuple[str, str], ...]
    body: bytes
    cut: bool
    seconds: float
    ip: str
    #: Of a new connection only.
    phases: Phases | None = None
    #: "TLSv1.3"; "" where none was spoken or nobody asked.
    tls: str = ""

    def header(self, name: str) -> str:
        """The first header of that lower-case name, "" without one."""
        return next((value for key, value in self.headers if key == name), "")


class Wire:
    """libcurl's multi interface on the running loop, with its handles kept for use again."""

    def __init__(self, plan: Plan, *, notes_tls: bool = False) -> None:
        """The caps are `plan`'s; `notes_tls` where the version of TLS is wanted of each."""
        self._plan, self._notes_tls = plan, notes_tls
        #: By local port: what was spoken when the connection was made.
        self._spoken: dict[int, str] = {}
        self._heard = ""
        self._multi = pycurl.AsyncCurlMulti()
        self._idle: list[Any] = []

    async def __aenter__(self) -> Self:
        """Connections are kept while this is open."""
        self._multi.setopt(pycurl.M_MAXCONNECTS, 256)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close every connection."""
        await self._multi.aclose()
        for handle in self._idle:
            handle.close()

    async def send(
        self,
        url: str,
        passage: Passage,
        *,
        timeout: float,
        limit: int | None,
        headers: Sequence[str],
        fresh: bool = False,
    ) -> Transfer:
        """GET `url` from `passage`; `fresh` for a new connection. Never raises for what is sent."""
        handle = self._idle.pop() if self._idle else self._new_handle()
        hold = _Hold(limit, self._plan.max_raw)
        handle.setopt(pycurl.URL, url)
        handle.setopt(pycurl.RESOLVE, [pin(passage)])
        handle.setopt(pycurl.TIMEOUT_MS, int(timeout * 1000))
        handle.setopt(pycurl.HTTPHEADER, headers)
        handle.setopt(pycurl.FRESH_CONNECT, int(fresh))
        handle.setopt(pycurl.HEADERFUNCTION, hold.take_header)
        handle.setopt(pycurl.WRITEFUNCTION, hold.take_body)
        try:
            await self._multi.add_handle(handle)
            code = 0
        except pycurl.error as error:
            code = error.args[0]
        except asyncio.CancelledError:
            # The handle is still being taken out of the multi: it is not for use again.
            raise
        transfer = self._read(handle, hold, code)
        if self._notes_tls:
            transfer = replace(transfer, tls=self._version(handle))
        if fresh:
            transfer = replace(transfer, phases=_phases(handle))
        self._idle.append(handle)
        return transfer

    def _new_handle(self) -> Any:
        handle = pycurl.Curl()
        handle.setopt(pycurl.NOSIGNAL, 1)
        handle.setopt(pycurl.PROXY, "")
        handle.setopt(pycurl.NETRC, 0)
        handle.setopt(pycurl.FOLLOWLOCATION, 0)
        handle.setopt(pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS)
        handle.setopt(pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_1_1)
        handle.setopt(pycurl.CONNECTTIMEOUT_MS, int(self._plan.connect_timeout * 1000))
        handle.setopt(pycurl.TCP_NODELAY, 1)
        # Whether a certificate is good is a finding of its own (tls.py). A site whose certificate
        # has run out still shows its pages to those who look at them.
        handle.setopt(pycurl.SSL_VERIFYPEER, 0)
        handle.setopt(pycurl.SSL_VERIFYHOST, 0)
        handle.setopt(pycurl.SSL_CIPHER_LIST, "DEFAULT@SECLEVEL=0")
        if self._notes_tls:
            handle.setopt(pycurl.VERBOSE, 1)
            handle.setopt(pycurl.DEBUGFUNCTION, self._hear)
        return handle

    def _hear(self, kind: int, said: bytes) -> None:
        if kind == pycurl.INFOTYPE_TEXT and (found := _SPOKEN.search(said)):
            self._heard = found[1].decode()

    def _version(self, handle: Any) -> str:
        """What the connection speaks; libcurl says it once, when it is made."""
        port = handle.getinfo(pycurl.LOCAL_PORT)
        if self._heard:
            self._spoken[port], self._heard = self._heard, ""
        return self._spoken.get(port, "") if handle.getinfo(pycurl.APPCONNECT_TIME) else ""

    def _read(self, handle: Any, hold: _Hold, code: int) -> Transfer:
        status = handle.getinfo(pycurl.RESPONSE_CODE) or None
        ours = hold.full and code == pycurl.E_WRITE_ERROR
        failure = None if code == 0 or ours else _FAILURES.get(code, Failure.BROKEN)
        if failure is Failure.BROKEN and status is not None and hold.size:
            # The connection broke in the middle of the body: what came is shown by browsers.
            failure, hold.cut = None, True
        if hold.header_size > _HEADER_CAP:
            failure = Failure.TOO_LARGE
        headers = hold.headers()
        body, broken, cut = _decoded(hold.body(), headers, self._plan.max_body)
        return Transfer(
            status=status,
            failure=failure or broken,
            headers=headers,
            body=body,
            cut=cut or hold.cut,
            seconds=handle.getinfo(pycurl.TOTAL_TIME),
            ip=handle.getinfo(pycurl.PRIMARY_IP) or "",
        )


def _phases(handle: Any) -> Phases:
    connected = handle.getinfo(pycurl.CONNECT_TIME)
    secured = handle.getinfo(pycurl.APPCONNECT_TIME)
    first = handle.getinfo(pycurl.STARTTRANSFER_TIME)
    return Phases(
        connect=connected,
        tls=max(secured - connected, 0.0) if secured else 0.0,
        first_byte=max(first - (secured or connected), 0.0) if first else 0.0,
    )


class _Hold:
    """What comes over the wire, up to the caps."""

    __slots__ = ("_cap", "_lines", "_sniffing", "cut", "full", "header_size", "parts", "size")

    def __init__(self, limit: int | None, cap: int) -> None:
        self._cap = cap if limit is None else limit
        self._sniffing = limit is not None
        self._lines: list[bytes] = []
        self.parts: list[bytes] = []
        self.size = self.header_size = 0
        self.cut = self.full = False

    def take_header(self, line: bytes) -> int:
        if line.startswith(b"HTTP/"):
            self._lines.clear()
        self.header_size += len(line)
        self._lines.append(line)
        if self._sniffing and line[:15].lower() == b"content-length:":
            length = line[15:].strip()
            if length.isdigit() and int(length) <= _CHEAP:
                self._cap = _CHEAP
        return len(line) if self.header_size <= _HEADER_CAP else -1

    def take_body(self, part: bytes) -> int:
        self.parts.append(part)
        self.size += len(part)
        if self.size < self._cap or (self._sniffing and self._cap == _CHEAP):
            return len(part)
        self.cut = self.full = True
        return -1

    def body(self) -> bytes:
        """What came, up to the cap; the last piece may have gone beyond it."""
        return b"".join(self.parts)[: max(self._cap, _CHEAP)]

    def headers(self) -> tuple[tuple[str, str], ...]:
        found = []
        for line in self._lines[1:]:
            name, colon, value = line.partition(b":")
            if colon:
                found.append((name.strip().lower().decode("latin-1"), _text(value.strip())))
        return tuple(found)


def _text(value: bytes) -> str:
    """Header values are ASCII by rule and raw UTF-8 or GBK in practice (Location, file names)."""
    if value.isascii():
        return value.decode()
    for charset in ("utf-8", "gb18030"):
        try:
            return value.decode(charset)
        except UnicodeDecodeError:
            continue
    return value.decode("latin-1")


def pin(passage: Passage) -> str:
    """`passage` as libcurl's RESOLVE wants it: connect there and nowhere else."""
    addresses = ",".join(f"[{a}]" if ":" in a else a for a in passage.addresses)
    return f"{passage.host.strip('[]')}:{passage.port}:{addresses}"


def _decoded(
    raw: bytes, headers: tuple[tuple[str, str], ...], cap: int
) -> tuple[bytes, Failure | None, bool]:
    """The body out of its content coding; which failure; whether it was cut at the cap.

    Only gzip is asked for, so only gzip is undone: other codings have bombs that no cap stops.
    """
    coding = next((v.strip().lower() for k, v in headers if k == "content-encoding"), "")
    if coding in ("", "identity") or not raw:
        return raw[:cap], None, len(raw) > cap
    if coding not in ("gzip", "x-gzip"):
        return b"", Failure.ENCODING, False
    if raw[:2] != b"\x1f\x8b":
        # Some servers say gzip and send plain text; browsers that sniff show it.
        return raw[:cap], None, False
    machine = zlib.decompressobj(wbits=31)
    try:
        body = machine.decompress(raw, cap)
    except zlib.error:
        return b"", Failure.ENCODING, False
    return body, None, bool(machine.unconsumed_tail) or not machine.eof
