"""Serves the bed on loopback, and remembers every request as the target's own log does."""

from __future__ import annotations

import socketserver
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes


@dataclass(frozen=True)
class Reply:
    """One answer."""

    body: str | bytes = ""
    status: int = 200
    kind: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Question:
    """One request as a page's program sees it."""

    path: str
    raw: Mapping[str, bytes]
    host: str = ""

    def __getitem__(self, name: str) -> str:
        return self.raw.get(name, b"").decode("utf-8", "replace")

    def get(self, name: str) -> str | None:
        return self[name] if name in self.raw else None


Program = Callable[[Question], Reply]


@dataclass(frozen=True)
class Line:
    """One line of the log."""

    at: float
    host: str
    method: str
    target: str
    agent: str
    run: str


@dataclass
class Bed:
    """A running server."""

    port: int
    log: list[Line] = field(default_factory=list)

    def url(self, host: str, path: str = "/") -> str:
        return f"http://{host}:{self.port}{path}"


def parsed(query: str) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for part in query.split("&"):
        name, _, value = part.partition("=")
        if name:
            raw = unquote_to_bytes(value.replace("+", " "))
            found[unquote_to_bytes(name.replace("+", " ")).decode()] = raw
    return found


_STATUS = {200: "OK", 302: "Found", 403: "Forbidden", 404: "Not Found", 500: "Error"}


@contextmanager
def serving(hosts: Mapping[str, Mapping[str, Program]]) -> Iterator[Bed]:
    """Serve programs by host and path; "*" answers for every other path."""
    bed = Bed(0)

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            try:
                while self._one():
                    pass
            except OSError:
                return

        def _one(self) -> bool:
            words = self.rfile.readline().decode("latin-1").split()
            if len(words) < 3:
                return False
            at, headers = time.monotonic(), {}
            while (raw := self.rfile.readline().strip()) != b"":
                name, _, value = raw.decode("latin-1").partition(":")
                headers[name.lower()] = value.strip()
            host = headers.get("host", "").partition(":")[0]
            run = headers.get("x-xuncha-run", "")
            bed.log.append(Line(at, host, words[0], words[1], headers.get("user-agent", ""), run))
            path, _, query = words[1].partition("?")
            programs = hosts.get(host, {})
            program = programs.get(path) or programs.get("*") or _gone
            reply = program(Question(path, parsed(query), host))
            body = reply.body.encode() if isinstance(reply.body, str) else reply.body
            more = "".join(f"{name}: {value}\r\n" for name, value in reply.headers)
            head = (
                f"HTTP/1.1 {reply.status} {_STATUS.get(reply.status, 'Other')}\r\n"
                f"Content-Type: {reply.kind}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
            )
            self.wfile.write(head.encode("latin-1", "replace") + body)
            return True

    class Threads(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True
        request_queue_size = 128

    with Threads(("127.0.0.1", 0), Handler) as server:
        bed.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield bed
        finally:
            server.shutdown()


def _gone(_question: Question) -> Reply:
    return Reply("<html><title>404</title><p>no such page</p></html>", 404)
