"""Hosts on one switch, in network namespaces of this run's own; the line of each can be cut.

The run itself must stand in a namespace of its own (`unshare --net`): the switch is in it, and
nothing of the machine's own network is touched.
"""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO

#: The run's own address on the switch; hosts follow it.
OURS = "10.77.0.1"
_SWITCH = "chaos"


@dataclass(frozen=True, slots=True)
class Host:
    """One machine."""

    name: str
    address: str
    space: str
    #: Our end of its line.
    line: str

    def start(
        self,
        words: Sequence[str],
        more: Mapping[str, str],
        log: IO[bytes] | int = subprocess.DEVNULL,
    ) -> subprocess.Popen[bytes]:
        """A process on this host; its pid is the program's own."""
        return subprocess.Popen(
            ["ip", "netns", "exec", self.space, *words],
            env=os.environ | dict(more),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )

    def run(self, *words: str) -> None:
        """Run a command on this host to its end."""
        _ip("netns", "exec", self.space, *words)

    def cut(self, how: str) -> None:
        """Cut the line: "pulled", as a cable, which both ends see, or "swallowed", which none
        does."""
        if how == "pulled":
            _ip("link", "set", self.line, "down")
        else:
            _ip("link", "set", self.line, "nomaster")

    def mend(self) -> None:
        """Mend the line, however it was cut."""
        _ip("link", "set", self.line, "master", _SWITCH)
        _ip("link", "set", self.line, "up")


class Lab:
    """The switch and its hosts; a context manager."""

    def __init__(self) -> None:
        """Raises CalledProcessError where network namespaces are not allowed."""
        self.hosts: list[Host] = []
        _ip("link", "set", "lo", "up")
        _ip("link", "add", _SWITCH, "type", "bridge")
        _ip("addr", "add", f"{OURS}/16", "dev", _SWITCH)
        _ip("link", "set", _SWITCH, "up")

    def __enter__(self) -> Lab:
        """Nothing more."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Take the hosts away; the switch goes with this process."""
        for host in self.hosts:
            subprocess.run(["ip", "netns", "del", host.space], check=False)

    def host(self, name: str) -> Host:
        """One more machine on the switch."""
        number = len(self.hosts) + 2
        made = Host(name, f"10.77.0.{number}", f"xuncha-{os.getpid()}-{name}", f"to-{name}"[:15])
        _ip("netns", "add", made.space)
        self.hosts.append(made)
        _ip("link", "add", made.line, "type", "veth", "peer", "name", "eth0", "netns", made.space)
        made.mend()
        made.run("ip", "link", "set", "lo", "up")
        made.run("ip", "addr", "add", f"{made.address}/16", "dev", "eth0")
        made.run("ip", "link", "set", "eth0", "up")
        return made


def allowed() -> bool:
    """Whether this run stands in a network of its own, as it must."""
    return os.geteuid() == 0 and {name for _number, name in socket.if_nameindex()} <= {"lo"}


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)
