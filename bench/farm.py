"""Very many sites on loopback, served by one process: who is asked is told by the Host header.

``python -m bench.farm`` prints its port, listens on `ADDRESSES` there and serves until its input
ends. Site ``sNNNNN.gov.cn`` stands at ``address(N)``. A few are ill, each always in the same way.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.request import urlopen

from bench.loopback import Site

#: So many addresses of 127.0.1.0/24; one more, where nobody listens, is for those that are gone.
ADDRESSES = 56
GONE = "127.0.2.1"
NETWORK = "127.0.0.0/8"
#: Pages of each site, as of `bench.loopback`.
PAGES = 330


def host(number: int) -> str:
    """The name of a site."""
    return f"s{number:05d}.gov.cn"


def ill(number: int) -> str:
    """What ails a site: "" for 95 of 100."""
    if number % 1000 == 7:
        return "silent"
    if number % 500 == 14:
        return "cut"
    return {11: "error", 12: "wall", 15: "gone"}.get(
        number % 200, "slow" if number % 100 == 13 else ""
    )


def address(number: int) -> str:
    """Where its name leads."""
    return GONE if ill(number) == "gone" else f"127.0.1.{1 + number % ADDRESSES}"


def write_hosts(path: Path, sites: int) -> None:
    """The hosts file that stands in for DNS."""
    path.write_text("".join(f"{address(n)} {host(n)}\n" for n in range(sites)))


def _answer(status: str, body: bytes) -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


_NOTHING = _answer("404 Not Found", b"<html><title>404</title></html>")
_ERROR = _answer("500 Internal Server Error", b"<html><title>500</title></html>")
_WALL = _answer("403 Forbidden", b"<html><title>403 Forbidden</title></html>")


class _Farm:
    def __init__(self) -> None:
        self.site = Site(PAGES)
        self.answered = 0
        self.asked: Counter[int] = Counter()

    @cache  # noqa: B019 (there is one, and it ends with the process)
    def page(self, path: str) -> bytes:
        return self.site.answer(path)


class _Connection(asyncio.Protocol):
    def __init__(self, farm: _Farm) -> None:
        self._farm, self._rest = farm, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        *requests, self._rest = (self._rest + data).split(b"\r\n\r\n")
        for request in requests:
            first, _line, rest = request.partition(b"\r\n")
            path = first.split(b" ", 2)[1].decode().partition("?")[0]
            name = rest.lower().partition(b"host: ")[2][:6].decode("latin-1")
            number = int(name[1:6]) if name[1:6].isdigit() else -1
            if number >= 0:
                self._farm.answered += 1
                self._farm.asked[number] += 1
            self._serve(path, number)

    def _serve(self, path: str, number: int) -> None:
        write = self._transport.write
        match ill(number) if number >= 0 else "":
            case "silent":
                return
            case "cut":
                self._transport.abort()
            case "error":
                write(_ERROR)
            case "wall":
                write(_WALL)
            case "slow":
                asyncio.get_running_loop().call_later(1.2, write, self._farm.page(path))
            case _ if path == "/answered":
                write(_answer("200 OK", str(self._farm.answered).encode()))
            case _ if path == "/busiest":
                asked = self._farm.asked.most_common(1)
                write(_answer("200 OK", str(asked[0][1] if asked else 0).encode()))
            case _:
                write(self._farm.page(path))


async def _serve() -> None:
    loop = asyncio.get_running_loop()
    farm, port, servers = _Farm(), 0, []
    for number in range(ADDRESSES):
        at = f"127.0.1.{1 + number}"
        server = await loop.create_server(
            lambda: _Connection(farm), at, port, backlog=4096, reuse_address=True
        )
        port = server.sockets[0].getsockname()[1]
        servers.append(server)
    print(port, flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    for server in servers:
        server.close()


@contextmanager
def farm() -> Iterator[int]:
    """The port of the sites, served while the context is open."""
    with subprocess.Popen(
        [sys.executable, "-m", "bench.farm"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as server:  # fmt: skip
        assert server.stdout is not None
        assert server.stdin is not None
        yield int(server.stdout.readline())
        server.stdin.close()


def answered(port: int) -> int:
    """How many requests for the sites were answered so far."""
    return _number(port, "answered")


def busiest(port: int) -> int:
    """How many requests the site got that got the most."""
    return _number(port, "busiest")


def _number(port: int, name: str) -> int:
    with urlopen(f"http://127.0.1.1:{port}/{name}", timeout=10) as answer:
        return int(answer.read())


if __name__ == "__main__":
    asyncio.run(_serve())
