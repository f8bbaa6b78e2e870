"""Serves the whole province on one loopback port, in a process of its own.

The smallest server that will do: it must not take from the inspection it is there to measure, so it
parses the request line and the Host and nothing more.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import socket
from collections.abc import Mapping
from datetime import datetime
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from multiprocessing.synchronize import Event
from types import TracebackType
from typing import Self

from xuncha.demo import outside
from xuncha.demo.pages import Pages
from xuncha.demo.plan import Reply
from xuncha.demo.province import Province

#: Taken where it is free, so that the addresses are the same from run to run.
USUAL_PORT = 8186
_REASONS: Mapping[int, str] = {200: "OK", 302: "Found", 403: "Forbidden", 404: "Not Found"}
_MOST = 65_536
_STUMBLE = Reply(b"Service Unavailable", 503, "text/plain")
_NO_SITE = Reply(b"No such site", 404, "text/plain")


class Answers:
    """What every host of the province says; a site is planned when it is first asked."""

    def __init__(self, province: Province) -> None:
        """`province` is what is served."""
        self._province = province
        self._pages: dict[str, Pages] = {}
        self._stumbled: set[tuple[str, str]] = set()

    def to(self, host: str, target: str) -> Reply | None:
        """The answer; None: the connection is dropped without one."""
        pages = self._pages.get(host) or self._open(host)
        if pages is None:
            return outside.answer(host, target) or _NO_SITE
        if pages.site.down == "drops":
            return None
        reply = pages.answer(target)
        if reply.stumbles and (host, target) not in self._stumbled:
            self._stumbled.add((host, target))
            return _STUMBLE
        return reply

    def mend(self, code: str, as_of: datetime) -> None:
        """From now on the site of that code answers as one that was put right; KeyError."""
        office = next((one for one in self._province.offices if one.code == code), None)
        if office is None:
            raise KeyError(code)
        self._pages[office.host] = Pages(self._province.mended(office, as_of))

    def _open(self, host: str) -> Pages | None:
        office = self._province.by_host.get(host)
        if office is None:
            return None
        self._pages[host] = Pages(self._province.place(office))
        return self._pages[host]


class _Connection(asyncio.Protocol):
    """One kept-alive connection."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 (of a TCP server)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head, self._buffer = self._buffer[:end], self._buffer[end + 4 :]
            self._answer(head.decode("latin-1"))
        if len(self._buffer) > _MOST and self._transport is not None:
            self._transport.abort()

    def _answer(self, head: str) -> None:
        transport = self._transport
        if transport is None:
            return
        request, *lines = head.split("\r\n")
        method, _, rest = request.partition(" ")
        target = rest.partition(" ")[0]
        fields = {
            name.lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)
        }
        reply = self._answers.to(fields.get("host", "").partition(":")[0].lower(), target)
        if reply is None:
            transport.abort()
            return
        close = fields.get("connection", "").lower() == "close"
        data = response(reply, head_only=method == "HEAD", close=close)
        if reply.delay:
            # Connections are asked one thing at a time, so nothing can overtake this.
            asyncio.get_running_loop().call_later(reply.delay, self._send, data, close)
        else:
            self._send(data, close)

    def _send(self, data: bytes, close: bool) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)
            if close:
                self._transport.close()


def response(reply: Reply, *, head_only: bool = False, close: bool = False) -> bytes:
    """The bytes of an answer."""
    more = "".join(f"{name}: {value}\r\n" for name, value in reply.headers)
    head = (
        f"HTTP/1.1 {reply.status} {_REASONS.get(reply.status, 'Error')}\r\n"
        f"Content-Type: {reply.kind}\r\nContent-Length: {len(reply.body)}\r\n{more}"
        f"Connection: {'close' if close else 'keep-alive'}\r\n\r\n"
    )
    return head.encode("latin-1") + (b"" if head_only else reply.body)


class Server:
    """The province being served; a context manager that owns the process."""

    def __init__(self, sites: int, pages: int, port: int | None = None) -> None:
        """Take the usual port, or any free one; `port` insists on one (OSError when taken)."""
        self._socket = _listen(port)
        self.port: int = self._socket.getsockname()[1]
        self.province = Province(sites, pages, self.port)
        self._process: SpawnProcess | None = None
        self._line: Connection | None = None

    def __enter__(self) -> Self:
        """Start the process and wait until it answers."""
        context = multiprocessing.get_context("spawn")
        ready = context.Event()
        self._line, there = context.Pipe()
        self._process = context.Process(
            target=_serve, args=(self._socket, self.province, ready, there), daemon=True
        )
        self._process.start()
        if not ready.wait(60):
            raise OSError("the demonstration's server did not start")
        self._socket.close()
        there.close()
        return self

    def mend(self, code: str, as_of: datetime) -> None:
        """Have the site of that code put right, as its unit would; it is when this returns.

        Raises KeyError where no such site is served, OSError where nothing is.
        """
        if self._line is None:
            raise OSError("nothing is served")
        self._line.send((code, as_of))
        if not self._line.poll(60) or not self._line.recv():
            raise KeyError(code)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the process."""
        if self._process is not None:
            self._process.terminate()
            self._process.join()


def _listen(port: int | None) -> socket.socket:
    for wanted in (USUAL_PORT, 0) if port is None else (port,):
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", wanted))
            listener.listen(1024)
        except OSError:
            listener.close()
            if port is not None:
                raise
        else:
            return listener
    raise OSError("no free port on 127.0.0.1")


def _serve(listener: socket.socket, province: Province, ready: Event, line: Connection) -> None:
    # Ctrl-C belongs to the parent, which ends this process when the pages in flight are done.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asyncio.run(_run(listener, province, ready, line))


async def _run(listener: socket.socket, province: Province, ready: Event, line: Connection) -> None:
    answers = Answers(province)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(answers), sock=listener)
    loop.add_reader(line.fileno(), _mend, answers, line)
    parent = os.getppid()
    ready.set()
    # A parent that was killed ends nothing, and a server without one would hold the port for ever.
    while os.getppid() == parent:
        await asyncio.sleep(1)
    server.close()


def _mend(answers: Answers, line: Connection) -> None:
    try:
        answers.mend(*line.recv())
    except KeyError:
        line.send(False)
    except EOFError:
        # The parent is gone, and with it whoever could ask.
        asyncio.get_running_loop().remove_reader(line.fileno())
    else:
        line.send(True)
