"""A web server on loopback that answers exactly the bytes a test wants, however rude."""

from __future__ import annotations

import socketserver
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

#: What an address answers: bytes on the wire, or a function of the request; what comes in pieces is
#: sent piece by piece, and the connection closed after the last.
Reply = bytes | Callable[["Asked"], bytes | Iterable[bytes]]


class BrokenOff(bytes):
    """An answer after which the connection is closed, whatever its headers promised."""


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    path: str
    headers: Mapping[str, str]
    #: How often this path was asked before.
    before: int


@dataclass
class Server:
    """A running server and what it was asked."""

    port: int
    routes: dict[str, Reply]
    asked: list[Asked] = field(default_factory=list)
    #: Bytes that were taken off our hands.
    sent: int = 0

    def url(self, path: str = "/", host: str = "www.test.gov.cn") -> str:
        """The address of a path; the gate's hosts table leads the name here."""
        return f"http://{host}:{self.port}{path}"

    def count(self, path: str) -> int:
        """How often a path was asked."""
        return Counter(one.path for one in self.asked)[path]


def ok(
    body: bytes | str = b"<html><title>t</title><body>hello</body></html>",
    content_type: str = "text/html; charset=utf-8",
    status: str = "200 OK",
    headers: str = "",
) -> bytes:
    """A well-formed answer."""
    raw = body.encode() if isinstance(body, str) else body
    head = f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {len(raw)}\r\n"
    return f"{head}{headers}\r\n".encode() + raw


def moved(to: str, status: str = "302 Found", headers: str = "") -> bytes:
    """A redirect."""
    return ok(b"", status=status, headers=f"Location: {to}\r\n{headers}")


def slow(seconds: float, reply: bytes) -> Callable[[Asked], bytes]:
    """The same answer, late."""

    def wait(_asked: Asked) -> bytes:
        time.sleep(seconds)
        return reply

    return wait


def again_and_again(
    part: bytes, size: float = float("inf"), head: bytes = b"", pause: float = 0.0
) -> Callable[[Asked], Iterator[bytes]]:
    """`part` over and over up to `size` bytes, `pause` seconds before each, after `head`."""

    def stream(_asked: Asked) -> Iterator[bytes]:
        if head:
            yield head
        sent = 0
        while sent < size:
            time.sleep(pause)
            yield part
            sent += len(part)

    return stream


class Everywhere(dict[str, Reply]):
    """Routes of which one answers wherever no other does."""

    def __init__(self, routes: Mapping[str, Reply], elsewhere: Reply) -> None:
        super().__init__(routes)
        self._elsewhere = elsewhere

    def get(self, key: str, default: object = None) -> Reply:  # type: ignore[override]
        """What `key` answers."""
        return super().get(key) or self._elsewhere


@contextmanager
def serving(routes: dict[str, Reply]) -> Iterator[Server]:
    """Serve `routes`; what is not among them answers 404, b"" closes the connection."""
    running = Server(0, routes)

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            try:
                while self._answer():
                    pass
            except OSError:
                return

        def _answer(self) -> bool:
            line = self.rfile.readline().decode("latin-1").split()
            if len(line) < 2:
                return False
            headers = {}
            while (raw := self.rfile.readline().strip()) != b"":
                name, _, value = raw.decode("latin-1").partition(":")
                headers[name.lower()] = value.strip()
            asked = Asked(line[1], headers, running.count(line[1]))
            running.asked.append(asked)
            reply = running.routes.get(line[1], ok("<p>not here</p>", status="404 Not Found"))
            raw = reply(asked) if callable(reply) else reply
            if not isinstance(raw, bytes):
                for part in raw:
                    self.wfile.write(part)
                    running.sent += len(part)
                return False
            self.wfile.write(raw)
            running.sent += len(raw)
            if isinstance(raw, BrokenOff):
                return False
            return b"\r\n\r\n" in raw and b"content-length" in raw.partition(b"\r\n\r\n")[0].lower()

    class Threads(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True
        request_queue_size = 128

    with Threads(("127.0.0.1", 0), Handler) as server:
        running.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield running
        finally:
            server.shutdown()
