"""The world outside: polite little sites, a mail server and a receiver of webhooks, in one process.

    python -m bench.chaos.outside ADDRESS SITES_PORT MAIL_PORT HOOK_PORT RECEIPTS

Every letter and every call is one line of RECEIPTS, written before it is acknowledged: a sender
that dies in between has sent it, and does not know.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
from email import message_from_bytes, policy
from pathlib import Path

#: Seconds between taking something and saying so: time for a sender to die in.
_DAWDLE = 0.4


class Receipts:
    """What came, a line each."""

    def __init__(self, path: Path) -> None:
        """Write to `path`."""
        self._file = path.open("a", encoding="utf-8")

    def write(self, how: str, key: str, told: str) -> None:
        """One delivery with its idempotency key, and all of what it says."""
        self._file.write(json.dumps([how, key, told], ensure_ascii=False) + "\n")
        self._file.flush()


def page(host: str, path: str) -> tuple[str, str]:
    """A site of seven pages, one of which links to one that is not there."""
    if path == "/":
        links = "".join(f'<li><a href="/p{n}.html">第{n}条信息</a> 2026-11-2{n}' for n in range(6))
        return "200 OK", f"<title>{host}</title><h1>{host}人民政府</h1><ul>{links}</ul>"
    if path.startswith("/p") and path.endswith(".html"):
        gone = '<a href="/gone.html">附件</a>' if path == "/p3.html" else ""
        return "200 OK", f"<title>{path}</title><p>{host}的一条信息。{'内容' * 200}</p>{gone}"
    return "404 Not Found", "<title>404</title><h1>找不到</h1>"


async def _site(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while head := await _head(reader):
            path = head[0].split(" ")[1]
            host = next((one[5:].strip() for one in head if one.lower().startswith("host:")), "")
            await asyncio.sleep(random.uniform(0.01, 0.3))
            status, text = page(host.partition(":")[0], path)
            body = f"<!doctype html><meta charset=utf-8>{text}".encode()
            writer.write(
                f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n"
                f"Content-Length: {len(body)}\r\n\r\n".encode()
                + body
            )
            await writer.drain()
    except (OSError, IndexError, ValueError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


async def _head(reader: asyncio.StreamReader) -> list[str]:
    lines: list[str] = []
    while line := (await reader.readline()).decode("latin-1").rstrip("\r\n"):
        lines.append(line)
    return lines


class Hook:
    """Takes webhooks."""

    def __init__(self, receipts: Receipts) -> None:
        """Write what comes to `receipts`."""
        self._receipts = receipts

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One call."""
        try:
            head = await _head(reader)
            known = {
                name.lower(): value.strip()
                for name, _colon, value in (one.partition(":") for one in head[1:])
            }
            body = await reader.readexactly(int(known.get("content-length", "0")))
            told = f"{head[0].split()[1]}\n{body.decode()}"
            self._receipts.write("webhook", known["x-xuncha-delivery"], told)
            await asyncio.sleep(random.uniform(0, _DAWDLE))
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
            await writer.drain()
        except (OSError, KeyError, ValueError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


class Mail:
    """Takes letters."""

    def __init__(self, receipts: Receipts) -> None:
        """Write what comes to `receipts`."""
        self._receipts = receipts

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One session."""
        try:
            writer.write(b"220 outside ESMTP\r\n")
            while line := (await reader.readline()).decode("latin-1").upper().strip():
                if line.startswith("QUIT"):
                    writer.write(b"221 bye\r\n")
                    break
                if line.startswith("DATA"):
                    await self._letter(reader, writer)
                else:
                    writer.write(b"250 ok\r\n")
                await writer.drain()
        except (OSError, ValueError):
            pass
        finally:
            writer.close()

    async def _letter(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"354 go on\r\n")
        lines: list[bytes] = []
        while (line := await reader.readline()) != b".\r\n":
            if not line:
                return
            lines.append(line)
        letter = message_from_bytes(b"".join(lines), policy=policy.default)
        text = letter.get_content()  # type: ignore[attr-defined]
        told = f"{letter['To']}\n{letter['Subject']}\n{text}"
        self._receipts.write("mail", str(letter["Message-ID"]), told)
        await asyncio.sleep(random.uniform(0, _DAWDLE))
        writer.write(b"250 taken\r\n")


async def serve(address: str, sites: int, mail: int, hook: int, receipts: Receipts) -> None:
    """Serve until killed."""
    servers = [
        await asyncio.start_server(_site, "0.0.0.0", sites, backlog=1024),
        await asyncio.start_server(Mail(receipts), address, mail),
        await asyncio.start_server(Hook(receipts), address, hook),
    ]
    await asyncio.gather(*(one.serve_forever() for one in servers))


if __name__ == "__main__":
    given = sys.argv[1:]
    asyncio.run(
        serve(given[0], int(given[1]), int(given[2]), int(given[3]), Receipts(Path(given[4])))
    )
