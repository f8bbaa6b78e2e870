"""The address gate: what may be connected to, decided on the very address that is connected to.

Tables, not `ipaddress.is_global`, which lets 6to4 and NAT64 forms of loopback and multicast pass.
A host is resolved once, every address it has is checked, and one bad address refuses the host, so
that a name which answers with a public and a private address in turn opens nothing.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from xuncha.base.errors import InputError, reason
from xuncha.base.language import _
from xuncha.evidence.names import PLAIN, Names

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

#: IANA's IPv4 special-purpose registry and multicast, and the metadata address of a large cloud.
_CLOSED_4 = tuple(
    map(
        ipaddress.IPv4Network,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "168.63.129.16/32",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.31.196.0/24",
            "192.52.193.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "192.175.48.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/3",
        ),
    )
)
#: Only global unicast, and of it not what tunnels, documents or belongs to nobody: everything else
#: (mapped, compatible and translated IPv4, local, multicast) stands outside 2000::/3.
_OPEN_6 = ipaddress.IPv6Network("2000::/3")
_CLOSED_6 = tuple(
    map(ipaddress.IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))
)

#: A name nobody answers for holds its thread for many seconds; the others must not wait for it.
_ASKING = ThreadPoolExecutor(64, "dns")

#: Ports on which government websites stand; never one of mail, shells or databases.
COMMON_PORTS = frozenset(
    {80, *range(81, 91), 443, 7001, 7070, *range(8000, 9000), 9080, 9090, 9443}
)


class GateError(Exception):
    """The gate does not open; the text says why."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Where a host may be reached: connect to these addresses and to no other."""

    host: str
    port: int
    addresses: tuple[str, ...]


class Gate:
    """Resolves hosts and says where a connection may go."""

    def __init__(
        self,
        *,
        networks: Iterable[str] = (),
        hosts: Mapping[str, tuple[str, ...]] | None = None,
        sites: Iterable[str] = (),
        ask: Callable[[str], tuple[str, ...]] | None = None,
        remember: int = 50_000,
        names: Names | None = None,
    ) -> None:
        """`networks`: CIDRs that may be visited though they are private; `hosts` replaces DNS for
        the names in it; the ports of the home pages `sites` are open besides the common ones. `ask`
        looks a name up, in a thread; so many names are remembered. `names` is asked for CNAME
        records; left out, it is the machine's own DNS, unless `hosts` or `ask` stand in its
        place."""
        self._networks = tuple(map(ipaddress.ip_network, networks))
        self._hosts = {name.lower(): addresses for name, addresses in (hosts or {}).items()}
        self._ports = COMMON_PORTS.union(
            port for site in sites if (port := urlsplit(site).port) is not None
        )
        self._ask, self._remember = ask or _addresses, remember
        self._known: dict[str, asyncio.Future[tuple[str, ...]]] = {}
        self._passages: dict[tuple[str, int], Passage] = {}
        #: Where to ask for CNAME records; None where no DNS is to be asked.
        self.names = names or (None if hosts or ask else Names())
        #: Whether DNS has answered anything yet, be it that a name does not exist. Where a hosts
        #: file stands in its place, its silence is such an answer.
        self.dns_answers = bool(self._hosts)

    async def open(self, host: str, port: int) -> Passage:
        """Where `host` may be reached.

        Raises GateError when it may not be, and OSError (socket.gaierror) when it has no address.
        """
        passage = self._passages.get((host, port))
        if passage is None:
            if port not in self._ports:
                raise GateError(_("端口 {port} 不在准许之列").format(port=port))
            addresses = await self._resolve(host)
            for address in addresses:
                self.check(address)
            passage = Passage(host, port, addresses)
            _keep(self._passages, (host, port), passage, self._remember)
        return passage

    def check(self, address: str) -> None:
        """Raise GateError unless `address` may be connected to."""
        if not self._may(ipaddress.ip_address(address.partition("%")[0])):
            raise GateError(_("地址 {address} 不对外开放").format(address=address))

    def _may(self, address: Address) -> bool:
        if any(address in network for network in self._networks):
            return True
        if isinstance(address, ipaddress.IPv4Address):
            return not any(address in network for network in _CLOSED_4)
        return address in _OPEN_6 and not any(address in network for network in _CLOSED_6)

    async def _resolve(self, host: str) -> tuple[str, ...]:
        name = host.strip("[]").lower()
        literal = _literal(name)
        if literal is None and not PLAIN.fullmatch(name):
            raise GateError(_("“{host}”不是完整的域名").format(host=host))
        if name in self._hosts:
            return self._hosts[name]
        if literal is not None:
            if not any(literal in network for network in self._networks):
                raise GateError(_("网址不能直接写地址 {host}").format(host=host))
            return (str(literal),)
        if "." not in name:
            raise GateError(_("“{host}”不是完整的域名").format(host=host))
        # One question a name while it is remembered: what was checked is what is connected to.
        asked = self._known.get(name)
        if asked is None:
            asked = asyncio.get_running_loop().run_in_executor(_ASKING, self._ask, name)
            _keep(self._known, name, asked, self._remember)
        try:
            found = await asyncio.shield(asked)
        except OSError as error:
            # Several may have waited for the one question.
            self._known.pop(name, None)
            self.dns_answers = self.dns_answers or error.errno != socket.EAI_AGAIN
            raise
        self.dns_answers = True
        return found


def _literal(name: str) -> Address | None:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None


def _keep(memory: dict[_Key, _Value], key: _Key, value: _Value, most: int) -> None:
    """Remember one more, and forget the one remembered the longest where there are too many."""
    memory[key] = value
    if len(memory) > most:
        del memory[next(iter(memory))]


def _addresses(name: str) -> tuple[str, ...]:
    found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def read_hosts(path: Path) -> Mapping[str, tuple[str, ...]]:
    """A hosts file as a mapping of names to addresses.

    Raises InputError, naming the line, for what is no address and for an address without a name.
    """
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise InputError(
            str(path), _("无法读取（{why}）").format(why=reason(error)), _("请检查路径与权限")
        ) from error
    except UnicodeDecodeError as error:
        raise InputError(path.name, _("不是 UTF-8 文本"), _("请另存为 UTF-8")) from error
    found: dict[str, tuple[str, ...]] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.partition("#")[0].split()
        if not words:
            continue
        if len(words) < 2 or _literal(words[0]) is None:
            raise InputError(
                path.name,
                _("“{line}”不是“地址 主机名”").format(line=line.strip()),
                _("每行先写地址，再写一个以上主机名"),
                row=number,
            )
        for name in words[1:]:
            found[name.lower()] = (*found.get(name.lower(), ()), words[0])
    return found
