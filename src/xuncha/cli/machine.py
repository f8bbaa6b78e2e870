"""The names and addresses this machine is reached by, as its own kernel has them."""

from __future__ import annotations

import re
import socket
from ipaddress import IPv6Address, ip_address
from pathlib import Path

_LOCAL = ("localhost", "127.0.0.1", "[::1]")
_EVERY = ("0.0.0.0", "::", "")  # noqa: S104 (compared with, not bound to)
#: An address of a local interface in the kernel's table of routes.
_OWN = re.compile(r"\|-- ([\d.]+)\n\s+/32 host LOCAL")


def names_for(host: str) -> list[str]:
    """What a console listening on `host` may be called by, as the Host header says it.

    For every address of the machine where it listens on all; the machine's own name each time.
    """
    called = socket.gethostname().lower()
    found = addresses() if host in _EVERY else [_bracketed(host)]
    return list(dict.fromkeys([*_LOCAL, called, *found]))


def addresses() -> list[str]:
    """The machine's own addresses but the loopback's; none where the kernel does not tell."""
    return [*_four(), *_six()]


def _four() -> list[str]:
    try:
        table = Path("/proc/net/fib_trie").read_text()
    except OSError:
        return []
    return sorted({one for one in _OWN.findall(table) if not one.startswith("127.")})


def _six() -> list[str]:
    try:
        table = Path("/proc/net/if_inet6").read_text()
    except OSError:
        return []
    found = {IPv6Address(int(line.split()[0], 16)) for line in table.splitlines()}
    return sorted(f"[{one}]" for one in found if not (one.is_loopback or one.is_link_local))


def _bracketed(host: str) -> str:
    try:
        return f"[{host}]" if ip_address(host).version == 6 else host
    except ValueError:
        return host.lower()
