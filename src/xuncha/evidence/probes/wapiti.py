"""Wapiti as a second opinion: a program of its own, behind the gate, believed only as a suspicion.

It is never imported (GPL-2) and never a dependency: where the office has installed it in an
environment of its own, its path is given, and what it says becomes suspected holes.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

from xuncha.evidence.probes.course import Grade
from xuncha.evidence.probes.gateproxy import GateProxy
from xuncha.evidence.probes.holes import Hole

MODULES = ("sql", "xss")
_KINDS = {
    "SQL Injection": "security.sqli",
    "Blind SQL Injection": "security.sqli",
    "Reflected Cross Site Scripting": "security.xss",
    "Cross Site Scripting": "security.xss",
}


async def scan(
    program: Path,
    home: str,
    proxy: GateProxy,
    out: Path,
    *,
    seconds: int,
    color: Sequence[str] = (),
) -> tuple[Hole, ...]:
    """Let `program` look at `home` through `proxy` for at most `seconds`; report goes into `out`.

    Raises OSError when it cannot be started. What it does not finish is not known.
    """
    out.mkdir(parents=True, exist_ok=True, mode=0o700)
    report = out / "wapiti.json"
    words = [
        str(program),
        *("-u", home, "--scope", "folder", "-m", ",".join(MODULES)),
        *("-p", f"http://127.0.0.1:{proxy.port}/", "--verify-ssl", "0"),
        *("--max-scan-time", str(seconds), "--flush-session", "--no-bugreport"),
        *("-S", "polite", "-f", "json", "-o", str(report), "--store-session", str(out)),
        *color,
    ]
    process = await asyncio.create_subprocess_exec(
        *words, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        await asyncio.wait_for(process.wait(), seconds + 60)
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    return tuple(read(report)) if report.exists() else ()


def read(report: Path) -> Iterator[Hole]:
    """The holes of a report; what is no report of this kind has none."""
    try:
        found = json.loads(report.read_text("utf-8", "replace")).get("vulnerabilities", {})
    except (json.JSONDecodeError, AttributeError):
        return
    for name, entries in found.items() if isinstance(found, dict) else ():
        if name in _KINDS and isinstance(entries, list):
            yield from (_hole(_KINDS[name], one) for one in entries if isinstance(one, dict))


def _hole(indicator: str, entry: dict[str, Any]) -> Hole:
    request = str(entry.get("http_request") or "")
    host = next((x[6:] for x in request.splitlines() if x.lower().startswith("host: ")), "")
    path = urlsplit(str(entry.get("path") or "")).path
    name = unquote_to_bytes(str(entry.get("parameter") or "")).decode("utf-8", "replace")
    url = f"http://{host.strip()}{path}"
    return Hole(indicator, url, url, "", name, "wapiti", Grade.SUSPECTED)
