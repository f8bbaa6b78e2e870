"""Where the names of a site lead: their CNAME records, asked of DNS once each.

An unanswered question says nothing; only DNS's own word that a name does not exist (NXDOMAIN) does.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xuncha.base.urls import host_of, registrable
from xuncha.evidence.safety import Alias

if TYPE_CHECKING:
    from dns.asyncresolver import Resolver
    from dns.message import Message
    from dns.name import Name

#: The letters that names of hosts are made of. Others mean different things to those who read them
#: on the way: "-name" tells libcurl to forget where a host was pinned.
PLAIN = re.compile(r"(?=.{1,253}\Z)[a-z0-9_](?:[a-z0-9_-]|\.(?=[a-z0-9_-]))*", re.ASCII)
#: Names of one site that are asked after in one visit.
MOST = 8
#: Names in a row that a record may lead through; resolvers give up at about as many.
_LONGEST = 16
_NUMBERS = re.compile(r"[\d.]+")


@dataclass(frozen=True, slots=True)
class Names:
    """DNS, as the machine knows it or at other servers."""

    #: Addresses of resolvers; () for those of the machine.
    servers: tuple[str, ...] = ()
    port: int = 53
    #: Seconds for all names together, which are asked after at once.
    seconds: float = 3.0

    async def look(self, hosts: Iterable[str]) -> tuple[Alias, ...] | None:
        """Where each of the first hosts leads, one question a name; None without a resolver."""
        asked = [host for host in dict.fromkeys(hosts) if _is_name(host)][:MOST]
        if not asked:
            return ()
        # Reading what reads DNS takes long, and must not keep the pages waiting.
        resolver = await asyncio.to_thread(self._resolver)
        if resolver is None:
            return None
        return tuple(await asyncio.gather(*(self._ask(resolver, host) for host in asked)))

    def _resolver(self) -> Resolver | None:
        from dns.asyncresolver import Resolver
        from dns.exception import DNSException

        try:
            resolver = Resolver(configure=not self.servers)
        except (DNSException, OSError):
            return None
        if self.servers:
            resolver.nameservers, resolver.port = list(self.servers), self.port
        resolver.timeout, resolver.lifetime = self.seconds / 2, self.seconds
        return resolver

    async def _ask(self, resolver: Resolver, host: str) -> Alias:
        from dns.exception import DNSException
        from dns.name import from_text
        from dns.resolver import NXDOMAIN

        try:
            name = from_text(host)
            async with asyncio.timeout(self.seconds):
                # The answer to a question for the address holds the whole chain, and its code
                # speaks of the last name in it (RFC 6604).
                found = await resolver.resolve(name, "A", search=False, raise_on_no_answer=False)
            return _alias(host, name, found.response, None if found.rrset is None else True)
        except NXDOMAIN as error:
            answers = error.responses()  # type: ignore[no-untyped-call]
            return _alias(host, name, answers[name], False)
        except (DNSException, OSError, TimeoutError, ValueError):
            return Alias(host)


def own(home: str, linked: Iterable[tuple[str, bool]], others: frozenset[str]) -> list[str]:
    """The hosts of the site's own domain, those without an address first after its home's own.

    `linked` are addresses that its pages link to, and whether their host had no address; `others`
    are hosts of other sites, which are asked after in their own visits.
    """
    home_host = host_of(home)
    domain = registrable(home_host)
    hosts: dict[str, bool] = {}
    for url, nameless in linked:
        host = host_of(url)
        if registrable(host) == domain and host not in others:
            hosts[host] = hosts.get(host, False) or nameless
    hosts.pop(home_host, None)
    return [home_host, *sorted(hosts, key=lambda host: not hosts[host])]


def _is_name(host: str) -> bool:
    return "." in host and PLAIN.fullmatch(host) is not None and not _NUMBERS.fullmatch(host)


def _alias(host: str, name: Name, answer: Message, exists: bool | None) -> Alias:
    """What an answer says; one that contradicts itself says nothing."""
    chain = _chain(name, answer)
    if chain is None or (exists is False and _has_address(answer)):
        return Alias(host)
    return Alias(host, chain, exists)


def _has_address(answer: Message) -> bool:
    from dns.rdatatype import AAAA, A

    return any(record.rdtype in (A, AAAA) for record in answer.answer)


def _chain(name: Name, answer: Message) -> tuple[str, ...] | None:
    """The names that the records lead through; None where they go round in circles or to what can
    be no host."""
    from dns.rdatatype import CNAME

    records = {record.name: record for record in answer.answer if record.rdtype == CNAME}
    passed = [name]
    while (record := records.get(passed[-1])) is not None:
        target: Name = record[0].target
        if target in passed or len(passed) > _LONGEST:
            return None
        passed.append(target)
    chain = tuple(one.to_text(omit_final_dot=True).lower() for one in passed[1:])
    return chain if all(map(_is_name, chain)) else None
