"""Serves the corpus on one loopback port, in a process of its own."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import socket
from multiprocessing.process import BaseProcess
from typing import Any, Self

from tests.corpus import outside
from tests.corpus.province import PICTURE, SCRIPT, STYLE, build, furnish

from xuncha.demo.plan import Reply
from xuncha.demo.server import response

_KINDS = {
    ".css": STYLE, ".js": SCRIPT, ".png": PICTURE, ".jpg": PICTURE, ".gif": PICTURE,
    ".svg": PICTURE, ".jsp": SCRIPT, ".ico": PICTURE,
}  # fmt: skip
_STUMBLE = Reply(b"<html><body>503 Service Temporarily Unavailable</body></html>", 503)
_NOT_FOUND = Reply(
    b"<html><head><title>404 Not Found</title></head><body><h1>Not Found</h1></body></html>", 404
)
#: A folder of files where whatever is not put up is missing, furniture or not.
STRICT = "/gone/"


class Answers:
    """What every host says."""

    def __init__(self, port: int, sites: int) -> None:
        """Build all sites at once."""
        built = [build(number, port) for number in range(sites)]
        self._sites = {one.host: one for one in built}
        self._replies = {one.host: _folded(furnish(one)) for one in built}
        self._others = {host: one for site in built for host, one in site.others.items()}
        self._stumbled: set[tuple[str, str]] = set()

    def to(self, host: str, target: str, agent: str = "") -> Reply | None:
        """The answer; None: the connection is dropped."""
        site = self._sites.get(host)
        if site is None:
            return self._others.get(host) or outside.answer(host, target) or _NOT_FOUND
        if target == "/" and site.for_spiders is not None and "spider" in agent.lower():
            return site.for_spiders
        if site.down == "drops":
            return None
        if site.down:
            return Reply(b"Service Unavailable", 503, "text/plain")
        reply = self._replies[host].get(_fold(target))
        if reply is None and STRICT not in target:
            ending = os.path.splitext(target.partition("?")[0])[1].lower()  # noqa: PTH122 (of an address)
            reply = _KINDS.get(ending)
        if reply is None:
            return site.missing(site, target) if site.missing is not None else _NOT_FOUND
        if reply.stumbles and (host, target) not in self._stumbled:
            self._stumbled.add((host, target))
            return _STUMBLE
        return reply


def _folded(replies: dict[str, Reply]) -> dict[str, Reply]:
    """Servers for ASP read addresses in any case, and all show the home page under its names."""
    home = replies["/"]
    names = ("/index.html", "/index.htm", "/default.aspx", "/index.asp")
    return dict.fromkeys(names, home) | {_fold(path): one for path, one in replies.items()}


def _fold(target: str) -> str:
    return target.lower() if ".aspx" in target.lower() else target


class Server:
    """The corpus being served; a context manager that owns the process."""

    def __init__(self, sites: int) -> None:
        """Take any free port."""
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self._socket.listen(1024)
        self.port: int = self._socket.getsockname()[1]
        self._sites = sites
        self._process: BaseProcess | None = None

    def __enter__(self) -> Self:
        """Start the process and wait until it answers."""
        context = multiprocessing.get_context("spawn")
        ready = context.Event()
        self._process = context.Process(
            target=_serve, args=(self._socket, self.port, self._sites, ready), daemon=True
        )
        self._process.start()
        if not ready.wait(60):
            raise OSError("the corpus's server did not start")
        self._socket.close()
        return self

    def __exit__(self, *_: object) -> None:
        """End the process."""
        if self._process is not None:
            self._process.terminate()
            self._process.join()


def _serve(listener: socket.socket, port: int, sites: int, ready: Any) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asyncio.run(_run(listener, Answers(port, sites), ready))


async def _run(listener: socket.socket, answers: Answers, ready: Any) -> None:
    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await _one(reader, writer, answers):
                pass
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(speak, sock=listener)
    parent = os.getppid()
    ready.set()
    while os.getppid() == parent:
        await asyncio.sleep(1)
    server.close()


async def _one(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answers: Answers
) -> bool:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    request, *lines = head.split("\r\n")
    method, _, rest = request.partition(" ")
    fields = {n.lower(): v.strip() for n, _, v in (x.partition(":") for x in lines)}
    host = fields.get("host", "").partition(":")[0].lower()
    reply = answers.to(host, rest.partition(" ")[0], fields.get("user-agent", ""))
    if reply is None:
        writer.transport.abort()
        return False
    if reply.delay:
        await asyncio.sleep(reply.delay)
    close = fields.get("connection", "").lower() == "close"
    writer.write(response(reply, head_only=method == "HEAD", close=close))
    await writer.drain()
    return not close
