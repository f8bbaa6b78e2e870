"""A mail server and a web server on loopback, as friendly, rude or dead as a test wants them."""

from __future__ import annotations

import json
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any


@dataclass
class Post:
    """A mail server: `mood` is "accept", "refuse" (the recipient), "busy", "hang", "die" (in the
    middle of the letter) or "forget" (takes the letter and dies before it says so)."""

    port: int
    mood: str = "accept"
    letters: list[EmailMessage] = field(default_factory=list)
    tries: int = 0


class _Mailing(socketserver.StreamRequestHandler):
    @property
    def post(self) -> Post:
        return self.server.running  # type: ignore[attr-defined,no-any-return]

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self.post.tries += 1
        if self.post.mood == "hang":
            time.sleep(1.5)
            return
        try:
            self.say("220 mail.test ESMTP")
            while line := self.rfile.readline():
                if not self.answer(line.decode().strip().upper()):
                    return
        except OSError:
            return

    def answer(self, line: str) -> bool:
        if line.startswith("RCPT") and self.post.mood in ("refuse", "busy"):
            self.say("550 no such user" if self.post.mood == "refuse" else "451 try later")
        elif line.startswith("DATA"):
            return self.letter()
        elif line.startswith("QUIT"):
            self.say("221 bye")
            return False
        else:
            self.say("250 ok")
        return True

    def letter(self) -> bool:
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
            if self.post.mood == "die":
                return False
        found = message_from_bytes(b"".join(lines), policy=policy.default)
        assert isinstance(found, EmailMessage)
        self.post.letters.append(found)
        if self.post.mood == "forget":
            return False
        self.say("250 taken")
        return True


@contextmanager
def mail_server(mood: str = "accept") -> Iterator[Post]:
    """Serve until the block ends."""
    running = Post(0, mood)
    with _threaded(_Mailing, running) as running.port:
        yield running


@dataclass
class Got:
    """One POST as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def said(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass
class Hook:
    """A web server that takes POSTs; `reply` is (status, body), None to hang, b"" to hang up."""

    port: int
    reply: tuple[int, bytes] | bytes | None = (200, b"{}")
    got: list[Got] = field(default_factory=list)
    more: str = ""

    def url(self, path: str = "/hook") -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}{path}"


class _Hooking(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        hook: Hook = self.server.running  # type: ignore[attr-defined]
        try:
            path = self.rfile.readline().decode().split(" ")[1]
            headers = {}
            while (line := self.rfile.readline().decode().strip()) != "":
                name, _colon, value = line.partition(": ")
                headers[name.lower()] = value
            body = self.rfile.read(int(headers.get("content-length", 0)))
        except (OSError, IndexError):
            return
        hook.got.append(Got(path, headers, body))
        if hook.reply is None:
            time.sleep(1.5)
        elif isinstance(hook.reply, tuple):
            status, text = hook.reply
            head = f"HTTP/1.1 {status} x\r\nContent-Length: {len(text)}\r\n{hook.more}"
            self.wfile.write(f"{head}Connection: close\r\n\r\n".encode() + text)


@contextmanager
def hook_server() -> Iterator[Hook]:
    """Serve until the block ends."""
    running = Hook(0)
    with _threaded(_Hooking, running) as running.port:
        yield running


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    running: Any = None

    def handle_error(self, request: Any, client_address: Any) -> None:
        """What a client does is no error of ours."""


@contextmanager
def _threaded(handler: type[socketserver.StreamRequestHandler], running: Any) -> Iterator[int]:
    with _Server(("127.0.0.1", 0), handler) as server:
        server.running = running
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server.server_address[1]
        server.shutdown()
